//! The committed output matches what the build generates from the document.

#![cfg(feature = "codegen")]
#![allow(clippy::unwrap_used, reason = "a test may stop")]

use std::fs;
use std::path::Path;

use proc_macro2::{TokenStream, TokenTree};

#[test]
fn a_light_build_is_never_made_from_a_stale_contract() {
    let golden = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/golden");
    let names = ["iam/openapi.json", "iam/openapi.rs", "openapi.json", "openapi.rs", "progenitor.rs"];
    let read = |directory: &Path, name: &str| fs::read_to_string(directory.join(name)).ok();
    let stale: Vec<&str> = names
        .into_iter()
        .filter(|name| read(&golden, name) != Some(read(Path::new(env!("OUT_DIR")), name).unwrap()))
        .collect();
    assert!(stale.is_empty(), "tests/golden is stale ({}): run scripts/regenerate", stale.join(", "));
    let entries = |directory: &Path| fs::read_dir(directory).unwrap().map(|entry| entry.unwrap().path());
    let (directories, mut there): (Vec<_>, Vec<_>) = entries(&golden).partition(|path| path.is_dir());
    there.extend(directories.iter().flat_map(|directory| entries(directory)));
    let mut there: Vec<&Path> = there.iter().map(|path| path.strip_prefix(&golden).unwrap()).collect();
    there.sort();
    assert_eq!(there, names.map(Path::new), "a file in tests/golden that nothing makes");
}

/// The first control flow keyword in the code.
fn control_flow(code: TokenStream) -> Option<String> {
    code.into_iter().find_map(|token| match token {
        TokenTree::Ident(word) if ["if", "loop", "match", "while"].iter().any(|keyword| word == keyword) => {
            Some(word.to_string())
        }
        TokenTree::Group(group) => control_flow(group.stream()),
        _ => None,
    })
}

#[test]
fn generated_code_has_no_control_flow() {
    for name in ["iam/openapi.rs", "openapi.rs"] {
        let text = fs::read_to_string(Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/golden").join(name)).unwrap();
        assert_eq!(control_flow(text.parse().unwrap()), None, "{name}");
    }
}
