//! The command `deskledger`.
fn main() {}
