//! Turns panics of the parquet crate at broken bytes into errors.

use std::cell::Cell;
use std::panic::{self, AssertUnwindSafe, catch_unwind};
use std::sync::Once;

thread_local! {
    /// Whether this thread is in the crate's code, whose panics are expected and become errors.
    static IS_GUARDED: Cell<bool> = const { Cell::new(false) };
}

/// Runs `work`; `None` where it panics. Such a panic is not printed; every other one, of this thread or of others, is reported
/// as before.
pub(super) fn guarded<T>(work: impl FnOnce() -> T) -> Option<T> {
    static HOOK: Once = Once::new();
    HOOK.call_once(|| {
        let previous = panic::take_hook();
        panic::set_hook(Box::new(move |panic| {
            if !IS_GUARDED.get() {
                previous(panic);
            }
        }));
    });
    let before = IS_GUARDED.replace(true);
    // Nothing that the work has touched is used afterwards: the file is given up.
    let outcome = catch_unwind(AssertUnwindSafe(work));
    IS_GUARDED.set(before);
    outcome.ok()
}
