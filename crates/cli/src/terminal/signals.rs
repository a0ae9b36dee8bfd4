//! SIGINT and SIGTERM.

use crate::messages;
use std::io;
use std::thread;
use std::time::Duration;

use tokio::runtime::Builder;

use crate::error::Failure;

/// How long an interrupted subcommand may take to stop.
pub(crate) const MAX_STOP: Duration = Duration::from_secs(5);

/// Listens from now on; the future resolves at the first signal.
///
/// Listening only from the first poll would leave a moment in which a signal kills the process before unfinished files
/// are removed.
pub(crate) fn stop_requested() -> Result<impl Future<Output = ()>, Failure> {
    listen().map_err(|error| Failure::local(messages::signals_listening_signals(), &error))
}

#[cfg(unix)]
fn listen() -> io::Result<impl Future<Output = ()>> {
    use tokio::signal::unix::{SignalKind, signal};
    let mut interrupted = signal(SignalKind::interrupt())?;
    let mut terminated = signal(SignalKind::terminate())?;
    Ok(async move {
        tokio::select! { _ = interrupted.recv() => {}, _ = terminated.recv() => {} }
    })
}

#[cfg(windows)]
fn listen() -> io::Result<impl Future<Output = ()>> {
    let mut interrupted = tokio::signal::windows::ctrl_c()?;
    Ok(async move {
        interrupted.recv().await;
    })
}

/// Exits the process if the work does not end after a signal: a write to a stalled standard error, for example, blocks the
/// thread that would have to stop.
fn exit_after_timeout() -> Result<(), Failure> {
    let failed = |error: io::Error| Failure::local(messages::signals_listening_signals(), &error);
    let threads = Builder::new_current_thread().enable_all().build().map_err(failed)?;
    let stop_requested = {
        let _here = threads.enter();
        stop_requested()?
    };
    let watch = move || {
        threads.block_on(async {
            stop_requested.await;
            tokio::time::sleep(MAX_STOP).await;
            std::process::exit(Failure::interrupted().exit_code().into());
        });
    };
    thread::Builder::new().name("signals".to_owned()).spawn(watch).map(drop).map_err(failed)
}

/// Does the work, or drops it at a signal: dropping it removes unfinished files.
pub(crate) async fn unless_interrupted<T>(work: impl Future<Output = Result<T, Failure>>) -> Result<T, Failure> {
    let stop_requested = stop_requested()?;
    exit_after_timeout()?;
    tokio::select! {
        outcome = work => outcome,
        () = stop_requested => Err(Failure::interrupted()),
    }
}
