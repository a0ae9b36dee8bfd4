//! What generated code calls.

pub use crate::check::{
    At, Boolean, Field, Format, Int, List, Number, Pattern, Place, Rule, Text, Violation, Violations,
};
pub use crate::contract::{
    Column, ColumnKind, CrossRule, Header, MediaType, Operation, Parameter, Provenance, Response, Role, Shape, Value,
};
pub use crate::date_time::DATE_TIME;
pub use crate::time_range::{Minute, TimeRange};
pub use crate::wire::{Query, Wire, choice};
pub use temporary::*;

/// Stands in for the client's types until they are merged.
#[allow(missing_docs, clippy::all)]
mod temporary {
    use std::pin::Pin;

    use crate::check::Violations;
    use crate::contract::Operation;
    use crate::generated::client;

    pub trait Call {
        fn call<'a>(&'a self, api: &'a client::Client, part: &'a Part) -> Answer<'a>;
    }
    #[derive(Debug, Default)]
    pub struct Part {
        pub range: Option<String>,
        pub if_range: Option<String>,
    }
    pub type Answer<'a> = Pin<
        Box<
            dyn Future<
                    Output = Result<
                        progenitor_client::ResponseValue<progenitor_client::ByteStream>,
                        progenitor_client::Error<()>,
                    >,
                > + Send
                + 'a,
        >,
    >;
    #[derive(Clone, Debug)]
    pub struct Context;
    #[derive(Debug)]
    pub struct Client;
    #[derive(Debug)]
    pub struct Download;
    #[derive(Debug)]
    pub enum Error {
        Violations(Violations),
    }
    impl progenitor_client::ClientHooks<Context> for client::Client {}
    impl Client {
        pub async fn download<C: Call>(
            &self,
            _operation: &'static Operation,
            checked: Result<(), Violations>,
            _call: C,
            _media_type: Option<&str>,
        ) -> Result<Download, Error> {
            checked.map_err(Error::Violations)?;
            Ok(Download)
        }
    }
}
