//! SIGINT and SIGTERM.

use std::io;
use std::thread;

use tokio::runtime::Builder;

use crate::LONGEST_STOP;
use crate::failure::Failure;

/// Listens from now on; the future ends when the person, or the system, asks to stop.
///
/// To listen only when the future is first polled would leave a moment in which a signal kills the process, and with it
/// the chance to remove what is unfinished.
pub(crate) fn asked_to_stop() -> Result<impl Future<Output = ()>, Failure> {
    listen().map_err(|error| Failure::local(["listening for signals", "监听信号失败"], &error))
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

/// Ends the process where a signal has come and the work does not end: a write to a stalled standard error, for example,
/// holds the thread that would have to give it up.
fn end_at_last() -> Result<(), Failure> {
    let failed = |error: io::Error| Failure::local(["listening for signals", "监听信号失败"], &error);
    let threads = Builder::new_current_thread().enable_all().build().map_err(failed)?;
    let asked_to_stop = {
        let _here = threads.enter();
        asked_to_stop()?
    };
    let watch = move || {
        threads.block_on(async {
            asked_to_stop.await;
            tokio::time::sleep(LONGEST_STOP).await;
            std::process::exit(Failure::interrupted().exit_code().into());
        });
    };
    thread::Builder::new().name("signals".to_owned()).spawn(watch).map(drop).map_err(failed)
}

/// Does the work, or drops it when asked to stop: what it left unfinished is removed as it is dropped.
pub(crate) async fn unless_interrupted<T>(work: impl Future<Output = Result<T, Failure>>) -> Result<T, Failure> {
    let asked_to_stop = asked_to_stop()?;
    end_at_last()?;
    tokio::select! {
        outcome = work => outcome,
        () = asked_to_stop => Err(Failure::interrupted()),
    }
}
