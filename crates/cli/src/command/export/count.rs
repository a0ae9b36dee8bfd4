//! The number of records of a file, and why there may be none.

use std::fs::File;
use std::io::Seek;
use std::ops::ControlFlow;
use std::thread;

use deskledger::{ExportConnectionRecords, FileFormat, Message};
use deskledger_records::read::{Options, Position, Row, Source, parquet_rows, read};
use deskledger_records::write::workbook_records;
use tokio::sync::oneshot;

use crate::error::Failure;
use crate::messages;
use crate::terminal::result::Exported;
use crate::terminal::signals::unless_interrupted;

/// Size in bytes up to which the rows of a workbook are read to count them: above, reading it takes longer than a second.
const MAX_WORKBOOK: u64 = 16 << 20;

/// The result with the number of records of a saved file that was not counted while it passed: a workbook, Parquet, or a
/// file of which an earlier run had received a part. Unknown for large workbooks of other programs and other formats, and if the user
/// does not wait.
pub(super) async fn complete(exported: Exported) -> Result<Exported, Failure> {
    let Some(format) = FileFormat::from_extension(&exported.format).filter(|_| exported.records.is_none()) else {
        return Ok(exported);
    };
    let path = exported.path.clone();
    let (sender, counted) = oneshot::channel();
    thread::spawn(move || sender.send(File::open(path).ok().and_then(|file| rows(format, file))));
    let counted = unless_interrupted(async { Ok(counted.await.ok().flatten()) }).await;
    Ok(Exported { records: counted.ok().flatten(), ..exported })
}

fn rows(format: FileFormat, mut file: File) -> Option<u64> {
    // A workbook of the reference server states its records, as Parquet does.
    if format == FileFormat::Xlsx {
        let records = workbook_records(&file);
        if records.is_some() {
            return records;
        }
        file.rewind().ok()?;
    }
    match format {
        FileFormat::Parquet => return parquet_rows(file).ok(),
        FileFormat::Xlsx if file.metadata().is_ok_and(|file| file.len() <= MAX_WORKBOOK) => {}
        _ => return format.count_records(file).ok().flatten(),
    }
    let mut rows = 0;
    let row = &mut |_: &Position, _: Result<Row, Message>| {
        rows += 1;
        ControlFlow::Continue(())
    };
    read(Source::file(file).ok()?, &Options::default(), row).ok()?;
    Some(rows)
}

/// Why a request may have found no records.
pub(super) fn no_records(request: &ExportConnectionRecords) -> Message {
    let names = [
        ("--user-name", &request.user_name),
        ("--computer-name", &request.computer_name),
        ("--terminal-type", &request.terminal_type),
    ];
    let shown = |(flag, name): (&str, &Option<String>)| Some(Message::of(format!("{flag} {:?}", name.as_ref()?)));
    let names: Vec<Message> = names.into_iter().filter_map(shown).collect();
    match (names.is_empty(), &request.start_time, &request.end_time) {
        (false, ..) => messages::no_records_with_names(Message::list(names, messages::comma())),
        (true, Some(start), Some(end)) => messages::no_records_in_range(start, end),
        _ => messages::no_records_of_project(&request.project_id),
    }
}
