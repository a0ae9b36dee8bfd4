//! The dependency tree of the client.

#![allow(clippy::unwrap_used, reason = "a test may stop")]

use std::collections::BTreeSet;
use std::env;
use std::process::Command;

/// Maximum number of crates in a build without default features.
const MAX_LIGHT: usize = 110;

/// Name and version of every crate in a build of the client, including itself.
fn tree(arguments: &[&str]) -> BTreeSet<String> {
    tree_of("deskledger", arguments)
}

fn tree_of(package: &str, arguments: &[&str]) -> BTreeSet<String> {
    let cargo = env::var("CARGO").unwrap_or_else(|_| "cargo".into());
    let output = Command::new(cargo)
        .args(["tree", "--offline", "--locked", "-p", package, "--edges", "normal,build", "--prefix", "none"])
        .args(arguments)
        .current_dir(env!("CARGO_MANIFEST_DIR"))
        .output()
        .unwrap();
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    let text = String::from_utf8(output.stdout).unwrap();
    let crates = text.lines().filter_map(|line| {
        let mut words = line.split_whitespace();
        Some(format!("{} {}", words.next()?, words.next()?))
    });
    crates.collect()
}

fn has(tree: &BTreeSet<String>, name: &str) -> bool {
    tree.iter().any(|one| one.split(' ').next() == Some(name))
}

#[test]
fn a_light_build_stays_light_and_has_no_generator_in_it() {
    let (light, full) = (tree(&["--no-default-features"]), tree(&[]));
    assert!(light.len() <= MAX_LIGHT, "{} crates: {light:?}", light.len());
    assert!(light.len() < full.len(), "{} crates light, {} full", light.len(), full.len());
    for generator in
        ["deskledger-codegen", "progenitor", "progenitor-impl", "typify", "typify-impl", "saphyr-parser", "saphyr"]
    {
        assert!(!has(&light, generator), "{generator}");
    }
    assert!(has(&full, "progenitor-impl"), "the full build generates");
}

#[test]
fn neither_the_server_nor_the_command_gets_into_the_client() {
    let full = tree(&[]);
    for heavy in ["axum", "clap", "rusqlite", "deskledger-server", "deskledger-cli", "openssl-sys", "aws-lc-sys"] {
        assert!(!has(&full, heavy), "{heavy}");
    }
}

#[test]
fn a_package_of_another_api_has_nothing_of_this_service_in_its_tree() {
    let known = ["deskledger-axum", "deskledger-client", "deskledger-codegen", "deskledger-runtime"];
    for package in known {
        let tree = tree_of(package, &[]);
        let ours: Vec<&str> = tree.iter().filter_map(|one| one.split(' ').next()).collect();
        let ours = ours.into_iter().filter(|name| name.starts_with("deskledger"));
        ours.for_each(|name| assert!(known.contains(&name), "{package} has {name} in its tree"));
    }
}

#[test]
fn inflating_without_the_processors_instructions_is_not_shipped() {
    for package in ["deskledger", "deskledger-cli", "deskledger-records", "deskledger-server"] {
        let cargo = env::var("CARGO").unwrap_or_else(|_| "cargo".into());
        let tree =
            ["tree", "--offline", "--locked", "-p", package, "--edges", "normal,features", "--invert", "zlib-rs"];
        let output = Command::new(cargo).args(tree).current_dir(env!("CARGO_MANIFEST_DIR")).output().unwrap();
        let text = String::from_utf8_lossy(&output.stdout);
        assert!(
            text.contains("zlib-rs feature \"std\""),
            "{package}: {text} {}",
            String::from_utf8_lossy(&output.stderr)
        );
    }
}
