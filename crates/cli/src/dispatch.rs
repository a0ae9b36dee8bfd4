//! Runs the subcommand that was typed, and turns its outcome into an exit code.

use std::io;
use std::process::ExitCode;
use std::time::Instant;

use clap::ArgMatches;
use tokio::runtime::Builder;

#[cfg(feature = "docs")]
use crate::command::docs;
#[cfg(feature = "serve")]
use crate::command::{admin, demo, import, seed, serve};
use crate::command::{completions, convert, doctor, explain, export, man, schema, sdk, spec};
use crate::config::client::ClientConfig;
use crate::config::resolve::variable;
use crate::error::{Doing as _, Failure};
#[cfg(feature = "serve")]
use crate::terminal::log::Log;
use crate::terminal::log_filter::check_filter;
use crate::terminal::output::Output;
use crate::terminal::signals::MAX_STOP;
use crate::{args, cli, locale, messages, usage_error};

/// The variable that selects what is logged.
const LOG: &str = "DESKLEDGER_LOG";

/// Parses the command line and runs it.
pub(crate) fn main() -> ExitCode {
    let locale = locale::of_environment();
    let matches = match cli::for_terminal(locale).try_get_matches() {
        Ok(matches) => matches,
        Err(error) => return ExitCode::from(rejected(error, &cli::for_terminal(locale))),
    };
    let all = &matches;
    let (subcommand, matches) = all.subcommand().unwrap_or(("", all));
    let output = Output::new(args::wants_json(matches)).quiet(args::is_set(matches, "quiet"));
    let (started, is_verbose) = (Instant::now(), args::is_set(matches, "verbose"));
    let is_logged =
        subcommand != "serve" && (is_verbose || std::env::var_os(LOG).is_some_and(|filter| !filter.is_empty()));
    let log = if is_logged { log_to_stderr(output.is_json(), "warn,deskledger=debug") } else { Ok(()) };
    let outcome = match log {
        Ok(()) => run(subcommand, matches, &output),
        Err(failure) => Err(Failure::all(problems(all, vec![failure]))),
    };
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

/// Reports a command line that the parser rejects, with every other problem of it.
fn rejected(error: clap::Error, command: &clap::Command) -> u8 {
    if !error.use_stderr() {
        return usage_error::report(&error);
    }
    let (errors, matches) = usage_error::all(command, error, std::env::args_os().collect());
    let mut failures: Vec<Failure> = errors.iter().map(usage_error::failure).collect();
    if let Some(matches) = &matches {
        failures = problems(matches, failures);
    }
    match &*errors {
        // With its usage, and with a suggestion.
        [error] if failures.len() == 1 => usage_error::report(error),
        [first, ..] => usage_error::report_all(first, &Failure::all(failures)),
        [] => crate::error::USAGE,
    }
}

/// Everything that is wrong with the values of a subcommand, after the problems that were found before.
fn problems(matches: &ArgMatches, mut found: Vec<Failure>) -> Vec<Failure> {
    let checked = match matches.subcommand() {
        Some(("export", matches)) => return export::problems(matches, found),
        Some(("convert", matches)) => convert::check(matches),
        #[cfg(feature = "serve")]
        Some(("import", matches)) => import::settings(matches).map(drop),
        #[cfg(feature = "serve")]
        Some(("seed", matches)) => seed::settings(matches).map(drop),
        #[cfg(feature = "serve")]
        Some(("serve", matches)) => serve::Settings::read(matches).map(drop),
        #[cfg(feature = "serve")]
        Some(("admin", matches)) => admin::check(matches),
        Some(("doctor", matches)) => ClientConfig::read(matches).map(drop),
        _ => Ok(()),
    };
    found.extend(checked.err());
    found
}

fn run(subcommand: &str, matches: &ArgMatches, output: &Output) -> Result<(), Failure> {
    match subcommand {
        // One thread for the network: pieces of the file need not change threads on their way to the disk.
        "export" => wait(&mut Builder::new_current_thread(), export::run(matches, output)),
        #[cfg(feature = "serve")]
        "serve" => {
            let (settings, options) = serve::Settings::read(matches)?;
            // An audit line for each export is always in the log.
            let filter = match (args::is_set(matches, "quiet"), args::is_set(matches, "verbose")) {
                (true, _) => "error,audit=info",
                (_, true) => "info,deskledger=debug",
                _ => "warn,audit=info",
            };
            let is_json = settings.log == serve::LogFormat::Json;
            if is_json {
                output.ends_itself();
            }
            serve::give_back();
            let log = Log::start().doing(messages::dispatch_starting_threads())?;
            let filter = log_filter(settings.log_level.as_deref().unwrap_or(filter))?;
            let set_filter = log.subscribe(is_json, &filter);
            let reread = matches.clone();
            let reread = move || serve::Settings::read(&reread);
            let outcome = wait(
                &mut Builder::new_multi_thread(),
                serve::run((settings, options), output, &log, (reread, set_filter)),
            );
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
        #[cfg(feature = "serve")]
        "spec" if matches.subcommand_name() == Some("mock") => {
            let matches = matches.subcommand_matches("mock").unwrap_or(matches);
            wait(&mut Builder::new_multi_thread(), spec::run_mock(matches, output))
        }
        "spec" => spec::run(matches, output),
        "sdk" => sdk::run(matches, output),
        #[cfg(feature = "docs")]
        "docs" => docs::run(matches, output),
        "explain" => explain::run(matches, output),
        "man" => man::run(matches, output, cli::command(locale::of_environment())),
        _ => Err(Failure::usage(messages::no_subcommand())),
    }
}

/// Runs to the end, or until the user interrupts: dropping the work removes unfinished files.
fn wait(threads: &mut Builder, work: impl Future<Output = Result<(), Failure>>) -> Result<(), Failure> {
    let runtime = threads.enable_all().build().doing(messages::dispatch_starting_threads())?;
    let outcome = runtime.block_on(work);
    if outcome.as_ref().is_err_and(Failure::is_interrupted) {
        // A write in progress may finish, but a stalled disk does not prevent the process from ending.
        runtime.shutdown_timeout(MAX_STOP);
    }
    outcome
}

/// Logs what `DESKLEDGER_LOG` selects, or the default. An error of standard error is not reported there.
fn log_to_stderr(is_json: bool, default: &str) -> Result<(), Failure> {
    let filter = log_filter(default)?;
    let log = tracing_subscriber::fmt().with_env_filter(filter).log_internal_errors(false).with_writer(io::stderr);
    if is_json {
        log.json().with_span_list(false).init()
    } else {
        log.init()
    }
    Ok(())
}

/// The filter in `DESKLEDGER_LOG`, or the default.
fn log_filter(default: &str) -> Result<String, Failure> {
    let Some(text) = variable(LOG)? else { return Ok(default.to_owned()) };
    check_filter(&text.value).map_err(|problem| Failure::usage(problem).within(LOG))?;
    Ok(text.value)
}
