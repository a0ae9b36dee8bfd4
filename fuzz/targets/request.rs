#![no_main]

libfuzzer_sys::fuzz_target!(|data: &[u8]| deskledger_fuzz::request::check(data));
