//! `convert`: a file of records from one format to another.

mod io;

use std::io::BufWriter;
use std::ops::ControlFlow;
use std::path::PathBuf;
use std::sync::Arc;
use std::sync::atomic::Ordering;
use std::time::Duration;

use clap::{ArgMatches, Command, value_parser};
use deskledger_records::Message;
use deskledger_records::convert::{Conversion, ConvertError, Converted as Outcome, convert};
use deskledger_records::read::{self, Position, ReadError};
use deskledger_records::write::{Format, Layout};
use indicatif::ProgressBar;
use schemars::JsonSchema;
use serde::Serialize;
use tokio::sync::oneshot;

use crate::args;
use crate::error::Failure;
use crate::help::Help;
use crate::input_options;
use crate::locale::Locale;
use crate::terminal::output::Output;
use crate::terminal::progress;
use crate::terminal::signals::stop_requested;
use crate::terminal::target::Target;
use io::{Destination, Input, Unfinished};

/// Number of bad rows that are reported one by one; the others are counted.
const MAX_BAD_ROWS: usize = 100;

/// How long an interrupted conversion may take to remove unfinished files.
const MAX_STOP: Duration = Duration::from_secs(2);

const EXAMPLES: &str = "  deskledger convert connections.xlsx -o connections.parquet
  deskledger convert records.zip -o - --to csv --dialect excel > records.csv";

const INPUT_FORMATS: [&str; 5] = ["xlsx", "csv", "ndjson", "json", "parquet"];
const OUTPUT_FORMATS: [&str; 4] = ["xlsx", "csv", "ndjson", "parquet"];

/// What `convert --json` prints.
#[derive(Debug, Serialize, JsonSchema)]
pub(crate) struct Converted {
    /// Path of the output; `-` for standard output. Bytes of the name that are not valid text are shown as U+FFFD.
    path: String,
    /// Its format: `xlsx`, `csv`, `ndjson` or `parquet`.
    format: String,
    /// Number of records.
    records: u64,
    /// Number of bad rows that were left out.
    bad: u64,
    /// The first hundred of them.
    bad_rows: Vec<BadRow>,
    /// Columns that the document does not define and that were kept.
    columns: Vec<String>,
    /// What was detected or assumed while the input was read: its encoding, its delimiter, a time zone, rows skipped.
    notes: Vec<String>,
    /// The same in every language, for a person.
    #[serde(skip)]
    reported: Vec<Message>,
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
    /// What was expected, and what was found.
    message: String,
    /// The whole message, for text output.
    #[serde(skip)]
    row: read::BadRow,
}

/// The subcommand and its flags.
pub(crate) fn command(help: Help) -> Command {
    help.subcommand(
        "convert",
        [
            "Converts a file of records to another format: XLSX, CSV, NDJSON or Parquet",
            "将记录文件转换为另一种格式：XLSX、CSV、NDJSON 或 Parquet",
        ],
    )
    .long_about(help.say([
        "Converts a file of records to another format: XLSX, CSV, NDJSON or Parquet.\n\n\
         The input format is detected from its content: XLSX, CSV (UTF-8, UTF-16, GB18030), NDJSON, the response of the \
         list call, Parquet; each also in gzip, ZIP or multipart. Headings may be English, Chinese or field names. Columns \
         that the document does not define are kept. The output appears when it is complete, or not at all.",
        "将记录文件转换为另一种格式：XLSX、CSV、NDJSON 或 Parquet。\n\n\
         输入的格式由其内容判断：XLSX、CSV（UTF-8、UTF-16、GB18030）、NDJSON、列表接口返回的 JSON、Parquet；也可以带 gzip、ZIP \
         或 multipart 包装。标题可以是英文、中文或字段名。文档中没有定义的列会保留。输出文件要么完整出现，要么不出现。",
    ]))
    .after_help(args::examples(help, EXAMPLES))
    .args([
        help.positional("input", "FILE", ["File to read, or - for standard input", "要读取的文件，- 表示标准输入"])
            .required(true)
            .value_parser(value_parser!(PathBuf)),
        help.value(
            "output",
            "FILE",
            [
                "Path of the output, or - for standard output; a pipe or a device gets the bytes as they come",
                "输出文件的路径，- 表示标准输出；写往管道或设备时直接写出字节",
            ],
        )
        .short('o')
        .required(true)
        .value_parser(value_parser!(PathBuf)),
        help.choice("from", INPUT_FORMATS, ["Reject any other input format", "拒绝其他格式的输入"]).value_name("FORMAT"),
        help.choice(
            "to",
            OUTPUT_FORMATS,
            [
                "Output format; by default that of the output file's extension",
                "输出格式；默认由输出文件的扩展名决定",
            ],
        )
        .value_name("FORMAT"),
        help.choice(
            "dialect",
            ["excel", "plain"],
            [
                "excel: CSV has a byte order mark, and text cannot become a formula; plain: values unchanged, field names as \
                 headings [default: excel for XLSX, plain otherwise]",
                "excel：CSV 带有字节顺序标记（BOM），文本不会变成公式；plain：值保持原样，以字段名为标题 \
                 [默认值：XLSX 为 excel，其他为 plain]",
            ],
        )
        .value_name("DIALECT"),
        help.choice(
            "language",
            ["en_US", "zh_CN"],
            [
                "Language of the headings [default: en_US for excel, field names for plain]",
                "标题的语言 [默认值：excel 为 en_US，plain 为字段名]",
            ],
        ),
        args::on_error(
            help,
            [
                "abort: write no file; skip: leave the row out and report it",
                "abort 不生成文件，skip 略去该行并给出提示",
            ],
        ),
        help.flag("force", args::FORCE),
        args::json(help),
    ])
    .args(input_options::flags(help))
}

/// Runs the subcommand.
pub(crate) async fn run(matches: &ArgMatches, output: &Output) -> Result<(), Failure> {
    let stop_requested = stop_requested()?;
    let job = Job::of(matches, output)?;
    let (is_to_stdout, bar) = (job.to.target.path().is_none(), job.bar.clone());
    let (is_stopped, part) = (job.to.is_stopped.clone(), job.to.part.clone());
    let (sender, mut done) = oneshot::channel();
    // A thread of its own: waiting for standard input must not keep the process.
    std::thread::spawn(move || sender.send(job.work()));
    let outcome = tokio::select! {
        outcome = &mut done => outcome.map_err(|_| died())?,
        () = stop_requested => {
            is_stopped.store(true, Ordering::Relaxed);
            // Removed here: the thread may wait for input that never comes.
            drop(part.held().take());
            let _ = tokio::time::timeout(MAX_STOP, done).await;
            Err(Failure::interrupted())
        }
    };
    bar.finish_and_clear();
    let converted = outcome?;
    report_notes(&converted.reported, output);
    for bad in &converted.bad_rows {
        let row = |language| bad.row.localized(language);
        output.note([format!("left out {}", row(Locale::English)), format!("已略去{}", row(Locale::Chinese))]);
    }
    let more = converted.bad - converted.bad_rows.len() as u64;
    if more > 0 {
        output.note([format!("left out {more} more"), format!("另略去 {more} 行")]);
    }
    if is_to_stdout {
        // Standard output holds the file, and nothing else.
        if output.is_json() {
            output.result_on_stderr(&converted)?;
        }
        return Ok(());
    }
    let (records, path) = (converted.records, &converted.path);
    output.result(&converted, [format!("{records} records in {path}"), format!("{path} 中有 {records} 条记录")])
}

/// Reports what was detected or assumed.
fn report_notes(notes: &[Message], output: &Output) {
    for note in notes {
        output.note([note.localized(Locale::English), note.localized(Locale::Chinese)]);
    }
}

fn died() -> Failure {
    Failure::local(["converting", "转换失败"], &Message::translated("the thread has died", "线程已异常终止"))
}

/// A conversion.
struct Job {
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
        let text = |name: &str| matches.get_one::<String>(name).cloned();
        let path = |name: &str| matches.get_one::<PathBuf>(name).cloned().unwrap_or_default();
        let target = path("output");
        let extension = target.extension().and_then(|extension| extension.to_str()).map(str::to_owned);
        let format = text("to").or(extension).as_deref().and_then(Format::from_extension).ok_or_else(|| {
            Failure::usage([
                "expected the format of the output, found none: give --to, or a name such as records.csv",
                "应指定输出的格式，实际没有：请用 --to 指定，或使用 records.csv 这样的文件名",
            ])
        })?;
        let is_excel = text("dialect").map_or(format == Format::Xlsx, |dialect| dialect == "excel");
        let layout = match text("language") {
            Some(language) => Layout::new(&language),
            None if is_excel => Layout::new("en_US"),
            None => Layout::plain(),
        };
        Ok(Self {
            input: path("input"),
            options: input_options::options(matches)?,
            from: text("from"),
            to: Destination {
                target: Target::of(Some(&target)),
                format,
                force: matches.get_flag("force"),
                part: Unfinished::default(),
                is_stopped: Arc::default(),
            },
            layout: if is_excel { layout.for_spreadsheet() } else { layout },
            skips: args::skips_errors(matches),
            bar: progress::records(None, output.is_json()),
        })
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
                    on_bad_row: &mut |place, message| {
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
                    match out.into_inner() {
                        Ok(writer) => to.finish(writer)?,
                        Err(error) if is_stream && io::is_closed(error.error()) => {}
                        Err(error) => return Err(to.cannot_write(error.error())),
                    }
                    let columns = columns.iter().map(|name| name.to_string()).collect();
                    return Ok(Converted { records: rows, bad, bad_rows, columns, ..self.nothing(notes) });
                }
                Err(ConvertError::Write(error)) if is_stream && io::is_closed(&error) => {
                    return Ok(Converted { records: self.bar.position(), bad, bad_rows, ..self.nothing(notes) });
                }
                Err(error) => return Err(self.failure(error, bad_rows.first(), &notes)),
            }
        }
    }

    fn nothing(&self, reported: Vec<Message>) -> Converted {
        let (path, format) = (self.to.path(), self.to.format.extension().to_owned());
        let notes = reported.iter().map(ToString::to_string).collect();
        Converted { path, format, records: 0, bad: 0, bad_rows: Vec::new(), columns: Vec::new(), notes, reported }
    }

    fn is_expected(&self, found: read::Format) -> Result<(), Message> {
        let found = found.name();
        match &self.from {
            Some(from) if from != found => Err(Message::translated(
                format!("expected {from}, as --from says, found {found}"),
                format!("应为 --from 指定的 {from}，实际为 {found}"),
            )),
            _ => Ok(()),
        }
    }

    /// A failure with what was detected or assumed before it, which may be its cause.
    fn failure(&self, error: ConvertError, bad: Option<&BadRow>, notes: &[Message]) -> Failure {
        let hints: Vec<_> =
            notes.iter().map(|note| [note.localized(Locale::English), note.localized(Locale::Chinese)]).collect();
        self.failure_of(error, bad).with_hints(&hints)
    }

    fn failure_of(&self, error: ConvertError, bad: Option<&BadRow>) -> Failure {
        let input = self.input.display();
        match (error, bad) {
            (ConvertError::Read(ReadError::Stopped), _) if self.to.go_on().is_break() => Failure::interrupted(),
            (ConvertError::Read(ReadError::Stopped), Some(bad)) => {
                let hint = match self.to.target.is_stream() && self.to.format == Format::Ndjson {
                    false => [
                        "nothing was written; --on-error skip leaves such rows out",
                        "未写入任何内容；--on-error skip 会略去这样的行",
                    ],
                    true => [
                        "the rows before it were written; --on-error skip leaves such rows out",
                        "此前的行已写出；--on-error skip 会略去这样的行",
                    ],
                };
                let row = Message::translated(
                    format!("{input}:{}", bad.row),
                    format!("{input} {}", bad.row.localized(Locale::Chinese)),
                );
                Failure::local(["converting", "转换失败"], &row).with_hints(&[hint.map(str::to_owned)])
            }
            (ConvertError::Read(error), _) => Failure::local([&input, &input], &error),
            (ConvertError::Write(error), _) => self.to.cannot_write(&error),
            (error, _) => Failure::local(["converting", "转换失败"], &error),
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
