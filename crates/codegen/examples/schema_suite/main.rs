//! Runs the public JSON-Schema-Test-Suite: `--example schema_suite -- DIR`, with DIR the folder of one draft.
//!
//! Generates a validator for every group of the folder's files, compiles all of them as one program, and runs it. Prints
//! for each keyword (a file is one) what passed, failed and is unsupported, why, and last
//! `passed P failed F unsupported U`. Exits with 1 if a test failed. In a folder `format` the formats are rules, as in OpenAPI.

use std::collections::{BTreeMap, BTreeSet};
use std::error::Error;
use std::fmt::Write as _;
use std::io::Write as _;
use std::path::{Path, PathBuf};
use std::process::{Command, ExitCode};
use std::{env, fs, io};

use deskledger_codegen::{Draft, format_validator, validator};
use deskledger_runtime::format;
use serde_json::Value;

const MANIFEST: &str = env!("CARGO_MANIFEST_DIR");

/// The tests of a keyword that are not run, and why.
#[derive(Default)]
struct Unsupported {
    tests: usize,
    reasons: BTreeSet<String>,
}

fn main() -> Result<ExitCode, Box<dyn Error>> {
    let Some(directory) = env::args().nth(1).map(PathBuf::from) else {
        return Err("usage: schema_suite DIR, for example tests/draft2020-12".into());
    };
    let is_old = directory.components().any(|part| part.as_os_str() == "draft4");
    let has_formats = directory.ends_with("format");
    let validator = if has_formats { format_validator } else { validator };
    let draft = if is_old { Draft::Draft4 } else { Draft::Draft2020 };
    let mut unsupported: BTreeMap<String, Unsupported> = BTreeMap::new();
    let (mut modules, mut table) = (String::new(), String::new());
    for path in files(&directory)? {
        let keyword = path.file_stem().unwrap_or_default().to_string_lossy().into_owned();
        let left_out = unsupported.entry(keyword.clone()).or_default();
        let groups: Vec<Value> = serde_json::from_str(&fs::read_to_string(&path)?)?;
        for (index, group) in groups.iter().enumerate() {
            let format = group["schema"]["format"].as_str().filter(|_| has_formats && keyword != "unknown");
            if let Some(format) = format.filter(|name| format::find(name).is_none()) {
                left_out.tests += group["tests"].as_array().map_or(0, Vec::len);
                left_out.reasons.insert(format!("the format {format} is not checked: the generator warns of it"));
                continue;
            }
            match validator(&keyword, &serde_json::to_string_pretty(&group["schema"])?, draft) {
                Ok(code) => {
                    let name = format!("m{}", table.lines().count());
                    writeln!(modules, "mod {name} {{ {code} }}")?;
                    writeln!(table, "({keyword:?}, {index}, {name}::SCHEMA),")?;
                }
                Err(why) => {
                    left_out.tests += group["tests"].as_array().map_or(0, Vec::len);
                    left_out.reasons.extend(why.iter().map(|problem| problem.message.to_string()));
                }
            }
        }
    }
    let said = run(&directory, &modules, &table)?;
    let mut out = io::stdout().lock();
    let mut total = (0, 0, 0);
    writeln!(out, "{:<24}{:>8}{:>8}{:>13}", "keyword", "passed", "failed", "unsupported")?;
    for (keyword, left_out) in &unsupported {
        let of = |word: &str| said.iter().filter(|(one, other)| one == word && other == keyword).count();
        let (passed, failed) = (of("passed"), of("failed"));
        total = (total.0 + passed, total.1 + failed, total.2 + left_out.tests);
        writeln!(out, "{keyword:<24}{passed:>8}{failed:>8}{:>13}", left_out.tests)?;
        for reason in &left_out.reasons {
            writeln!(out, "    {reason}")?;
        }
    }
    writeln!(out, "passed {} failed {} unsupported {}", total.0, total.1, total.2)?;
    Ok(if total.1 == 0 { ExitCode::SUCCESS } else { ExitCode::FAILURE })
}

/// The files of the folder itself, in order.
fn files(directory: &Path) -> Result<Vec<PathBuf>, Box<dyn Error>> {
    let mut files = Vec::new();
    for entry in fs::read_dir(directory)? {
        let path = entry?.path();
        if path.extension().is_some_and(|extension| extension == "json") {
            files.push(path);
        }
    }
    files.sort();
    if files.is_empty() {
        return Err(format!("expected the files of a draft in {}, found none", directory.display()).into());
    }
    Ok(files)
}

/// Compiles the validators into a program, and gives what it says of every test: `passed` or `failed`, and the keyword.
fn run(directory: &Path, modules: &str, table: &str) -> Result<Vec<(String, String)>, Box<dyn Error>> {
    let target = Path::new(MANIFEST).join("../../target");
    let root = target.join("schema-suite");
    fs::create_dir_all(root.join("src"))?;
    fs::copy(Path::new(MANIFEST).join("../../Cargo.lock"), root.join("Cargo.lock"))?;
    fs::write(
        root.join("Cargo.toml"),
        "[workspace]\n\n[package]\nname = \"schema-suite\"\nversion = \"0.0.0\"\nedition = \"2024\"\n\n[dependencies]\n\
         deskledger-runtime = { path = \"../../crates/runtime\" }\nserde_json = \"1\"\n",
    )?;
    let main = format!(
        "use deskledger_runtime as runtime;\n{modules}\n\
         static TABLE: &[(&str, usize, &runtime::json_schema::Schema)] = &[\n{table}];\n{}",
        include_str!("runner.rs.txt")
    );
    fs::write(root.join("src/main.rs"), main)?;
    let run = Command::new("cargo")
        .args(["run", "--quiet", "--"])
        .arg(fs::canonicalize(directory)?)
        .current_dir(&root)
        .env("CARGO_TARGET_DIR", target.join("schema-suite-build"))
        .output()?;
    if !run.status.success() {
        return Err(format!("the validators do not compile or run: {}", String::from_utf8_lossy(&run.stderr)).into());
    }
    let (mut said, mut out) = (Vec::new(), io::stdout().lock());
    for line in String::from_utf8(run.stdout)?.lines() {
        let (word, rest) = line.split_once(' ').unwrap_or((line, ""));
        let (keyword, test) = rest.split_once(' ').unwrap_or((rest, ""));
        if word == "failed" {
            writeln!(out, "failed {keyword}: {test}")?;
        }
        said.push((word.to_owned(), keyword.to_owned()));
    }
    Ok(said)
}
