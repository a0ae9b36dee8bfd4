//! `export`: the request is checked, sent, and its file saved.

use std::path::{Path, PathBuf};

use clap::ArgMatches;
use deskledger::{Client, ExportConnectionRecords, FileKind, Save, Saved};
use schemars::JsonSchema;
use serde::Serialize;

use crate::failure::Failure;
use crate::interrupt::unless_interrupted;
use crate::output::Output;
use crate::{connection, progress, request};

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
    let request = request::read(matches)?;
    let client = connection::client(matches)?;
    let target = match matches.get_one::<PathBuf>("output") {
        None => Target::SuggestedName,
        Some(path) if path == Path::new("-") => Target::StandardOutput,
        Some(path) => Target::File(path.clone()),
    };
    let kind = wanted(matches, &target);
    if matches.get_flag("dry-run") {
        return plan(&request, &client, kind, output).await;
    }
    let save = Save::new().overwrite(matches.get_flag("force"));
    let exported = unless_interrupted(download(&request, &client, kind, target, save, output)).await?;
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
    let save = Save::new().overwrite(true);
    unless_interrupted(download(request, client, Some(kind), Target::File(path), save, output)).await
}

async fn download(
    request: &ExportConnectionRecords,
    client: &Client,
    kind: Option<FileKind>,
    target: Target,
    save: Save,
    output: &Output,
) -> Result<Exported, Failure> {
    if let Target::File(path) = &target {
        // Told before the service works for nothing; the save checks again, without a race.
        save.check(path)?;
    }
    let mut download = match kind {
        Some(kind) => request.send_as(client, kind.media_type()).await?,
        None => request.send(client).await?,
    };
    let bar = progress::bytes(download.content_length(), output.is_json());
    let moving = bar.clone();
    download.on_progress(move |progress| moving.set_position(progress.bytes));
    let saved = match &target {
        Target::StandardOutput => download.write_to(&mut tokio::io::stdout()).await,
        Target::File(path) => download.save(path, save).await,
        Target::SuggestedName => {
            let path = PathBuf::from(download.suggested_name());
            download.save(&path, save).await
        }
    };
    bar.finish_and_clear();
    Ok(exported(saved?))
}

fn exported(saved: Saved) -> Exported {
    Exported {
        path: saved.path.unwrap_or_else(|| PathBuf::from("-")),
        bytes: saved.bytes,
        format: saved.kind.to_string(),
        request_id: saved.request_id,
        retries: saved.retries,
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
    let preview = request.preview(client, kind.map(FileKind::media_type)).await?;
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
