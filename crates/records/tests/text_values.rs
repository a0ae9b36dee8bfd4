//! CSV and its relatives as people have them: no value of them is quietly wrong.
#![allow(clippy::unwrap_used, clippy::panic, reason = "a test may stop where it fails, in its helpers too")]

mod support;

use deskledger_records::read::{Options, TextEncoding};
use support::{gzip, refused, reported, reported_with, zip};

const HEAD: &str = "connection_start_time,user_name\n";
const TIME: &str = "2020-04-24T03:02:47Z";

fn record(name: &str) -> String {
    format!("{{\"connection_start_time\":\"{TIME}\",\"user_name\":{}}}", serde_json::to_string(name).unwrap())
}

fn records(names: &[&str]) -> Vec<String> {
    names.iter().map(|name| record(name)).collect()
}

/// Rows and notes of a text.
fn read(text: &str) -> (Vec<String>, Vec<String>) {
    reported_with(text.as_bytes(), &Options::default())
}

#[test]
fn a_quote_in_a_value_without_quotes_does_not_cut_the_last_line() {
    for end in ["", "\n", "\r\n", "\r"] {
        let file = format!("{HEAD}{TIME},24\" screen\n{TIME},27\" screen{end}");
        assert_eq!(reported(file.as_bytes()), records(&["24\" screen", "27\" screen"]), "{end:?}");
        let file = format!("{HEAD}{TIME},\"24\"\" screen\"{end}");
        assert_eq!(reported(file.as_bytes()), records(&["24\" screen"]), "{end:?}");
    }
    for open in ["\"27 screen", "\"", "\"27\"\"", "\"a,b\n"] {
        let found = reported(format!("{HEAD}{TIME},a\n{TIME},{open}").as_bytes());
        assert_eq!(found[0], record("a"), "{open:?}");
        assert!(found[1].starts_with("3: expected a closing quote") && found.len() == 2, "{open:?}: {found:?}");
    }
}

#[test]
fn rows_behind_a_mistake_that_hides_them_are_not_left_out_with_it() {
    let long = "x".repeat(1 << 20);
    for (file, reason) in [
        (format!("{HEAD}{TIME},a\n{TIME},\"b\n{TIME},c\n{TIME},d\n"), "3: expected a closing quote"),
        (format!("{HEAD}{TIME},a\r{TIME},\"b\r{TIME},c"), "3: expected a closing quote"),
        (format!("{HEAD}{TIME},a\n{TIME},\"{long}\n{TIME},c\n"), "3: expected at most 1048576 bytes"),
        (format!("connection_start_time,\"user_name\n{TIME},a\n"), "expected a closing quote"),
        (format!("[{},\n{{\"user_name\":\"b\",}},\n{}]", record("a"), record("c")), "2: record 1: expected JSON"),
        (format!("[{},\n{}", record("a"), record("b")), "2: record 2: expected the rest of the records"),
        (format!("[{},\n{{\"user_name\":\"{long}\"}},{}]", record("a"), record("c")), "2: record 1: expected at most"),
    ] {
        let message = refused(file.as_bytes());
        assert!(message.starts_with(reason), "{message}");
        let packed = refused(&zip(&[("b", file.as_bytes())]));
        assert!(packed.contains(reason), "{packed}");
    }
}

#[test]
fn a_quote_that_closes_in_another_row_does_not_merge_the_rows() {
    let reason = "expected a separator or the end of the line behind a closing quote, found text";
    for rows in [
        format!("{TIME},\"abc\n{TIME},\"def\"\n"),
        format!("{TIME},\"b\n{TIME},d\"e\n{TIME},f\n"),
        format!("{TIME},\"b\r{TIME},d\" \"e"),
    ] {
        for text in [format!("{HEAD}{rows}"), format!("{HEAD}{rows}").replace(',', "\t")] {
            let message = refused(text.as_bytes());
            assert!(message.starts_with(&format!("2: {reason}")), "{text:?}: {message}");
        }
    }
    let message = refused(format!("connection_start_time,\"note\n{TIME},\"a\",user_name\n{TIME},b,c\n").as_bytes());
    assert!(message.starts_with(reason), "{message}");
    let (rows, notes) = read(&format!("{HEAD}{TIME},\"12\" monitor\"\n{TIME},\"a\" \n{TIME},\"b\nc\"\n"));
    assert_eq!(rows, records(&["12 monitor\"", "a ", "b\nc"]));
    let joined = "text behind a closing quote was read as a part of its value, in so many rows: 1; within quotes, a quote is written twice";
    assert_eq!(notes, [joined]);
}

#[test]
fn rows_of_separators_and_empty_rows_are_not_records() {
    for separator in [",", "\t", ";", "|"] {
        let file = format!("{HEAD}{TIME},a\n,\n\n  , \n\"\",\n{TIME},b\n,\n,").replace(',', separator);
        assert_eq!(read(&file).0, records(&["a", "b"]), "{separator:?}");
    }
    let numbers = format!("{HEAD},\n\n,\nsoon,a\n");
    assert!(reported(numbers.as_bytes())[0].starts_with("5: "), "{:?}", reported(numbers.as_bytes()));
}

#[test]
fn lines_that_end_in_carriage_returns_alone_are_lines() {
    let file = format!("{HEAD}{TIME},\"a\nb\"\nsoon,c\n").replace('\n', "\r");
    let found = reported(file.as_bytes());
    assert_eq!(found[0], record("a\rb"));
    assert!(found[1].starts_with("4: field connection_start_time"), "{found:?}");
}

#[test]
fn the_delimiter_is_detected_and_reported() {
    for (separator, name) in [("\t", "tab"), (";", ";"), ("|", "|")] {
        let (rows, notes) = read(&format!("{HEAD}{TIME},a\n").replace(',', separator));
        assert_eq!(rows, records(&["a"]));
        assert_eq!(
            notes,
            [format!("columns were separated at \"{name}\", as the content suggests; --delimiter overrides this")]
        );
    }
    let mut options = Options::default();
    options.delimiter = Some("^".parse().unwrap());
    let (rows, notes) = reported_with(format!("{HEAD}{TIME},a\n").replace(',', "^").as_bytes(), &options);
    assert_eq!((rows, notes), (records(&["a"]), Vec::new()));
}

#[test]
fn a_line_that_names_the_separator_is_not_a_header() {
    for line in ["sep=;", "\"sep=;\"", "SEP=;"] {
        for mark in ["", "\u{feff}"] {
            let (rows, _) = read(&format!("{mark}{line}\r\n{HEAD}{TIME},a\nsoon,b\n").replace(',', ";"));
            assert_eq!(rows[0], record("a"), "{mark:?}{line}");
            assert!(rows[1].starts_with("4: "), "{rows:?}");
        }
    }
}

#[test]
fn titles_above_the_header_and_repeated_headers_are_skipped_and_reported() {
    let (rows, notes) =
        read(&format!("Connection records\n\nExported,May 2020,by hand\n{HEAD}{TIME},a\n{HEAD}{TIME},b\n"));
    assert_eq!(rows, records(&["a", "b"]));
    assert_eq!(notes, ["rows above the header were skipped: 2", "repeated header rows were skipped: 1"]);
    let far = format!("{}{HEAD}{TIME},a\n", "x\n".repeat(30));
    assert!(refused(far.as_bytes()).contains("found text that begins with \"x\""));
    assert!(refused(b"Report\nuser_name,sid\na,b\n").contains("missing: \"connection_start_time\""));
}

#[test]
fn a_totals_row_is_reported_by_its_label() {
    for (line, label) in [
        ("Total,2", "Total"),
        (",合计：2", "合计：2"),
        ("Grand total", "Grand total"),
        ("SUBTOTAL 5,x,y", "SUBTOTAL 5"),
    ] {
        let found = reported(format!("{HEAD}{TIME},a\n{line}\n").as_bytes());
        let expected = format!(
            "3: expected a record, found what looks like a totals row (\"{label}\"): remove it, or skip bad rows"
        );
        assert_eq!(found[1], expected);
    }
    // A good record is one, whatever its user is called.
    assert_eq!(reported(format!("{HEAD}{TIME},Total\n{TIME},summer\n").as_bytes()), records(&["Total", "summer"]));
}

#[test]
fn values_are_trimmed_where_headings_are() {
    let (rows, notes) = read(&format!("connection_start_time, user_name\n{TIME}, a \n{TIME},  b\n"));
    assert_eq!(rows, records(&["a", "b"]));
    assert_eq!(notes, ["spaces around headings and their values were removed"]);
    assert_eq!(reported(format!("{HEAD}{TIME}, a \n").as_bytes()), records(&[" a "]));
}

#[test]
fn latin_1_does_not_become_chinese_and_a_guess_is_reported() {
    let latin1 = |text: &str| text.chars().map(|letter| u32::from(letter) as u8).collect::<Vec<u8>>();
    let note = |encoding: &str| {
        [format!("the text was read as {encoding}, as its content suggests; if letters are wrong, give --encoding")]
    };
    for names in [["Réunion", "Müller"], ["Jürgen Weiß", "Zoë"], ["Señor Núñez", "François"]] {
        let file = format!("{HEAD}{TIME},{}\n{TIME},{}\n", names[0], names[1]);
        let (rows, notes) = reported_with(&latin1(&file), &Options::default());
        assert_eq!(rows, records(&names));
        assert_eq!(notes, note("windows-1252"));
    }
    let file = format!("开始连接时间,连接用户\n{TIME},张三\n{TIME},李四\n");
    for (encoding, label) in [("gb18030", "gb18030"), ("big5", "Big5")] {
        let traditional = if encoding == "big5" {
            file.replace("开始连接时间,连接用户", "connection_start_time,user_name").replace("张", "張")
        } else {
            file.clone()
        };
        let (bytes, ..) = encoding_rs::Encoding::for_label(encoding.as_bytes()).unwrap().encode(&traditional);
        let mut options = Options::default();
        options.encoding = Some(encoding.parse::<TextEncoding>().unwrap());
        let name = if encoding == "big5" { "張三" } else { "张三" };
        assert_eq!(reported_with(&bytes, &options), (records(&[name, "李四"]), Vec::new()), "{label}");
    }
    let (bytes, ..) = encoding_rs::GB18030.encode(&file);
    assert_eq!(reported_with(&bytes, &Options::default()), (records(&["张三", "李四"]), note("gb18030").to_vec()));
}

#[test]
fn zero_bytes_behind_gzip_are_padding_and_others_are_an_error() {
    let file = gzip(format!("{HEAD}{TIME},a\n").as_bytes());
    for zeros in [1, 512, 100_000] {
        assert_eq!(reported(&[file.clone(), vec![0; zeros]].concat()), records(&["a"]), "{zeros}");
    }
    let second = gzip(format!("{TIME},b\n").as_bytes());
    assert_eq!(reported(&[file.clone(), vec![0; 512], second].concat()), records(&["a", "b"]));
    for rest in [b"x".as_slice(), b"\0\0x"] {
        assert!(refused(&[&*file, rest].concat()).starts_with("expected a gzip file that is complete"));
    }
}

#[test]
fn names_in_an_archive_may_have_other_separators() {
    let file = format!("{HEAD}{TIME},a\n");
    let archive = zip(&[
        ("dir\\a.csv", file.as_bytes()),
        ("__macosx\\._a.csv", b"\0"),
        ("dir\\Thumbs.db", b"\0"),
        ("dir\\", b""),
    ]);
    assert_eq!(reported(&archive), records(&["a"]));
}

#[test]
fn a_second_byte_order_mark_is_reported_where_it_is() {
    let one = format!("\u{feff}{HEAD}{TIME},a\n");
    let found = reported(one.repeat(2).as_bytes());
    assert_eq!(found[0], record("a"));
    assert!(found[1].starts_with("3: ") && found[2] == record("a"), "{found:?}");
    let line = format!("\u{feff}{{\"connection_start_time\":\"{TIME}\"}}\n");
    assert!(reported(line.repeat(2).as_bytes())[1].starts_with("2: "));
}

#[test]
fn files_of_other_programs_are_read_as_a_reader_of_csv_reads_them_or_reported() {
    let row = |cells: &str| format!("{TIME},{cells}\n");
    let note = |user: &str, note: &str| {
        let json = |text: &str| serde_json::to_string(text).unwrap();
        format!("{{\"connection_start_time\":\"{TIME}\",\"note\":{},\"user_name\":{}}}", json(note), json(user))
    };
    let head = "connection_start_time,user_name,note\n";
    let bad = |line: u32, what: &str| format!("{line}: {what}");
    let width = |found: u32| format!("expected 3 columns as in the headings, found {found}");
    let total = |label: &str| {
        format!("expected a record, found what looks like a totals row (\"{label}\"): remove it, or skip bad rows")
    };
    for (text, expected) in [
        (row("a\"b\"c,x \"y\" z"), vec![note("a\"b\"c", "x \"y\" z")]),
        (row("\"a\"b,x"), vec![note("ab", "x")]),
        (row(" \"a, b\",x"), vec![bad(2, &width(4))]),
        (row("\"a\rb\",\"c\r\nd\""), vec![note("a\rb", "c\r\nd")]),
        (row("\"a\\\"b\",c\""), vec![note("a\\b\"", "c\"")]),
        (row("a,\u{b}\u{c}"), vec![note("a", "\u{b}\u{c}")]),
        (row("007,1e5"), vec![note("007", "1e5")]),
        (row("total,b"), vec![note("total", "b")]),
        (row("a,b,,"), vec![note("a", "b")]),
        (row("a,b,,c"), vec![bad(2, &width(5))]),
        (row("a"), vec![bad(2, &width(2))]),
        (row("a,b") + &head.to_uppercase() + &row("c,d"), vec![note("a", "b"), note("c", "d")]),
        (row("a,b") + &head.replace(',', " , ") + &row("c,d"), vec![note("a", "b"), note("c", "d")]),
        (row("a,b") + ",Total: 1,\n", vec![note("a", "b"), bad(3, &total("Total: 1"))]),
        (row("a,b") + "总计,1,\n小计", vec![note("a", "b"), bad(3, &total("总计")), bad(4, &total("小计"))]),
        (row("a,b") + "\u{1a}", vec![note("a", "b"), bad(3, &width(1))]),
    ] {
        assert_eq!(read(&format!("{head}{text}")).0, expected, "{text:?}");
    }
}

#[test]
fn a_name_that_is_given_twice_in_an_object_is_not_one_of_its_values() {
    let line = format!("{{\"connection_start_time\":\"{TIME}\",\"VIP\":1,\"VIP\":2}}\n");
    assert_eq!(reported(line.as_bytes()), ["1: field VIP: expected one value, found several"]);
}

#[test]
fn a_mark_of_utf_16_decides_the_order_of_its_bytes() {
    let mut options = Options::default();
    options.encoding = Some("utf-16".parse::<TextEncoding>().unwrap());
    let text = format!("\u{feff}{HEAD}{TIME},张三\n");
    let big: Vec<u8> = text.encode_utf16().flat_map(u16::to_be_bytes).collect();
    let little: Vec<u8> = text.encode_utf16().flat_map(u16::to_le_bytes).collect();
    for file in [big, little.clone(), little[2..].to_vec()] {
        assert_eq!(reported_with(&file, &options).0, records(&["张三"]));
    }
}
