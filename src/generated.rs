//! What the generator makes of the document. Changed by changing openapi.yaml.

use crate::runtime;

include!(concat!(env!("OUT_DIR"), "/openapi.rs"));
