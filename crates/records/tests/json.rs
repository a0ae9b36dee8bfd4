//! JSON as services have it: no value of it is quietly wrong.
#![allow(clippy::unwrap_used, clippy::panic, reason = "a test may stop where it fails, in its helpers too")]

mod support;

use std::ops::ControlFlow;

use deskledger_records::convert::{Conversion, Converted, convert};
use deskledger_records::read::{Options, Source};
use deskledger_records::write::{Format, Layout};
use support::{in_zone, reported, reported_with};

const TIME: &str = "2020-04-24T03:02:47Z";

/// The file in a format.
fn converted(file: &str, format: Format) -> Vec<u8> {
    let made = |columns| {
        let conversion = Conversion {
            options: Options::default(),
            format,
            layout: Layout::plain(),
            columns,
            on_format: &mut |_| Ok(()),
            on_error: &mut |place, message| panic!("{place}: {message}"),
            on_note: &mut |_| {},
            on_progress: &mut |_| ControlFlow::Continue(()),
        };
        convert(Source::stream(file.as_bytes()), Vec::new(), conversion).unwrap()
    };
    match made(Vec::new()) {
        Converted::Done { out, .. } => out,
        Converted::Restart(columns) => match made(columns) {
            Converted::Done { out, .. } => out,
            Converted::Restart(columns) => panic!("{columns:?}"),
        },
    }
}

#[test]
fn a_number_of_json_loses_no_digit_in_any_format() {
    let nested = r#"{"a": 12345678901234567890123, "a" : [1, "b \" c"]}"#;
    let given = [
        ("big", "12345678901234567890123", "12345678901234567890123"),
        ("long", "-9007199254740993", "-9007199254740993"),
        ("decimal", "0.12345678901234567890", "0.12345678901234567890"),
        ("half", "0.50", "0.5"),
        ("sum", "0.30000000000000004", "0.30000000000000004"),
        ("small", "-2.5e-3", "-0.0025"),
        ("tiny", "1e-400", "1e-400"),
        ("huge", "1e400", "1e400"),
        ("nested", nested, r#"{"a":12345678901234567890123,"a":[1,"b \" c"]}"#),
        ("yes", "true", "true"),
        ("text", r#""a\u4e2d""#, "a中"),
    ];
    let fields: String = given.iter().map(|(name, value, _)| format!(",\"{name}\":{value}")).collect();
    let record = format!("{{\"connection_start_time\":\"{TIME}\"{fields},\"none\":null,\"empty\":\"\"}}");
    for file in [format!("{record}\n"), format!("[{record}]")] {
        for format in Format::ALL {
            let records = support::records(&converted(&file, format));
            let found: Vec<_> = records[0].1.iter().map(|(name, value)| (name.as_str(), value.as_str())).collect();
            let mut expected: Vec<_> = given.iter().map(|(name, _, value)| (*name, *value)).collect();
            expected.sort_unstable();
            assert_eq!(found, expected, "{format:?}");
        }
    }
    let broken = format!("{{\"connection_start_time\":\"{TIME}\",\"a\":\"\\ud800\"}}\n");
    assert!(
        reported(broken.as_bytes())[0].starts_with("1: expected a JSON object"),
        "{:?}",
        reported(broken.as_bytes())
    );
}

#[test]
fn a_key_of_json_that_names_a_zone_does_not_lose_it() {
    let row = |rest: &str| format!("{{\"Connection Started (Asia/Shanghai)\":\"2020-04-24 11:02:47\"{rest}}}\n");
    let of = |text: &str| reported_with(text.as_bytes(), &in_zone("UTC")).0;
    let start = "\"connection_start_time\":\"2020-04-24T03:02:47Z\"";
    assert_eq!(of(&row("")), [format!("{{{start}}}")]);
    assert_eq!(of(&format!("[{}]", row(""))), [format!("{{{start}}}")]);
    // As in a table, it is that of the other times of the record too; the next record has its own.
    let both = row(",\"connection_end_time\":\"2020-04-24 12:00:00\"");
    let next = "{\"connection_start_time\":\"2020-04-24 03:02:47\"}\n";
    let end = "\"connection_end_time\":\"2020-04-24T04:00:00Z\"";
    assert_eq!(of(&(both + next)), [format!("{{{end},{start}}}"), format!("{{{start}}}")]);
    let two = of(&row(",\"Connection Ended (UTC)\":\"2020-04-24 12:00:00\""));
    assert!(two[0].contains("several time zones: \"Asia/Shanghai\", \"UTC\""), "{two:?}");
}

#[test]
fn one_page_of_a_list_is_not_taken_for_all_of_it_without_a_note() {
    let page =
        |total: &str| format!("{{\"total_count\":{total},\"records\":[{{\"connection_start_time\":\"{TIME}\"}}]}}");
    let notes = |total: &str| reported_with(page(total).as_bytes(), &Options::default()).1;
    let note = "the file has 1 of the 1000 records that its total_count states; it may be one page of a list";
    assert_eq!(notes("1000"), [note]);
    for whole in ["1", "0", "null", "\"1000\"", "{\"a\":[]}"] {
        assert_eq!(notes(whole), Vec::<String>::new(), "{whole}");
    }
}

#[test]
fn a_record_with_a_column_named_as_in_a_list_response_is_not_lost() {
    let line = format!(
        "{{\"connection_start_time\":\"{TIME}\",\"records\":[{{\"connection_start_time\":1}}],\"total_count\":5}}\n"
    );
    for file in [line.clone(), line.replace("connection_start_time\":\"", "开始连接时间\":\"")] {
        let expected = format!(
            r#"{{"connection_start_time":"{TIME}","records":"[{{\"connection_start_time\":1}}]","total_count":5}}"#
        );
        assert_eq!(reported(file.as_bytes()), [expected]);
    }
}
