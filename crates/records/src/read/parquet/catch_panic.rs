//! Turns panics of the parquet crate at broken bytes into errors.

use std::cell::Cell;
use std::panic::{AssertUnwindSafe, catch_unwind};

thread_local! {
    /// Whether this thread is in the crate's code, whose panics are expected and become errors.
    static IS_GUARDED: Cell<bool> = const { Cell::new(false) };
}

/// Whether a panic of this thread, now, is expected and becomes an error of the reader. The panic hook of the program is
/// called for it nevertheless; a program that does not want it reported asks here in a hook of its own.
pub fn is_panic_expected() -> bool {
    IS_GUARDED.get()
}

/// Runs `work`; `None` where it panics.
pub(super) fn guarded<T>(work: impl FnOnce() -> T) -> Option<T> {
    let before = IS_GUARDED.replace(true);
    // Nothing that the work has touched is used afterwards: the file is given up.
    let outcome = catch_unwind(AssertUnwindSafe(work));
    IS_GUARDED.set(before);
    outcome.ok()
}
