//! What the generator makes of the documents. Changed by changing openapi.yaml and specs/iam.yaml.

#![allow(unreachable_pub, reason = "generated for any including crate; the library exports what callers need")]

use deskledger_client as client;

use crate::runtime;

include!(concat!(env!("OUT_DIR"), "/openapi.rs"));

/// The token call, on another host: what the generator makes of specs/iam.yaml.
pub mod iam {
    use deskledger_client as client;

    use crate::runtime;

    include!(concat!(env!("OUT_DIR"), "/iam/openapi.rs"));
}
