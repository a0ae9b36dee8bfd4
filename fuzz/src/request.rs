//! The decoder of requests: accepted requests are valid, and equal after encoding and decoding.

use deskledger::ExportConnectionRecords;
use deskledger_bench::AddOrder;
use deskledger_fixture::generated::{DeleteNothing, DrawShape, GetFile, ListNames, Search, SendForm, SendParts};

use super::raw_request::Request;

/// One call, as it was sent: without defaults, so that nothing but what was read can come back.
macro_rules! check {
    ($request:expr, $type:ty, $template:expr) => {
        if let Ok(read) = $request.read_by($template, <$type>::decode_raw) {
            assert_eq!(read.check(), Ok(()), "{read:?}");
            let sent = read.encode();
            assert_eq!(sent.path.matches('/').count(), $template.matches('/').count(), "{}", sent.path);
            let again = Request::of(&sent).read_by($template, <$type>::decode_raw);
            assert_eq!(again.as_ref(), Ok(&read), "{} {}", sent.path, sent.query);
            // A request with defaults is valid, too.
            assert!($request.read_by($template, <$type>::decode).is_ok_and(|read| read.check().is_ok()));
        }
    };
}

/// Checks one input.
pub fn check(data: &[u8]) {
    let Some((choice, rest)) = data.split_first() else { return };
    let Some(request) = Request::parse(rest) else { return };
    match choice % 9 {
        0 => check!(request, ExportConnectionRecords, "/v2/{project_id}/connections/desktops/export"),
        1 => check!(request, GetFile, "/v1/{project}/files/{number}"),
        2 => check!(request, ListNames, "/v1/names-that-clash"),
        3 => check!(request, Search, "/v1/searches"),
        4 => check!(request, SendForm, "/v1/forms"),
        5 => check!(request, SendParts, "/v1/forms"),
        6 => check!(request, DeleteNothing, "/v1/nothing"),
        7 => check!(request, AddOrder, "/orders"),
        _ => check!(request, DrawShape, "/v1/shapes/{color}/{point}/{size}"),
    }
}
