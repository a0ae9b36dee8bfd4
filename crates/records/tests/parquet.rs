//! Parquet as other programs write it, and as one writes it who means harm.
#![allow(clippy::unwrap_used, clippy::panic, reason = "a test may stop where it fails, in its helpers too")]

mod support;

use std::sync::Arc;

use deskledger_records::read::Limits;
use deskledger_records::write::{Format, Layout};
use parquet::basic::{Compression, Encoding, GzipLevel, ZstdLevel};
use parquet::data_type::{ByteArray, ByteArrayType};
use parquet::file::properties::{WriterProperties, WriterPropertiesBuilder, WriterVersion};
use parquet::file::writer::SerializedFileWriter;
use parquet::schema::parser::parse_message_type;
use support::{found, found_within, records, refused_within, started, written};

/// A file of rows that begin at one time, each with one of the notes.
fn file(properties: WriterPropertiesBuilder, notes: &[String], is_optional: bool) -> Vec<u8> {
    let kind = if is_optional { "optional" } else { "required" };
    let schema =
        format!("message record {{ required binary connection_start_time (UTF8); {kind} binary note (UTF8); }}");
    let schema = Arc::new(parse_message_type(&schema).unwrap());
    let mut writer = SerializedFileWriter::new(Vec::new(), schema, Arc::new(properties.build())).unwrap();
    let mut group = writer.next_row_group().unwrap();
    let times = vec![ByteArray::from("2020-04-24T03:02:47Z"); notes.len()];
    let notes: Vec<_> = notes.iter().map(|note| ByteArray::from(note.as_str())).collect();
    let levels = vec![1; notes.len()];
    for (values, levels) in [(times, None), (notes, is_optional.then_some(&*levels))] {
        let mut column = group.next_column().unwrap().unwrap();
        column.typed::<ByteArrayType>().write_batch(&values, levels, None).unwrap();
        column.close().unwrap();
    }
    group.close().unwrap();
    writer.into_inner().unwrap()
}

fn properties(codec: Compression, encoding: Option<Encoding>, version: WriterVersion) -> WriterPropertiesBuilder {
    let properties = WriterProperties::builder().set_compression(codec).set_writer_version(version);
    match encoding {
        Some(encoding) => properties.set_dictionary_enabled(false).set_encoding(encoding),
        None => properties,
    }
}

const VERSIONS: [WriterVersion; 2] = [WriterVersion::PARQUET_1_0, WriterVersion::PARQUET_2_0];

#[test]
fn every_codec_and_encoding_of_texts_gives_them_back() {
    let notes: Vec<String> = (0..300).map(|number| format!("desktop {:04} of 三", number / 7 * 7)).collect();
    let codecs = [
        Compression::UNCOMPRESSED,
        Compression::GZIP(GzipLevel::default()),
        Compression::SNAPPY,
        Compression::LZ4,
        Compression::LZ4_RAW,
        Compression::ZSTD(ZstdLevel::default()),
    ];
    let encodings =
        [None, Some(Encoding::PLAIN), Some(Encoding::DELTA_LENGTH_BYTE_ARRAY), Some(Encoding::DELTA_BYTE_ARRAY)];
    for (index, codec) in codecs.into_iter().enumerate() {
        for encoding in encodings {
            for version in VERSIONS {
                // Every page is looked at, whatever its size: the bound is just above what it comes to.
                let mut limits = Limits::default();
                limits.max_shared = 20_000;
                let is_optional = index % 2 == 0;
                let rows = found_within(&file(properties(codec, encoding, version), &notes, is_optional), &limits);
                let rows = rows.unwrap_or_else(|error| panic!("{codec:?}, {encoding:?}, {version:?}: {error}"));
                let reported = rows.iter().map(|(_, row)| row.as_ref().unwrap().extra.get("note").unwrap().to_string());
                assert!(reported.eq(notes.iter().cloned()), "{codec:?}, {encoding:?}, {version:?}");
            }
        }
    }
}

#[test]
fn a_page_of_gzip_that_expands_to_more_than_its_header_says_is_not_held() {
    for version in VERSIONS {
        let properties = properties(Compression::GZIP(GzipLevel::default()), Some(Encoding::PLAIN), version);
        let file = file(properties, &["x".repeat(900_000)], true);
        let mut limits = Limits::default();
        assert_eq!(found_within(&file, &limits).unwrap().len(), 1);
        // The size in the header, 900,000 and some bytes, becomes 1000: the sizes of a whole number in three bytes.
        let is_head = |head: &[u8]| matches!(head, [0x15, 0 | 6, 0x15, 0x80..=0xff, 0x80..=0xff, 0x60..=0x7f, 0x15]);
        let at = file.windows(7).position(is_head).unwrap();
        let mut lying = file.clone();
        lying[at + 3..at + 6].copy_from_slice(&[0xd0, 0x8f, 0x00]);
        limits.max_shared = 100_000;
        let message = refused_within(&lying, &limits);
        assert!(message.contains("that expands to at most 100000 bytes, found "), "{version:?}: {message}");
        assert!(message.ends_with("compressed bytes that expand to more"), "{version:?}: {message}");
    }
}

#[test]
fn texts_with_shared_prefixes_are_counted_before_memory_is_allocated() {
    let notes = vec!["x".repeat(50_000); 100];
    for version in VERSIONS {
        for is_optional in [false, true] {
            let properties = properties(Compression::SNAPPY, Some(Encoding::DELTA_BYTE_ARRAY), version);
            let file = file(properties, &notes, is_optional);
            assert!(file.len() < 100_000, "{}", file.len());
            let mut limits = Limits::default();
            limits.max_shared = 4_000_000;
            let message = refused_within(&file, &limits);
            assert_eq!(message, "expected a Parquet page with at most 4000000 bytes of texts, found more");
            assert_eq!(found(&file).unwrap().len(), 100);
        }
    }
}

#[test]
fn a_hundred_columns_do_not_each_hold_the_largest_page() {
    let extra = (0..10).map(|number| (format!("note {number}"), "x".repeat(30_000)));
    let given = [(started(1), extra.collect())];
    let file = written(Format::Parquet, Layout::plain(), &given);
    let mut limits = Limits::default();
    limits.max_shared = 100_000;
    assert_eq!(found_within(&file, &limits).unwrap().len(), 1);
    limits.max_shared = 40_000;
    let reported = "expected at most 160000 bytes of pages of all Parquet columns at a time, found more";
    assert_eq!(refused_within(&file, &limits), reported);
}

/// All rows name one text of a dictionary.
#[test]
fn a_long_text_in_many_rows_is_reported_in_each_of_them() {
    let notes = vec!["x".repeat((1 << 20) + 1); 32];
    let file = file(properties(Compression::SNAPPY, None, WriterVersion::PARQUET_1_0), &notes, true);
    let rows = found(&file).unwrap();
    let reported = "expected at most 1048576 bytes in column \"note\", found more";
    assert!(rows.len() == 32 && rows.iter().all(|(_, row)| row.as_ref().unwrap_err().to_string() == reported));
    let good =
        records(&self::file(properties(Compression::SNAPPY, None, WriterVersion::PARQUET_1_0), &["x".into()], true));
    assert_eq!(good[0].1["note"], "x");
}
