//! Every call with a request that keeps the rules of the document, against a mock of it.

#![allow(deprecated, reason = "deprecated calls are part of the document")]
#![allow(unused_imports, reason = "not every request needs them")]
#![allow(dead_code, unused_macros, reason = "a document may have no calls")]

mod support;

use CRATE::*;

macro_rules! calls {
    ($function:ident: $($(#[$attribute:meta])* $name:literal => $request:expr,)*) => {
        #[tokio::test]
        async fn $function() {
            let mock = support::Mock::start();
            let client = mock.client();
            let mut failed: Vec<String> = Vec::new();
            $($(#[$attribute])* {
                let request = $request;
                match request.check() {
                    Err(violations) => failed.push(format!("{}: {violations}", $name)),
                    Ok(()) => {
                        if let Err(error) = Box::pin(request.send(&client)).await {
                            failed.push(format!("{}: {error}", $name));
                        }
                    }
                }
            })*
            assert!(failed.is_empty(), "{}", failed.join("\n"));
        }
    };
}

