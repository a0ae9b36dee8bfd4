//! The document reader: whatever the bytes, it ends soon, in code or in a diagnostic with a place, and never in a panic.

#![no_main]

use deskledger_codegen::{Diagnostics, Draft, Options, generate_with, validator};
use libfuzzer_sys::fuzz_target;

fuzz_target!(|data: &[u8]| {
    let Ok(text) = std::str::from_utf8(data) else { return };
    let options = Options::new().time_range("crate::TimeRange");
    let options = if text.len() % 2 == 0 { options } else { options.progenitor() };
    match generate_with("fuzz.yaml", text, &options) {
        // Half of a document must not give code that does not parse, and the same text gives the same bytes.
        Ok(output) => {
            told(&output.warnings);
            assert!(generate_with("fuzz.yaml", text, &options).is_ok_and(|again| again == output));
        }
        Err(diagnostics) => {
            assert!(diagnostics.errors() > 0, "refused without a word");
            told(&diagnostics);
        }
    }
    let drafts = [Draft::Draft4, Draft::OpenApi30, Draft::Draft2020];
    if let Err(diagnostics) = validator("fuzz.json", text, drafts[text.len() % drafts.len()]) {
        assert!(diagnostics.errors() > 0, "refused without a word");
        told(&diagnostics);
    }
});

fn told(diagnostics: &Diagnostics) {
    assert!(diagnostics.to_string().len() < 100_000);
    for one in diagnostics.iter() {
        assert!(one.position.line > 0 && one.position.column > 0, "{one:?}");
        assert!(one.message.starts_with("expected "), "{one:?}");
        assert!(!one.hint.is_empty(), "{one:?}");
    }
}
