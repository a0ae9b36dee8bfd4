//! `export`: the request is checked, sent, and its file saved.

mod form;

use std::io;
use std::path::{Path, PathBuf};

use clap::ArgMatches;
use deskledger::{Client, Download, ExportConnectionRecords, FileFormat, SaveOptions, SavedFile};
use schemars::JsonSchema;
use serde::Serialize;

use crate::events::Retried;
use crate::failure::Failure;
use crate::interrupt::unless_interrupted;
use crate::output::Output;
use crate::progress::Watcher;
use crate::settings::Settings;
use crate::stalling::Stalling;
use crate::{connection, credential, request, saving};
use form::Form;

/// What `export --json` prints.
#[derive(Clone, Debug, Serialize, JsonSchema)]
pub(crate) struct Exported {
    /// Where the file is; `-` for standard output. Bytes of the name that are no text are shown as U+FFFD.
    pub(crate) path: String,
    /// Its length in bytes.
    pub(crate) bytes: u64,
    /// What it is, by its bytes: `xlsx`, `csv`, `ndjson`, `parquet`, ...
    pub(crate) format: String,
    /// The wrappers that it came in and that were taken off, the outermost first: `multipart`, `gzip`, `zip`.
    pub(crate) unwrapped: Vec<String>,
    /// Id of the request, for questions to the operator of the service.
    pub(crate) request_id: Option<String>,
    /// How often something was tried again.
    pub(crate) retries: u32,
    /// Why, and after which pause: the last 32 times.
    pub(crate) history: Vec<Retried>,
    /// SHA-256 of the file, as hexadecimal digits, where it was asked for or stated by the service.
    pub(crate) sha256: Option<String>,
    /// How many of the bytes an earlier run had brought.
    pub(crate) resumed_from: u64,
}

/// What `export --dry-run --json` prints.
#[derive(Debug, Serialize)]
struct Planned {
    method: String,
    url: String,
    headers: Vec<(String, String)>,
}

/// Where the bytes go.
enum Target {
    StandardOutput,
    File(PathBuf),
    /// A pipe or a device, which takes bytes as they come.
    Stream(PathBuf),
    SuggestedName,
}

impl Target {
    fn of(path: Option<&PathBuf>) -> Self {
        let Some(path) = path else { return Self::SuggestedName };
        // Where standard output goes to a file, its path would be taken for that of a file that exists.
        if ["-", "/dev/stdout", "/dev/fd/1"].iter().any(|name| path == Path::new(name)) {
            return Self::StandardOutput;
        }
        match std::fs::metadata(path) {
            Ok(found) if !found.is_file() && !found.is_dir() => Self::Stream(path.clone()),
            _ => Self::File(path.clone()),
        }
    }
}

/// Runs the verb.
pub(crate) async fn run(matches: &ArgMatches, output: &Output) -> Result<(), Failure> {
    let settings = Settings::read(matches)?;
    let given = credential::read(&settings);
    // What is wrong with the request is told first: it is wrong whoever asks.
    let beside = given.as_ref().ok().and_then(|given| given.project_id.clone());
    let request = request::read(matches, &settings, beside)?;
    let credential::Given { credential, origin, .. } = given?;
    let client = crate::progress::watch_retries(connection::builder(&settings, credential)?, matches);
    let client = client.raw(matches.get_flag("as-is")).build()?;
    let target = Target::of(matches.get_one::<PathBuf>("output"));
    let form = form::wanted(&settings, &target, matches.get_flag("as-is"))?;
    if matches.get_flag("dry-run") {
        return plan(&request, &client, form.asked, output).await;
    }
    let save = saving::read(matches);
    let watcher = Watcher::of(matches)?;
    let outcome = unless_interrupted(download(&request, &client, form, target, save, &watcher)).await;
    let outcome = outcome.map_err(|failure| failure.with_credential(&origin));
    if let Watcher::Program(events) = &watcher {
        events.ended(&outcome);
    }
    let exported = outcome?;
    // As sha256sum writes it, so that it can check it.
    let digest = exported.sha256.as_ref().filter(|_| matches.get_flag("sha256"));
    let digest = digest.map(|digest| format!("{digest}  {}", exported.path));
    if exported.path == "-" {
        // Standard output holds the file: nothing else may stand there.
        if output.is_json() {
            output.tell_result(&exported)?;
        } else if let Some(digest) = digest {
            output.tell(&digest);
        }
        return Ok(());
    }
    // A program reads the form in the result, or in the last line of the progress.
    if !output.is_json() && !matches!(watcher, Watcher::Program(_)) {
        form::note(&exported, output);
    }
    if let Some(digest) = digest.filter(|_| !output.is_json()) {
        crate::write_stdout(&format!("{digest}\n"))?;
    }
    let (path, bytes, format) = (&exported.path, exported.bytes, &exported.format);
    let sentence =
        [format!("saved {path} ({bytes} bytes, {format})"), format!("已保存 {path}（{bytes} 字节，{format}）")];
    output.result(&exported, sentence)
}

/// Sends the request and saves what comes.
pub(crate) async fn export_to(
    request: &ExportConnectionRecords,
    client: &Client,
    kind: FileFormat,
    path: PathBuf,
    output: &Output,
) -> Result<Exported, Failure> {
    let watcher = Watcher::Person { is_quiet: output.is_json() };
    let form = Form { asked: Some(kind), is_required: true };
    unless_interrupted(download(
        request,
        client,
        form,
        Target::File(path),
        SaveOptions::new().overwrite(true),
        &watcher,
    ))
    .await
}

async fn download(
    request: &ExportConnectionRecords,
    client: &Client,
    form: Form,
    target: Target,
    save: SaveOptions,
    watcher: &Watcher,
) -> Result<Exported, Failure> {
    // Opened first: a target that cannot be written costs no request.
    let part = match &target {
        Target::File(path) => Some(save.part_file(path)?),
        _ => None,
    };
    let download = match form.asked {
        Some(kind) => request.send_as(client, kind.media_type()).await?,
        None => request.send(client).await?,
    };
    let download = form.checked(download)?;
    let unwrapped = download.encodings().iter().map(|name| (*name).to_owned()).collect();
    let (watch, bar) = watcher.watch(&download);
    let mut download = download.on_progress(watch).with_options(&save);
    let exported = match (part, target) {
        (Some(part), _) => download.save_into(part, save).await.map(exported),
        (None, Target::StandardOutput) => {
            stream(&mut download, Stalling::standard_output().map_err(writing("-"))?, "-".to_owned()).await
        }
        (None, Target::Stream(path)) => {
            let shown = path.display().to_string();
            stream(&mut download, Stalling::open(&path).map_err(writing(&shown))?, shown).await
        }
        (None, _) => {
            let name =
                download.file_name().unwrap_or_else(|| format!("connection-records.{}", download.format().extension()));
            download.save(name, save).await.map(exported)
        }
    };
    bar.finish_and_clear();
    Ok(Exported { unwrapped, ..exported? })
}

fn exported(saved: SavedFile) -> Exported {
    Exported {
        path: saved.path.display().to_string(),
        bytes: saved.bytes,
        format: saved.format.extension().to_owned(),
        unwrapped: Vec::new(),
        request_id: saved.request_id,
        retries: saved.retries,
        history: saved.history.iter().map(Retried::from).collect(),
        sha256: saved.sha256,
        resumed_from: saved.resumed_from,
    }
}

/// Writes to a stream; that its reader has seen enough is no failure.
async fn stream(download: &mut Download, mut out: Stalling, path: String) -> Result<Exported, deskledger::Error> {
    match download.write_to(&mut out).await {
        Err(error) if error.io_kind() == Some(io::ErrorKind::BrokenPipe) => {}
        outcome => drop(outcome?),
    }
    Ok(Exported {
        path,
        bytes: out.written(),
        format: download.format().extension().to_owned(),
        unwrapped: Vec::new(),
        request_id: download.request_id().map(str::to_owned),
        retries: download.retries(),
        history: download.retry_history().iter().map(Retried::from).collect(),
        sha256: download.sha256(),
        resumed_from: 0,
    })
}

fn writing(path: &str) -> impl Fn(io::Error) -> Failure {
    let doing = [format!("writing to {path}"), format!("写入 {path} 失败")];
    move |error| Failure::local(doing.each_ref(), &error)
}

async fn plan(
    request: &ExportConnectionRecords,
    client: &Client,
    kind: Option<FileFormat>,
    output: &Output,
) -> Result<(), Failure> {
    let preview = client.preview(request, kind.map(FileFormat::media_type)).await?;
    let planned = Planned { method: preview.method, url: preview.url, headers: preview.headers };
    if output.is_json() {
        return output.json(&planned);
    }
    let mut text = format!("{} {}\n", planned.method, planned.url);
    for (name, value) in &planned.headers {
        text.push_str(&format!("{name}: {value}\n"));
    }
    crate::write_stdout(&text)
}
