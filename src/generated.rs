//! What the generator makes of the documents. Changed by changing openapi.yaml and specs/iam.yaml.

#![allow(unreachable_pub, reason = "generated for whoever includes it; the library exports what callers need")]

use crate::runtime;

include!(concat!(env!("OUT_DIR"), "/openapi.rs"));

/// The token call, on another host: what the generator makes of specs/iam.yaml.
pub mod iam {
    use crate::runtime;

    include!(concat!(env!("OUT_DIR"), "/iam/openapi.rs"));
}

/// The bare calls. Only the one door in client.rs may use them: on their own they check nothing and send no credential.
#[allow(dead_code, missing_docs, unreachable_pub, clippy::all, clippy::unwrap_used)]
pub(crate) mod client {
    use crate::runtime;

    include!(concat!(env!("OUT_DIR"), "/client.rs"));
}
