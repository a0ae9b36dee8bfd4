//! `convert`: a file of records from one format to another.

mod io;

use std::io::BufWriter;
use std::ops::ControlFlow;
use std::path::{Path, PathBuf};
use std::sync::atomic::Ordering;
use std::time::Duration;

use clap::{ArgMatches, Command};
use deskledger_records::Message;
use deskledger_records::convert::{Conversion, ConvertError, Converted as Outcome, convert};
use deskledger_records::read::{self, Position, ReadError};
use deskledger_records::write::{Format, Layout};
use indicatif::ProgressBar;
use schemars::JsonSchema;
use serde::Serialize;
use tokio::sync::oneshot;

use crate::args::{self, Values as _};
use crate::error::{Doing as _, Failure};
use crate::help::Help;
use crate::locale::{self, Locale};
use crate::terminal::output::Output;
use crate::terminal::progress;
use crate::terminal::result::known;
use crate::terminal::signals::stop_requested;
use crate::terminal::target::Target;
use crate::{input_options, messages, output_format};
use io::{Destination, Input};

/// Number of bad rows that are reported one by one; the others are counted.
const MAX_BAD_ROWS: usize = 100;

/// Maximum time of an interrupted conversion to remove unfinished files.
const MAX_STOP: Duration = Duration::from_secs(2);

const EXAMPLES: &str = "  deskledger convert connections.xlsx -o connections.parquet
  deskledger convert records.zip -o - --to csv --dialect excel > records.csv";

const INPUT_FORMATS: [&str; 5] = ["xlsx", "csv", "ndjson", "json", "parquet"];
const OUTPUT_FORMATS: [&str; 4] = ["xlsx", "csv", "ndjson", "parquet"];

/// Output of `convert --json`.
#[derive(Debug, Serialize, JsonSchema)]
pub(crate) struct Converted {
    /// Path of the output; `-` for standard output. Bytes of the name that are not valid text are shown as U+FFFD.
    path: String,
    /// Its format: `xlsx`, `csv`, `ndjson` or `parquet`.
    format: String,
    /// Number of records; `null` if the reader of standard output or of a pipe closed it before the end.
    pub(crate) records: Option<u64>,
    /// Number of bad rows that were left out.
    bad: u64,
    /// The first hundred of them.
    bad_rows: Vec<BadRow>,
    /// Kept columns that the document does not define.
    columns: Vec<String>,
    /// Properties of the input that were detected or assumed: encoding, delimiter, time zone, skipped rows.
    #[schemars(with = "Vec<String>")]
    notes: Vec<Message>,
}

/// A row that is not a valid record.
#[derive(Debug, Serialize, JsonSchema)]
struct BadRow {
    /// The sheet of a workbook, or the file in an archive, if there are several.
    #[serde(skip_serializing_if = "Option::is_none")]
    part: Option<String>,
    /// Its line, or the row of a sheet, from 1.
    line: u64,
    /// In a JSON array: index of the record, from 0.
    #[serde(skip_serializing_if = "Option::is_none")]
    record: Option<u64>,
    /// The expected and the found value.
    message: String,
    /// The whole message, for text output.
    #[serde(skip)]
    row: read::BadRow,
}

pub(crate) fn command(help: Help) -> Command {
    help.subcommand("convert", messages::about_convert())
        .long_about(help.say(messages::description_of_convert()))
        .after_help(args::examples(help, EXAMPLES))
        .args([
            help.positional_path("input", "FILE", messages::argument_input()).required(true),
            help.path("output", "FILE", messages::flag_output_of_convert()).short('o').required(true),
            help.choice("from", INPUT_FORMATS, messages::flag_from()).value_name("FORMAT"),
            help.choice("to", OUTPUT_FORMATS, messages::flag_to()).value_name("FORMAT"),
            help.choice("dialect", ["excel", "plain"], messages::flag_dialect()).value_name("DIALECT"),
            help.choice("language", ["en_US", "zh_CN"], messages::flag_language()),
            input_options::output_zone_flag(help),
            args::on_error(help, messages::on_error_of_convert()),
            args::fail_if_empty(help),
            help.flag("force", messages::flag_force()),
            args::json(help),
        ])
        .args(input_options::flags(help))
}

pub(crate) fn check(matches: &ArgMatches) -> Result<(), Failure> {
    Job::of(matches, &Output::new(false).quiet(true)).map(drop)
}

pub(crate) async fn run(matches: &ArgMatches, output: &Output) -> Result<(), Failure> {
    let job = Job::of(matches, output)?;
    let is_to_stdout = job.to.target.path().is_none();
    let converted = execute(job).await?;
    report(&converted, is_to_stdout, output)?;
    let fails = matches.get_flag("fail_if_empty");
    match converted.records {
        Some(0) if is_to_stdout && output.is_json() && !fails => Ok(()),
        Some(0) => output.empty(no_records(converted.bad), fails),
        _ => Ok(()),
    }
}

pub(crate) fn no_records(bad: u64) -> Message {
    if bad == 0 { messages::no_records_in_input() } else { messages::every_row_was_left_out(bad.to_string()) }
}

/// Runs a conversion to its end, or until the user interrupts.
pub(crate) async fn execute(job: Job) -> Result<Converted, Failure> {
    let stop_requested = stop_requested()?;
    let bar = job.bar.clone();
    let (is_stopped, part) = (job.to.is_stopped.clone(), job.to.part.clone());
    let (sender, mut done) = oneshot::channel();
    // A separate thread: waiting for standard input must not prevent the process from ending.
    std::thread::spawn(move || drop(sender.send(job.work())));
    let outcome = tokio::select! {
        outcome = &mut done => outcome.map_err(|_| messages::thread_has_died()).doing(messages::converting())?,
        () = stop_requested => {
            is_stopped.store(true, Ordering::Relaxed);
            // Removed here: the thread may wait for input that never comes.
            drop(part.held().take());
            let _ = tokio::time::timeout(MAX_STOP, done).await;
            Err(Failure::interrupted())
        }
    };
    bar.finish_and_clear();
    outcome
}

fn report(converted: &Converted, is_to_stdout: bool, output: &Output) -> Result<(), Failure> {
    if is_to_stdout && output.is_json() {
        // Standard output holds the file, and nothing else.
        return output.result_on_stderr(converted);
    }
    converted.notes.iter().for_each(|note| output.note(note.clone()));
    for bad in &converted.bad_rows {
        output.note(messages::convert_left_out(locale::message(|locale| bad.row.localized(locale))));
    }
    let more = converted.bad - converted.bad_rows.len() as u64;
    if more > 0 {
        output.note(messages::left_out_more(more.to_string()));
    }
    if !converted.columns.is_empty() && !output.is_json() {
        let columns = converted.columns.iter().map(|name| Message::of(format!("{name:?}"))).collect();
        output.note(messages::columns_kept(Message::list(columns, messages::comma())));
    }
    let sentence = messages::converted(known(converted.records), &converted.path);
    if is_to_stdout {
        output.end(sentence);
        return Ok(());
    }
    output.result(converted, sentence)
}

pub(crate) struct Job {
    input: PathBuf,
    options: read::Options,
    from: Option<String>,
    to: Destination,
    layout: Layout,
    skips: bool,
    bar: ProgressBar,
}

impl Job {
    fn of(matches: &ArgMatches, output: &Output) -> Result<Self, Failure> {
        // Without an output, which the parser requires, there is no more to say.
        let (path, fallback) = matches.path("output").map_or((Path::new(""), Some(Format::Csv)), |path| (path, None));
        let target = Target::of(Some(path));
        let given = matches.text("to").and_then(Format::from_extension).map(|to| (to, Message::of("--to")));
        // The name of a pipe says the format only where nothing else does.
        let named = if target.is_stream() { target.path().filter(|_| given.is_none()) } else { Some(path) };
        let mut problems = Vec::new();
        let format = output_format::choose(given, named).and_then(|format| {
            let format = format.or(fallback).ok_or_else(|| Failure::usage(messages::no_output_format()))?;
            output_format::reject_binary(Some(format), &target).map(|()| format)
        });
        let format = format.map_err(|problem| problems.push(problem));
        let options = input_options::options(matches).map_err(|problem| problems.push(problem));
        let zone = input_options::output_zone(matches, Some(format.unwrap_or(Format::Csv)));
        let zone = zone.map_err(|problem| problems.push(problem));
        let (Ok(format), Ok(options), Ok(zone)) = (format, options, zone) else { return Err(Failure::all(problems)) };
        let is_excel = matches.text("dialect").map_or(format == Format::Xlsx, |dialect| dialect == "excel");
        let layout = output_format::layout(matches.text("language"), is_excel, zone);
        let bar = progress::records(None, output.is_silent() || target.is_terminal());
        Ok(Self {
            input: matches.path("input").map(Path::to_owned).unwrap_or_default(),
            options,
            from: matches.text("from").map(str::to_owned),
            to: Destination::new(target, format, matches.get_flag("force")),
            layout,
            skips: args::skips_errors(matches),
            bar,
        })
    }

    /// A file that was exported, written again.
    pub(crate) fn of_export(input: PathBuf, target: Target, format: Format, layout: Layout, force: bool) -> Self {
        let (to, options) = (Destination::new(target, format, force), read::Options::default());
        Self { input, options, from: None, to, layout, skips: false, bar: ProgressBar::hidden() }
    }

    /// Converts, a second time if a column has appeared too late for the first.
    fn work(self) -> Result<Converted, Failure> {
        let to = &self.to;
        let is_stream = to.target.is_stream();
        let mut input = Input::open(&self.input, to.format)?;
        let mut columns = Vec::new();
        loop {
            let writer = to.open()?;
            let (mut bad, mut bad_rows, mut notes) = (0, Vec::new(), Vec::new());
            let converted = convert(
                input.source()?,
                BufWriter::with_capacity(1 << 16, writer),
                Conversion {
                    options: self.options.clone(),
                    format: to.format,
                    layout: self.layout.clone(),
                    columns,
                    on_format: &mut |found| self.is_expected(found),
                    on_error: &mut |place, message| {
                        bad += 1;
                        if bad_rows.len() < MAX_BAD_ROWS {
                            bad_rows.push(BadRow::of(place, message));
                        }
                        if self.skips { to.go_on() } else { ControlFlow::Break(()) }
                    },
                    on_note: &mut |note| notes.push(note.clone()),
                    on_progress: &mut |rows| {
                        self.bar.set_position(rows);
                        to.go_on()
                    },
                },
            );
            match converted {
                Ok(Outcome::Restart(known)) => columns = known,
                Ok(Outcome::Done { out, rows, columns }) => {
                    let is_whole = match out.into_inner() {
                        Ok(writer) => to.finish(writer)?,
                        Err(error) if is_stream && io::is_closed(error.error()) => false,
                        Err(error) => return Err(to.cannot_write(error.error())),
                    };
                    // How many of them a reader took that left early is not known.
                    let records = is_whole.then_some(rows);
                    let columns = columns.iter().map(|name| name.to_string()).collect();
                    return Ok(Converted { records, bad, bad_rows, columns, ..self.nothing(notes) });
                }
                Err(ConvertError::Write(error)) if is_stream && io::is_closed(&error) => {
                    return Ok(Converted { bad, bad_rows, ..self.nothing(notes) });
                }
                Err(error) => return Err(self.failure(error, bad_rows.first()).with_hints(notes)),
            }
        }
    }

    fn nothing(&self, notes: Vec<Message>) -> Converted {
        let (path, format) = (self.to.path(), self.to.format.extension().to_owned());
        Converted { path, format, records: None, bad: 0, bad_rows: Vec::new(), columns: Vec::new(), notes }
    }

    fn is_expected(&self, found: read::Format) -> Result<(), Message> {
        let found = found.name();
        match &self.from {
            Some(from) if from != found => Err(messages::another_input_format(from, found)),
            _ => Ok(()),
        }
    }

    fn failure(&self, error: ConvertError, bad: Option<&BadRow>) -> Failure {
        let input = self.input.display();
        match (error, bad) {
            (ConvertError::Read(ReadError::Stopped), _) if self.to.go_on().is_break() => Failure::interrupted(),
            (ConvertError::Read(ReadError::Stopped), Some(bad)) => {
                let is_written = self.to.target.is_stream() && self.to.format == Format::Ndjson;
                let hint = if is_written { messages::rows_written_before() } else { messages::nothing_written() };
                let chinese = format!("{input} {}", bad.row.localized(Locale::Chinese));
                let row = Message::translated(format!("{input}:{}", bad.row), chinese);
                // Leaving out this row does not help: the rows behind it cannot be found.
                let hints = if bad.row.place.is_last { Vec::new() } else { vec![hint] };
                Failure::local(messages::converting(), &row).with_hints(hints)
            }
            (ConvertError::Read(error), _) => Failure::local(input.to_string(), &error),
            (ConvertError::Write(error), _) => self.to.cannot_write(&error),
            (error, _) => Failure::local(messages::converting(), &error),
        }
    }
}

impl BadRow {
    fn of(place: &Position, message: Message) -> Self {
        let part = place.part.as_deref().map(read::shown);
        let (line, record, english) = (place.line, place.record, message.to_string());
        Self { part, line, record, message: english, row: read::BadRow::new(place, message) }
    }
}
