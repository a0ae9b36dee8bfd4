//! Compares documents that exist in OpenAPI 3.0 and in 3.1: `--example twins -- DIR_3_0 DIR_3_1`.
//!
//! Every operation that a pair of files of one name has in both is generated from each, alone with what it refers to.
//! Where both say the same, apart from how each version spells it, the rules must be the same. Prints a line for each
//! pair, what differs, and last `operations N same S differently written D wrong W panicked P`. Exits with 1 if W or P is
//! not 0.

mod spelling;

use std::error::Error;
use std::io::Write;
use std::panic::catch_unwind;
use std::path::Path;
use std::process::ExitCode;
use std::{env, fs, io};

use deskledger_codegen::generate;
use serde_json::{Map, Value, json};

const METHODS: [&str; 8] = ["get", "put", "post", "delete", "options", "head", "patch", "trace"];

#[derive(Default)]
struct Count {
    same: usize,
    written: usize,
    wrong: usize,
    panicked: usize,
}

fn main() -> Result<ExitCode, Box<dyn Error>> {
    let arguments: Vec<String> = env::args().skip(1).collect();
    let [old, new] = arguments.as_slice() else { return Err("usage: twins DIR_3_0 DIR_3_1".into()) };
    // The text of a panic is one word of the table, not a page.
    std::panic::set_hook(Box::new(|_| {}));
    let mut names: Vec<_> = fs::read_dir(old)?.map(|entry| Ok(entry?.file_name())).collect::<Result<_, io::Error>>()?;
    names.retain(|name| {
        Path::new(new).join(name).is_file() && Path::new(name).extension().is_some_and(|one| one == "json")
    });
    names.sort();
    let mut out = io::stdout().lock();
    let mut all = Count::default();
    for name in names {
        let read = |directory| -> Result<Value, Box<dyn Error>> {
            Ok(serde_json::from_slice(&fs::read(Path::new(directory).join(&name))?)?)
        };
        let (old, new) = (read(old)?, read(new)?);
        let mut count = Count::default();
        for (path, method) in operations(&old) {
            if new["paths"][&path][method].is_object() {
                compare(&mut count, (&old, &new), (&path, method), &mut out)?;
            }
        }
        let Count { same, written, wrong, panicked } = count;
        writeln!(
            out,
            "{}: same {same} differently written {written} wrong {wrong} panicked {panicked}",
            name.display()
        )?;
        all.same += same;
        all.written += written;
        all.wrong += wrong;
        all.panicked += panicked;
    }
    let Count { same, written, wrong, panicked } = all;
    let operations = same + written + wrong + panicked;
    writeln!(
        out,
        "operations {operations} same {same} differently written {written} wrong {wrong} panicked {panicked}"
    )?;
    Ok(if wrong + panicked == 0 && same > 0 { ExitCode::SUCCESS } else { ExitCode::FAILURE })
}

fn operations(document: &Value) -> Vec<(String, &'static str)> {
    let paths = document["paths"].as_object().into_iter().flatten();
    let operations = paths.flat_map(|(path, item)| {
        METHODS.iter().filter(|method| item[**method].is_object()).map(|method| (path.clone(), *method))
    });
    operations.collect()
}

fn compare(
    count: &mut Count,
    (old, new): (&Value, &Value),
    (path, method): (&str, &'static str),
    out: &mut impl Write,
) -> io::Result<()> {
    let [mut old, mut new] =
        [(old, "3.0.3"), (new, "3.1.0")].map(|(document, version)| alone(document, version, path, method));
    let responses = |document: &Value| document["paths"][path][method]["responses"].is_object();
    // 3.1 may leave the responses out, 3.0 may not.
    if !responses(&new) {
        for document in [&mut old, &mut new] {
            document["paths"][path][method]["responses"] = json!({"200": {"description": ""}});
        }
    }
    // The order of fields does not matter.
    old.sort_all_objects();
    new.sort_all_objects();
    let is_same_source = spelling::plain(&old, true) == spelling::plain(&new, false);
    let made = [&old, &new].map(|document| catch_unwind(|| generate("twin.json", &format!("{document:#}"))));
    let [Ok(old), Ok(new)] = made else {
        count.panicked += 1;
        return writeln!(out, "  {method} {path}: PANICKED");
    };
    let reported = match (&old, &new) {
        (Ok(old), Ok(new)) => first_difference(&rules(&old.files["openapi.rs"]), &rules(&new.files["openapi.rs"])),
        (Err(_), Err(_)) => None,
        (Err(wrong), _) | (_, Err(wrong)) => Some(wrong.to_string()),
    };
    match reported {
        None => {
            count.same += 1;
            Ok(())
        }
        Some(reported) if is_same_source => {
            count.wrong += 1;
            writeln!(out, "  {method} {path}: {reported}")
        }
        Some(reported) => {
            count.written += 1;
            writeln!(out, "  {method} {path}, which the files write differently: {reported}")
        }
    }
}

/// The document with one operation and the components: what nothing refers to gives no code.
fn alone(document: &Value, version: &str, path: &str, method: &str) -> Value {
    let item = &document["paths"][path];
    let mut only = Map::new();
    only.insert(method.to_owned(), item[method].clone());
    if let Some(parameters) = item.get("parameters") {
        only.insert("parameters".to_owned(), parameters.clone());
    }
    json!({
        "openapi": version,
        "info": {"title": "t", "version": "1"},
        "paths": {path: only},
        "components": spelling::used(document, &item[method]),
    })
}

/// The code without wording and lines.
fn rules(code: &str) -> Vec<String> {
    let lines = code.lines().map(str::trim);
    let is_rule = |line: &&str| {
        let starts = ["///", "line:", "description:", "summary:", "lines:", "note:", "source:", "example:", "tags:"];
        !starts.iter().any(|start| line.starts_with(start)) && !line.is_empty()
    };
    lines.filter(is_rule).map(|line| line.chars().filter(|one| !one.is_whitespace()).collect()).collect()
}

fn first_difference(old: &[String], new: &[String]) -> Option<String> {
    let at = old.iter().zip(new).position(|(old, new)| old != new);
    let at = at.or((old.len() != new.len()).then_some(old.len().min(new.len())))?;
    let line = |code: &[String]| code.get(at).cloned().unwrap_or_default();
    Some(format!("3.0 gives {} and 3.1 {}", line(old), line(new)))
}
