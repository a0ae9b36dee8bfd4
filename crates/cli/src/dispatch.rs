//! Runs the subcommand that was typed, and turns its outcome into an exit code.

use crate::messages;
use std::io;
use std::process::ExitCode;

use clap::ArgMatches;
use tokio::runtime::Builder;
use tracing_subscriber::fmt::MakeWriter;

#[cfg(feature = "serve")]
use crate::command::{admin, demo, import, seed, serve};
use crate::command::{completions, convert, doctor, explain, export, man, schema, spec};
use crate::error::Failure;
use crate::locale;
#[cfg(feature = "serve")]
use crate::terminal::log::Log;
use crate::terminal::output::Output;
use crate::terminal::signals::MAX_STOP;
use crate::{args, cli, usage_error};

/// Parses the command line and runs it.
pub(crate) fn main() -> ExitCode {
    let locale = locale::of_environment();
    let matches = match cli::for_terminal(locale).try_get_matches() {
        Ok(matches) => matches,
        Err(error) => return ExitCode::from(usage_error::report(&error)),
    };
    let (subcommand, matches) = matches.subcommand().unwrap_or(("", &matches));
    let output = Output::new(args::wants_json(matches));
    match run(subcommand, matches, &output) {
        Ok(()) => ExitCode::SUCCESS,
        Err(failure) => {
            output.failure(&failure);
            ExitCode::from(failure.exit_code())
        }
    }
}

fn run(subcommand: &str, matches: &ArgMatches, output: &Output) -> Result<(), Failure> {
    match subcommand {
        // One thread for the network: pieces of the file need not change threads on their way to the disk.
        "export" => {
            if std::env::var_os("DESKLEDGER_LOG").is_some() {
                subscribe(io::stderr, false);
            }
            wait(&mut Builder::new_current_thread(), export::run(matches, output))
        }
        #[cfg(feature = "serve")]
        "serve" => {
            let settings = serve::Settings::read(matches)?;
            serve::give_back();
            let log = Log::start().map_err(|error| Failure::local(messages::dispatch_starting_threads(), &error))?;
            subscribe(log.clone(), settings.log == serve::LogForm::Json);
            let outcome = wait(&mut Builder::new_multi_thread(), serve::run(&settings, output, &log));
            log.flush();
            outcome
        }
        "doctor" => wait(&mut Builder::new_current_thread(), doctor::run(matches, output)),
        #[cfg(feature = "serve")]
        "admin" => admin::run(matches),
        #[cfg(feature = "serve")]
        "import" => import::run(matches, output),
        "convert" => wait(&mut Builder::new_current_thread(), convert::run(matches, output)),
        #[cfg(feature = "serve")]
        "seed" => seed::run(matches, output),
        #[cfg(feature = "serve")]
        "demo" => wait(&mut Builder::new_multi_thread(), demo::run(matches, output)),
        "completions" => completions::run(matches, cli::for_completions(locale::of_environment())),
        "schema" => schema::run(matches),
        "spec" => spec::run(matches, output),
        "explain" => explain::run(matches, output),
        "man" => man::run(matches, cli::command(locale::of_environment())),
        _ => Err(Failure::usage(messages::no_subcommand())),
    }
}

/// Runs to the end, or until the user interrupts: dropping the work removes unfinished files.
fn wait(threads: &mut Builder, work: impl Future<Output = Result<(), Failure>>) -> Result<(), Failure> {
    let runtime =
        threads.enable_all().build().map_err(|error| Failure::local(messages::dispatch_starting_threads(), &error))?;
    let outcome = runtime.block_on(work);
    if outcome.as_ref().is_err_and(Failure::is_interrupted) {
        // A write in progress may finish, but a stalled disk does not keep the process.
        runtime.shutdown_timeout(MAX_STOP);
    }
    outcome
}

/// Logs to a writer. An error of the writer is not reported on standard error, which may be what has failed.
fn subscribe(writer: impl for<'w> MakeWriter<'w> + Send + Sync + 'static, is_json: bool) {
    let filter = tracing_subscriber::EnvFilter::try_from_env("DESKLEDGER_LOG");
    let filter = filter.unwrap_or_else(|_| "warn,audit=info".into());
    let log = tracing_subscriber::fmt().with_env_filter(filter).log_internal_errors(false).with_writer(writer);
    if is_json { log.json().with_span_list(false).init() } else { log.init() }
}
