//! Interrupted at random moments and run again: the file is complete or absent, and the next run completes it.

#![allow(clippy::unwrap_used, clippy::panic, reason = "a test stops where it fails")]
#![cfg(unix)]

mod support;

use std::fs;
use std::path::Path;
use std::process::{Command, Stdio};
use std::time::{Duration, Instant, SystemTime};

use support::*;
use tempfile::tempdir;

/// Rounds per signal.
const ROUNDS: u32 = 8;

/// The interrupted export: its target, the expected bytes, and the random moments.
struct Stopped<'a> {
    server: &'a Server,
    target: &'a Path,
    whole: &'a [u8],
    longest: Duration,
    random: u64,
}

impl Stopped<'_> {
    /// A random moment within the duration of a whole export.
    fn moment(&mut self) -> Duration {
        self.random = self.random.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        self.longest.mul_f64((self.random >> 40) as f64 / f64::from(1 << 24))
    }

    /// Starts an export, sends the signal at a random moment, and returns the exit code unless it was killed.
    fn stop(&mut self, signal_name: &str) -> (Duration, Option<i32>) {
        let moment = self.moment();
        let arguments = self.server.export(&["-o", text(self.target), "--force"]);
        let mut child = deskledger().args(arguments).stderr(Stdio::null()).spawn().unwrap();
        std::thread::sleep(moment);
        // The process may have ended already.
        let _ = Command::new("kill")
            .args([format!("-{signal_name}"), child.id().to_string()])
            .stderr(Stdio::null())
            .status();
        (moment, child.wait().unwrap().code())
    }

    /// Asserts that the file is complete or absent.
    #[track_caller]
    fn is_whole_or_absent(&self, moment: Duration) {
        match fs::read(self.target) {
            Ok(found) => assert!(found == self.whole, "{moment:?}: {} bytes of {}", found.len(), self.whole.len()),
            Err(error) => assert_eq!(error.kind(), std::io::ErrorKind::NotFound, "{moment:?}"),
        }
    }

    /// Asserts that there is nothing but the file, and a partial file for the next run.
    #[track_caller]
    fn is_nothing_else(&self, moment: Duration) {
        let (known, found) = (["a.csv", "a.csv.part", "a.csv.part.json"], files(self.target.parent().unwrap()));
        assert!(found.iter().all(|name| known.contains(&name.as_str())), "{moment:?}: {found:?}");
    }
}

#[test]
fn an_export_stopped_at_any_moment_leaves_the_whole_file_or_none_and_the_next_one_finishes() {
    let dir = tempdir().unwrap();
    let data = dir.path().join("data");
    succeed(&["seed", "--data", text(&data), "--records", "20000"]);
    let server = Server::start(&data);
    let out = dir.path().join("out");
    fs::create_dir(&out).unwrap();
    let target = out.join("a.csv");
    let began = Instant::now();
    succeed(&server.export(&["-o", text(&target)]));
    let longest = began.elapsed();
    let whole = fs::read(&target).unwrap();
    fs::remove_file(&target).unwrap();
    let random = SystemTime::UNIX_EPOCH.elapsed().unwrap().subsec_nanos().into();
    let mut stopped = Stopped { server: &server, target: &target, whole: &whole, longest, random };

    for _ in 0..ROUNDS {
        let (moment, code) = stopped.stop("INT");
        stopped.is_whole_or_absent(moment);
        // Before the signal handler is installed there is nothing to clean up; afterwards it reports the interruption.
        assert!(matches!(code, Some(0 | 130) | None), "{moment:?}: {code:?}");
        stopped.is_nothing_else(moment);
    }
    succeed(&server.export(&["-o", text(&target), "--force"]));
    stopped.is_whole_or_absent(Duration::ZERO);
    fs::remove_file(&target).unwrap();
    for _ in 0..ROUNDS {
        let (moment, _) = stopped.stop("KILL");
        stopped.is_whole_or_absent(moment);
        stopped.is_nothing_else(moment);
        // In about half of the cases the next run has to resume this one's partial file.
        if moment < longest / 2 {
            succeed(&server.export(&["-o", text(&target), "--force"]));
            stopped.is_whole_or_absent(moment);
            assert_eq!(files(&out), ["a.csv"], "{moment:?}");
            fs::remove_file(&target).unwrap();
        }
    }
    succeed(&server.export(&["-o", text(&target), "--force"]));
    assert!(fs::read(&target).unwrap() == whole);
    assert_eq!(files(&out), ["a.csv"]);
}
