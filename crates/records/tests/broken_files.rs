//! Files that are not what they should be, and files that would become too much.
#![allow(clippy::unwrap_used, clippy::panic, reason = "a test may stop where it fails, in its helpers too")]

mod support;

use std::collections::BTreeMap;

use deskledger::Locale;
use deskledger_records::read::Limits;
use deskledger_records::write::{Format, Layout};
use support::{Given, found, found_within, gzip, multipart, records, refused, refused_within, started, written, zip};

const LINE: &str = "{\"connection_start_time\":\"2020-04-24T03:02:47Z\"}\n";
const CSV: &str = "connection_start_time\n2020-04-24T03:02:47Z\n";

fn limits(max_bytes: u64, max_ratio: u64) -> Limits {
    let mut limits = Limits::default();
    (limits.max_bytes, limits.max_ratio, limits.ratio_threshold) = (max_bytes, max_ratio, 100_000);
    limits
}

fn given(rows: u32) -> Vec<Given> {
    (0..rows).map(|second| (started(second % 60), BTreeMap::new())).collect()
}

#[test]
fn every_member_of_gzip_is_read() {
    let file = [gzip(LINE.as_bytes()), gzip(LINE.repeat(2).as_bytes())].concat();
    assert_eq!(found(&file).unwrap().len(), 3);
}

#[test]
fn a_compressed_file_that_is_cut_is_reported_and_not_taken_for_a_whole_one() {
    let file = gzip(LINE.repeat(1000).as_bytes());
    assert!(
        refused(&file[..file.len() - 4]).contains("expected a gzip file that is complete, found its end too early")
    );
    let archive = zip(&[("a.csv", CSV.as_bytes())]);
    assert!(refused(&archive[..archive.len() - 4]).contains("expected a ZIP archive that is intact"));
    let parquet = written(Format::Parquet, Layout::plain(), &given(10));
    assert!(refused(&parquet[..parquet.len() - 4]).contains("expected a whole Parquet file"));
    assert!(refused(&multipart(b"")[..70]).contains("multipart"));
}

#[test]
fn a_small_file_that_expands_to_a_very_large_one_is_rejected() {
    let large = CSV.to_owned() + &"\n".repeat(500_000);
    for file in [gzip(large.as_bytes()), zip(&[("a", large.as_bytes())])] {
        let message = refused_within(&file, &limits(1 << 40, 10));
        assert!(message.contains("that expands to at most 100000 bytes"), "{message}");
        let message = refused_within(&file, &limits(200_000, 10_000));
        assert!(message.contains("at most 200000 bytes"), "{message}");
        assert_eq!(found_within(&file, &limits(1 << 40, 10_000)).unwrap().len(), 1);
        let chinese = found_within(&file, &limits(200_000, 10_000)).unwrap_err().localized(Locale::Chinese);
        assert!(chinese.contains("解压后应不超过 200000 字节，实际 ") && !chinese.contains("expected"), "{chinese}");
    }
    // A file that must be read from its end is not spooled without a limit either.
    let workbook = written(Format::Xlsx, Layout::plain(), &given(500));
    let message = refused_within(&gzip(&workbook), &limits(2000, 1000));
    assert!(message.contains("at most 2000 bytes"), "{message}");
}

#[test]
fn a_wrapper_in_a_wrapper_without_end_is_rejected() {
    let file = (0..4).fold(CSV.as_bytes().to_vec(), |file, _| gzip(&file));
    assert!(refused(&file).contains("at most 3 wrappers, found gzip"));
}

#[test]
fn files_of_one_format_in_an_archive_are_concatenated_and_others_are_rejected() {
    let second = CSV.replace(":47", ":48") + "soon\n";
    let archive = zip(&[
        ("a.csv", CSV.as_bytes()),
        ("__MACOSX/._a.csv", b"\0\x05"),
        (".DS_Store", b"\0"),
        ("b/b.csv", second.as_bytes()),
    ]);
    let rows = found(&archive).unwrap();
    assert_eq!(rows.len(), 3);
    let (place, row) = &rows[2];
    assert_eq!(place.to_string(), "b/b.csv:3");
    assert!(row.as_ref().is_err_and(|message| message.to_string().contains("found \"soon\"")));
    let message = refused(&zip(&[("a.csv", CSV.as_bytes()), ("b.json", LINE.as_bytes())]));
    assert!(message.contains("found csv in a.csv and json in b.json"), "{message}");
    assert!(refused(&zip(&[])).contains("found none"));
    assert!(refused(&zip(&[("a", b"hello")])).starts_with("a: expected XLSX, CSV"));
}

/// A file in which one sequence of bytes is another one of the same length.
fn replaced(mut file: Vec<u8>, from: &[u8], to: &[u8]) -> Vec<u8> {
    for at in 0..=file.len() - from.len() {
        if file[at..].starts_with(from) {
            file[at..at + to.len()].copy_from_slice(to);
        }
    }
    file
}

#[test]
fn a_file_in_an_archive_does_not_hide_another_one_of_its_name() {
    let archive = zip(&[("a.csv", CSV.as_bytes()), ("b.csv", CSV.as_bytes())]);
    let workbook = zip(&[("[Content_Types].xml", b"<Types/>"), ("a.csv", b"x"), ("b.csv", b"x")]);
    for file in [archive, workbook] {
        let file = replaced(file, b"b.csv", b"a.csv");
        let message = found(&file).unwrap_err().to_string();
        assert!(message.starts_with("expected a ZIP archive in which each file has its own name"), "{message}");
    }
}

#[test]
fn a_compression_that_is_not_read_is_reported_with_a_remedy() {
    let archive = zip(&[("a.csv", CSV.as_bytes())]);
    let archive =
        replaced(archive, b"PK\x01\x02\x14\x03\x14\x00\x00\x00\x08", b"PK\x01\x02\x14\x03\x14\x00\x00\x00\x0c");
    assert!(refused(&archive).ends_with("12: extract it first"), "{}", refused(&archive));
    for (bytes, what) in [
        (b"\xfd7zXZ\0\0".as_slice(), "an xz file"),
        (b"BZh91AY&SY", "a bzip2 file"),
        (b"7z\xbc\xaf\x27\x1c", "a 7z archive"),
    ] {
        assert!(refused(bytes).contains(what), "{}", refused(bytes));
    }
}

#[test]
fn an_error_of_the_service_beside_an_empty_list_is_not_a_file_without_records() {
    let list = |error: &str, records: &str| format!("{{\"total_count\":0,{error},\"records\":[{records}]}}");
    let denied = "\"error_code\":\"WKS.1\",\"error_msg\":\"denied\"";
    for (error, records) in [(denied, ""), (denied, LINE.trim()), ("\"error\":{\"code\":\"WKS.1\"}", "")] {
        let message = refused(list(error, records).as_bytes());
        assert!(
            message.contains("an error of the service instead of records") && message.contains("WKS.1"),
            "{message}"
        );
    }
    for none in ["\"error_code\":null", "\"error_code\":\"\",\"error_msg\":\"\"", "\"error\":false", "\"error_code\":0"]
    {
        assert_eq!(found(list(none, LINE.trim()).as_bytes()).unwrap().len(), 1, "{none}");
    }
}

#[test]
fn an_error_or_a_page_in_a_wrapper_is_no_file_of_records() {
    for (bytes, what) in [
        (b"<html>".as_slice(), "a page of HTML"),
        (b"{\"error_code\":\"WKS.1\",\"error_msg\":\"no\"}", "an error of the service"),
        (b"", "an empty file"),
    ] {
        for file in [bytes.to_vec(), gzip(bytes), multipart(bytes), zip(&[("a", bytes)])] {
            assert!(refused(&file).contains(what), "{what}");
        }
    }
}

#[test]
fn further_columns_of_json_keep_what_they_are() {
    let line = "{\"connection_start_time\":\"2020-04-24T03:02:47Z\",\"连接用户\":\"张三\",\"n\":5,\"x\":1.5,\"b\":true,\
                \"o\":{\"a\":[1]},\"none\":null,\"big\":18446744073709551615}";
    let (record, extra) = &records(line.as_bytes())[0];
    assert_eq!(record.user_name.as_deref(), Some("张三"));
    let expected = [("b", "true"), ("big", "18446744073709551615"), ("n", "5"), ("o", "{\"a\":[1]}"), ("x", "1.5")];
    assert_eq!(extra.iter().map(|(name, value)| (&**name, &**value)).collect::<Vec<_>>(), expected);
}

#[test]
fn names_of_further_columns_fill_neither_time_nor_memory() {
    let line = |names: &mut dyn Iterator<Item = String>| {
        let values: String = names.map(|name| format!(",\"{name}\":1")).collect();
        format!("{{\"connection_start_time\":\"2020-04-24T03:02:47Z\"{values}}}\n")
    };
    for (names, expected) in [
        (&mut (0..1024).map(|number| format!("{number}")) as &mut dyn Iterator<Item = String>, None),
        (&mut (0..100_000).map(|number| format!("{number}")), Some("1024 columns a row")),
        (&mut ["é".repeat(255)].into_iter(), None),
        (&mut ["x".repeat(256)].into_iter(), Some("too long: \"xxx")),
        (&mut ["a".to_owned(), "a".to_owned()].into_iter(), Some("expected one value, found several")),
        // A table trims its headings.
        (&mut ["a".to_owned(), " a\u{a0}".to_owned()].into_iter(), Some("expected one value, found several")),
        (&mut [" ".to_owned()].into_iter(), Some("the column without a name")),
    ] {
        let (_, row) = found(line(names).as_bytes()).unwrap().remove(0);
        match (row, expected) {
            (Ok(_), None) => {}
            (Err(message), Some(expected)) => assert!(message.to_string().contains(expected), "{message}"),
            (found, expected) => panic!("{found:?} is not {expected:?}"),
        }
    }
}

#[test]
fn a_value_below_no_heading_is_reported_and_an_empty_column_is_not() {
    let rows = found(b"connection_start_time,,\n2020-04-24T03:02:47Z,,\n2020-04-24T03:02:48Z,,x\n").unwrap();
    assert!(rows[0].1.is_ok());
    let message = "expected nothing in column 3, which has no heading, found \"x\"";
    assert_eq!(rows[1].1.as_ref().unwrap_err().to_string(), message);
}

#[test]
fn a_parquet_page_with_a_false_size_is_rejected_before_memory_is_allocated() {
    let extra =
        |number: u32| BTreeMap::from([("note".to_owned(), format!("a text that no other row has: {number:05}"))]);
    let rows: Vec<Given> = (0..900).map(|number| (started(number % 60), extra(number))).collect();
    let file = written(Format::Parquet, Layout::plain(), &rows);
    assert_eq!(found_within(&file, &limits(1 << 40, 10)).unwrap().len(), 900);
    // The head of a page: its kind, its size in three bytes, and its compressed size. The largest size of three bytes.
    let is_head = |head: &[u8]| matches!(head, [0x15, 0 | 4 | 6, 0x15, 0x80..=0xff, 0x80..=0xff, 0..0x80, 0x15]);
    let at = file.windows(7).position(is_head).unwrap();
    let mut lying = file.clone();
    lying[at + 3..at + 6].copy_from_slice(&[0xfe, 0xff, 0x7f]);
    let message = refused_within(&lying, &limits(1 << 40, 10));
    assert!(message.contains("at most 100000 bytes") && message.contains("expand to 1048575"), "{message}");
}

/// A message of ours that an error of another crate carries keeps both of its languages on the way out.
#[test]
fn what_comes_through_the_readers_of_others_is_reported_in_chinese() {
    let parquet = written(Format::Parquet, Layout::plain(), &given(10));
    let cut = multipart(CSV.as_bytes());
    let text = format!("<row><c t=\"inlineStr\"><is><t>{}</t></is></c></row>", "x".repeat(2 << 20));
    let long = zip(&[
        ("[Content_Types].xml", b"<Types/>"),
        ("xl/workbook.xml", b"<workbook><sheets><sheet name=\"a\" id=\"1\"/></sheets></workbook>"),
        (
            "xl/_rels/workbook.xml.rels",
            b"<Relationships><Relationship Id=\"1\" Type=\"worksheet\" Target=\"1.xml\"/></Relationships>",
        ),
        ("xl/1.xml", text.as_bytes()),
    ]);
    for (file, chinese) in [
        (&cut[..cut.len() - 9], "multipart 封装应有结尾分隔行，实际提前结束"),
        (&parquet[..parquet.len() - 4], "Parquet 文件应完整，实际已损坏"),
        (&long, "工作簿（XLSX）中的文本应不超过 1048576 字节，实际有更长的"),
        (&gzip(CSV.as_bytes())[..30], "gzip 文件应完整，实际提前结束：文件可能不完整"),
    ] {
        let reported = found(file).unwrap_err().localized(Locale::Chinese);
        assert!(reported.contains(chinese) && !reported.contains("expected"), "{reported}");
    }
}

#[test]
fn broken_bytes_never_panic() {
    let records = given(40);
    for format in [Format::Xlsx, Format::Parquet] {
        let file = written(format, Layout::new("zh_CN"), &records);
        for at in (0..file.len()).step_by(3) {
            let mut broken = file.clone();
            broken[at] ^= 1 << (at % 8);
            if let Ok(rows) = found(&broken) {
                assert!(rows.len() <= 1000, "{format:?}, byte {at}: {} rows", rows.len());
            }
        }
    }
}
