//! `demo`: everything on this machine, end to end, with the real server and the real client.

use std::fs;
use std::path::Path;
use std::time::Instant;

use clap::{ArgMatches, Command};
use csv::StringRecord;
use deskledger::{Client, Column, ConnectionRecord, ExportConnectionRecords, FileFormat, Message, Minute, Token};
use deskledger_seed::Seed;
use deskledger_server::import::{OnError, import_files};
use deskledger_server::{Store, Tokens};
use schemars::JsonSchema;
use serde::Serialize;
use tokio::net::TcpListener;
use tokio::sync::oneshot;

use crate::args::{self, Values as _};
use crate::command::export::export_to;
use crate::command::seed;
use crate::config::data_dir;
use crate::error::{Doing as _, Failure};
use crate::help::Help;
use crate::locale::{self, Locale};
use crate::messages;
use crate::terminal::output::{Output, write_stdout};
use crate::terminal::result::Exported;
use crate::terminal::signals::exit_when_interrupted;
use crate::terminal::table;

/// The records that the vendor publishes as an example.
const PUBLISHED_RECORDS: &str = include_str!("demo-records.json");

/// Number of synthetic records in addition.
const SEEDED: u64 = 100_000;

const PREVIEW: [&str; 5] =
    ["user_name", "computer_name", "terminal_type", "connection_start_time", "connection_end_time"];

/// Output of `demo --json`.
#[derive(Debug, Serialize, JsonSchema)]
pub(crate) struct Shown {
    /// Records in the store, each of which is a row of both files.
    records: u64,
    /// The files.
    files: Vec<Exported>,
    /// Duration in milliseconds.
    milliseconds: u64,
}

pub(crate) fn command(help: Help) -> Command {
    help.subcommand("demo", messages::about_demo()).after_help(help.say(messages::exit_codes())).args([
        help.path("dir", "DIR", messages::flag_dir_of_demo()).default_value("./deskledger-demo"),
        args::json(help),
    ])
}

pub(crate) async fn run(matches: &ArgMatches, output: &Output) -> Result<(), Failure> {
    let started = Instant::now();
    exit_when_interrupted(output.is_json())?;
    let dir = matches.path("dir").unwrap_or(Path::new(""));
    let locale = locale::of_environment();
    let line = |message: Message| format!("{}\n", message.localized(locale));
    let say = |message: Message| if output.is_json() { Ok(()) } else { write_stdout(&line(message)) };
    say(messages::demo_records(SEEDED, dir.join("data").display()))?;
    let store = fill(dir, output)?;
    let project_id = data_dir::example_project_id();
    let request = ExportConnectionRecords { project_id: project_id.to_owned(), ..Default::default() };
    let records = store.count(&request).doing(messages::demo_counting_records())?;

    let listener = TcpListener::bind("127.0.0.1:0").await.doing(messages::demo_listening())?;
    let address = listener.local_addr().doing(messages::demo_listening())?;
    say(messages::demo_server(address.to_string()))?;
    let token_file = dir.join("data").join("tokens");
    let (tokens, _) = Tokens::load_or_generate(&token_file).doing(messages::demo_making_token())?;
    let (stop, stopped) = oneshot::channel::<()>();
    let server = tokio::spawn(deskledger_server::serve(listener, store, tokens, async {
        // Stopped by the message, or because the demo has gone.
        let _ = stopped.await;
    }));
    let client =
        Client::builder().endpoint(format!("http://{address}")).token(Token::from_file(&token_file)?).build()?;

    say(messages::demo_export())?;
    let mut files = Vec::new();
    for (name, kind) in [("connections.xlsx", FileFormat::Xlsx), ("connections.csv", FileFormat::Csv)] {
        let began = Instant::now();
        let exported = export_to(&request, &client, kind, dir.join(name), output).await?;
        let seconds = format!("{:.2}", began.elapsed().as_secs_f64());
        say(messages::demo_file(&exported.path, records, exported.bytes, seconds))?;
        files.push(exported);
    }
    drop(stop);
    server.await.doing(messages::demo_serving())?.doing(messages::demo_serving())?;

    let preview = preview(&dir.join("connections.csv"), locale)?;
    let took = started.elapsed();
    let shown = Shown { records, files, milliseconds: u64::try_from(took.as_millis()).unwrap_or(u64::MAX) };
    output.ends_itself();
    output.print(&shown, || {
        let done = line(messages::demo_done(format!("{:.2}", took.as_secs_f64())));
        format!("\n{preview}\n{}{done}", next_commands(dir, project_id, locale))
    })
}

/// Makes the data directory: the published records through `import`, the others through `seed`.
fn fill(dir: &Path, output: &Output) -> Result<Store, Failure> {
    let data = dir.join("data");
    let other = |failure: Failure| failure.with_hints(vec![messages::demo_other_dir()]);
    fs::create_dir_all(&data).doing(messages::creating(data.display())).map_err(other)?;
    let published = dir.join("published-records.json");
    fs::write(&published, PUBLISHED_RECORDS).doing(messages::writing(published.display()))?;
    let store = Store::open(&data).doing(messages::demo_opening_store())?;
    let project_id = data_dir::example_project_id();
    import_files(&store, project_id, &[published], OnError::Abort, &mut |_| {})
        .doing(messages::importing_published_records())?;
    let end: Minute = "2026-01-01T00:00Z".parse().doing(messages::demo_seeding())?;
    let end = seed::second(end)?;
    seed::fill(&store, project_id, &Seed { records: SEEDED, seed: 1, days: 30, end }, output)?;
    Ok(store)
}

/// The first rows of the file as it was saved, under headings in a language.
fn preview(path: &Path, locale: Locale) -> Result<String, Failure> {
    let failed = |error| Failure::local(messages::reading(path.display()), &error);
    let mut reader = csv::Reader::from_path(path).map_err(failed)?;
    let columns = ConnectionRecord::COLUMNS.iter().enumerate();
    let columns = columns.filter(|(_, column)| PREVIEW.contains(&column.name));
    let heading = |(index, column): (usize, &'static Column)| (index, column.heading(locale.choose("en_US", "zh_CN")));
    let (indices, headings): (Vec<_>, Vec<_>) = columns.map(heading).unzip();
    let row = |record: StringRecord| indices.iter().map(|at| record.get(*at).unwrap_or_default().to_owned()).collect();
    let rows: Vec<_> =
        reader.records().take(8).map(|record| record.map(row)).collect::<Result<_, _>>().map_err(failed)?;
    Ok(table::render(&headings, &rows))
}

fn next_commands(dir: &Path, project_id: &str, locale: Locale) -> String {
    let data = dir.join("data");
    let (data, tokens) = (data.display(), data.join("tokens").display().to_string());
    let (cloud, own) = (messages::demo_next_cloud().localized(locale), messages::demo_next_own().localized(locale));
    format!(
        "{cloud}
  deskledger export --region cn-north-4 --token-file token.txt --project-id YOUR_PROJECT_ID \\
      --start-time 2026-10-01T00:00Z --end-time 2026-11-01T00:00Z -o connections.xlsx
{own}
  deskledger serve --data {data} --listen 127.0.0.1:8080
  deskledger export --endpoint http://127.0.0.1:8080 --token-file {tokens} \\
      --project-id {project_id} --language zh_CN --format csv -o -
"
    )
}
