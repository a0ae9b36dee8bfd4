//! Writes a synthetic workbook with one of two writers: `measure-xlsx deskledger|rust_xlsxwriter ROWS FILE`. Prints the peak memory in KiB.

use std::error::Error;
use std::fs::File;
use std::io::BufWriter;

use deskledger::{ColumnKind, Value};
use deskledger_records::write::{Format, Layout, Writer};
use rust_xlsxwriter::{ExcelDateTime, Format as Style, Workbook};

/// Seconds of 1 January 2026 since 1970, and the day of a spreadsheet.
const START: u64 = 1_767_225_600;

struct Row {
    texts: Vec<String>,
    instants: Vec<String>,
    seconds: Vec<u64>,
    numbers: Vec<i64>,
}

fn fill(row: &mut Row, kinds: &[ColumnKind], number: u64) {
    for (column, kind) in kinds.iter().enumerate() {
        match kind {
            ColumnKind::Text => row.texts[column] = format!("value {} of {column}", number.wrapping_mul(7919) % 10_000),
            ColumnKind::Instant => {
                let second = number * 30 + column as u64;
                row.seconds[column] = START + second;
                let (day, second) = (second / 86_400, second % 86_400);
                let (hour, minute, second) = (second / 3600, second / 60 % 60, second % 60);
                let (month, day) = (1 + day / 28 % 12, 1 + day % 28);
                row.instants[column] = format!("2026-{month:02}-{day:02}T{hour:02}:{minute:02}:{second:02}Z");
            }
            _ => row.numbers[column] = (number % 90) as i64,
        }
    }
}

fn main() -> Result<(), Box<dyn Error>> {
    let arguments: Vec<String> = std::env::args().collect();
    let [_, writer, rows, path] = &arguments[..] else { return Err("expected WRITER ROWS FILE".into()) };
    let rows: u64 = rows.parse()?;
    let layout = Layout::new("en_US");
    let kinds: Vec<ColumnKind> = layout.columns().iter().map(|column| column.kind).collect();
    let width = kinds.len();
    let mut row = Row {
        texts: vec![String::new(); width],
        instants: vec![String::new(); width],
        seconds: vec![0; width],
        numbers: vec![0; width],
    };
    if writer == "deskledger" {
        let mut file = Writer::begin(Format::Xlsx, BufWriter::new(File::create(path)?), &layout)?;
        for number in 0..rows {
            fill(&mut row, &kinds, number);
            let values: Vec<Value<'_>> = kinds
                .iter()
                .enumerate()
                .map(|(column, kind)| match kind {
                    ColumnKind::Text => Value::Text(&row.texts[column]),
                    ColumnKind::Instant => Value::Text(&row.instants[column]),
                    ColumnKind::Boolean => Value::Boolean(row.numbers[column] % 2 == 0),
                    _ => Value::Int(row.numbers[column]),
                })
                .collect();
            file.row(&values)?;
        }
        file.end()?.into_inner()?.sync_all()?;
    } else {
        let mut workbook = Workbook::new();
        let date = Style::new().set_num_format("yyyy-mm-dd hh:mm:ss");
        let sheet = workbook.add_worksheet_with_constant_memory();
        sheet.set_freeze_panes(1, 0)?;
        sheet.autofilter(0, 0, u32::try_from(rows)?, u16::try_from(width - 1)?)?;
        for (column, heading) in layout.columns().iter().enumerate() {
            sheet.set_column_width(u16::try_from(column)?, 20)?;
            sheet.write_string(0, u16::try_from(column)?, &heading.heading)?;
        }
        for number in 0..rows {
            fill(&mut row, &kinds, number);
            let line = u32::try_from(number + 1)?;
            for (index, kind) in kinds.iter().enumerate() {
                let column = u16::try_from(index)?;
                match kind {
                    ColumnKind::Text => sheet.write_string(line, column, &row.texts[index])?,
                    ColumnKind::Instant => {
                        let instant = ExcelDateTime::from_timestamp(i64::try_from(row.seconds[index])?)?;
                        sheet.write_datetime_with_format(line, column, &instant, &date)?
                    }
                    ColumnKind::Boolean => {
                        sheet.write_string(line, column, if row.numbers[index] % 2 == 0 { "Yes" } else { "No" })?
                    }
                    _ => sheet.write_number(line, column, row.numbers[index] as f64)?,
                };
            }
        }
        workbook.save(path)?;
    }
    let status = std::fs::read_to_string("/proc/self/status")?;
    let peak = status.lines().find_map(|line| line.strip_prefix("VmHWM:")).ok_or("no peak")?;
    println!("{}", peak.trim().trim_end_matches(" kB"));
    Ok(())
}
