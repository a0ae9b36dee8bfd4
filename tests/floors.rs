//! Module layering: no import cycles between the files of a crate, and no import of a higher layer ("floor").
//!
//! A file imports another one if it names an item of its module, by `crate::`, `super::`, `self::` or the name of a
//! child module. `pub use` counts, a declaration `mod name;` does not. Tests and comments are ignored.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, reason = "a test may stop")]

#[path = "floors/house.rs"]
mod house;
#[path = "floors/table.rs"]
mod table;

use std::fmt::Write as _;
use std::fs;
use std::path::{Path, PathBuf};

use house::House;
use table::FLOORS;

/// Source directories of all workspace crates.
fn sources() -> Vec<(String, PathBuf)> {
    let mut sources = vec![(".".to_owned(), PathBuf::from("src"))];
    let crates = fs::read_dir("crates").unwrap().map(|entry| entry.unwrap().path());
    let mut crates: Vec<PathBuf> = crates.filter(|path| path.join("Cargo.toml").exists()).collect();
    crates.sort();
    sources.extend(crates.into_iter().map(|path| (path.display().to_string(), path.join("src"))));
    sources
}

fn house(source: &Path) -> House {
    let roots = ["lib.rs", "main.rs"].map(|name| source.join(name));
    let roots: Vec<PathBuf> = roots.into_iter().filter(|path| path.exists()).collect();
    House::new(&roots, &|path| fs::read_to_string(path).ok())
}

#[test]
fn no_crate_has_a_circle_of_files() {
    let mut found = String::new();
    for (name, source) in sources() {
        for circle in house(&source).circles() {
            writeln!(found, "{name}: {circle}").unwrap();
        }
    }
    assert!(found.is_empty(), "\n{found}");
}

#[test]
fn no_import_runs_back_up() {
    let mut found = String::new();
    for (name, source) in sources() {
        let Some((_, floors)) = FLOORS.iter().find(|(crate_name, _)| *crate_name == name) else {
            writeln!(found, "{name} has no floors in tests/floors/table.rs").unwrap();
            continue;
        };
        for one in house(&source).upward(&source, floors) {
            writeln!(found, "{one}").unwrap();
        }
    }
    assert!(found.is_empty(), "\n{found}");
}

#[test]
fn the_map_shows_the_declared_floors() {
    let map = fs::read_to_string("ARCHITECTURE.md").unwrap();
    for (name, floors) in FLOORS {
        let floors: Vec<String> = floors
            .iter()
            .rev()
            .map(|names| names.iter().map(|name| format!("`{name}`")).collect::<Vec<_>>().join(", "))
            .collect();
        let row = format!("| `{name}` | {} |", floors.join(" → "));
        assert!(map.contains(&row), "ARCHITECTURE.md: expected the row\n{row}");
    }
}

#[test]
fn no_crate_depends_on_one_that_the_map_has_below_it() {
    let map = fs::read_to_string("ARCHITECTURE.md").unwrap();
    let order: Vec<&str> = map.lines().filter_map(|line| line.strip_prefix("| `")?.split('`').nth(2)).collect();
    for (directory, _) in sources().iter().filter(|(name, _)| !["crates/bench", "crates/fixture"].contains(&&**name)) {
        let manifest = fs::read_to_string(Path::new(directory).join("Cargo.toml")).unwrap();
        let name = manifest.lines().find_map(|line| line.strip_prefix("name = \"")?.strip_suffix('"')).unwrap();
        let own = order.iter().position(|known| *known == name).unwrap_or_else(|| panic!("{name} is not in the map"));
        let (mut counts, mut dependencies) = (false, 0);
        for line in manifest.lines() {
            if line.starts_with('[') {
                let is_other = line.contains("dev-dependencies") || line == "[workspace.dependencies]";
                counts = line.ends_with("dependencies]") && !is_other;
            } else if counts && line.starts_with("deskledger") {
                let dependency = line.split([' ', '.', '=']).next().unwrap();
                assert!(
                    order[..own].contains(&dependency),
                    "{name} depends on {dependency}, which the map has below it"
                );
                dependencies += 1;
            }
        }
        assert!(dependencies > 0 || name == "deskledger-runtime", "{name}: no dependency was read");
    }
}

/// Modules from files in memory.
fn made(files: &[(&str, &str)]) -> House {
    let read = |path: &Path| files.iter().find(|(name, _)| Path::new(name) == path).map(|(_, text)| (*text).to_owned());
    House::new(&[PathBuf::from("src/lib.rs")], &read)
}

#[test]
fn a_circle_is_found_and_named() {
    let files = |c: &'static str| {
        made(&[
            ("src/lib.rs", "//! Uses crate::a.\nmod a;\nmod b;\npub use a::A;\n"),
            ("src/a.rs", "mod c;\nuse crate::b::{self, B, other::{One, Two}};\npub struct A(B);\n"),
            ("src/a/c.rs", c),
            ("src/b.rs", "pub struct B;\npub fn make() { crate::a::c::run(\"super::super::nothing\") }\n"),
        ])
    };
    assert_eq!(files("pub fn run() {}").circles(), [""; 0]);
    assert_eq!(files("#[cfg(test)]\nmod tests { use super::super::A; }").circles(), [""; 0]);
    assert_eq!(files("#[cfg(test)]\npub use crate::b::B;\npub(in crate::a) fn run() {}").circles(), [""; 0]);
    let circle = "a circle of 2 files:\n    src/a/c.rs -> src/b.rs\n    src/b.rs -> src/a/c.rs";
    assert_eq!(files("use crate::b::B;").circles(), [circle]);
    assert_eq!(files("fn run() { let _ = vec![super::super::b::make()]; }").circles(), [circle]);
    // Naming an item of the parent's file, re-exported or not, imports that file.
    let circle =
        "a circle of 3 files:\n    src/a/c.rs -> src/a.rs\n    src/a.rs -> src/b.rs\n    src/b.rs -> src/a/c.rs";
    assert_eq!(files("use super::A;").circles(), [circle]);
    assert_eq!(files("use super::*;").circles(), [circle]);
}

#[test]
fn a_circle_through_an_imported_module_is_found() {
    let files = |b: &'static str| {
        made(&[
            ("src/lib.rs", "mod a;\nmod b;\n"),
            ("src/a.rs", "pub mod c;\n"),
            ("src/a/c.rs", "use crate::b::B;\npub fn run(_: B) {}\n"),
            ("src/b.rs", b),
        ])
    };
    let circle = "a circle of 2 files:\n    src/a/c.rs -> src/b.rs\n    src/b.rs -> src/a/c.rs";
    assert_eq!(files("use crate::a;\npub struct B;\nfn run() { a::c::run(B) }").circles(), [circle]);
    assert_eq!(files("use crate::{a as other};\npub struct B;\nfn run() { other::c::run(B) }").circles(), [circle]);
    assert_eq!(files("use crate::a;\npub struct B;\nfn run() { a::run(B) }").circles(), [""; 0]);
}

#[test]
fn an_import_that_runs_back_up_is_found_and_named() {
    let house = made(&[
        ("src/lib.rs", "mod ground;\nmod roof;\nmod shed;\n"),
        ("src/ground.rs", "use crate::roof::Tile;\n"),
        ("src/roof.rs", ""),
        ("src/shed.rs", ""),
    ]);
    let found = house.upward(Path::new("src"), &[&["ground"], &["roof"]]);
    assert_eq!(found, ["src/ground.rs on floor 0 imports src/roof.rs above it", "src/shed.rs has no floor"]);
}
