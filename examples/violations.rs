//! Validates a request without sending it and prints all violations.

#![allow(clippy::print_stdout)]

use deskledger::ExportConnectionRecords;

fn main() {
    let request = ExportConnectionRecords {
        project_id: "../secrets".into(),
        start_time: Some("yesterday".into()),
        language: Some("fr_FR".into()),
        ..Default::default()
    };
    let Err(violations) = request.check() else { return println!("nothing is wrong") };
    for violation in &violations {
        println!("{} ({}): {}", violation.name, violation.rule, violation.message());
    }
}
