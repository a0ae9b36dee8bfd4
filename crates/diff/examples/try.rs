use std::fs;
fn main() {
    let args: Vec<String> = std::env::args().skip(1).collect();
    let old = fs::read_to_string(&args[0]).unwrap();
    let new = fs::read_to_string(&args[1]).unwrap();
    let t = std::time::Instant::now();
    match deskledger_diff::compare((&args[0], &old), (&args[1], &new), &Default::default()) {
        Ok(c) => print!("{}", c.report(deskledger_diff::Format::Text, None)),
        Err(d) => print!("BAD {d}"),
    }
    eprintln!("{:?}", t.elapsed());
}
