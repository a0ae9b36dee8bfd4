//! `convert`: a file of records from one form to another.

mod ends;

use std::io::{self, BufWriter};
use std::ops::ControlFlow;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Duration;

use clap::{ArgMatches, Command, value_parser};
use deskledger::Locale;
use deskledger_records::Message;
use deskledger_records::copy::{Copied, Copy, CopyError, copy};
use deskledger_records::read::{self, Place, ReadError};
use deskledger_records::write::{Format, Layout};
use indicatif::ProgressBar;
use schemars::JsonSchema;
use serde::Serialize;
use tokio::sync::oneshot;

use crate::failure::Failure;
use crate::help::Help;
use crate::interrupt::asked_to_stop;
use crate::output::Output;
use crate::{args, progress};
use ends::{Input, Target, Unfinished, local};

/// Most bad rows that are told; the others are counted.
const MOST_BAD_ROWS: usize = 100;

/// How long an interrupted copy may take to remove what is unfinished.
const LONGEST_STOP: Duration = Duration::from_secs(2);

const EXAMPLES: &str = "  deskledger convert connections.xlsx -o connections.parquet
  deskledger convert records.zip -o - --to csv --for excel > records.csv";

const FORMS_READ: [&str; 5] = ["xlsx", "csv", "ndjson", "json", "parquet"];
const FORMS_WRITTEN: [&str; 4] = ["xlsx", "csv", "ndjson", "parquet"];

/// What `convert --json` prints.
#[derive(Debug, Serialize, JsonSchema)]
pub(crate) struct Converted {
    /// Where the new file is; `-` for standard output. Bytes of the name that are no text are shown as U+FFFD.
    path: String,
    /// What it is: `xlsx`, `csv`, `ndjson` or `parquet`.
    format: String,
    /// How many records it has.
    records: u64,
    /// How many bad rows were left out.
    bad: u64,
    /// The first hundred of them.
    bad_rows: Vec<BadRow>,
    /// Further columns, which the document does not know and which were kept.
    columns: Vec<String>,
}

/// A row that is no record.
#[derive(Debug, Serialize, JsonSchema)]
struct BadRow {
    /// The sheet of a workbook, or the file in an archive, where there are several.
    #[serde(skip_serializing_if = "Option::is_none")]
    part: Option<String>,
    /// Its line, or the row of a sheet, counted from 1.
    line: u64,
    /// In a JSON array: which of its records it is, counted from 0.
    #[serde(skip_serializing_if = "Option::is_none")]
    record: Option<u64>,
    /// What was expected, and what was found.
    message: String,
    /// All of it, for a person.
    #[serde(skip)]
    row: read::BadRow,
}

/// The verb and its flags.
pub(crate) fn command(help: Help) -> Command {
    help.verb(
        "convert",
        [
            "Turns a file of records into another form: XLSX, CSV, NDJSON or Parquet",
            "将记录文件转换为另一种格式：XLSX、CSV、NDJSON 或 Parquet",
        ],
    )
    .long_about(help.say([
        "Turns a file of records into another form: XLSX, CSV, NDJSON or Parquet.\n\n\
         What the input is, its bytes say: XLSX, CSV (UTF-8, UTF-16, GB18030), NDJSON, the answer of the list call, \
         Parquet; each of them also in gzip, ZIP or a multipart wrapper. Headings may be English, Chinese or names of \
         fields. Columns that the document does not know are kept. The output appears whole, or not at all.",
        "将记录文件转换为另一种格式：XLSX、CSV、NDJSON 或 Parquet。\n\n\
         输入的格式由其内容判断：XLSX、CSV（UTF-8、UTF-16、GB18030）、NDJSON、列表接口返回的 JSON、Parquet；也可以带 gzip、ZIP \
         或 multipart 包装。标题可以是英文、中文或字段名。文档中没有的列会保留。输出文件要么完整出现，要么不出现。",
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
                "Where the new file goes, or - for standard output; a pipe or a device gets the bytes as they are",
                "新文件的位置，- 表示标准输出；写往管道或设备时按原样写出字节",
            ],
        )
        .short('o')
        .required(true)
        .value_parser(value_parser!(PathBuf)),
        help.choice("from", FORMS_READ, ["Refuse an input of another form", "拒绝其他格式的输入"]).value_name("FORM"),
        help.choice(
            "to",
            FORMS_WRITTEN,
            [
                "Form of the new file; without it, what the ending of the output says",
                "新文件的格式；不给出则由输出文件的扩展名决定",
            ],
        )
        .value_name("FORM"),
        help.choice(
            "for",
            ["excel", "machine"],
            [
                "excel: CSV has a byte order mark, and no text becomes a formula; machine: values as they are, names of fields \
                 as headings [default: excel for XLSX, machine otherwise]",
                "excel：CSV 带有字节顺序标记（BOM），文本不会变成公式；machine：值保持原样，以字段名为标题 \
                 [默认值：XLSX 为 excel，其他为 machine]",
            ],
        )
        .value_name("READER"),
        help.choice(
            "language",
            ["en_US", "zh_CN"],
            [
                "Language of the headings [default: en_US for excel, names of fields for machine]",
                "标题的语言 [默认值：excel 为 en_US，machine 为字段名]",
            ],
        ),
        help.choice(
            "on-bad-row",
            ["stop", "skip"],
            [
                "What a row that is no record does: stop makes no file, skip leaves the row out and tells it",
                "遇到不是记录的行时如何处理：stop 不生成文件，skip 略去该行并告知",
            ],
        )
        .default_value("stop"),
        help.flag("force", args::REPLACE),
        args::json(help),
    ])
}

/// Runs the verb.
pub(crate) async fn run(matches: &ArgMatches, output: &Output) -> Result<(), Failure> {
    let asked_to_stop = asked_to_stop()?;
    let job = Job::of(matches, output)?;
    let (path, bar) = (job.output.clone(), job.bar.clone());
    let (is_stopped, part) = (job.is_stopped.clone(), job.part.clone());
    let (sender, mut done) = oneshot::channel();
    // A thread of its own: one that waits for standard input must not keep the process.
    std::thread::spawn(move || sender.send(job.work()));
    let outcome = tokio::select! {
        outcome = &mut done => outcome.map_err(|_| died())?,
        () = asked_to_stop => {
            is_stopped.store(true, Ordering::Relaxed);
            // Removed from here: the thread may wait for input that never comes.
            drop(part.held().take());
            let _ = tokio::time::timeout(LONGEST_STOP, done).await;
            Err(Failure::interrupted())
        }
    };
    bar.finish_and_clear();
    let converted = outcome?;
    for bad in &converted.bad_rows {
        let row = |language| bad.row.localized(language);
        output.note([format!("left out {}", row(Locale::English)), format!("已略去{}", row(Locale::Chinese))]);
    }
    let more = converted.bad - converted.bad_rows.len() as u64;
    if more > 0 {
        output.note([format!("left out {more} more"), format!("另略去 {more} 行")]);
    }
    if path == Path::new("-") {
        // Standard output holds the file: nothing else may stand there.
        if output.is_json() {
            output.tell_result(&converted)?;
        }
        return Ok(());
    }
    let (records, path) = (converted.records, path.display());
    output.result(&converted, [format!("{records} records in {path}"), format!("{path} 中有 {records} 条记录")])
}

fn died() -> Failure {
    local(["converting", "转换失败"], &Message::new("the thread has died", "线程已异常终止").into())
}

/// What is asked for.
struct Job {
    input: PathBuf,
    output: PathBuf,
    is_stream: bool,
    from: Option<String>,
    to: Format,
    layout: Layout,
    skips: bool,
    force: bool,
    bar: ProgressBar,
    is_stopped: Arc<AtomicBool>,
    part: Unfinished,
}

impl Job {
    fn of(matches: &ArgMatches, output: &Output) -> Result<Self, Failure> {
        let text = |name: &str| matches.get_one::<String>(name).cloned();
        let path = |name: &str| matches.get_one::<PathBuf>(name).cloned().unwrap_or_default();
        let target = path("output");
        let ending = target.extension().and_then(|ending| ending.to_str()).map(str::to_owned);
        let to = text("to").or(ending).as_deref().and_then(Format::from_extension).ok_or_else(|| {
            Failure::usage([
                "expected the form of the output, found none: give --to, or a name such as records.csv",
                "应指定输出的格式，实际没有：请用 --to 指定，或使用 records.csv 这样的文件名",
            ])
        })?;
        let is_for_excel = text("for").map_or(to == Format::Xlsx, |reader| reader == "excel");
        let layout = match text("language") {
            Some(language) => Layout::new(&language),
            None if is_for_excel => Layout::new("en_US"),
            None => Layout::for_machines(),
        };
        Ok(Self {
            input: path("input"),
            is_stream: ends::is_stream(&target),
            output: target,
            from: text("from"),
            to,
            layout: if is_for_excel { layout.for_spreadsheet() } else { layout },
            skips: text("on-bad-row").is_some_and(|what| what == "skip"),
            force: matches.get_flag("force"),
            bar: progress::records(None, output.is_json()),
            is_stopped: Arc::default(),
            part: Unfinished::default(),
        })
    }

    /// Copies, a second time where a column has appeared too late for the first.
    fn work(self) -> Result<Converted, Failure> {
        let mut input = Input::open(&self.input, self.to)?;
        let mut columns = Vec::new();
        loop {
            let target = Target::open(&self)?;
            let (mut bad, mut bad_rows) = (0, Vec::new());
            let copied = copy(
                input.source()?,
                BufWriter::with_capacity(1 << 16, target),
                Copy {
                    format: self.to,
                    layout: self.layout.clone(),
                    columns,
                    on_form: &mut |found| self.is_expected(found),
                    on_bad_row: &mut |place, message| {
                        bad += 1;
                        if bad_rows.len() < MOST_BAD_ROWS {
                            bad_rows.push(BadRow::of(place, message));
                        }
                        if self.skips { self.go_on() } else { ControlFlow::Break(()) }
                    },
                    on_progress: &mut |rows| {
                        self.bar.set_position(rows);
                        self.go_on()
                    },
                },
            );
            match copied {
                Ok(Copied::Again(known)) => columns = known,
                Ok(Copied::Done { out, rows, columns }) => {
                    match out.into_inner() {
                        Ok(target) => target.finish(&self)?,
                        Err(error) if self.is_stream && ends::has_seen_enough(error.error()) => {}
                        Err(error) => return Err(self.cannot_write(error.error())),
                    }
                    let columns = columns.iter().map(|name| name.to_string()).collect();
                    return Ok(Converted { records: rows, bad, bad_rows, columns, ..self.nothing() });
                }
                Err(CopyError::Write(error)) if self.is_stream && ends::has_seen_enough(&error) => {
                    return Ok(Converted { records: self.bar.position(), bad, bad_rows, ..self.nothing() });
                }
                Err(error) => return Err(self.failure(error, bad_rows.first())),
            }
        }
    }

    fn nothing(&self) -> Converted {
        let (path, format) = (self.output.display().to_string(), self.to.extension().to_owned());
        Converted { path, format, records: 0, bad: 0, bad_rows: Vec::new(), columns: Vec::new() }
    }

    fn go_on(&self) -> ControlFlow<()> {
        if self.is_stopped.load(Ordering::Relaxed) { ControlFlow::Break(()) } else { ControlFlow::Continue(()) }
    }

    fn is_expected(&self, found: read::Format) -> Result<(), Message> {
        let found = found.name();
        match &self.from {
            Some(from) if from != found => Err(Message::new(
                format!("expected {from}, as --from says, found {found}"),
                format!("应为 --from 指定的 {from}，实际为 {found}"),
            )),
            _ => Ok(()),
        }
    }

    fn failure(&self, error: CopyError, bad: Option<&BadRow>) -> Failure {
        let input = self.input.display();
        match (error, bad) {
            (CopyError::Read(ReadError::Stopped), _) if self.go_on().is_break() => Failure::interrupted(),
            (CopyError::Read(ReadError::Stopped), Some(bad)) => {
                let hint = match self.is_stream && self.to == Format::Ndjson {
                    false => [
                        "nothing was written; --on-bad-row skip leaves such rows out",
                        "未写入任何内容；--on-bad-row skip 会略去这样的行",
                    ],
                    true => [
                        "the rows before it were written; --on-bad-row skip leaves such rows out",
                        "此前的行已写出；--on-bad-row skip 会略去这样的行",
                    ],
                };
                let english = io::Error::other(format!("{input}:{}", bad.row));
                let chinese = bad.row.localized(Locale::Chinese);
                Failure::local_saying(["converting", "转换失败"], &english, &format!("{input} {chinese}"))
                    .with_hints(&[hint.map(str::to_owned)])
            }
            (CopyError::Read(error), _) => {
                let chinese = error.localized(Locale::Chinese);
                Failure::local_saying([&input, &input], &error, &chinese)
            }
            (CopyError::Write(error), _) => self.cannot_write(&error),
            (error, _) => {
                let chinese = error.localized(Locale::Chinese);
                Failure::local_saying(["converting", "转换失败"], &error, &chinese)
            }
        }
    }

    fn cannot_write(&self, error: &io::Error) -> Failure {
        let path = self.output.display();
        local([&format!("writing {path}"), &format!("写入 {path} 失败")], error)
    }
}

impl BadRow {
    fn of(place: &Place, message: Message) -> Self {
        let part = place.part.as_deref().map(read::shown);
        let (line, record, english) = (place.line, place.record, message.to_string());
        Self { part, line, record, message: english, row: read::BadRow::new(place, message) }
    }
}
