//! What the operating system, or another layer, says of a failure; in Chinese behind a sentence that says what it means.

use std::error::Error;
use std::io::{self, ErrorKind};

use super::catalogue;
use super::told::{Told, Value};

/// Of a file or a stream.
pub(crate) fn of_file(cause: &io::Error) -> Value {
    match cause.kind() {
        ErrorKind::NotFound => catalogue::file_not_found(cause).into(),
        ErrorKind::PermissionDenied => catalogue::not_permitted(cause).into(),
        ErrorKind::ReadOnlyFilesystem => catalogue::read_only(cause).into(),
        ErrorKind::StorageFull => catalogue::disk_full(cause).into(),
        ErrorKind::QuotaExceeded => catalogue::quota_exceeded(cause).into(),
        ErrorKind::FileTooLarge => catalogue::file_too_large(cause).into(),
        ErrorKind::NotADirectory => catalogue::not_a_directory(cause).into(),
        ErrorKind::IsADirectory => catalogue::is_a_directory(cause).into(),
        ErrorKind::InvalidData => catalogue::invalid_data(cause).into(),
        _ => cause.into(),
    }
}

/// What to do about it.
pub(super) fn advice(kind: ErrorKind) -> Option<Told> {
    match kind {
        ErrorKind::NotFound => Some(catalogue::check_path()),
        ErrorKind::PermissionDenied | ErrorKind::ReadOnlyFilesystem => Some(catalogue::another_place()),
        ErrorKind::StorageFull | ErrorKind::QuotaExceeded => Some(catalogue::make_room()),
        _ => None,
    }
}

/// Of a connection: `text` is what its errors say, from `error` on.
pub(crate) fn of_network(error: &(dyn Error + 'static), text: String) -> Value {
    let mut kinds = std::iter::successors(Some(error), |error| inner(*error)).filter_map(kind);
    match kinds.next() {
        _ if text.contains("dns error") => catalogue::no_such_host(text).into(),
        Some(ErrorKind::ConnectionRefused) => catalogue::refused(text).into(),
        Some(ErrorKind::ConnectionReset | ErrorKind::ConnectionAborted | ErrorKind::BrokenPipe) => {
            catalogue::reset(text).into()
        }
        Some(ErrorKind::HostUnreachable | ErrorKind::NetworkUnreachable) => catalogue::unreachable(text).into(),
        Some(ErrorKind::TimedOut) => catalogue::timed_out(text).into(),
        _ => text.into(),
    }
}

/// The error behind one: an error of input and output that wraps another one is not its cause, and is looked into.
fn inner<'e>(error: &'e (dyn Error + 'static)) -> Option<&'e (dyn Error + 'static)> {
    let wrapped = error.downcast_ref::<io::Error>().and_then(io::Error::get_ref);
    wrapped.map(|wrapped| wrapped as &(dyn Error + 'static)).or_else(|| error.source())
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
            let told = of_network(&error, "why".to_owned());
            assert_eq!(told.localized(Locale::Chinese), chinese);
            assert_eq!(told.localized(Locale::English), "why");
        }
    }
}
