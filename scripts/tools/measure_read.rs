//! Reads a workbook with one of two readers and prints the number of rows: `measure-read READER FILE`. `measure-read write FILE ROWS`
//! writes one.

use std::error::Error;
use std::fs::File;
use std::io::BufWriter;
use std::ops::ControlFlow;

use calamine::{Reader, Xlsx, open_workbook};
use deskledger::{ColumnKind, DateTime, Value};
use deskledger_records::read::{Options, Source, read};
use deskledger_records::write::{Format, Layout, Writer};

/// Seconds of 1 January 2026 since 1970.
const START: i64 = 1_767_225_600;

fn write(path: &str, rows: i64) -> Result<(), Box<dyn Error>> {
    let layout = Layout::new("en_US");
    let mut file = Writer::begin(Format::Xlsx, BufWriter::new(File::create(path)?), &layout)?;
    for number in 0..rows {
        let time = |column: usize| {
            let time = DateTime::from_unix_seconds(START + number * 30 + column as i64);
            time.map(|time| time.to_string()).unwrap_or_default()
        };
        let text = |column: usize| format!("value {} of {column}", number * 7919 % 10_000);
        let columns = layout.columns().iter().enumerate();
        let texts: Vec<_> = columns
            .map(|(index, column)| if column.kind == ColumnKind::Instant { time(index) } else { text(index) })
            .collect();
        let values: Vec<Value<'_>> = layout
            .columns()
            .iter()
            .zip(&texts)
            .map(|(column, text)| match column.kind {
                ColumnKind::Text | ColumnKind::Instant => Value::Text(text),
                ColumnKind::Boolean => Value::Boolean(number % 2 == 0),
                _ => Value::Int(number % 90),
            })
            .collect();
        file.row(&values)?;
    }
    file.end()?.into_inner()?;
    Ok(())
}

/// Records by the columns of the document, checked by its rules.
fn records(path: &str) -> Result<u64, Box<dyn Error>> {
    let mut rows = 0;
    read(Source::file(File::open(path)?)?, &Options::default(), &mut |_: &_, row: Result<_, _>| {
        rows += u64::from(row.is_ok());
        ControlFlow::Continue(())
    })?;
    Ok(rows)
}

/// The values of all cells, below the headings.
fn cells(path: &str, is_streamed: bool) -> Result<u64, Box<dyn Error>> {
    let mut workbook: Xlsx<_> = open_workbook(path)?;
    let name = workbook.sheet_names().first().cloned().ok_or("no sheet")?;
    if !is_streamed {
        return Ok(workbook.worksheet_range(&name)?.rows().count() as u64 - 1);
    }
    let (mut cells, mut last) = (workbook.worksheet_cells_reader(&name)?, 0);
    while let Some(cell) = cells.next_cell()? {
        last = std::hint::black_box(cell).get_position().0;
    }
    Ok(last.into())
}

fn main() -> Result<(), Box<dyn Error>> {
    let arguments: Vec<String> = std::env::args().collect();
    let arguments: Vec<&str> = arguments.iter().skip(1).map(String::as_str).collect();
    match arguments[..] {
        ["write", path, rows] => write(path, rows.parse()?)?,
        ["deskledger", path] => println!("{}", records(path)?),
        ["calamine, cell by cell", path] => println!("{}", cells(path, true)?),
        ["calamine, a sheet at a time", path] => println!("{}", cells(path, false)?),
        _ => return Err("expected READER FILE, or write FILE ROWS".into()),
    }
    Ok(())
}
