//! SIGINT, SIGTERM and SIGHUP.

use crate::messages;
use std::time::Duration;
use std::{io, thread};

use tokio::runtime::Builder;

use crate::error::{Doing as _, Failure};

/// Maximum time of an interrupted subcommand to stop.
pub(crate) const MAX_STOP: Duration = Duration::from_secs(5);

/// Listens from now on; the future resolves at the first signal.
///
/// Listening only from the first poll would leave a moment in which a signal kills the process before unfinished files
/// are removed.
pub(crate) fn stop_requested() -> Result<impl Future<Output = ()>, Failure> {
    listen(true).doing(messages::signals_listening_signals())
}

/// Like [`stop_requested`], for a server, which reads its settings again at SIGHUP.
#[cfg(feature = "serve")]
pub(crate) fn termination_requested() -> Result<impl Future<Output = ()>, Failure> {
    listen(false).doing(messages::signals_listening_signals())
}

#[cfg(unix)]
fn listen(at_hangup: bool) -> io::Result<impl Future<Output = ()>> {
    use tokio::signal::unix::{SignalKind, signal};
    let mut interrupted = signal(SignalKind::interrupt())?;
    let mut terminated = signal(SignalKind::terminate())?;
    let mut hung_up = if at_hangup && !ignores_hangup() { Some(signal(SignalKind::hangup())?) } else { None };
    Ok(async move {
        let hung_up = async {
            match &mut hung_up {
                Some(hung_up) => drop(hung_up.recv().await),
                None => std::future::pending().await,
            }
        };
        tokio::select! { _ = interrupted.recv() => {}, _ = terminated.recv() => {}, () = hung_up => {} }
    })
}

/// Whether the caller wants the process to outlive its terminal, as `nohup` does.
#[cfg(unix)]
fn ignores_hangup() -> bool {
    let status = std::fs::read_to_string("/proc/self/status").unwrap_or_default();
    let ignored = status.lines().find_map(|line| line.strip_prefix("SigIgn:"));
    ignored.and_then(|mask| u64::from_str_radix(mask.trim(), 16).ok()).is_some_and(|mask| mask & 1 == 1)
}

#[cfg(windows)]
fn listen(_: bool) -> io::Result<impl Future<Output = ()>> {
    let mut interrupted = tokio::signal::windows::ctrl_c()?;
    Ok(async move {
        interrupted.recv().await;
    })
}

/// Exits the process at a signal, with an error: for work in one transaction, which is kept as a whole or not at all.
#[cfg(feature = "serve")]
pub(crate) fn exit_when_interrupted(is_json: bool) -> Result<(), Failure> {
    let report = move || {
        let failure = Failure::interrupted_with(messages::interrupted_transaction());
        crate::terminal::output::Output::new(is_json).failure(&failure);
    };
    exit_after(Duration::ZERO, report)
}

fn exit_after(delay: Duration, report: impl FnOnce() + Send + 'static) -> Result<(), Failure> {
    let failed = |error: io::Error| Failure::local(messages::signals_listening_signals(), &error);
    let threads = Builder::new_current_thread().enable_all().build().map_err(failed)?;
    let stop_requested = {
        let _here = threads.enter();
        stop_requested()?
    };
    let watch = move || {
        threads.block_on(async {
            stop_requested.await;
            tokio::time::sleep(delay).await;
            report();
            std::process::exit(Failure::interrupted().exit_code().into());
        });
    };
    thread::Builder::new().name("signals".to_owned()).spawn(watch).map(drop).map_err(failed)
}

/// Does the work, or drops it at a signal: dropping it removes unfinished files.
pub(crate) async fn unless_interrupted<T>(work: impl Future<Output = Result<T, Failure>>) -> Result<T, Failure> {
    let stop_requested = stop_requested()?;
    // A write to a stalled standard error, for example, blocks the thread that would have to stop.
    exit_after(MAX_STOP, || {})?;
    tokio::select! {
        outcome = work => outcome,
        () = stop_requested => Err(Failure::interrupted()),
    }
}
