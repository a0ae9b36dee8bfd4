//! Workbooks of other programs: no value of them is quietly wrong.
#![allow(clippy::unwrap_used, clippy::panic, reason = "a test may stop where it fails, in its helpers too")]

mod support;

use deskledger_records::read::Options;
use support::book::{Book, MAIN, row, text, workbook};
use support::{in_zone, refused, reported, reported_with};

const AS_UTC: &str = "dates without a time zone were read as UTC; if they are local times, give --time-zone";

/// The only row of a workbook.
fn only(book: &Book) -> String {
    let (rows, _) = reported_with(&book.bytes(), &Options::default());
    assert_eq!(rows.len(), 1, "{rows:?}");
    rows[0].clone()
}

fn with_note(note: &str) -> String {
    format!("{{\"connection_start_time\":\"2020-04-24T03:02:47Z\",\"note\":{note}}}")
}

/// The value of a cell in a column that the document does not define.
fn note(cell: &str) -> String {
    only(&Book::of(&row(&format!("<c/><c/>{cell}"))))
}

const DATED: &str = "<row><c s=\"1\"><v>42483.126932870371</v></c></row>";

#[test]
fn an_extension_does_not_reset_the_date_system() {
    let extension = "<extLst><ext xmlns:x15=\"http://schemas.microsoft.com/office/spreadsheetml/2010/11/main\"><x15:workbookPr date1904=\"0\"/></ext></extLst>";
    let expected = "{\"connection_start_time\":\"2020-04-24T03:02:47Z\"}";
    for (before, behind) in [
        ("<workbookPr date1904=\"1\"/>", extension),
        ("<workbookPr date1904=\"true\"/>", "<x15:workbookPr xmlns:x15=\"u\" date1904=\"0\"/>"),
        ("<workbookPr date1904=\"1\" x15:date1904=\"0\" xmlns:x15=\"u\"/>", "<workbookPr xmlns=\"u\"/>"),
        ("<workbookPr date1904=\"On\"/>", "<extLst><ext><workbookPr/></ext></extLst>"),
    ] {
        assert_eq!(
            only(&Book::of(DATED).part("xl/workbook.xml", workbook(before, behind))),
            expected,
            "{before}{behind}"
        );
    }
    let in_1900 = only(&Book::of(DATED).part("xl/workbook.xml", workbook("<workbookPr date1904=\"0\"/>", "")));
    assert_eq!(in_1900, "{\"connection_start_time\":\"2016-04-23T03:02:47Z\"}");
}

#[test]
fn an_extension_adds_no_style_no_sheet_no_text_and_no_cell() {
    let foreign = |local: &str, rest: &str| {
        format!("<e:{local} xmlns:e=\"u\" {rest}/><extLst><ext><{local} {rest}/></ext></extLst>")
    };
    let book = Book::of(&row(&format!(
        "<c t=\"s\"><v>2</v></c>{}<c/><c s=\"1\"><extLst><ext><v>9</v></ext></extLst><v>43945.5</v></c>",
        foreign("c", "t=\"str\"")
    )));
    let book = book.map(|name, content| {
        let added = match name {
            "xl/styles.xml" => content.replace("<cellXfs>", &format!("<cellXfs>{}", foreign("xf", "numFmtId=\"2\""))),
            "xl/sharedStrings.xml" => content.replace("<si/>", &format!("<si/>{}", foreign("si", ""))),
            "xl/workbook.xml" => {
                content.replace("</sheets>", "<e:sheet xmlns:e=\"u\" name=\"T\" r:id=\"s\"/></sheets>")
            }
            _ => content,
        };
        (name.to_owned(), added.into_bytes())
    });
    assert_eq!(
        only(&book),
        "{\"connection_start_time\":\"2020-04-24T03:02:47Z\",\"note\":\"2020-04-24T12:00:00Z\",\"user_name\":\"two\"}"
    );
}

#[test]
fn the_value_and_the_text_of_a_cell_do_not_run_together() {
    let both = "<v>0</v><is><t>in place</t></is>";
    assert_eq!(note(&format!("<c t=\"inlineStr\">{both}</c>")), with_note("\"in place\""));
    assert_eq!(note(&format!("<c t=\"s\">{both}</c>")), with_note("\"zero\""));
    assert_eq!(note(&format!("<c>{both}</c>")), with_note("0"));
    assert_eq!(note("<c t=\"str\"><f>A1&amp;\"x\"</f><v>x</v></c>"), with_note("\"x\""));
    assert_eq!(note("<c t=\"inlineStr\"><is><t>a</t><rPh><t>b</t></rPh><r><t>c</t></r></is></c>"), with_note("\"ac\""));
}

#[test]
fn an_empty_shared_text_is_an_empty_cell_and_still_counts() {
    for cell in ["<c t=\"s\"/>", "<c t=\"s\"><v/></c>", "<c t=\"s\"><v> </v></c>", "<c t=\"s\"><v>1</v></c>", "<c/>"] {
        let found = only(&Book::of(&row(&format!("{cell}<c/>{}", text("x")))));
        assert_eq!(found, with_note("\"x\""), "{cell}");
    }
    let book = Book::of(&row("<c t=\"s\"><v> 2 </v></c>"));
    assert_eq!(only(&book), "{\"connection_start_time\":\"2020-04-24T03:02:47Z\",\"user_name\":\"two\"}");
    let missing = "expected a workbook with all its texts, found none of number \"3\" in row 2";
    assert_eq!(refused(&Book::of(&row("<c t=\"s\"><v>3</v></c>")).bytes()), missing);
}

#[test]
fn every_spelling_of_a_boolean_is_read_and_an_error_is_not_a_name() {
    for (value, expected) in [("1", "true"), ("true", "true"), ("TRUE", "true"), ("0", "false"), (" false ", "false")] {
        let cell = format!("<c t=\"b\"><v>{value}</v></c>");
        assert_eq!(note(&cell), with_note(expected));
        let record = format!("{{\"connection_start_time\":\"2020-04-24T03:02:47Z\",\"is_reconnect\":{expected}}}");
        assert_eq!(only(&Book::of(&row(&format!("<c/>{cell}")))), record);
    }
    let error = only(&Book::of(&row("<c t=\"e\"><v>#N/A</v></c>")));
    assert_eq!(error, "2: field user_name: expected text, found \"the error #N/A of a workbook\"");
    assert_eq!(note("<c t=\"e\"><v>#REF!</v></c>"), with_note("\"#REF!\""));
}

#[test]
fn a_number_has_the_digits_that_a_spreadsheet_program_shows_in_every_column() {
    for (value, shown) in [
        ("0.30000000000000004", "0.3"),
        ("1E3", "1000.0"),
        ("1.2345678901234568E+16", "1.23456789012346e+16"),
        ("-0.1", "-0.1"),
    ] {
        assert_eq!(note(&format!("<c><v>{value}</v></c>")), with_note(shown));
    }
    for (value, shown) in [
        ("0.30000000000000004", "0.3"),
        ("1E3", "1000"),
        ("00012", "00012"),
        ("12345678901234567890", "12345678901234567890"),
    ] {
        let found = only(&Book::of(&row(&format!("<c><v>{value}</v></c>"))));
        assert_eq!(found, format!("{{\"connection_start_time\":\"2020-04-24T03:02:47Z\",\"user_name\":\"{shown}\"}}"));
    }
}

#[test]
fn times_of_day_and_durations_are_not_dates() {
    for (cell, shown) in [
        ("<c s=\"3\"><v>0.5</v></c>", "12:00:00"),
        ("<c s=\"1\"><v>0.25</v></c>", "06:00:00"),
        ("<c s=\"4\"><v>1.5</v></c>", "36:00:00"),
        ("<c s=\"3\"><v>43945.5</v></c>", "2020-04-24T12:00:00Z"),
        ("<c t=\"d\" s=\"3\"><v>12:30:15</v></c>", "12:30:15"),
        ("<c t=\"d\" s=\"4\"><v>PT36H</v></c>", "PT36H"),
    ] {
        assert_eq!(note(cell), with_note(&format!("\"{shown}\"")), "{cell}");
    }
    for (style, what) in [(3, "a time of the day"), (4, "a duration")] {
        let found = only(&Book::of(&format!("<row><c s=\"{style}\"><v>0.5</v></c></row>")));
        let expected = "field connection_start_time: expected a date and time such as 2020-04-24T03:02:47Z, found";
        assert_eq!(found, format!("2: {expected} \"{what}\""));
    }
}

#[test]
fn one_instant_is_one_second_in_every_format() {
    for (second, expected) in
        [(47.9_f64, "2020-04-24T03:02:47Z"), (47.4, "2020-04-24T03:02:47Z"), (59.9995, "2020-04-24T03:03:00Z")]
    {
        let days = 43_945.0 + (3.0 * 3600.0 + 2.0 * 60.0 + second) / 86_400.0;
        let book = only(&Book::of(&format!("<row><c s=\"1\"><v>{days}</v></c></row>")));
        assert_eq!(book, format!("{{\"connection_start_time\":\"{expected}\"}}"), "{second}");
    }
    let text = "2020-04-24T03:02:47.9Z";
    for file in [
        format!("connection_start_time\n{text}\n"),
        format!("{{\"connection_start_time\":\"{text}\"}}\n"),
        "connection_start_time\n1587697367.9\n".to_owned(),
    ] {
        assert_eq!(reported(file.as_bytes()), ["{\"connection_start_time\":\"2020-04-24T03:02:47Z\"}"]);
    }
}

#[test]
fn dates_in_iso_8601_are_read_to_the_millisecond_and_kept_to_the_second() {
    for (value, expected) in [
        ("2020-04-24T03:02:47", "2020-04-24T03:02:47Z"),
        ("2014-01-16T15:59:59.99999979045242400", "2014-01-16T16:00:00Z"),
        ("2014-01-16T15:59:59.999", "2014-01-16T15:59:59Z"),
        ("2020-04-24", "2020-04-24T00:00:00Z"),
        ("2020-04-24T11:02:47+08:00", "2020-04-24T03:02:47Z"),
    ] {
        let book = Book::of(&format!("<row><c t=\"d\" s=\"1\"><v>{value}</v></c></row>"));
        assert_eq!(only(&book), format!("{{\"connection_start_time\":\"{expected}\"}}"));
    }
}

#[test]
fn dates_without_a_zone_are_in_the_one_that_is_given_and_the_zone_is_reported() {
    let dated = "<row><c s=\"1\"><v>43945.5</v></c><c/><c/><c s=\"1\"><v>43945.25</v></c></row>";
    let (rows, notes) = reported_with(&Book::of(dated).bytes(), &Options::default());
    assert_eq!(rows, ["{\"connection_start_time\":\"2020-04-24T12:00:00Z\",\"note\":\"2020-04-24T06:00:00Z\"}"]);
    assert_eq!(notes, [AS_UTC]);
    let (rows, notes) = reported_with(&Book::of(dated).bytes(), &in_zone("Asia/Shanghai"));
    assert_eq!(rows, ["{\"connection_start_time\":\"2020-04-24T04:00:00Z\",\"note\":\"2020-04-23T22:00:00Z\"}"]);
    assert_eq!(notes, ["times without a time zone were read in Asia/Shanghai"]);
    // A workbook of ours says that its times are UTC.
    let (rows, notes) =
        reported_with(&Book::of(&dated.replace("s=\"1\"", "s=\"2\"")).bytes(), &in_zone("Asia/Shanghai"));
    assert_eq!(rows, ["{\"connection_start_time\":\"2020-04-24T12:00:00Z\",\"note\":\"2020-04-24T06:00:00Z\"}"]);
    assert!(notes.is_empty(), "{notes:?}");
}

#[test]
fn a_formula_without_a_stored_value_is_not_an_empty_cell() {
    let open = "a formula without a stored value: open the workbook in a spreadsheet program and save it";
    for cell in ["<c><f>1+1</f></c>", "<c><f>1+1</f><v></v></c>", "<c t=\"str\"><f>A1</f></c>"] {
        assert_eq!(note(cell), format!("2: expected text or a number in column \"note\", found {open}"), "{cell}");
        let known = only(&Book::of(&row(cell)));
        assert_eq!(known, format!("2: field user_name: expected text, found \"{open}\""), "{cell}");
    }
    assert_eq!(note("<c t=\"str\"><f>\"\"</f><v></v></c>"), "{\"connection_start_time\":\"2020-04-24T03:02:47Z\"}");
    assert_eq!(note("<c><f>1+1</f><v>2</v></c>"), with_note("2"));
}

#[test]
fn parts_are_found_whatever_the_case_and_the_separators_of_their_names() {
    let book = || Book::of(&row("<c t=\"s\"><v>2</v></c>"));
    let changes: [fn(&str) -> String; 4] = [
        |name| name.to_uppercase(),
        |name| name.replace('/', "\\"),
        |name| format!("/{name}"),
        |name| name.replace("sharedStrings", "SharedStrings"),
    ];
    for change in changes {
        let book = book().map(|name, content| (change(name), content.into_bytes()));
        assert_eq!(
            only(&book),
            "{\"connection_start_time\":\"2020-04-24T03:02:47Z\",\"user_name\":\"two\"}",
            "{}",
            change("xl/a")
        );
    }
    let backslashes = book().map(|name, content| {
        let content = if name.ends_with(".rels") { content.replace("worksheets/", "worksheets\\") } else { content };
        (name.to_owned(), content.into_bytes())
    });
    assert_eq!(only(&backslashes), "{\"connection_start_time\":\"2020-04-24T03:02:47Z\",\"user_name\":\"two\"}");
}

#[test]
fn parts_are_read_in_the_encoding_that_they_declare() {
    let utf16 =
        |text: &str| -> Vec<u8> { format!("\u{feff}{text}").encode_utf16().flat_map(u16::to_le_bytes).collect() };
    let book = || Book::of(&row(&text("Müller")));
    let expected = "{\"connection_start_time\":\"2020-04-24T03:02:47Z\",\"user_name\":\"Müller\"}";
    let encoded = book().map(|name, content| {
        (name.to_owned(), utf16(&format!("<?xml version=\"1.0\" encoding=\"UTF-16\"?>{content}")))
    });
    assert_eq!(only(&encoded), expected);
    let latin1 = book().map(|name, content| {
        let content = format!("<?xml version=\"1.0\" encoding=\"iso-8859-1\"?>{content}");
        (name.to_owned(), content.chars().map(|letter| u32::from(letter) as u8).collect())
    });
    assert_eq!(only(&latin1), expected);
}

#[test]
fn prefixes_and_the_namespaces_of_strict_workbooks_make_no_difference() {
    let book = || Book::of(&row("<c t=\"s\"><v>2</v></c>"));
    let expected = "{\"connection_start_time\":\"2020-04-24T03:02:47Z\",\"user_name\":\"two\"}";
    let strict = book().map(|name, content| {
        let content = content.replace(
            "http://schemas.openxmlformats.org/spreadsheetml/2006",
            "http://purl.oclc.org/ooxml/spreadsheetml",
        );
        let content = content.replace(
            "http://schemas.openxmlformats.org/officeDocument/2006",
            "http://purl.oclc.org/ooxml/officeDocument",
        );
        (name.to_owned(), content.into_bytes())
    });
    assert_eq!(only(&strict), expected);
    let prefixed = book().map(|name, content| {
        let is_main = content.contains(MAIN);
        let content = content.replace("</", "\u{1}").replace('<', "<x:").replace('\u{1}', "</x:");
        let content = content.replace(&format!("xmlns=\"{MAIN}\""), &format!("xmlns:x=\"{MAIN}\""));
        let content = if is_main { content } else { content.replace("x:", "") };
        (name.to_owned(), content.into_bytes())
    });
    assert_eq!(only(&prefixed), expected);
}

#[test]
fn titles_repeated_headers_and_totals_are_not_records() {
    let header = ["connection_start_time", " user_name "].map(text).concat();
    let rows = format!(
        "<row>{}</row><row>{}{}</row><row>{header}</row><row>{time}{}</row><row>{header}</row><row>{time}{}</row><row><c/>{}</row><row>{}</row>",
        text("Connection records"),
        text("May 2020"),
        text("all users"),
        text(" a "),
        text("b"),
        text("Total: 2"),
        text("合计"),
        time = text("2020-04-24T03:02:47Z"),
    );
    let (rows, notes) = reported_with(&Book::bare(&rows).bytes(), &Options::default());
    let totals = "expected a record, found what looks like a totals row";
    let record = |name| format!("{{\"connection_start_time\":\"2020-04-24T03:02:47Z\",\"user_name\":\"{name}\"}}");
    let remedy = "remove it, or skip bad rows";
    assert_eq!(
        rows,
        [
            record("a"),
            record("b"),
            format!("7: {totals} (\"Total: 2\"): {remedy}"),
            format!("8: {totals} (\"合计\"): {remedy}")
        ]
    );
    assert_eq!(
        notes,
        [
            "rows above the header were skipped: 2",
            "spaces around headings and their values were removed",
            "repeated header rows were skipped: 1"
        ]
    );
}

#[test]
fn a_row_in_pieces_is_one_row() {
    let pieces = "<row r=\"2\"><c r=\"A2\" t=\"str\"><v>2020-04-24T03:02:47Z</v></c></row><row r=\"2\"><c r=\"B2\" t=\"str\"><v>a</v></c></row>";
    assert_eq!(only(&Book::of(pieces)), "{\"connection_start_time\":\"2020-04-24T03:02:47Z\",\"user_name\":\"a\"}");
}

#[test]
fn a_cell_that_a_row_has_twice_is_not_one_of_its_values() {
    let cells = |column: &str| {
        let cell = |value: u32| format!("<c r=\"{column}2\"><v>{value}</v></c>");
        only(&Book::of(&row(&(cell(1) + &cell(2)))))
    };
    assert_eq!(cells("D"), "2: field note: expected one value, found several");
    assert!(cells("B").contains("user_name: expected one value, found several"));
}

/// The rest of the types and styles of cells.
#[test]
fn a_value_is_what_a_spreadsheet_program_shows_of_it() {
    for (cell, shown) in [
        ("<c t=\"n\"><v>5</v></c>", "5"),
        ("<c t=\"n\"><v> 5 </v></c>", "5"),
        ("<c t=\"unknown\"><v>5</v></c>", "5"),
        ("<c><v>-0</v></c>", "0"),
        ("<c><v>1e-7</v></c>", "1e-7"),
        ("<c><v>9007199254740993</v></c>", "9007199254740993"),
        ("<c s=\"99\"><v>5</v></c>", "5"),
        ("<c s=\"1\"><v>-1.5</v></c>", "-1.5"),
        ("<c s=\"1\"><v>3000000</v></c>", "3000000"),
        ("<c s=\"1\"><v>60</v></c>", "\"1900-02-28T00:00:00Z\""),
        ("<c s=\"1\"><v>61</v></c>", "\"1900-03-01T00:00:00Z\""),
        ("<c s=\"1\"><v>1</v></c>", "\"1900-01-01T00:00:00Z\""),
        ("<c s=\"4\"><v>100</v></c>", "\"2400:00:00\""),
        ("<c s=\"3\"><v>0.999988425925926</v></c>", "\"23:59:59\""),
        ("<c t=\"str\"><v> a </v></c>", "\" a \""),
        ("<c t=\"str\"><v>007</v></c>", "\"007\""),
        ("<c t=\"str\"><v>a_x000D_b</v></c>", "\"a\\rb\""),
        ("<c t=\"inlineStr\"><is><t>&#x5f20;&amp;<![CDATA[<b>]]></t></is></c>", "\"张&<b>\""),
        ("<c t=\"e\"><f>1/0</f><v>#DIV/0!</v></c>", "\"#DIV/0!\""),
        ("<c t=\"b\"><v>2</v></c>", "\"2\""),
    ] {
        assert_eq!(note(cell), with_note(shown), "{cell}");
    }
}

#[test]
fn a_day_in_a_known_column_of_text_is_not_moved_by_the_zone() {
    let user = |cell: &str| reported_with(&Book::of(&row(cell)).bytes(), &in_zone("Asia/Shanghai")).0[0].clone();
    let named = |name: &str| format!("{{\"connection_start_time\":\"2020-04-24T03:02:47Z\",\"user_name\":\"{name}\"}}");
    assert_eq!(user("<c t=\"d\"><v>2020-04-24</v></c>"), named("2020-04-24"));
    assert_eq!(user("<c t=\"d\"><v>2020-04-24T00:00:00</v></c>"), named("2020-04-23T16:00:00Z"));
    assert_eq!(user("<c s=\"1\"><v>43945.5</v></c>"), named("2020-04-24T04:00:00Z"));
}

#[test]
fn files_that_only_look_like_workbooks_are_named_with_what_to_do() {
    let name = |name: &str| name.encode_utf16().flat_map(u16::to_le_bytes).collect::<Vec<u8>>();
    let compound = |stream: &str, distance: usize| {
        [b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1".to_vec(), vec![0; distance], name(stream), vec![0; 500]].concat()
    };
    for (file, expected) in [
        (compound("EncryptedPackage", 100_000), "a workbook with a password"),
        (compound("EncryptedPackage", 65_520), "a workbook with a password"),
        (compound("Workbook", 2000), "an old workbook (XLS)"),
        (compound("WordDocument", 2000), "an old Office document that is not a workbook"),
        (support::zip(&[("mimetype", b"application/vnd.oasis.opendocument.spreadsheet"), ("content.xml", b"<x/>")]), "an OpenDocument file (ODS)"),
        (
            support::zip(&[
                ("[Content_Types].xml", b"<Types/>"),
                ("_rels/.rels", b"<Relationships><Relationship Id=\"w\" Type=\"x/officeDocument\" Target=\"xl/workbook.bin\"/></Relationships>"),
            ]),
            "a binary workbook (XLSB)",
        ),
        (b"PARE".to_vec(), "an encrypted Parquet file"),
    ] {
        let message = refused(&file);
        assert!(message.contains(&format!("found {expected}")), "{message}");
    }
}
