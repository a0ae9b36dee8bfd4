//! Whatever the records, every form gives them back.
#![allow(clippy::unwrap_used, clippy::panic, reason = "a test may stop where it fails, in its helpers too")]

mod support;

use std::collections::BTreeMap;

use deskledger::{ConnectionRecord, DateTime};
use deskledger_records::write::{Format, Layout};
use proptest::prelude::*;
use support::{Given, gzip, multipart, records, started, written, zip};

/// Texts that some form or program could take for something else.
const ODD: &[&str] = &[
    "=1+1", "+1", "-1", "@a", "'=1", "''-", "'", "it's", "\t", "\r", "a\r\nb", "\n", "\"", "\"\"", ",", ";", "_x0041_",
    "_x", "_x005F_x0041_", "<b>&amp;</b>", "]]>", "张三", "🙂", "\u{fffe}", "\u{1}", "\u{85}", "\u{2028}", " a ",
    "null", "true", "是", "1.0", "00012", "1e5", "2020-04-24T03:02:47Z", "\\N", "#N/A", "{\"a\":1}",
];

fn odd() -> impl Strategy<Value = String> {
    prop_oneof![
        proptest::sample::select(ODD).prop_map(str::to_owned),
        proptest::collection::vec(any::<char>(), 1..20).prop_map(|chars| chars
            .into_iter()
            .filter(|char| *char != '\0')
            .chain(['x'])
            .collect()),
        "[a-z]{1,255}",
    ]
}

fn time() -> impl Strategy<Value = String> {
    // A workbook counts days from 1900-03-01 on; what is before stays text there.
    (-62_135_596_800..253_402_207_200_i64).prop_map(|seconds| DateTime::from_unix_seconds(seconds).unwrap().to_string())
}

prop_compose! {
    fn given()(
        texts in proptest::array::uniform9(proptest::option::of(odd())),
        start in time(),
        ends in proptest::array::uniform2(proptest::option::of(time())),
        latencies in proptest::array::uniform2(proptest::option::of(any::<i32>().prop_map(i64::from))),
        is_reconnect in proptest::option::of(any::<bool>()),
        further in proptest::array::uniform2(proptest::option::of(prop_oneof![odd(), "[a-z]{300,20000}"])),
    ) -> Given {
        let [user_name, computer_name, terminal_ip, terminal_type, reason, terminal_name, sid, source_ip, desktop_id] = texts;
        let [connection_setup_time, connection_end_time] = ends;
        // An end before its start is a bad row. Their letters are in the order of the times.
        let connection_end_time = connection_end_time.filter(|end| *end >= start);
        let [network_rtt, e2e_rtt] = latencies;
        let record = ConnectionRecord {
            user_name, computer_name, terminal_ip, terminal_type, terminal_name, sid, source_ip, desktop_id,
            connection_failure_reason: reason,
            connection_start_time: start,
            connection_setup_time, connection_end_time, network_rtt, e2e_rtt, is_reconnect,
            ..ConnectionRecord::default()
        };
        let names = ["=VIP, \"级别\"", "cost\ncentre"].map(str::to_owned);
        let extra = names.into_iter().zip(further).filter_map(|(name, value)| Some((name, value?)));
        (record, extra.collect())
    }
}

/// Every form of every layout, with its name.
fn files(given: &[Given]) -> Vec<(String, Vec<u8>)> {
    let layouts = [
        ("field names", Layout::plain()),
        ("English", Layout::new("en_US")),
        ("Chinese", Layout::new("zh_CN")),
        ("for a spreadsheet", Layout::new("zh_CN").for_spreadsheet()),
    ];
    let mut files = Vec::new();
    for format in Format::ALL {
        for (name, layout) in &layouts {
            files.push((format!("{format:?}, {name}"), written(format, layout.clone(), given)));
        }
    }
    files
}

proptest! {
    // The same cases on every run, and no file beside the tests.
    #![proptest_config(ProptestConfig {
        cases: 48,
        failure_persistence: None,
        rng_seed: proptest::test_runner::RngSeed::Fixed(11),
        ..ProptestConfig::default()
    })]

    #[test]
    fn records_come_out_of_every_form_as_they_went_in(given in proptest::collection::vec(given(), 1..6)) {
        for (name, file) in files(&given) {
            prop_assert_eq!(&records(&file), &given, "{}", name);
        }
    }
}

#[test]
fn an_empty_value_counts_as_none_and_an_open_session_stays_open() {
    let record = ConnectionRecord { user_name: Some(String::new()), sid: Some("s".into()), ..started(1) };
    let expected = ConnectionRecord { user_name: None, ..record.clone() };
    let given = [(record, BTreeMap::from([("colour".to_owned(), String::new())])), (started(2), BTreeMap::new())];
    for (name, file) in files(&given) {
        let found = records(&file);
        assert_eq!(found, [(expected.clone(), BTreeMap::new()), (started(2), BTreeMap::new())], "{name}");
        assert_eq!(found[0].0.connection_end_time, None);
    }
}

#[test]
fn a_file_without_records_is_a_file_of_records() {
    for (name, file) in files(&[]) {
        if !name.starts_with("Ndjson") {
            assert_eq!(records(&file), [], "{name}");
        }
    }
}

#[test]
fn every_format_is_extracted_from_every_wrapper() {
    let given: Vec<Given> = (0..30)
        .map(|second| (ConnectionRecord { user_name: Some("张三".into()), ..started(second) }, BTreeMap::new()))
        .collect();
    for (name, file) in files(&given) {
        let wrapped = [gzip(&file), zip(&[("a", &file)]), multipart(&file), multipart(&gzip(&zip(&[("a", &file)])))];
        for (index, wrapped) in wrapped.iter().enumerate() {
            assert_eq!(records(wrapped), given, "{name}, wrapper {index}");
        }
    }
    let list = format!("{{\"records\":{}}}", serde_json::to_string(&[&given[0].0]).unwrap());
    assert_eq!(records(&gzip(list.as_bytes())), given[..1]);
}

#[test]
fn times_that_a_zone_repeats_or_that_are_before_its_workbook_days_are_read_back() {
    let times = [
        "0001-01-01T00:00:00Z", "1850-01-01T00:00:00Z", "1900-01-01T00:00:00Z", "1900-02-28T23:59:59Z",
        "1900-03-01T00:00:00Z", "2022-04-02T14:45:00Z", "2022-04-02T15:15:00Z", "2022-10-29T23:59:59Z",
        "2022-10-30T00:00:00Z", "2022-10-30T00:30:00Z", "2022-10-30T01:30:00Z", "2022-10-30T01:59:59Z",
        "2022-10-30T02:00:00Z", "9999-12-30T21:59:59Z",
    ];
    let start = |time: &str| ConnectionRecord { connection_start_time: time.to_owned(), ..ConnectionRecord::default() };
    let given: Vec<Given> = times.iter().map(|time| (start(time), BTreeMap::new())).collect();
    let zones = ["Europe/Berlin", "Australia/Lord_Howe", "Asia/Shanghai", "+08:00", "-03:30", "UTC", "Africa/Monrovia"];
    for zone in zones {
        for format in [Format::Xlsx, Format::Csv, Format::Ndjson] {
            let file = written(format, Layout::new("en_US").in_time_zone(zone.parse().unwrap()), &given);
            assert_eq!(records(&file), given, "{format:?} {zone}");
        }
    }
}
