//! HTTP semantics without a tie to the calls: negotiation, conditional and range requests, error responses.

pub(crate) mod byte_range;
pub(crate) mod conditional;
pub(crate) mod content_decoding;
pub(crate) mod error;
pub(crate) mod header_limits;
pub(crate) mod negotiation;
pub(crate) mod peer;
pub(crate) mod request_id;
