//! The formats that are checked, by their names in the document.

pub use crate::constraint::format::{BYTE, DATE, DURATION, EMAIL, Format, HOSTNAME, IPV4, IPV6, TIME, URI, UUID};
pub use crate::date_time::DATE_TIME;
use crate::minute::Minute;

/// The format `minute`.
pub const MINUTE: Format = Minute::FORMAT;

/// Every format, in the order of the names.
pub static ALL: [Format; 12] = [BYTE, DATE, DATE_TIME, DURATION, EMAIL, HOSTNAME, IPV4, IPV6, MINUTE, TIME, URI, UUID];

/// The format of a name.
///
/// ```
/// use deskledger_runtime::format;
/// assert!(format::find("date").is_some_and(|format| (format.is_valid)("2020-02-29")));
/// assert!(format::find("binary").is_none());
/// ```
pub fn find(name: &str) -> Option<&'static Format> {
    ALL.iter().find(|format| format.name == name)
}
