//! Settings of the C library's allocator, which otherwise retains freed memory.

/// Has memory go back to the system when it is given back, where the allocator is the one of glibc.
///
/// By default it creates up to eight heaps for each core, and each retains its peak. And it adapts: once a
/// block of some megabytes was given back (a group of a Parquet file), blocks up to that size come from those heaps,
/// which then never shrink. An hour of bursts left 111 MiB with nothing to do. Here there is one heap for each core, two at
/// least, and from 128 KiB on a block is mapped by itself. A user who sets `MALLOC_ARENA_MAX` or `MALLOC_MMAP_THRESHOLD_`
/// decides otherwise.
///
/// To be called before the first thread starts.
#[cfg(all(target_os = "linux", target_env = "gnu"))]
pub(crate) fn give_back() {
    /// Blocks of so many bytes, and larger ones, are mapped by themselves.
    const MAPPED: i32 = 128 * 1024;
    let cores = std::thread::available_parallelism().map_or(2, std::num::NonZero::get);
    let heaps = i32::try_from(cores).unwrap_or(i32::MAX).max(2);
    let settings =
        [("MALLOC_ARENA_MAX", libc::M_ARENA_MAX, heaps), ("MALLOC_MMAP_THRESHOLD_", libc::M_MMAP_THRESHOLD, MAPPED)];
    for (variable, setting, value) in settings {
        if std::env::var_os(variable).is_none() {
            #[allow(unsafe_code, reason = "no safe face of mallopt exists")]
            // SAFETY: mallopt takes two numbers, keeps no pointer, and locks the allocator while it sets one. A number that it does
            // not know changes nothing.
            unsafe {
                libc::mallopt(setting, value);
            }
        }
    }
}

/// Other allocators give back what they do not need.
#[cfg(not(all(target_os = "linux", target_env = "gnu")))]
pub(crate) fn give_back() {}
