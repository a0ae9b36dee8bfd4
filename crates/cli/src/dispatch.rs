//! Runs the subcommand that was typed, and turns its outcome into an exit code.

use crate::messages;
use std::io;
use std::process::ExitCode;
use std::time::Instant;

use clap::ArgMatches;
use tokio::runtime::Builder;

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

/// The variable that selects what is logged.
const LOG: &str = "DESKLEDGER_LOG";

/// Parses the command line and runs it.
pub(crate) fn main() -> ExitCode {
    let locale = locale::of_environment();
    let matches = match cli::for_terminal(locale).try_get_matches() {
        Ok(matches) => matches,
        Err(error) => return ExitCode::from(usage_error::report(&error)),
    };
    let (subcommand, matches) = matches.subcommand().unwrap_or(("", &matches));
    let output = Output::new(args::wants_json(matches)).quiet(args::is_set(matches, "quiet"));
    let (started, is_verbose) = (Instant::now(), args::is_set(matches, "verbose"));
    if subcommand != "serve" && (is_verbose || std::env::var_os(LOG).is_some()) {
        log_to_stderr(output.is_json(), "warn,deskledger=debug");
    }
    let outcome = run(subcommand, matches, &output);
    if is_verbose && !output.is_json() {
        output.note(messages::took(format!("{:.2}", started.elapsed().as_secs_f64())));
    }
    match outcome {
        Ok(()) => {
            output.end_of(subcommand);
            ExitCode::SUCCESS
        }
        Err(failure) => {
            output.failure(&failure);
            ExitCode::from(failure.exit_code())
        }
    }
}

fn run(subcommand: &str, matches: &ArgMatches, output: &Output) -> Result<(), Failure> {
    match subcommand {
        // One thread for the network: pieces of the file need not change threads on their way to the disk.
        "export" => wait(&mut Builder::new_current_thread(), export::run(matches, output)),
        #[cfg(feature = "serve")]
        "serve" => {
            let settings = serve::Settings::read(matches)?;
            // An audit line for each export is always in the log.
            let filter = match (args::is_set(matches, "quiet"), args::is_set(matches, "verbose")) {
                (true, _) => "error,audit=info",
                (_, true) => "info,deskledger=debug",
                _ => "warn,audit=info",
            };
            let is_json = settings.log == serve::LogForm::Json;
            if is_json {
                output.ends_itself();
            }
            serve::give_back();
            let log = Log::start().map_err(|error| Failure::local(messages::dispatch_starting_threads(), &error))?;
            let filter = std::env::var(LOG).ok().or_else(|| settings.log_level.clone()).unwrap_or_else(|| filter.to_owned());
            let set_filter = log.subscribe(is_json, &filter);
            let reread = matches.clone();
            let reread = move || serve::Settings::read(&reread);
            let outcome =
                wait(&mut Builder::new_multi_thread(), serve::run(&settings, output, &log, (reread, set_filter)));
            log.flush();
            outcome
        }
        "doctor" => wait(&mut Builder::new_current_thread(), doctor::run(matches, output)),
        #[cfg(feature = "serve")]
        "admin" => admin::run(matches, output),
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
        "man" => man::run(matches, output, cli::command(locale::of_environment())),
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

/// Logs what `DESKLEDGER_LOG` selects, or the default. An error of standard error is not reported there.
fn log_to_stderr(is_json: bool, default: &str) {
    let filter = tracing_subscriber::EnvFilter::try_from_env(LOG);
    let filter = filter.unwrap_or_else(|_| default.into());
    let log = tracing_subscriber::fmt().with_env_filter(filter).log_internal_errors(false).with_writer(io::stderr);
    if is_json { log.json().with_span_list(false).init() } else { log.init() }
}
