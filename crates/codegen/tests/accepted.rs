//! Documents that other generators reject: this one generates code without warnings.

#![allow(clippy::unwrap_used, clippy::panic, reason = "a test stops where it fails")]

use std::fs;
use std::path::Path;

#[test]
fn a_legal_document_is_not_rejected() {
    let mut count = 0;
    for entry in fs::read_dir(Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/accepted")).unwrap() {
        let path = entry.unwrap().path();
        let text = fs::read_to_string(&path).unwrap();
        match deskledger_codegen::generate(&path.display().to_string(), &text) {
            Ok(output) => assert_eq!(output.warnings.to_string(), "", "{}", path.display()),
            Err(diagnostics) => panic!("{diagnostics}"),
        }
        count += 1;
    }
    assert!(count > 20, "{count}");
}
