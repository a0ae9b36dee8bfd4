//! Writes the self-contained API reference: `cargo run --example reference -- FILE`.

use std::error::Error;

fn main() -> Result<(), Box<dyn Error>> {
    let path = std::env::args_os().nth(1).ok_or("expected the path of the page, found none")?;
    let page = deskledger_server::reference::page("Desktop connection records", deskledger::DOCUMENT)?;
    std::fs::write(path, page)?;
    Ok(())
}
