//! The command `deskledger`.

mod admin;
mod args;
mod completions;
mod connection;
mod convert;
mod credential;
mod demo;
mod doctor;
mod events;
mod explain;
mod export;
mod failure;
mod help;
mod import;
mod interrupt;
mod locale;
mod man;
mod masked;
mod output;
mod progress;
mod request;
mod saving;
mod schema;
mod seed;
mod serve;
mod settings;
mod spec;
mod stalling;
mod store;
mod table;
mod usage;
mod wrap;

use std::io::{self, Write};
use std::process::ExitCode;
use std::time::Duration;

use clap::ArgMatches;
use failure::Failure;
use output::Output;
use tokio::runtime::Builder;

/// How long an interrupted verb may take to come to its end.
pub(crate) const LONGEST_STOP: Duration = Duration::from_secs(5);

/// Turns the outcome into an exit code; everything else is dispatch.
fn main() -> ExitCode {
    let matches = match args::for_terminal(locale::of_environment()).try_get_matches() {
        Ok(matches) => matches,
        Err(error) => return ExitCode::from(usage::tell(&error)),
    };
    let (verb, matches) = matches.subcommand().unwrap_or(("", &matches));
    let output = Output::new(matches);
    match run(verb, matches, &output) {
        Ok(()) => ExitCode::SUCCESS,
        Err(failure) => {
            output.failure(&failure);
            ExitCode::from(failure.exit_code())
        }
    }
}

fn run(verb: &str, matches: &ArgMatches, output: &Output) -> Result<(), Failure> {
    match verb {
        // One thread for the network: pieces of the file need not change threads on their way to the disk.
        "export" => {
            if std::env::var_os("DESKLEDGER_LOG").is_some() {
                log_to_stderr(false);
            }
            wait(&mut Builder::new_current_thread(), export::run(matches, output))
        }
        "serve" => {
            let settings = serve::Settings::read(matches)?;
            log_to_stderr(settings.log == serve::LogForm::Json);
            serve::give_back();
            wait(&mut Builder::new_multi_thread(), serve::run(&settings, output))
        }
        "doctor" => wait(&mut Builder::new_current_thread(), doctor::run(matches, output)),
        "admin" => admin::run(matches),
        "import" => import::run(matches, output),
        "convert" => wait(&mut Builder::new_current_thread(), convert::run(matches, output)),
        "seed" => seed::run(matches, output),
        "demo" => wait(&mut Builder::new_multi_thread(), demo::run(matches, output)),
        "completions" => completions::run(matches),
        "schema" => schema::run(matches),
        "spec" => spec::run(matches),
        "explain" => explain::run(matches, output),
        "man" => man::run(matches),
        _ => Err(Failure::usage([
            "expected a verb, found none; see deskledger --help",
            "应给出动词，实际没有；请参阅 deskledger --help",
        ])),
    }
}

/// Runs to the end, or until the person interrupts: dropping the work removes what it left unfinished.
fn wait(threads: &mut Builder, work: impl Future<Output = Result<(), Failure>>) -> Result<(), Failure> {
    let runtime =
        threads.enable_all().build().map_err(|error| Failure::local(["starting threads", "启动线程失败"], &error))?;
    let outcome = runtime.block_on(work);
    if outcome.as_ref().is_err_and(Failure::is_interrupted) {
        // What still writes to a disk may finish, but a disk that is stuck holds nobody.
        runtime.shutdown_timeout(LONGEST_STOP);
    }
    outcome
}

fn log_to_stderr(is_json: bool) {
    let filter = tracing_subscriber::EnvFilter::try_from_env("DESKLEDGER_LOG");
    let filter = filter.unwrap_or_else(|_| "warn,audit=info".into());
    let log = tracing_subscriber::fmt().with_env_filter(filter).with_writer(io::stderr);
    if is_json { log.json().with_span_list(false).init() } else { log.init() }
}

/// Writes to standard output; a reader that has gone (`| head`) is no failure.
fn write_stdout(text: &str) -> Result<(), Failure> {
    let mut stdout = io::stdout().lock();
    match stdout.write_all(text.as_bytes()).and_then(|()| stdout.flush()) {
        Err(error) if error.kind() != io::ErrorKind::BrokenPipe => {
            Err(Failure::local(["writing to standard output", "写入标准输出失败"], &error))
        }
        _ => Ok(()),
    }
}
