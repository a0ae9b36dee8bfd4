//! The filter of a log.

use deskledger::Message;
use tracing_subscriber::EnvFilter;
use tracing_subscriber::filter::LevelFilter;

use crate::messages;

/// Parses a filter of the log. A word alone that is no level would be taken for the name of a module, of which there is none.
pub(crate) fn check_filter(text: &str) -> Result<EnvFilter, Message> {
    let is_level = |word: &str| word.parse::<LevelFilter>().is_ok();
    let is_module = |word: &str| word.contains(['=', ':', '[']) || word.starts_with("deskledger") || word == "audit";
    let mut words = text.split(',').map(str::trim).filter(|word| !word.is_empty());
    let filter = EnvFilter::try_new(text).ok().filter(|_| words.all(|word| is_level(word) || is_module(word)));
    filter.ok_or_else(|| messages::log_filter(text))
}
