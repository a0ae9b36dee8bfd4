//! `export`: the request is checked, sent, and its file saved.

use std::io;
use std::path::{Path, PathBuf};

use clap::ArgMatches;
use deskledger::{Client, Download, ExportConnectionRecords, FileKind, PartFile, Save, Saved};
use schemars::JsonSchema;
use serde::Serialize;

use crate::failure::Failure;
use crate::interrupt::unless_interrupted;
use crate::output::Output;
use crate::{connection, credential, progress, request};

/// What `export --json` prints.
#[derive(Debug, Serialize, JsonSchema)]
pub(crate) struct Exported {
    /// Where the file is; `-` for standard output.
    pub(crate) path: PathBuf,
    /// Its length in bytes.
    pub(crate) bytes: u64,
    /// What it is: `xlsx`, `csv`, `ndjson`, ...
    pub(crate) format: String,
    /// Id of the request, for questions to the operator of the service.
    pub(crate) request_id: Option<String>,
    /// How often something was tried again.
    pub(crate) retries: u32,
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
    SuggestedName,
}

/// Runs the verb.
pub(crate) async fn run(matches: &ArgMatches, output: &Output) -> Result<(), Failure> {
    let given = credential::read(matches);
    // What is wrong with the request is told first: it is wrong whoever asks.
    let request = request::read(matches, given.as_ref().ok().and_then(|given| given.project_id.clone()))?;
    let client = connection::client(matches, given?.credential)?;
    let target = match matches.get_one::<PathBuf>("output") {
        None => Target::SuggestedName,
        Some(path) if path == Path::new("-") => Target::StandardOutput,
        Some(path) => Target::File(path.clone()),
    };
    let kind = wanted(matches, &target);
    if matches.get_flag("dry-run") {
        return plan(&request, &client, kind, output).await;
    }
    let overwrite = matches.get_flag("force");
    let exported = unless_interrupted(download(&request, &client, kind, target, overwrite, output)).await?;
    if exported.path == Path::new("-") {
        // Standard output holds the file: nothing else may stand there.
        if output.is_json() {
            output.tell(&serde_json::json!(exported).to_string());
        }
        return Ok(());
    }
    let sentence = format!("saved {} ({} bytes, {})", exported.path.display(), exported.bytes, exported.format);
    output.result(&exported, &sentence)
}

/// Sends the request and saves what comes.
pub(crate) async fn export_to(
    request: &ExportConnectionRecords,
    client: &Client,
    kind: FileKind,
    path: PathBuf,
    output: &Output,
) -> Result<Exported, Failure> {
    unless_interrupted(download(request, client, Some(kind), Target::File(path), true, output)).await
}

async fn download(
    request: &ExportConnectionRecords,
    client: &Client,
    kind: Option<FileKind>,
    target: Target,
    overwrite: bool,
    output: &Output,
) -> Result<Exported, Failure> {
    // Opened first: a target that cannot be written costs no request.
    let part = match &target {
        Target::File(path) => Some(PartFile::create(path, overwrite)?),
        _ => None,
    };
    let download = match kind {
        Some(kind) => request.send_as(client, kind.media_type()).await?,
        None => request.send(client).await?,
    };
    let bar = progress::bytes(download.content_length(), output.is_json());
    let moving = bar.clone();
    let mut download = download.on_progress(move |progress| moving.set_position(progress.bytes));
    let exported = match (part, target) {
        (Some(part), _) => download.save_into(part).await.map(exported),
        (None, Target::StandardOutput) => match download.write_to(&mut tokio::io::stdout()).await {
            Err(error) if error.io_kind() == Some(io::ErrorKind::BrokenPipe) => Ok(written(&download, None)),
            outcome => outcome.map(|bytes| written(&download, Some(bytes))),
        },
        (None, _) => {
            let name =
                download.file_name().unwrap_or_else(|| format!("connection-records.{}", download.kind().extension()));
            download.save(name, Save::new().overwrite(overwrite)).await.map(exported)
        }
    };
    bar.finish_and_clear();
    Ok(exported?)
}

fn exported(saved: Saved) -> Exported {
    Exported {
        path: saved.path,
        bytes: saved.bytes,
        format: saved.kind.extension().to_owned(),
        request_id: saved.request_id,
        retries: saved.retries,
    }
}

/// What went to standard output; `bytes` is absent where its reader had seen enough.
fn written(download: &Download, bytes: Option<u64>) -> Exported {
    Exported {
        path: PathBuf::from("-"),
        bytes: bytes.unwrap_or_default(),
        format: download.kind().extension().to_owned(),
        request_id: download.request_id().map(str::to_owned),
        retries: download.retries(),
    }
}

/// The form that was asked for, or that the ending of the output says.
fn wanted(matches: &ArgMatches, target: &Target) -> Option<FileKind> {
    let asked = matches.get_one::<String>("format").map(String::as_str);
    let ending = match target {
        Target::File(path) => path.extension().and_then(|ending| ending.to_str()),
        _ => None,
    };
    FileKind::from_extension(asked.or(ending)?)
}

async fn plan(
    request: &ExportConnectionRecords,
    client: &Client,
    kind: Option<FileKind>,
    output: &Output,
) -> Result<(), Failure> {
    let preview = client.preview(request, kind.map(FileKind::media_type)).await?;
    let planned = Planned { method: preview.method, url: preview.url, headers: preview.headers };
    if output.is_json() {
        return output.result(&planned, "");
    }
    let mut text = format!("{} {}\n", planned.method, planned.url);
    for (name, value) in &planned.headers {
        text.push_str(&format!("{name}: {value}\n"));
    }
    crate::write_stdout(&text)
}
