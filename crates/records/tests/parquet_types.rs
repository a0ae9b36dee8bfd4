//! Parquet by logical type: every value is right, or refused with its column and what to do.
#![allow(clippy::unwrap_used, clippy::panic, reason = "a test may stop where it fails, in its helpers too")]

mod support;

use std::sync::Arc;

use deskledger_records::read::Options;
use parquet::data_type::{
    ByteArray, ByteArrayType, DoubleType, FixedLenByteArray, FixedLenByteArrayType, FloatType, Int32Type, Int64Type,
    Int96, Int96Type,
};
use parquet::file::metadata::ParquetMetaDataWriter;
use parquet::file::properties::WriterProperties;
use parquet::file::reader::FileReader;
use parquet::file::serialized_reader::SerializedFileReader;
use parquet::file::writer::{SerializedColumnWriter, SerializedFileWriter};
use parquet::schema::parser::parse_message_type;
use support::{in_zone, refused, reported_with};

const TIME: &str = "2020-04-24T03:02:47Z";

/// A file with a start time and a column `x` of a type, whose values `write` adds.
fn file(kind: &str, rows: usize, write: impl FnOnce(&mut SerializedColumnWriter<'_>)) -> Vec<u8> {
    let schema = format!("message record {{ required binary connection_start_time (UTF8); required {kind}; }}");
    let schema = Arc::new(parse_message_type(&schema).unwrap());
    let mut writer =
        SerializedFileWriter::new(Vec::new(), schema, Arc::new(WriterProperties::builder().build())).unwrap();
    let mut group = writer.next_row_group().unwrap();
    let mut column = group.next_column().unwrap().unwrap();
    column.typed::<ByteArrayType>().write_batch(&vec![ByteArray::from(TIME); rows], None, None).unwrap();
    column.close().unwrap();
    let mut column = group.next_column().unwrap().unwrap();
    write(&mut column);
    column.close().unwrap();
    group.close().unwrap();
    writer.into_inner().unwrap()
}

fn ints(kind: &str, values: &[i32]) -> Vec<u8> {
    file(&format!("int32 {kind}"), values.len(), |column| {
        column.typed::<Int32Type>().write_batch(values, None, None).unwrap();
    })
}

fn longs(kind: &str, values: &[i64]) -> Vec<u8> {
    file(&format!("int64 {kind}"), values.len(), |column| {
        column.typed::<Int64Type>().write_batch(values, None, None).unwrap();
    })
}

fn bytes(kind: &str, values: &[&[u8]]) -> Vec<u8> {
    let values: Vec<_> = values.iter().map(|value| ByteArray::from(value.to_vec())).collect();
    file(&format!("binary {kind}"), values.len(), |column| {
        column.typed::<ByteArrayType>().write_batch(&values, None, None).unwrap();
    })
}

fn fixed(kind: &str, values: &[&[u8]]) -> Vec<u8> {
    let values: Vec<_> = values.iter().map(|value| FixedLenByteArray::from(value.to_vec())).collect();
    file(&format!("fixed_len_byte_array({}) {kind}", values[0].len()), values.len(), |column| {
        column.typed::<FixedLenByteArrayType>().write_batch(&values, None, None).unwrap();
    })
}

/// The values of `x`, as JSON; or what is wrong with the rows.
fn values(file: &[u8]) -> Vec<String> {
    values_with(file, &Options::default()).0
}

fn values_with(file: &[u8], options: &Options) -> (Vec<String>, Vec<String>) {
    let (rows, notes) = reported_with(file, options);
    let prefix = format!("{{\"connection_start_time\":\"{TIME}\",\"x\":");
    let value = |row: &String| match row.strip_prefix(&prefix) {
        Some(value) => value.trim_end_matches('}').to_owned(),
        None => row.clone(),
    };
    (rows.iter().map(value).collect(), notes)
}

#[test]
fn a_decimal_is_a_number_with_all_its_digits_in_every_physical_type() {
    let expected = ["1.0", "-0.05", "1.22"];
    assert_eq!(values(&ints("x (DECIMAL(4, 2))", &[100, -5, 122])), expected);
    assert_eq!(values(&longs("x (DECIMAL(10, 2))", &[100, -5, 122])), expected);
    // These bytes are the letters d, and z.
    assert_eq!(values(&bytes("x (DECIMAL(4, 2))", &[b"d", b"\xff\xfb", b"z"])), expected);
    assert_eq!(values(&fixed("x (DECIMAL(4, 2))", &[b"\0d", b"\xff\xfb", b"\0z"])), expected);
    let long = 12_345_678_901_234_567_890_123_456_i128;
    let long = values(&fixed("x (DECIMAL(38, 10))", &[&long.to_be_bytes(), &(-long).to_be_bytes()]));
    assert_eq!(long, ["\"1234567890123456.7890123456\"", "\"-1234567890123456.7890123456\""]);
    assert_eq!(values(&longs("x (DECIMAL(18, 0))", &[123_456_789_012_345_678])), ["123456789012345678"]);
}

#[test]
fn unsigned_integers_are_not_negative_ones() {
    assert_eq!(values(&ints("x (INTEGER(32, false))", &[-1, 5])), ["4294967295", "5"]);
    assert_eq!(values(&ints("x (INTEGER(8, false))", &[255])), ["255"]);
    assert_eq!(values(&ints("x (INTEGER(8, true))", &[-1])), ["-1"]);
    assert_eq!(values(&longs("x (INTEGER(64, false))", &[-1, 5])), ["\"18446744073709551615\"", "5"]);
    assert_eq!(values(&longs("x (UINT_64)", &[-1])), ["\"18446744073709551615\""]);
}

#[test]
fn times_of_every_unit_are_times_and_never_raw_numbers() {
    let at = "\"2020-04-24T03:02:47Z\"";
    for (kind, value) in [
        ("x (TIMESTAMP(MILLIS, true))", 1_587_697_367_999),
        ("x (TIMESTAMP(MICROS, true))", 1_587_697_367_999_999),
        ("x (TIMESTAMP(NANOS, true))", 1_587_697_367_999_999_999),
        ("x (TIMESTAMP_MILLIS)", 1_587_697_367_999),
        ("x (TIMESTAMP_MICROS)", 1_587_697_367_999_999),
    ] {
        assert_eq!(
            values_with(&longs(kind, &[value]), &in_zone("Asia/Shanghai")),
            (vec![at.to_owned()], Vec::new()),
            "{kind}"
        );
        assert_eq!(values(&longs(kind, &[-1])), ["\"1969-12-31T23:59:59Z\""], "{kind}");
    }
    let day = 3 * 3600 + 2 * 60 + 47_i64;
    assert_eq!(
        values(&ints("x (TIME(MILLIS, true))", &[i32::try_from(day * 1000 + 500).unwrap()])),
        ["\"03:02:47.5\""]
    );
    assert_eq!(values(&longs("x (TIME(MICROS, true))", &[day * 1_000_000])), ["\"03:02:47\""]);
    assert_eq!(values(&longs("x (TIME(NANOS, false))", &[day * 1_000_000_000 + 1])), ["\"03:02:47.000000001\""]);
    assert!(
        values(&longs("x (TIMESTAMP(MILLIS, true))", &[i64::MAX]))[0].contains("a time outside the years 1 to 9999")
    );
}

#[test]
fn local_times_are_in_the_zone_that_is_given_and_the_zone_is_reported() {
    let local = longs("x (TIMESTAMP(MILLIS, false))", &[1_587_697_367_000]);
    let as_utc =
        vec!["dates without a time zone were read as UTC; if they are local times, give --time-zone".to_owned()];
    assert_eq!(values_with(&local, &Options::default()), (vec!["\"2020-04-24T03:02:47Z\"".to_owned()], as_utc));
    let in_shanghai = vec!["times without a time zone were read in Asia/Shanghai".to_owned()];
    assert_eq!(
        values_with(&local, &in_zone("Asia/Shanghai")),
        (vec!["\"2020-04-23T19:02:47Z\"".to_owned()], in_shanghai)
    );
}

#[test]
fn a_date_without_a_time_is_the_same_day_in_every_zone() {
    let date = ints("x (DATE)", &[18_376]);
    for zone in ["UTC", "Asia/Shanghai", "America/New_York"] {
        assert_eq!(values_with(&date, &in_zone(zone)), (vec!["\"2020-04-24\"".to_owned()], Vec::new()), "{zone}");
    }
    assert_eq!(values_with(&date, &Options::default()).0, ["\"2020-04-24T00:00:00Z\""]);
}

#[test]
fn a_day_in_a_known_column_of_text_is_not_moved_by_the_zone() {
    let values = |file: &[u8], options: &Options| reported_with(file, options).0[0].clone();
    let date = ints("client_version (DATE)", &[18_376]);
    let version = |value: &str| format!("{{\"client_version\":\"{value}\",\"connection_start_time\":\"{TIME}\"}}");
    for zone in ["UTC", "Asia/Shanghai", "America/New_York"] {
        assert_eq!(values(&date, &in_zone(zone)), version("2020-04-24"), "{zone}");
    }
    assert_eq!(values(&date, &Options::default()), version("2020-04-24T00:00:00Z"));
    let time = longs("client_version (TIMESTAMP(MILLIS, false))", &[1_587_686_400_000]);
    assert_eq!(values(&time, &in_zone("Asia/Shanghai")), version("2020-04-23T16:00:00Z"));
}

#[test]
fn a_local_time_behind_the_last_one_is_shown_or_described() {
    let found = |seconds: i64| {
        let file = longs("connection_end_time (TIMESTAMP(MILLIS, false))", &[seconds * 1000]);
        reported_with(&file, &Options::default()).0[0].clone()
    };
    let limit = "field connection_end_time: expected a time in the years 1 to 9999, up to 9999-12-30T22:00:00Z";
    assert_eq!(found(253_402_300_799), format!("1: {limit}, found \"9999-12-31T23:59:59\""));
    let found = found(253_402_300_800);
    assert!(found.contains("a time outside the years 1 to 9999 (up to 9999-12-30T22:00:00Z)"), "{found}");
}

#[test]
fn points_in_time_of_twelve_bytes_are_cut_downwards() {
    let int96 = |day: u32, nanoseconds: u64| {
        let mut value = Int96::new();
        value.set_data(nanoseconds as u32, (nanoseconds >> 32) as u32, day);
        value
    };
    let times = [int96(2_440_588 + 18_376, 10_967_999_999_999), int96(2_440_587, 86_399_999_999_999)];
    let file = file("int96 x", 2, |column| {
        column.typed::<Int96Type>().write_batch(&times, None, None).unwrap();
    });
    assert_eq!(values(&file), ["\"2020-04-24T03:02:47Z\"", "\"1969-12-31T23:59:59Z\""]);
}

#[test]
fn bytes_are_what_their_type_says_or_rejected() {
    assert_eq!(
        values(&fixed("x (UUID)", &[b"\0\x01\x02\x03\x04\x05\x06\x07\x08\x09\x0a\x0b\x0c\x0d\x0e\x0f"])),
        ["\"00010203-0405-0607-0809-0a0b0c0d0e0f\""]
    );
    assert_eq!(values(&fixed("x (FLOAT16)", &[b"\0\x3e"])), ["1.5"]);
    assert_eq!(values(&bytes("x (STRING)", &["张三".as_bytes()])), ["\"张三\""]);
    assert_eq!(values(&bytes("x", &[b"text"])), ["\"text\""]);
    let broken = values(&bytes("x", &[b"\xff"]));
    assert_eq!(broken, ["1: expected text or a number in column \"x\", found bytes that are not text"]);
    // Of no row of these columns anything can be read: they are reported once.
    for (file, what) in [
        (fixed("x", &[b"abc", b"def"]), "bytes of a fixed length"),
        (bytes("x (BSON)", &[b"abc"]), "a type that is not read here"),
        (fixed("x (INTERVAL)", &[b"abcdefghijkl"]), "a duration"),
    ] {
        let expected = "expected a column of text, numbers, times or yes and no";
        let message = format!("field x: {expected}, found {what}: leave it out when the file is written");
        assert_eq!(refused(&file), message);
    }
}

#[test]
fn numbers_without_end_do_not_become_nothing() {
    let doubles = file("double x", 3, |column| {
        column.typed::<DoubleType>().write_batch(&[f64::INFINITY, f64::NEG_INFINITY, 0.1], None, None).unwrap();
    });
    assert_eq!(values(&doubles), ["\"Infinity\"", "\"-Infinity\"", "0.1"]);
    let floats = file("float x", 1, |column| {
        column.typed::<FloatType>().write_batch(&[1.5], None, None).unwrap();
    });
    assert_eq!(values(&floats), ["1.5"]);
}

#[test]
fn columns_and_codecs_that_are_not_read_are_named() {
    let schema =
        "message record { required binary connection_start_time (UTF8); optional group a { repeated int32 b; } }";
    let schema = Arc::new(parse_message_type(schema).unwrap());
    let writer = SerializedFileWriter::new(Vec::new(), schema, Arc::new(WriterProperties::builder().build())).unwrap();
    let nested = writer.into_inner().unwrap();
    assert_eq!(refused(&nested), "expected columns of single values, found lists or groups in column \"a.b\"");
    // The codec stands in the footer behind the path of the column: uncompressed is 0, brotli 4 (twice that as it is written).
    let plain = ints("x", &[1]);
    for (codec, name) in [(4, "brotli"), (3, "lzo")] {
        let at = plain.windows(5).rposition(|bytes| bytes == [0x19, 0x18, 1, b'x', 0x15]).unwrap();
        let mut compressed = plain.clone();
        compressed[at + 5] = codec * 2;
        let expected = format!(
            "expected a Parquet file compressed with Zstandard, gzip, Snappy or LZ4, found {name}: write it with one of these"
        );
        assert_eq!(refused(&compressed), expected);
    }
}

#[test]
fn rows_that_are_missing_from_a_group_do_not_go_unnoticed() {
    let whole = ints("x", &[1, 2, 3]);
    let length = u32::from_le_bytes(whole[whole.len() - 8..whole.len() - 4].try_into().unwrap()) as usize;
    let metadata = SerializedFileReader::new(::bytes::Bytes::from(whole.clone())).unwrap().metadata().clone();
    for (rows, expected) in [(3, None), (4, Some("expected 4 rows")), (2, Some("expected 2 rows"))] {
        let mut builder = metadata.clone().into_builder();
        let groups = builder.take_row_groups().into_iter();
        let groups = groups.map(|group| group.into_builder().set_num_rows(rows).build().unwrap()).collect();
        let mut file = whole[..whole.len() - 8 - length].to_vec();
        let metadata = builder.set_row_groups(groups).build();
        let mut footer = Vec::new();
        ParquetMetaDataWriter::new(&mut footer, &metadata).finish().unwrap();
        file.extend(footer);
        match expected {
            Some(message) => assert!(refused(&file).starts_with(message), "{}", refused(&file)),
            None => assert_eq!(values(&file), ["1", "2", "3"]),
        }
    }
}
