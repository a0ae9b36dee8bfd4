//! Responses around the file, and the credentials file: parsed without a panic for any bytes.

use deskledger::fuzzing::print_profile;
use deskledger_client::fuzzing::{content_range, detect, file_names};
use deskledger_client::multipart::{self, BrokenWrapper, Unwrap};
use deskledger_client::safe_file_name;

/// Checks one input.
pub fn check(data: &[u8]) {
    let Some((choice, data)) = data.split_first() else { return };
    let text = String::from_utf8_lossy(data);
    match choice % 5 {
        0 => wrapped(data),
        1 => {
            for is_all in [false, true] {
                for media_type in [None, Some("application/json; charset=utf-8"), Some("application/x-ndjson")] {
                    let _ = detect(data, is_all, media_type);
                }
            }
        }
        2 => {
            let names = file_names(data).into_iter().chain([safe_file_name(&text)]);
            for found in names.flatten() {
                assert!(!found.contains(['/', '\\', '\0', ':']) && !found.starts_with(['.', '-']), "{found:?}");
                assert!(!found.chars().any(char::is_control) && found.trim() == found, "{found:?}");
                assert!((1..=160).contains(&found.len()), "{found:?}");
                assert_eq!(safe_file_name(&found).as_deref(), Some(&*found), "a safe name is kept");
            }
        }
        3 => {
            if let Some((first, Some(total))) = content_range(&text) {
                assert!(first < total, "{text:?}");
            }
        }
        _ => match print_profile(&text) {
            Ok(profile) => {
                let shown = profile.replace(|digit: char| digit.is_ascii_digit(), "");
                assert_eq!(shown, "Profile { settings:  }", "a line shows");
            }
            Err(error) => assert!(error.len() < 200, "a line shows"),
        },
    }
}

/// A wrapper gives the same file in pieces of any size.
fn wrapped(data: &[u8]) {
    let Some(boundary) = multipart::boundary(data) else { return };
    let whole = unwrap(boundary, data, data.len());
    for piece in [1, 7] {
        let pieces = unwrap(boundary, data, piece);
        assert_eq!(pieces.is_ok(), whole.is_ok(), "in pieces of {piece}");
        if let (Ok(pieces), Ok(whole)) = (&pieces, &whole) {
            assert_eq!(pieces, whole, "in pieces of {piece}");
        }
    }
}

fn unwrap(boundary: &[u8], data: &[u8], piece: usize) -> Result<(Vec<u8>, Option<String>), BrokenWrapper> {
    let mut unwrap = Unwrap::new(boundary);
    let mut file = Vec::new();
    for piece in data.chunks(piece) {
        file.extend_from_slice(&unwrap.push(piece)?);
    }
    unwrap.finish()?;
    Ok((file, unwrap.file_name))
}
