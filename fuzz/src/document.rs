//! The document reader: for any bytes it ends soon, in code or in a diagnostic with a position, and never in a panic.

use deskledger_codegen::{Diagnostics, Draft, Options, generate_with, validator};
use ra_ap_rustc_lexer::{FrontmatterAllowed, LiteralKind, TokenKind, tokenize};

/// Checks one input.
pub fn check(data: &[u8]) {
    let Ok(text) = std::str::from_utf8(data) else { return };
    let options = Options::new().time_range("crate::TimeRange");
    let options = if text.len() % 2 == 0 { options } else { options.progenitor() };
    match generate_with("fuzz.yaml", text, &options) {
        // Half of a document must not give code that does not parse, and the same text gives the same bytes.
        Ok(output) => {
            reported(&output.warnings);
            output.files.iter().filter(|(name, _)| name.ends_with(".rs")).for_each(|(_, code)| lexes(code));
            assert!(generate_with("fuzz.yaml", text, &options).is_ok_and(|again| again == output));
        }
        Err(diagnostics) => {
            assert!(diagnostics.errors() > 0, "refused without a word");
            reported(&diagnostics);
        }
    }
    let drafts = [Draft::Draft4, Draft::OpenApi30, Draft::Draft2020];
    if let Err(diagnostics) = validator("fuzz.json", text, drafts[text.len() % drafts.len()]) {
        assert!(diagnostics.errors() > 0, "refused without a word");
        reported(&diagnostics);
    }
}

/// Every token is one of the compiler's, ended, and no character is hidden: the compiler rejects a lone carriage return in
/// documentation and changes of direction anywhere.
fn lexes(code: &str) {
    let is_hidden =
        |c: char| c.is_control() && c != '\n' || matches!(c, '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}');
    assert!(!code.contains(is_hidden), "hidden: {:?}", code.lines().find(|line| line.contains(is_hidden)));
    for token in tokenize(code, FrontmatterAllowed::No) {
        let is_known = match token.kind {
            TokenKind::Unknown | TokenKind::InvalidIdent | TokenKind::UnknownPrefix => false,
            TokenKind::BlockComment { terminated, .. } => terminated,
            TokenKind::Literal { kind, .. } => match kind {
                LiteralKind::Char { terminated } | LiteralKind::Byte { terminated } => terminated,
                LiteralKind::Str { terminated } | LiteralKind::ByteStr { terminated } => terminated,
                LiteralKind::CStr { terminated } => terminated,
                LiteralKind::RawStr { n_hashes } | LiteralKind::RawByteStr { n_hashes } => n_hashes.is_some(),
                LiteralKind::RawCStr { n_hashes } => n_hashes.is_some(),
                LiteralKind::Int { empty_int, .. } => !empty_int,
                LiteralKind::Float { empty_exponent, .. } => !empty_exponent,
            },
            _ => true,
        };
        assert!(is_known, "{token:?}");
    }
}

fn reported(diagnostics: &Diagnostics) {
    assert!(diagnostics.to_string().len() < 100_000);
    for one in diagnostics.iter() {
        assert!(one.position.line > 0 && one.position.column > 0, "{one:?}");
        assert!(one.message.to_string().starts_with("expected "), "{one:?}");
        assert!(!one.hint.to_string().is_empty(), "{one:?}");
    }
}
