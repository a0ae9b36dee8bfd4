//! `export`: checks the request, sends it, and saves the file.

mod count;
mod format;
mod period;
mod range;
mod request;
mod spreadsheet;

use std::cell::OnceCell;
use std::io;
use std::path::{Path, PathBuf};

use clap::{ArgMatches, Command};
use deskledger::{Client, ClientBuilder, Download, ExportConnectionRecords, FileFormat, PartFile, SaveOptions, Token};
use deskledger_records::read::TimeZone;
use deskledger_records::write::Format;
use jiff::Timestamp;
use schemars::JsonSchema;
use serde::Serialize;

use crate::args::{self, Values as _};
use crate::config::client::ClientConfig;
use crate::config::{connection, credential, transfer};
use crate::error::Failure;
use crate::help::Help;
use crate::origin::Origin;
use crate::terminal::detached_writer::DetachedWriter;
use crate::terminal::output::{Output, write_stdout};
use crate::terminal::progress::Watcher;
use crate::terminal::result::{Exported, TimeRange};
use crate::terminal::signals::unless_interrupted;
use crate::terminal::target::Target;
use crate::{input_options, messages};
use format::Wanted;
use spreadsheet::Spreadsheet;

const TYPED: &str = "  deskledger export --region cn-north-4 --token-file token.txt \\
      --project-id 8dc9c40a06574a598941b254d4b63b43 \\
      --start-time 2020-04-13T01:59Z --end-time 2020-04-30T02:20Z --sha256 -o connections.xlsx
  deskledger export --region cn-north-4 --profile auditor --format csv -o - | head";

/// Output of `export --dry-run --json`.
#[derive(Debug, Serialize, JsonSchema)]
pub(crate) struct Planned {
    /// Method of the request.
    method: String,
    /// Its address with the query.
    url: String,
    /// Names and values of its headers; secrets are left out.
    headers: Vec<(String, String)>,
    /// The time range that flags such as `--last-month` selected; absent without them.
    #[serde(skip_serializing_if = "Option::is_none")]
    time_range: Option<TimeRange>,
}

impl Planned {
    fn text(&self) -> String {
        let headers: String = self.headers.iter().map(|(name, value)| format!("{name}: {value}\n")).collect();
        format!("{} {}\n{headers}", self.method, self.url)
    }
}

pub(crate) fn command(help: Help) -> Command {
    let rules = help.say(messages::rules_over_several_parameters());
    help.subcommand("export", messages::about_export())
        .long_about(format!("{}{}", help.say(messages::description_of_export()), request::deprecation(help)))
        .after_help(format!(
            "{}\n{TYPED}\n\n{rules}\n  {}\n\n{}",
            help.say(messages::examples()),
            request::rules(help.0).replace('\n', "\n  ").trim_end(),
            help.say(messages::exit_codes())
        ))
        .args(request::flags(help))
        .args(range::flags(help))
        .group(range::group())
        .args(connection::flags(help))
        .args([
            help.path("output", "FILE", messages::flag_output_of_export()).short('o'),
            help.choice("format", ["xlsx", "csv", "ndjson", "parquet"], messages::flag_format()),
            help.choice("dialect", ["excel", "plain"], messages::flag_dialect_of_export())
                .value_name("DIALECT")
                .conflicts_with_all(["raw", "sha256"]),
            input_options::output_zone_flag(help).conflicts_with_all(["raw", "sha256"]),
            help.flag("raw", messages::flag_raw()),
            help.flag("force", messages::flag_force()),
            args::fail_if_empty(help),
            help.flag("dry_run", messages::flag_dry_run()),
            args::json(help),
        ])
        .args(transfer::flags(help))
}

/// State of an export before anything is sent.
struct Prepared {
    request: ExportConnectionRecords,
    range: Option<TimeRange>,
    target: Target,
    wanted: Wanted,
    /// The time zone of `--output-time-zone`.
    zone: Option<TimeZone>,
    builder: ClientBuilder,
    /// Origin of the credential; none in a dry run without one.
    origin: Option<Origin>,
}

/// Checks everything that can be checked before anything is sent, and reports all problems at once.
fn prepare(matches: &ArgMatches, mut problems: Vec<Failure>) -> Result<Prepared, Vec<Failure>> {
    let mut config = ClientConfig::collect(matches).map_err(|failure| vec![failure])?;
    problems.append(&mut config.problems);
    let range = range::read(matches, Timestamp::now()).map_err(|problem| problems.push(problem));
    let range = range.unwrap_or_default();
    let found = credential::find(&config);
    let project_id = found.as_ref().ok().and_then(|found| found.as_ref()?.project_id.as_ref());
    let request = request::read(matches, &config, project_id, range.as_ref(), &mut problems);
    let is_reported = config.is_unread(&["token_file", "iam_user", "credentials_section"]);
    let is_missing = matches!(found, Ok(None)) && !matches.get_flag("dry_run") && !is_reported;
    problems.extend(is_missing.then(credential::missing));
    let found = found.map_err(|problem| problems.push(problem)).ok().flatten();
    let (credential, origin) = found.map(|found| (found.credential, found.origin)).unzip();
    // A placeholder, which is never sent.
    let credential = credential.map_or_else(|| Token::new("none").map(Into::into), Ok);
    let credential = credential.map_err(|error| vec![error.into()])?;
    let builder = connection::builder(&config, credential, &mut problems);
    // Built to report what else is wrong.
    let unfit = builder.as_ref().filter(|_| !problems.is_empty()).and_then(|builder| builder.clone().build().err());
    problems.extend(unfit.map(Failure::from));
    let target = Target::of(matches.path("output"));
    let wanted = Wanted::of(&config.settings, &target, matches.get_flag("raw"));
    let wanted = wanted.map_err(|problem| problems.push(problem));
    let format = match &wanted {
        Ok(wanted) => wanted.format.and_then(|format| Format::from_extension(format.extension())),
        Err(()) => Some(Format::Csv),
    };
    let zone = input_options::output_zone(matches, format).map_err(|problem| problems.push(problem));
    match (request, wanted, builder) {
        (Some(request), Ok(wanted), Some(builder)) if problems.is_empty() => {
            let zone = zone.unwrap_or_default();
            Ok(Prepared { request, range, target, wanted, zone, builder, origin })
        }
        _ => Err(problems),
    }
}

/// The problems of a command line that the parser has rejected, after those that it has found.
pub(crate) fn problems(matches: &ArgMatches, found: Vec<Failure>) -> Vec<Failure> {
    prepare(matches, found).err().unwrap_or_default()
}

pub(crate) async fn run(matches: &ArgMatches, output: &Output) -> Result<(), Failure> {
    let prepared = prepare(matches, Vec::new()).map_err(Failure::all)?;
    let Prepared { request, range, target, wanted, zone, builder, origin } = prepared;
    let is_raw = matches.get_flag("raw");
    let is_dry_run = matches.get_flag("dry_run");
    let watcher = match is_dry_run {
        true => Watcher::Nobody,
        false => transfer::watcher(matches, output.is_silent() || target.is_terminal())?,
    };
    let client = watcher.watch_retries(builder).raw(is_raw).build()?;
    // A program reads it in the result, or in the last line of the progress.
    if let Some(range) = range.as_ref().filter(|_| !output.is_json() && !matches!(watcher, Watcher::Program(_))) {
        output.note(range::message(range));
    }
    let has_credential = origin.is_some();
    let Some(origin) = origin.filter(|_| !is_dry_run) else {
        let preview = client.preview(&request.encode(), wanted.format.map(FileFormat::media_type))?;
        let (method, url, mut headers) = (preview.method, preview.url, preview.headers);
        headers.retain(|(name, _)| has_credential || name != "x-auth-token");
        let planned = Planned { method, url, headers, time_range: range };
        return output.print(&planned, || planned.text());
    };
    let save = transfer::save(matches);
    let spreadsheet = Spreadsheet::of(matches, &request, wanted, zone, &target)?;
    let target = match &spreadsheet {
        Some(spreadsheet) => Target::File(spreadsheet.plain.clone()),
        None => target,
    };
    let (saving, is_stream) = (OnceCell::new(), target.is_stream());
    let outcome = unless_interrupted(download(&request, &client, wanted, target, save, &watcher, &saving)).await;
    let outcome = match (outcome, spreadsheet) {
        (Ok(exported), Some(spreadsheet)) => spreadsheet.write(exported).await,
        (Ok(exported), None) if !is_stream => count::complete(exported).await,
        (outcome, _) => outcome,
    };
    let outcome = outcome.map(|exported| Exported { time_range: range, ..exported });
    let partial = saving.get().and_then(PartFile::resumable);
    let kept = |path: PathBuf| Failure::interrupted_with(messages::interrupted_partial_file_kept(path.display()));
    let outcome = outcome.map_err(|failure| match partial {
        Some(path) if failure.is_interrupted() => kept(path),
        _ => failure.with_credential(&origin),
    });
    if let Watcher::Program(events) = &watcher {
        events.ended(&outcome);
        output.ends_itself();
    }
    let exported = outcome?;
    if exported.end == "unproved" && !matches!(watcher, Watcher::Program(_)) {
        output.note(messages::end_is_unproved());
    }
    report(&exported, matches.get_flag("sha256"), &watcher, output)?;
    // A program reads it in the result.
    let is_read = matches!(watcher, Watcher::Program(_)) || exported.path == "-" && output.is_json();
    match matches.get_flag("fail_if_empty") {
        fails if exported.records == Some(0) && (fails || !is_read) => output.empty(count::no_records(&request), fails),
        _ => Ok(()),
    }
}

fn report(exported: &Exported, wants_digest: bool, watcher: &Watcher, output: &Output) -> Result<(), Failure> {
    // In the format of sha256sum, so that it can check the file.
    let digest = exported.sha256.as_ref().filter(|_| wants_digest);
    let digest = digest.map(|digest| format!("{digest}  {}", exported.path));
    // A program reads the result in the last line of the progress.
    let is_for_person = !output.is_json() && !matches!(watcher, Watcher::Program(_));
    let sentence = exported.sentence();
    if exported.path == "-" {
        // Standard output holds the file, and nothing else.
        if output.is_json() {
            return output.result_on_stderr(exported);
        }
        if is_for_person {
            output.end(sentence);
        }
        digest.into_iter().for_each(|digest| output.line(&digest));
        return Ok(());
    }
    if is_for_person {
        format::note(exported, output);
    }
    if let Some(digest) = digest.filter(|_| !output.is_json()) {
        write_stdout(&format!("{digest}\n"))?;
    }
    if is_for_person || output.is_json() { output.result(exported, sentence) } else { Ok(()) }
}

/// Sends the request and saves the file.
#[cfg(feature = "serve")]
pub(crate) async fn export_to(
    request: &ExportConnectionRecords,
    client: &Client,
    kind: FileFormat,
    path: PathBuf,
    output: &Output,
) -> Result<Exported, Failure> {
    let watcher = Watcher::Person { is_quiet: output.is_silent() };
    let wanted = Wanted { format: Some(kind), is_required: true };
    let save = SaveOptions::new().overwrite(true);
    let saving = OnceCell::new();
    unless_interrupted(download(request, client, wanted, Target::File(path), save, &watcher, &saving)).await
}

async fn download(
    request: &ExportConnectionRecords,
    client: &Client,
    wanted: Wanted,
    target: Target,
    save: SaveOptions,
    watcher: &Watcher,
    saving: &OnceCell<PathBuf>,
) -> Result<Exported, Failure> {
    let about_to_save = |path: &Path| drop(saving.set(path.to_owned()));
    // Opened first: no request is sent for a target that cannot be written.
    let part = match &target {
        Target::File(path) => {
            about_to_save(path);
            Some(save.part_file(path)?)
        }
        _ => None,
    };
    let download = match wanted.format {
        Some(kind) => request.send_as(client, kind.media_type()).await?,
        None => request.send(client).await?,
    };
    let download = wanted.check(download)?;
    let unwrapped = download.encodings().iter().map(|name| (*name).to_owned()).collect();
    let (watch, bar) = watcher.watch(&download);
    let mut download = download.on_progress(watch).with_options(&save);
    let exported = match (part, target) {
        (Some(part), _) => download.save_into(part, save).await.map(Exported::saved),
        (None, Target::StandardOutput) => {
            stream(&mut download, DetachedWriter::standard_output().map_err(writing("-"))?, "-".to_owned()).await
        }
        (None, Target::Stream(path)) => {
            let shown = path.display().to_string();
            stream(&mut download, DetachedWriter::open(&path).map_err(writing(&shown))?, shown).await
        }
        (None, _) => {
            let name =
                download.file_name().unwrap_or_else(|| format!("connection-records.{}", download.format().extension()));
            about_to_save(name.as_ref());
            download.save(name, save).await.map(Exported::saved)
        }
    };
    bar.finish_and_clear();
    Ok(Exported { unwrapped, ..exported? })
}

/// Writes to a stream; a reader that closes it early is not an error.
async fn stream(download: &mut Download, mut out: DetachedWriter, path: String) -> Result<Exported, deskledger::Error> {
    let is_whole = match download.write_to(&mut out).await {
        Err(error) if error.io_kind() == Some(io::ErrorKind::BrokenPipe) => false,
        outcome => outcome.map(|_| true)?,
    };
    let exported = Exported::streamed(download, path, out.written());
    Ok(Exported { records: exported.records.filter(|_| is_whole), ..exported })
}

fn writing(path: &str) -> impl Fn(io::Error) -> Failure {
    let doing = messages::export_writing(path);
    move |error| Failure::local(doing.clone(), &error)
}
