//! Preferences with a quality in the headers of a request.

use axum::http::header::ACCEPT;
use axum::http::{HeaderMap, HeaderName};
use deskledger::runtime::quality::{self, Preference};

/// The preferences of a header in their order, without parameters, which only media ranges may have.
pub(crate) fn preferences<'h>(headers: &'h HeaderMap, name: &HeaderName) -> impl Iterator<Item = Preference<'h>> {
    let values = headers.get_all(name).iter().filter_map(|value| value.to_str().ok());
    quality::preferences(values, *name == ACCEPT)
}
