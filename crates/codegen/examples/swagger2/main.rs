//! Lifts the vendor's published definitions (Swagger 2.0, one operation a file, in a wrapper) to OpenAPI 3.0:
//! `--example swagger2 -- IN OUT`.
//!
//! Reads every `.json` under IN and writes a document of the same name under OUT. Then generates from each, counts the
//! rules of length, bound and list of values that the definitions have for what is sent and answered, and those that the
//! generated code has, and prints `lifted L generated G` and a line for each keyword. Exits with 1 where a number differs.

mod count;
mod lift;

use std::collections::BTreeMap;
use std::error::Error;
use std::io::Write;
use std::path::{Path, PathBuf};
use std::process::ExitCode;
use std::{env, fs, io};

use serde_json::Value;

fn main() -> Result<ExitCode, Box<dyn Error>> {
    let arguments: Vec<String> = env::args().skip(1).collect();
    let [input, output] = arguments.as_slice() else { return Err("usage: swagger2 IN OUT".into()) };
    fs::create_dir_all(output)?;
    let mut out = io::stdout().lock();
    let (mut lifted, mut generated) = (0_usize, 0_usize);
    let (mut wanted, mut kept) = (BTreeMap::new(), BTreeMap::new());
    for path in definitions(Path::new(input))? {
        let wrapper: Value = serde_json::from_slice(&fs::read(&path)?)?;
        let document = lift::lift(&wrapper).map_err(|error| format!("{}: {error}", path.display()))?;
        let text = format!("{document:#}\n");
        let target = Path::new(output).join(path.file_name().unwrap_or_default());
        fs::write(&target, &text)?;
        lifted += 1;
        match deskledger_codegen::generate(&target.display().to_string(), &text) {
            Ok(code) => {
                generated += 1;
                let (in_document, in_code) = (count::in_document(&document), count::in_code(&code.files["openapi.rs"]));
                if in_document != in_code {
                    writeln!(out, "{}: {in_document:?} in the definition, {in_code:?} in the code", target.display())?;
                }
                count::add(&mut wanted, in_document);
                count::add(&mut kept, in_code);
            }
            Err(diagnostics) => writeln!(out, "{diagnostics}")?,
        }
    }
    writeln!(out, "lifted {lifted} generated {generated}")?;
    for (keyword, count) in &wanted {
        writeln!(out, "{keyword}: {count} in the definitions, {} in the code", kept.get(keyword).unwrap_or(&0))?;
    }
    Ok(if lifted == generated && wanted == kept { ExitCode::SUCCESS } else { ExitCode::FAILURE })
}

fn definitions(directory: &Path) -> io::Result<Vec<PathBuf>> {
    let mut found = Vec::new();
    for entry in fs::read_dir(directory)? {
        let path = entry?.path();
        if path.extension().is_some_and(|end| end == "json") {
            found.push(path);
        }
    }
    found.sort();
    Ok(found)
}
