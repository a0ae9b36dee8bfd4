//! What a server sends beside the file or around it, and the credentials file: read without a panic, whatever the bytes.

#![no_main]
#![allow(dead_code, unreachable_pub, missing_docs, reason = "the sources of the client, included as they are")]

use libfuzzer_sys::fuzz_target;

#[path = "../../src/download"]
mod download {
    pub(crate) mod content_range;
    pub(crate) mod kind;
    pub(crate) mod multipart;
    pub(crate) mod name;
    pub(crate) mod table;
}
#[path = "../../src/auth/profile.rs"]
mod profile;

use download::{content_range, kind, multipart, name};

fuzz_target!(|data: &[u8]| {
    let Some((choice, data)) = data.split_first() else { return };
    let text = String::from_utf8_lossy(data);
    match choice % 5 {
        0 => wrapped(data),
        1 => {
            for is_all in [false, true] {
                let found = kind::recognise(data, is_all, None);
                if let Ok(kind) = found {
                    kind::ends_well(kind, data);
                }
                let _ = kind::recognise(data, is_all, Some("application/json; charset=utf-8"));
                let _ = kind::recognise(data, is_all, Some("application/x-ndjson"));
            }
            kind::may_be_json(data);
        }
        2 => {
            for found in [name::suggested(data), name::safe(&text), name::of_bytes(data)].into_iter().flatten() {
                assert!(!found.contains(['/', '\\', '\0', ':']) && !found.starts_with(['.', '-']), "{found:?}");
                assert!(!found.chars().any(char::is_control) && found.trim() == found, "{found:?}");
                assert!((1..=160).contains(&found.len()), "{found:?}");
                assert_eq!(name::safe(&found).as_deref(), Some(&*found), "a safe name is kept");
            }
        }
        3 => {
            if let Some((first, Some(total))) = content_range::read(&text) {
                assert!(first < total, "{text:?}");
            }
        }
        _ => {
            let path = std::path::Path::new("credentials");
            match profile::Profile::parse(path, &text, "basic") {
                Ok(profile) => {
                    let shown = format!("{profile:?}").replace(|digit: char| digit.is_ascii_digit(), "");
                    assert_eq!(shown, "Profile { settings:  }", "a line shows");
                }
                Err(error) => assert!(format!("{error:?}").len() < 200, "a line shows"),
            }
        }
    }
});

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

fn unwrap(boundary: &[u8], data: &[u8], piece: usize) -> Result<(Vec<u8>, Option<String>), multipart::BrokenWrapper> {
    let mut unwrap = multipart::Unwrap::new(boundary);
    let mut file = Vec::new();
    for piece in data.chunks(piece) {
        file.extend_from_slice(&unwrap.push(piece)?);
    }
    unwrap.finish()?;
    Ok((file, unwrap.file_name))
}
