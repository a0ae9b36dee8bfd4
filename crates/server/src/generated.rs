//! Generated from specs/ledger.yaml; the server side also from openapi.yaml and specs/iam.yaml.

#![allow(unreachable_pub, dead_code, reason = "generated code is for any including crate")]

use deskledger::runtime;

include!(concat!(env!("OUT_DIR"), "/openapi.rs"));

/// The ids of the operations of a document.
#[cfg(test)]
pub(crate) fn operation_ids(document: &str) -> Vec<String> {
    let document: serde_json::Value = serde_json::from_str(document).unwrap();
    let methods = document["paths"].as_object().unwrap().values().flat_map(|path| path.as_object().unwrap());
    methods.filter_map(|(_, method)| method["operationId"].as_str().map(str::to_owned)).collect()
}

/// The server side of each document.
pub(crate) mod services {
    pub(crate) mod ledger {
        use {crate::generated as api, deskledger_axum as server};

        include!(concat!(env!("OUT_DIR"), "/server.rs"));
    }

    pub(crate) mod export {
        use {deskledger as api, deskledger_axum as server};

        include!(concat!(env!("OUT_DIR"), "/export/server.rs"));
    }

    pub(crate) mod iam {
        use {deskledger::iam as api, deskledger_axum as server};

        include!(concat!(env!("OUT_DIR"), "/iam/server.rs"));
    }
}
