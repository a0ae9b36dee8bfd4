use super::Diagnostic;

impl Diagnostic {
    /// Every code that a diagnostic can have, in the order of the alphabet. A code, once given, keeps its meaning.
    ///
    /// ```
    /// use deskledger_codegen::{Diagnostic, generate};
    /// let reported = generate("x.yaml", "paths: {}").unwrap_err();
    /// assert!(reported.iter().all(|one| Diagnostic::CODES.contains(&one.code)));
    /// ```
    pub const CODES: [&str; 53] = [
        "alias", "allow-reserved", "content", "default", "discriminator", "duplicate-name", "duplicate-operation",
        "duplicate-parameter", "empty-range", "enum", "example", "external-reference", "generator", "identifier",
        "maximum", "media-type", "minimum", "missing", "missing-file", "missing-reference", "multipleOf", "name",
        "name-collision", "no-operation-id", "outside-directory", "path", "pattern", "provenance", "reference",
        "reference-loop", "required", "rule-without-effect", "security", "servers", "status", "style", "syntax",
        "too-deep", "too-large", "too-many-files", "type", "unknown-format", "unknown-name", "unknown-place",
        "unknown-rule", "unreadable-file", "unsupported", "untyped", "version", "x-fixed", "x-rules", "x-sunset",
        "x-transport",
    ];
}
