//! HTTP semantics without a tie to the calls: negotiation, conditional and range requests, error responses.

pub(crate) mod accept;
pub(crate) mod accept_language;
pub(crate) mod byte_range;
pub(crate) mod conditional;
pub(crate) mod content_coding;
pub(crate) mod content_decoding;
pub(crate) mod content_disposition;
pub(crate) mod error;
pub(crate) mod header_limits;
pub(crate) mod peer;
mod preferences;
pub(crate) mod request_id;
