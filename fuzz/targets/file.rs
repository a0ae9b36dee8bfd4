#![no_main]

libfuzzer_sys::fuzz_target!(
    init: {
        // libFuzzer's hook ends the process at every panic. The reader of Parquet turns the panics of its library into errors.
        let end = std::panic::take_hook();
        std::panic::set_hook(Box::new(move |panic| {
            if !deskledger_records::read::is_panic_expected() {
                end(panic);
            }
        }));
    },
    |data: &[u8]| deskledger_fuzz::file::check(data)
);
