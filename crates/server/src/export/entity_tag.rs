//! The strong entity tag of a file.
//!
//! Two responses with the same tag have the same bytes, because the tag covers every input: the records of the project
//! (by their revision, read in the same transaction as the records), the request after its defaults, the format, the
//! content coding, and the program. Formats contain neither a time nor random data. The tag costs a read of one row; a
//! digest of the file would cost producing the file.

use std::sync::LazyLock;
use std::time::UNIX_EPOCH;

use deskledger::DOCUMENT;
use deskledger_client::hex;
use deskledger_records::write::Format;
use sha2::{Digest, Sha256};

use crate::http::negotiation::Coding;
use crate::store::Filter;

/// Identifies the program: its version, its document and its build. After an update a download restarts instead of
/// mixing the bytes of two programs.
static PROGRAM: LazyLock<[u8; 32]> = LazyLock::new(|| {
    let file = std::env::current_exe().and_then(std::fs::metadata).ok();
    let built = file.as_ref().and_then(|file| file.modified().ok()?.duration_since(UNIX_EPOCH).ok());
    let length = file.map_or(0, |file| file.len());
    let mut parts = Parts::new();
    parts.add(env!("CARGO_PKG_VERSION").as_bytes());
    parts.add(DOCUMENT.as_bytes());
    parts.add(&length.to_be_bytes());
    parts.add(&built.unwrap_or_default().as_nanos().to_be_bytes());
    parts.digest()
});

/// The strong ETag of a file, with its quotes.
pub(crate) fn tag(
    revision: &[u8],
    filter: &Filter,
    (format, is_wrapped): (Format, bool),
    language: &str,
    coding: Coding,
) -> String {
    let Filter { project_id, time_range, user_name, computer_name, terminal_type } = filter;
    let mut parts = Parts::new();
    parts.add(&*PROGRAM);
    parts.add(revision);
    parts.add(format.extension().as_bytes());
    parts.add(&[u8::from(is_wrapped)]);
    parts.add(language.as_bytes());
    parts.add(coding.name().unwrap_or_default().as_bytes());
    parts.add(project_id.as_bytes());
    let range = time_range.map(|range| format!("{}/{}", range.start(), range.end()));
    for part in [&range, user_name, computer_name, terminal_type] {
        parts.add(&[u8::from(part.is_some())]);
        parts.add(part.as_deref().unwrap_or_default().as_bytes());
    }
    format!("\"{}\"", hex(&parts.digest()[..16]))
}

/// Identifies the number of records of this revision that match a filter.
pub(crate) fn count_tag(revision: &[u8], filter: &Filter) -> String {
    tag(revision, filter, (Format::Ndjson, false), "count", Coding::Identity)
}

/// Identifies the summary of the records of this revision that match a filter, in a time zone.
pub(crate) fn summary_tag(revision: &[u8], filter: &Filter, zone: &str) -> String {
    tag(revision, filter, (Format::Ndjson, false), &format!("summary {zone}"), Coding::Identity)
}

/// A digest of length-prefixed parts, so that no two lists of parts have the same digest.
struct Parts(Sha256);

impl Parts {
    fn new() -> Self {
        Self(Sha256::new())
    }

    fn add(&mut self, part: &[u8]) {
        self.0.update((part.len() as u64).to_be_bytes());
        self.0.update(part);
    }

    fn digest(self) -> [u8; 32] {
        self.0.finalize().into()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn requests_with_different_files_never_share_a_tag() {
        let all = Filter::project("p1");
        let user = |name: &str| Filter { user_name: Some(name.into()), ..all.clone() };
        let computer = Filter { computer_name: Some("a".into()), ..all.clone() };
        let range = |end: &str| Filter {
            time_range: Some(
                deskledger::TimeRange::new("2020-04-01T00:00Z".parse().unwrap(), end.parse().unwrap()).unwrap(),
            ),
            ..all.clone()
        };
        let csv = |filter: &Filter| tag(b"1", filter, (Format::Csv, false), "en_US", Coding::Identity);
        let tags = [
            csv(&all),
            csv(&Filter::project("p2")),
            csv(&user("a")),
            csv(&user("b")),
            csv(&user("")),
            csv(&computer),
            csv(&range("2020-04-01T00:01Z")),
            csv(&range("2020-04-01T00:02Z")),
            tag(b"2", &all, (Format::Csv, false), "en_US", Coding::Identity),
            tag(b"1", &all, (Format::Ndjson, false), "en_US", Coding::Identity),
            tag(b"1", &all, (Format::Csv, false), "zh_CN", Coding::Identity),
            tag(b"1", &all, (Format::Csv, false), "en_US", Coding::Gzip),
            tag(b"1", &all, (Format::Csv, true), "en_US", Coding::Identity),
        ];
        assert_eq!(tags.iter().collect::<std::collections::HashSet<_>>().len(), tags.len());
        assert_eq!(csv(&all), csv(&all.clone()));
    }
}
