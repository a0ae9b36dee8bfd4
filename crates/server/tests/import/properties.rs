//! Round trips of arbitrary records, and arbitrary bytes without a panic.

use deskledger::{ConnectionRecord, Value};
use deskledger_seed::Seed;
use deskledger_server::import::OnError;
use proptest::prelude::*;

use super::Place;

/// The records as an export writes them, with the headings of a language; with the names of the fields if the
/// language is unknown.
pub(crate) fn csv(records: &[ConnectionRecord], language: &str) -> String {
    let mut csv = csv::Writer::from_writer(Vec::new());
    csv.write_record(ConnectionRecord::COLUMNS.iter().map(|column| column.heading(language))).unwrap();
    let (yes, no) = if language == "zh_CN" { ("是", "否") } else { ("Yes", "No") };
    for record in records {
        let text = |value: &Value<'_>| match *value {
            Value::Text(text) => text.to_owned(),
            Value::Int(number) => number.to_string(),
            Value::Boolean(value) => if value { yes } else { no }.to_owned(),
            _ => String::new(),
        };
        csv.write_record(record.values().iter().map(text)).unwrap();
    }
    String::from_utf8(csv.into_inner().unwrap()).unwrap()
}

fn ndjson(records: &[ConnectionRecord]) -> String {
    records.iter().map(|record| serde_json::to_string(record).unwrap() + "\n").collect()
}

fn list(records: &[ConnectionRecord]) -> String {
    format!("{{\"total_count\":{},\"records\":{}}}", records.len(), serde_json::to_string_pretty(records).unwrap())
}

/// A valid text that is not empty; NUL is invalid.
fn text() -> impl Strategy<Value = Option<String>> {
    proptest::option::of(
        proptest::collection::vec(any::<char>(), 1..20)
            .prop_map(|chars| chars.into_iter().filter(|char| *char != '\0').chain(['x']).collect::<String>()),
    )
}

fn time() -> impl Strategy<Value = String> {
    (-62_135_596_800..253_402_207_200_i64)
        .prop_map(|seconds| deskledger::DateTime::from_unix_seconds(seconds).unwrap().to_string())
}

prop_compose! {
    fn record()(
        texts in proptest::array::uniform9(text()),
        start in time(),
        ends in proptest::array::uniform2(proptest::option::of(time())),
        latencies in proptest::array::uniform2(proptest::option::of(any::<i32>().prop_map(i64::from))),
        is_reconnect in proptest::option::of(any::<bool>()),
    ) -> ConnectionRecord {
        let [user_name, computer_name, terminal_ip, terminal_type, reason, terminal_name, sid, source_ip, desktop_id] = texts;
        let [connection_setup_time, connection_end_time] = ends;
        // An end before its start is a bad row. Their letters are in the order of the times.
        let connection_end_time = connection_end_time.filter(|end| *end >= start);
        let [network_rtt, e2e_rtt] = latencies;
        ConnectionRecord {
            user_name, computer_name, terminal_ip, terminal_type, terminal_name, sid, source_ip, desktop_id,
            connection_failure_reason: reason,
            connection_start_time: start,
            connection_setup_time, connection_end_time, network_rtt, e2e_rtt, is_reconnect,
            ..ConnectionRecord::default()
        }
    }
}

/// The records with unique ids, in the order in which a store returns them.
fn told_apart(mut records: Vec<ConnectionRecord>) -> Vec<ConnectionRecord> {
    for (index, record) in records.iter_mut().enumerate() {
        record.transaction_id = Some(format!("{index:04}"));
    }
    let order = |record: &ConnectionRecord| (record.connection_start_time.clone(), record.transaction_id.clone());
    records.sort_by_key(order);
    records
}

fn config() -> ProptestConfig {
    // The same cases on every run, and no file beside the tests.
    ProptestConfig {
        cases: 64,
        failure_persistence: None,
        rng_seed: proptest::test_runner::RngSeed::Fixed(7),
        ..ProptestConfig::default()
    }
}

proptest! {
    #![proptest_config(config())]

    #[test]
    fn records_come_out_of_every_format_as_they_went_in(records in proptest::collection::vec(record(), 1..8)) {
        let records = told_apart(records);
        let forms = [ndjson(&records), list(&records), csv(&records, ""), csv(&records, "en_US"), csv(&records, "zh_CN")];
        // A project for each format: opening a store takes longer than all the rest.
        let place = Place::new();
        for (project_id, form) in ["p1", "p2", "p3", "p4", "p5"].into_iter().zip(forms) {
            let report = place.import_into(project_id, &form, OnError::Abort).unwrap_or_else(|error| panic!("{error}\n{form}"));
            prop_assert_eq!(report.added, records.len() as u64);
            prop_assert_eq!(&place.records_of(project_id), &records);
        }
    }

    #[test]
    fn random_bytes_never_panic(bytes in proptest::collection::vec(any::<u8>(), 0..400)) {
        let _ = Place::new().import(bytes, OnError::Skip);
    }

    #[test]
    fn bytes_that_look_like_records_never_panic(
        pieces in proptest::collection::vec(
            proptest::sample::select(vec![
                "{", "}", "[", "]", "\"", ",", ":", "\n", "\r\n", "\0", "\u{feff}", "user_name", "\"records\"", "null",
                "\"connection_start_time\"", "connection_start_time", "\"2020-04-24T03:02:47Z\"", "2020-04-24T03:02:47Z",
                "1e999", "-9223372036854775809", "\\ud800", "true", "是", " ", "99999999999999999999", "total_count",
            ]),
            0..60,
        ),
        flipped in any::<(usize, u8)>(),
    ) {
        let mut bytes = pieces.concat().into_bytes();
        if let Some(index) = flipped.0.checked_rem(bytes.len()) {
            bytes[index] ^= flipped.1;
        }
        let _ = Place::new().import(bytes, OnError::Skip);
    }
}

#[test]
fn seeded_records_come_out_of_every_format_as_they_went_in() {
    let seed = Seed { records: 2_000, seed: 5, days: 3, end: "2020-05-01T00:00:00Z".parse().unwrap() };
    let mut records: Vec<_> = seed.generate().unwrap().collect();
    records.sort_by_key(|record| (record.connection_start_time.clone(), record.transaction_id.clone()));
    for form in [ndjson(&records), list(&records), csv(&records, "en_US"), csv(&records, "zh_CN")] {
        let place = Place::new();
        assert_eq!(place.import(&form, OnError::Abort).unwrap().added, 2_000);
        assert_eq!(place.records(), records);
        assert_eq!(place.import(&form, OnError::Abort).unwrap().unchanged, 2_000);
    }
}
