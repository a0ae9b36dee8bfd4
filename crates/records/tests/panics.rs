//! A panic of the parquet crate at broken bytes is an error, and the panic hook of the program stays in place. Alone, because there is one
//! panic hook for all threads.
#![allow(clippy::unwrap_used, clippy::panic, reason = "a test may stop where it fails, in its helpers too")]

mod support;

use std::collections::BTreeMap;
use std::panic;
use std::sync::atomic::{AtomicU32, Ordering};

use deskledger_records::Message;
use deskledger_records::read::{ReadError, is_panic_expected};
use deskledger_records::write::{Format, Layout};
use support::{Given, found, started, written};

static TOLD: AtomicU32 = AtomicU32::new(0);
static EXPECTED: AtomicU32 = AtomicU32::new(0);

#[test]
fn a_panic_at_broken_bytes_is_an_error_and_every_other_one_is_reported_as_before() {
    panic::set_hook(Box::new(|_| {
        let count = if is_panic_expected() { &EXPECTED } else { &TOLD };
        count.fetch_add(1, Ordering::SeqCst);
    }));
    let records: Vec<Given> = (0..40).map(|second| (started(second), BTreeMap::new())).collect();
    let file = written(Format::Parquet, Layout::plain(), &records);
    let mut contained = 0;
    for at in (0..file.len()).step_by(3) {
        let mut broken = file.clone();
        broken[at] ^= 1 << (at % 8);
        // So it says where the crate has given no reason.
        let is_contained =
            |message: &Message| message.to_string() == "expected a whole Parquet file, found a broken one";
        contained += u32::from(matches!(found(&broken), Err(ReadError::Refused(message)) if is_contained(&message)));
    }
    assert!(contained > 0, "no byte makes the crate panic any more: the guard can go");
    assert_eq!(TOLD.load(Ordering::SeqCst), 0);
    assert!(EXPECTED.load(Ordering::SeqCst) >= contained, "the hook of the program was replaced");
    panic::catch_unwind(|| panic!("another one")).unwrap_err();
    assert_eq!(TOLD.load(Ordering::SeqCst), 1);
}
