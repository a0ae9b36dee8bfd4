//! Workbooks as other programs write them.
#![allow(clippy::unwrap_used, clippy::panic, reason = "a test may stop where it fails, in its helpers too")]

mod support;

use deskledger_records::read::{Limits, Options};
use support::book::{self, Book};
use support::{found, in_zone, records, refused, refused_within, reported_with, zip};

const HEADINGS: &str = "<row r=\"2\"><c r=\"B2\" t=\"inlineStr\"><is><t>开始连接时间</t></is></c>\
                        <c r=\"C2\" t=\"s\"><v>0</v></c><c r=\"D2\" t=\"str\"><v>Reconnection</v></c><c r=\"F2\" t=\"s\"><v>2</v></c></row>";
const STRINGS: &str = "<sst><si><t>User&amp;</t></si><si><r><t>张</t></r><r><t xml:space=\"preserve\"> 三</t></r>\
                       <rPh><t>zhang</t></rPh></si><si><t>seen</t></si></sst>";

/// A workbook with these sheets, whose names are a, b, ...
fn workbook(properties: &str, sheets: &[&str]) -> Vec<u8> {
    let (mut listed, mut related) = (String::new(), String::new());
    let mut files = vec![("[Content_Types].xml".to_owned(), "<Types/>".to_owned())];
    for (number, rows) in sheets.iter().enumerate() {
        let name = char::from(b'a' + u8::try_from(number).unwrap());
        listed += &format!("<sheet name=\"{name}\" sheetId=\"{number}\" r:id=\"r{number}\"/>");
        related += &format!(
            "<Relationship Id=\"r{number}\" Type=\"http://x/worksheet\" Target=\"worksheets/s{number}.xml\"/>"
        );
        let sheet = format!("<x:worksheet xmlns:x=\"m\"><x:sheetData>{rows}</x:sheetData></x:worksheet>");
        files.push((format!("xl/worksheets/s{number}.xml"), sheet));
    }
    related += "<Relationship Id=\"t\" Type=\"http://x/sharedStrings\" Target=\"/xl/texts.xml\"/>\
                <Relationship Id=\"y\" Type=\"http://x/styles\" Target=\"styles.xml\"/>";
    let root = "<Relationships><Relationship Id=\"w\" Type=\"http://x/officeDocument\" Target=\"/xl/book.xml\"/></Relationships>";
    let styles = "<styleSheet><cellStyleXfs><xf numFmtId=\"14\"/></cellStyleXfs><cellXfs><xf numFmtId=\"0\"/><xf numFmtId=\"22\"/></cellXfs></styleSheet>";
    files.push(("_rels/.rels".to_owned(), root.to_owned()));
    files.push((
        "xl/book.xml".to_owned(),
        format!("<workbook xmlns:r=\"o\">{properties}<sheets>{listed}</sheets></workbook>"),
    ));
    files.push(("xl/_rels/book.xml.rels".to_owned(), format!("<Relationships>{related}</Relationships>")));
    files.push(("xl/texts.xml".to_owned(), STRINGS.to_owned()));
    files.push(("xl/styles.xml".to_owned(), styles.to_owned()));
    let files: Vec<_> = files.iter().map(|(name, text)| (name.as_str(), text.as_bytes())).collect();
    zip(&files)
}

/// A row from column B on: day, number of a text, yes or no, and a day of a column that nobody knows.
fn row(number: u32, day: &str, yes: u8) -> String {
    format!(
        "<row r=\"{number}\"><c r=\"B{number}\"><v>{day}</v></c><c t=\"s\"><v>1</v></c><c r=\"D{number}\" t=\"b\"><v>{yes}</v></c>\
         <c r=\"F{number}\" s=\"1\"><v>43945.5</v></c></row>"
    )
}

fn plain(headings: &str) -> String {
    headings
        .replace("<c r=\"C2\" t=\"s\"><v>0</v></c>", "<c r=\"C2\" t=\"inlineStr\"><is><t>Connected User</t></is></c>")
}

#[test]
fn shared_texts_dates_and_gaps_between_cells_are_understood() {
    let sheet = plain(HEADINGS) + &row(5, "43945.126932870371", 1) + "<row r=\"6\"><c r=\"B6\" s=\"1\"/></row>";
    let found = records(&workbook("", &[&sheet]));
    let (record, extra) = &found[0];
    assert_eq!(found.len(), 1);
    assert_eq!(record.connection_start_time, "2020-04-24T03:02:47Z");
    assert_eq!((record.user_name.as_deref(), record.is_reconnect), (Some("张 三"), Some(true)));
    assert_eq!(extra.get("seen").map(String::as_str), Some("2020-04-24T12:00:00Z"));
    let early =
        records(&workbook("<workbookPr date1904=\"1\"/>", &[&(plain(HEADINGS) + &row(3, "42483.126932870371", 0))]));
    assert_eq!(early[0].0.connection_start_time, "2020-04-24T03:02:47Z");
}

#[test]
fn further_sheets_are_further_rows_and_a_note_among_them_is_reported() {
    let first = plain(HEADINGS) + &row(3, "43945", 1);
    let note = "<row><c t=\"inlineStr\"><is><t>made by hand</t></is></c></row><row><c><v>1</v></c></row>";
    let last = plain(HEADINGS) + &row(3, "43946", 1) + &row(4, "soon", 0);
    let rows = found(&workbook("", &["", &first, note, "", &last])).unwrap();
    let reported: Vec<_> =
        rows.iter().map(|(place, row)| (place.to_string(), row.as_ref().err().map(ToString::to_string))).collect();
    let note = "expected the headings of further records, found a sheet that begins with \"made by hand\"; the sheet is not read";
    let soon = "field connection_start_time: expected a date and time such as 2020-04-24T03:02:47Z, found \"soon\"";
    let expected = [("b:3", None), ("c:1", Some(note)), ("e:3", None), ("e:4", Some(soon))];
    assert_eq!(reported, expected.map(|(place, reported)| (place.to_owned(), reported.map(str::to_owned))));
}

#[test]
fn a_cover_sheet_is_skipped_and_reported_and_does_not_hide_a_missing_header() {
    let cover = "<row><c t=\"inlineStr\"><is><t>Made for the audit</t></is></c></row>";
    let summary = "<row><c t=\"inlineStr\"><is><t>user_name</t></is></c><c><v>5</v></c></row>";
    let records = plain(HEADINGS) + &row(3, "43945.5", 1);
    let (rows, notes) = reported_with(&workbook("", &[cover, summary, &records]), &Options::default());
    assert!(rows.len() == 1 && rows[0].starts_with('{'), "{rows:?}");
    let skipped = "the sheet was skipped: none of its first rows names columns of records";
    assert!([format!("a: {skipped}"), format!("b: {skipped}")].iter().all(|note| notes.contains(note)), "{notes:?}");
    let message = refused(&workbook("", &["", cover, summary]));
    assert!(message.starts_with("b: ") && message.contains("begins with \"Made for the audit\""), "{message}");
    // Behind the records it may continue them.
    let (rows, _) = reported_with(&workbook("", &[&records, summary]), &Options::default());
    assert!(rows[1].starts_with("b:1: ") && rows[1].contains("missing: \"connection_start_time\""), "{rows:?}");
}

#[test]
fn a_workbook_that_is_none_of_records_is_rejected_with_what_it_begins_with() {
    assert!(
        refused(&workbook("", &[HEADINGS.replace("开始", "").as_str()])).contains("missing: \"connection_start_time\"")
    );
    assert!(refused(&workbook("", &[""])).contains("found a workbook without a row"));
    assert!(refused(&workbook("", &["<row><c><v>5</v></c></row>"])).contains("found a sheet that begins with \"5\""));
    assert!(
        refused(&workbook("", &["<row><c t=\"s\"><v>9</v></c></row>"])).contains("found none of number \"9\" in row 1")
    );
    assert!(refused(&workbook("", &["<row><c>"])).contains("expected a workbook (XLSX) of well-formed XML"));
    assert!(refused(&workbook("", &["<a>".repeat(100).as_str()])).contains("nested more than 64 deep"));
    assert!(refused(&zip(&[("[Content_Types].xml", b"<Types/>")])).contains("without xl/workbook.xml"));
}

#[test]
fn texts_without_end_are_not_taken_into_memory() {
    let mut limits = Limits::default();
    limits.max_shared = 39;
    let file = workbook("", &[&(plain(HEADINGS) + &row(3, "43945", 1))]);
    let message = refused_within(&file, &limits);
    assert!(message.contains("shares at most 39 bytes of texts"), "{message}");
    let long = format!("<row><c t=\"inlineStr\"><is><t>{}</t></is></c></row>", "x".repeat(2 << 20));
    assert!(refused(&workbook("", &[&(plain(HEADINGS) + &long)])).contains("texts of at most 1048576 bytes"));
    let cells = format!("<row r=\"9\">{}</row>", "<c t=\"s\"><v>1</v></c>".repeat(1200));
    let rows = found(&workbook("", &[&(plain(HEADINGS) + &cells + &row(10, "43945", 1))])).unwrap();
    assert!(rows[0].1.as_ref().is_err_and(|message| message.to_string().contains("1024 columns a row")));
    assert!(rows[1].1.is_ok());
    // Names and paths are held, too.
    let name = "x".repeat(1_000_000);
    let related = format!("<Relationships>{}</Relationships>", format!("<Relationship Id=\"{name}\"/>").repeat(20));
    let file = Book::of("").part("xl/_rels/workbook.xml.rels", related).bytes();
    assert!(refused(&file).contains("too many relationships"));
    let sheets = format!("<sheets>{}</sheets>", format!("<sheet name=\"{name}\" r:id=\"s\"/>").repeat(20));
    let file = Book::of("").part("xl/workbook.xml", book::workbook(&sheets, "")).bytes();
    assert!(refused(&file).contains("too many sheets"));
}

#[test]
fn a_date_without_a_time_is_the_same_day_in_every_zone() {
    let only_a_day = |name: &str, content: String| {
        let content = if name == "xl/styles.xml" { content.replacen("\\ hh:mm:ss", "", 1) } else { content };
        (name.to_owned(), content.into_bytes())
    };
    let time = "<c t=\"inlineStr\"><is><t>2020-04-24T03:02:47Z</t></is></c><c/><c/>";
    for (cell, expected) in [
        ("<c s=\"1\"><v>43945</v></c>", "2020-04-24"),
        ("<c t=\"d\"><v>2020-04-24</v></c>", "2020-04-24"),
        // It has a time, although the cell does not show it.
        ("<c s=\"1\"><v>43945.5</v></c>", "2020-04-24T04:00:00Z"),
        ("<c t=\"d\"><v>2020-04-24T00:00:00</v></c>", "2020-04-23T16:00:00Z"),
    ] {
        let book = Book::of(&format!("<row>{time}{cell}</row>")).map(only_a_day).bytes();
        let (rows, _) = reported_with(&book, &in_zone("Asia/Shanghai"));
        assert_eq!(rows, [format!("{{\"connection_start_time\":\"2020-04-24T03:02:47Z\",\"note\":\"{expected}\"}}")]);
    }
}

#[test]
fn a_time_whose_format_names_an_offset_is_not_read_as_utc() {
    let offset =
        |name: &str, content: String| (name.to_owned(), content.replace("UTC&quot;", "UTC+8&quot;").into_bytes());
    let book = Book::of("<row><c s=\"2\"><v>43945.46027777778</v></c></row>").map(offset).bytes();
    let (rows, notes) = reported_with(&book, &in_zone("Asia/Shanghai"));
    assert_eq!(rows, ["{\"connection_start_time\":\"2020-04-24T03:02:48Z\"}"]);
    assert_eq!(notes, ["times without a time zone were read in Asia/Shanghai"]);
    let (_, notes) = reported_with(&book, &Options::default());
    assert!(notes[0].starts_with("dates without a time zone were read as UTC"), "{notes:?}");
}
