use deskledger_codegen::*;
use deskledger_mock::*;

fn main() {
    for path in std::env::args().skip(1) {
        let start = std::time::Instant::now();
        let output = match generate_file(&path, &deskledger_codegen::Options::new().time_range("runtime::TimeRange").max_bytes(64<<20)) { Ok(o) => o, Err(e) => { println!("{path}: {}", e.to_string().lines().next().unwrap_or("")); continue } };
        let gen_t = start.elapsed();
        let start = std::time::Instant::now();
        let api = match Api::read(&output) { Ok(a) => a, Err(e) => { println!("{path}: {e}"); continue } };
        let read_t = start.elapsed();
        let start = std::time::Instant::now();
        let o = deskledger_mock::Options::default();
        let (mut noreq, mut noans, mut bad) = (vec![], vec![], vec![]);
        for call in &api.calls {
            match call.request(&api, &o) { None => noreq.push(call.operation.id), Some(r) => {
                let e = &r.encoded;
                // path values
                
                
                
            } }
            if call.answer(&api, "", &o).is_none() { noans.push(call.operation.id) }
        }
        println!("{path}: {} calls, gen {gen_t:?} read {read_t:?} make {:?}; no request {} {:?}; no answer {} {:?}; bad {} {:?}", api.calls.len(), start.elapsed(), noreq.len(), noreq.iter().take(5).collect::<Vec<_>>(), noans.len(), noans.iter().take(5).collect::<Vec<_>>(), bad.len(), bad.iter().take(3).collect::<Vec<_>>());
    }
}
