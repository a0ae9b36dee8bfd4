use super::compiler::Compiler;
use super::draft::Draft;
use crate::diagnostic::Diagnostics;
use crate::spec::Files;

/// Turns a schema into the Rust of a static, `SCHEMA`, and of everything that it refers to.
///
/// The code stands in a module of its own and names the client's runtime as `runtime`.
///
/// ```
/// use deskledger_codegen::{Draft, validator};
/// let code = validator("name.json", r#"{"type": "string", "maxLength": 8}"#, Draft::Draft2020)?;
/// assert!(code.contains("MaxLength"));
/// let wrong = validator("name.json", r#"{"maxLength": -1}"#, Draft::Draft2020).unwrap_err().to_string();
/// assert!(wrong.starts_with("name.json:1:15: expected a count"), "{wrong}");
/// # Ok::<(), deskledger_codegen::Diagnostics>(())
/// ```
///
/// # Errors
/// All errors and unsupported keywords of the schema, with their positions.
pub fn validator(path: &str, text: &str, draft: Draft) -> Result<String, Diagnostics> {
    compiled(path, text, draft, false)
}

/// The same with formats as rules, as they are in OpenAPI; a format that is not known is none.
///
/// ```
/// use deskledger_codegen::{Draft, format_validator};
/// assert!(format_validator("at.json", r#"{"format": "date"}"#, Draft::Draft2020)?.contains("DATE"));
/// # Ok::<(), deskledger_codegen::Diagnostics>(())
/// ```
///
/// # Errors
/// Those of [`validator`].
pub fn format_validator(path: &str, text: &str, draft: Draft) -> Result<String, Diagnostics> {
    compiled(path, text, draft, true)
}

fn compiled(path: &str, text: &str, draft: Draft, asserts_formats: bool) -> Result<String, Diagnostics> {
    let files = Files::alone(path, text)?;
    let mut compiler = Compiler::new(&files, draft, asserts_formats);
    let tokens = compiler.compile();
    let problems = compiler.source.problems;
    if problems.is_empty() { Ok(tokens.to_string()) } else { Err(files.diagnostics(problems)) }
}
