//! `import`: records from files into a local store.

use std::path::PathBuf;

use clap::{ArgMatches, Command, value_parser};
use deskledger_server::import::{ImportError, OnBadRow, Progress, Report, import_files_with};
use schemars::JsonSchema;
use serde::Serialize;

use crate::args;
use crate::config::data_dir;
use crate::error::{EXIT_CODES, Failure};
use crate::help::Help;
use crate::input_options;
use crate::locale::Locale;
use crate::terminal::output::Output;
use crate::terminal::progress;

/// What `import --json` prints.
#[derive(Debug, Serialize, JsonSchema)]
pub(crate) struct Imported {
    /// Records that were new.
    added: u64,
    /// Records that had changed, for example because an open connection has ended.
    updated: u64,
    /// Records that were there already.
    unchanged: u64,
    /// Bad rows, which were left out.
    bad: u64,
}

/// The subcommand and its flags.
pub(crate) fn command(help: Help) -> Command {
    help.subcommand(
        "import",
        ["Imports connection records from files into a local store", "将文件中的连接记录导入本地存储"],
    )
    .long_about(help.say([
        "Imports connection records from files into a local store: XLSX, CSV, NDJSON, Parquet, or the response of the list \
         call (JSON), also in gzip or ZIP. Columns that the document does not define are left out and reported. Importing \
         the same file twice changes nothing. A bad row aborts the import and nothing is kept, unless --on-error skip is \
         given.",
        "将文件中的连接记录导入本地存储：XLSX、CSV、NDJSON、Parquet 或列表接口返回的 JSON，也可以是 gzip 或 ZIP 压缩的。\
         文档中没有定义的列会略去并给出提示。同一文件导入两次不会改变任何内容。遇到错误行时导入中止，不保留任何内容，除非给出 \
         --on-error skip。",
    ]))
    .after_help(help.say(EXIT_CODES))
    .args([
        help.positional("files", "FILE", ["Files to import", "要导入的文件"])
            .required(true)
            .num_args(1..)
            .value_parser(value_parser!(PathBuf)),
        data_dir::data(help),
        data_dir::project(help),
        args::on_error(help, ["abort: keep nothing; skip: leave the row out and report it", "abort 不保留任何内容，skip 略去该行并给出提示"]),
        args::json(help),
    ])
    .args(input_options::flags(help))
}

/// Runs the subcommand.
pub(crate) fn run(matches: &ArgMatches, output: &Output) -> Result<(), Failure> {
    let project_id = data_dir::project_id(matches)?;
    let files: Vec<PathBuf> = matches.get_many::<PathBuf>("files").into_iter().flatten().cloned().collect();
    let on_bad_row = if args::skips_errors(matches) { OnBadRow::Skip } else { OnBadRow::Abort };
    let options = input_options::options(matches)?;
    let store = data_dir::open(matches)?;
    let bar = progress::records(None, output.is_json());
    let progress = &mut |progress: Progress<'_>| bar.set_position(progress.rows);
    let report = import_files_with(&options, &store, &project_id, &files, on_bad_row, progress);
    bar.finish_and_clear();
    let report = report.map_err(|error| failed(&error))?;
    report_left_out(&report, output);
    let imported = Imported {
        added: report.added,
        updated: report.updated,
        unchanged: report.unchanged,
        bad: report.bad.len() as u64 + report.more_bad,
    };
    let Imported { added, updated, unchanged, bad } = imported;
    let sentence = [
        format!("{added} added, {updated} updated, {unchanged} unchanged, {bad} bad rows"),
        format!("新增 {added} 条，更新 {updated} 条，未变 {unchanged} 条，错误行 {bad} 行"),
    ];
    output.result(&imported, sentence)
}

fn failed(error: &ImportError) -> Failure {
    Failure::local(["importing; nothing was kept", "导入失败，未保留任何内容"], error)
}

fn report_left_out(report: &Report, output: &Output) {
    for note in &report.notes {
        output.note([note.localized(Locale::English), note.localized(Locale::Chinese)]);
    }
    for row in &report.bad {
        let row = |language| row.localized(language);
        output.note([format!("left out {}", row(Locale::English)), format!("已略去 {}", row(Locale::Chinese))]);
    }
    if report.more_bad > 0 {
        let more = report.more_bad;
        output.note([format!("left out {more} more"), format!("另略去 {more} 行")]);
    }
    for column in &report.ignored {
        let (count, name) = (column.count, &column.name);
        output.note([
            format!("left out {count} values of \"{name}\", which the document does not know"),
            format!("已略去 \"{name}\" 的 {count} 个值：文档中没有此列"),
        ]);
    }
    if report.more_ignored > 0 {
        let more = report.more_ignored;
        output.note([format!("left out {more} values of further columns"), format!("已略去其他列的 {more} 个值")]);
    }
}
