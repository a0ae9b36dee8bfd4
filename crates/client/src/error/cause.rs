//! Causes of failures from the operating system and other libraries. In Chinese they follow a sentence that explains
//! them.

use std::error::Error;
use std::fmt;
use std::io::{self, ErrorKind};

use crate::messages;
use deskledger_runtime::message::{Argument, Message};

/// Description of an I/O error of a file or a stream.
pub fn file_reason(cause: &io::Error) -> Argument {
    match cause.kind() {
        ErrorKind::NotFound => messages::file_not_found(cause).into(),
        ErrorKind::PermissionDenied => messages::not_permitted(cause).into(),
        ErrorKind::ReadOnlyFilesystem => messages::read_only(cause).into(),
        ErrorKind::StorageFull => messages::disk_full(cause).into(),
        ErrorKind::QuotaExceeded => messages::quota_exceeded(cause).into(),
        ErrorKind::FileTooLarge => messages::file_too_large(cause).into(),
        ErrorKind::NotADirectory => messages::not_a_directory(cause).into(),
        ErrorKind::IsADirectory => messages::is_a_directory(cause).into(),
        ErrorKind::InvalidData => messages::invalid_data(cause).into(),
        _ => cause.into(),
    }
}

/// Advice for an I/O error.
pub(crate) fn advice(kind: ErrorKind) -> Option<Message> {
    match kind {
        ErrorKind::NotFound => Some(messages::check_path()),
        ErrorKind::PermissionDenied | ErrorKind::ReadOnlyFilesystem => Some(messages::another_place()),
        ErrorKind::StorageFull | ErrorKind::QuotaExceeded => Some(messages::free_space()),
        _ => None,
    }
}

/// Description of a connection error; `text` is the text of the errors from `error` on.
pub(crate) fn network_reason(error: &(dyn Error + 'static), text: String) -> Argument {
    if chain(error).any(|error| error.is::<NameError>()) {
        return messages::no_such_host(text).into();
    }
    if let Some(error) = chain(error).find_map(|error| error.downcast_ref::<hyper::Error>()) {
        if error.is_incomplete_message() {
            return messages::closed_early(text).into();
        }
        if error.is_parse() {
            return messages::no_http(text).into();
        }
    }
    match chain(error).filter_map(kind).next() {
        Some(ErrorKind::ConnectionRefused) => messages::refused(text).into(),
        Some(ErrorKind::ConnectionReset | ErrorKind::ConnectionAborted | ErrorKind::BrokenPipe) => {
            messages::reset(text).into()
        }
        Some(ErrorKind::HostUnreachable | ErrorKind::NetworkUnreachable) => messages::unreachable(text).into(),
        Some(ErrorKind::TimedOut) => messages::timed_out(text).into(),
        _ => text.into(),
    }
}

/// A host name that does not resolve.
#[derive(Debug)]
pub(crate) struct NameError(pub(crate) io::Error);

impl fmt::Display for NameError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(f)
    }
}

impl Error for NameError {}

/// Texts of the causes of an error. Its own text is omitted: it only repeats the URL. What the operating system says is
/// enough where it says something; otherwise the layers of the HTTP client are left out.
pub(crate) fn causes(error: &(dyn Error + 'static)) -> String {
    let is_root = |error: &&(dyn Error + 'static)| error.is::<NameError>() || kind(*error).is_some();
    if let Some(root) = chain(error).filter(is_root).last() {
        return root.to_string();
    }
    let mut texts: Vec<String> = Vec::new();
    let mut next = error.source();
    while let Some(cause) = next {
        let text = cause.to_string();
        let is_layer = text.starts_with("client error (") && cause.source().is_some();
        if !is_layer && !texts.iter().any(|known| known.contains(&text)) {
            texts.push(text);
        }
        next = cause.source();
    }
    if texts.is_empty() { "none".to_owned() } else { texts.join(": ") }
}

/// A cause as redacted text: a library error may repeat secrets.
#[derive(Debug)]
pub(crate) struct Cause {
    text: String,
    source: Option<Box<Cause>>,
}

impl Cause {
    /// Copies the texts of an error and its causes, without redaction.
    pub(crate) fn of(error: &(dyn Error + 'static)) -> Self {
        Self { text: error.to_string(), source: Self::chain(error, &str::to_owned).map(Box::new) }
    }

    /// Redacts the causes of an error.
    pub(crate) fn chain(error: &(dyn Error + 'static), redact: &dyn Fn(&str) -> String) -> Option<Self> {
        let cause = error.source()?;
        Some(Self { text: redact(&cause.to_string()), source: Self::chain(cause, redact).map(Box::new) })
    }
}

impl fmt::Display for Cause {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.text)
    }
}

impl Error for Cause {
    fn source(&self) -> Option<&(dyn Error + 'static)> {
        self.source.as_deref().map(|source| source as _)
    }
}

/// The error and its causes. `source` of an I/O error skips the error that it wraps, so the wrapped error comes next.
pub(crate) fn chain<'e>(error: &'e (dyn Error + 'static)) -> impl Iterator<Item = &'e (dyn Error + 'static)> {
    std::iter::successors(Some(error), |error| {
        let error: &'e (dyn Error + 'static) = *error;
        let wrapped = error.downcast_ref::<io::Error>().and_then(io::Error::get_ref);
        wrapped.map(|wrapped| wrapped as &(dyn Error + 'static)).or_else(|| error.source())
    })
}

fn kind(error: &(dyn Error + 'static)) -> Option<ErrorKind> {
    error.downcast_ref::<io::Error>().map(io::Error::kind).filter(|kind| *kind != ErrorKind::Other)
}

#[cfg(test)]
mod tests {
    use super::*;
    use deskledger_runtime::Locale;

    #[test]
    fn a_cause_that_others_have_wrapped_is_still_understood() {
        let bare = io::Error::from(ErrorKind::ConnectionReset);
        let wrapped = io::Error::other(io::Error::from(ErrorKind::TimedOut));
        let odd = io::Error::other("odd");
        for (error, chinese) in [(bare, "连接被对方中断（why）"), (wrapped, "连接超时（why）"), (odd, "why")]
        {
            let reported = network_reason(&error, "why".to_owned());
            assert_eq!(reported.localized(Locale::Chinese), chinese);
            assert!(reported.localized(Locale::English).contains("why"));
        }
    }
}
