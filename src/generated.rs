//! Generated code. To change it, edit openapi.yaml and specs/iam.yaml.

#![allow(unreachable_pub, dead_code, reason = "generated for any crate; the library exports what callers need")]

use deskledger_client as client;

use crate::runtime;

include!(concat!(env!("OUT_DIR"), "/openapi.rs"));

/// The token call, generated from specs/iam.yaml; it has another host.
pub mod iam {
    use deskledger_client as client;

    use crate::runtime;

    include!(concat!(env!("OUT_DIR"), "/iam/openapi.rs"));
}
