//! The log of deprecations: a warning for each operation whose responses announce one.

use std::collections::BTreeSet;
use std::sync::{Mutex, PoisonError};

use deskledger_runtime::Operation;
use reqwest::header::HeaderMap;

/// Longest value that is logged, in characters.
const MAX_VALUE: usize = 200;

/// The operations that have been logged, by their ids.
#[derive(Debug, Default)]
pub(crate) struct Deprecations(Mutex<BTreeSet<&'static str>>);

impl Deprecations {
    /// Logs the headers `Deprecation` (RFC 9745) and `Sunset` (RFC 8594) of a response, once for each operation.
    pub(super) fn log(&self, operation: &'static Operation, headers: &HeaderMap, redact: impl Fn(&str) -> String) {
        let value = |name: &str| {
            let text = headers.get(name)?.to_str().ok()?;
            Some(redact(text).chars().take(MAX_VALUE).collect::<String>())
        };
        let (deprecation, sunset) = (value("deprecation"), value("sunset"));
        if deprecation.is_some() && self.0.lock().unwrap_or_else(PoisonError::into_inner).insert(operation.id) {
            tracing::warn!(operation = operation.id, deprecation, sunset, link = value("link"), "deprecated operation");
        }
    }
}
