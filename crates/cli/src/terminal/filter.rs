//! Filters of the log.

use deskledger::Message;
use tracing_subscriber::EnvFilter;
use tracing_subscriber::filter::LevelFilter;

use crate::messages;

/// Checks a filter. A word alone that is no level would be taken for the name of a module, of which there is none, and
/// everything else would not be logged.
///
/// # Errors
/// It is invalid.
pub(crate) fn check_filter(text: &str) -> Result<(), Message> {
    let is_level = |word: &str| word.parse::<LevelFilter>().is_ok();
    let is_module = |word: &str| word.contains(['=', ':', '[']) || word.starts_with("deskledger") || word == "audit";
    let mut words = text.split(',').map(str::trim).filter(|word| !word.is_empty());
    match words.all(|word| is_level(word) || is_module(word)) && EnvFilter::try_new(text).is_ok() {
        true => Ok(()),
        false => Err(messages::log_filter(text)),
    }
}
