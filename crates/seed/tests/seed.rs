//! Synthetic records: reproducible and realistic.
#![allow(clippy::unwrap_used, reason = "a test may stop where it fails, in its helpers too")]

use std::collections::{HashMap, HashSet};

use deskledger::{ConnectionRecord, DateTime};
use deskledger_seed::{MAX_DAYS, Seed};
use sha2::{Digest, Sha256};

fn seed(records: u64) -> Seed {
    Seed { records, seed: 42, days: 30, end: "2020-05-01T00:00:00Z".parse().unwrap() }
}

fn records(seed: Seed) -> Vec<ConnectionRecord> {
    seed.generate().unwrap().collect()
}

fn seconds(text: &str) -> i64 {
    text.parse::<DateTime>().unwrap().unix_seconds()
}

fn start(record: &ConnectionRecord) -> i64 {
    seconds(&record.connection_start_time)
}

fn is_failed(record: &ConnectionRecord) -> bool {
    record.connection_failure_reason.is_some()
}

#[test]
fn the_first_thousand_records_are_the_same_on_every_machine_and_in_every_version() {
    let mut digest = Sha256::new();
    for record in seed(100_000).generate().unwrap().take(1_000) {
        digest.update(serde_json::to_string(&record).unwrap());
        digest.update("\n");
    }
    let hex: String = digest.finalize().iter().map(|byte| format!("{byte:02x}")).collect();
    assert_eq!(
        hex, "8ef86e87d53b955c1d690285d118129954d681bf020c0e8e55a07ae1855888e4",
        "a seed must keep making the records that it made"
    );
}

#[test]
fn the_number_of_records_is_exact_however_small_or_odd() {
    for count in [0, 1, 2, 7, 999, 10_007] {
        let made = seed(count).generate().unwrap();
        assert_eq!(made.size_hint(), (count as usize, Some(count as usize)));
        assert_eq!(made.count() as u64, count);
    }
}

#[test]
fn more_records_than_any_disk_holds_begin_at_once() {
    let first = Seed { records: u64::MAX, ..seed(0) }.generate().unwrap().take(100).collect::<Vec<_>>();
    assert!(first.iter().all(|record| record.check().is_ok()));
    assert_eq!(first[0].connection_start_time, "2020-04-01T00:00:00Z");
}

#[test]
fn another_seed_makes_other_records() {
    let (one, two) = (records(seed(1_000)), records(Seed { seed: 43, ..seed(1_000) }));
    let ids: HashSet<_> = one.iter().chain(&two).map(|record| record.transaction_id.clone()).collect();
    assert_eq!(ids.len(), 2_000);
}

#[test]
fn a_period_that_cannot_be_is_rejected() {
    let tell = |seed: Seed| seed.generate().unwrap_err().to_string();
    assert_eq!(tell(Seed { days: 0, ..seed(1) }), "expected 1 to 36525 days, found 0");
    assert_eq!(tell(Seed { days: u32::MAX, ..seed(1) }), "expected 1 to 36525 days, found 4294967295");
    let end = "0050-01-01T00:00:00Z".parse().unwrap();
    assert!(tell(Seed { days: MAX_DAYS, end, ..seed(1) }).starts_with("expected a period after the year 0"));
    let last = Seed { days: MAX_DAYS, end: "9999-12-30T00:00:00Z".parse().unwrap(), ..seed(1_000) };
    assert!(records(last).iter().all(|record| record.check().is_ok()));
}

#[test]
fn records_keep_the_rules_of_the_document_and_their_order() {
    let all = records(seed(20_000));
    let period = seconds("2020-04-01T00:00:00Z")..seconds("2020-05-01T00:00:00Z");
    assert!(all.is_sorted_by_key(start));
    assert!(all.iter().all(|record| record.check().is_ok() && period.contains(&start(record))));
    assert_eq!(all.iter().map(|record| &record.transaction_id).collect::<HashSet<_>>().len(), all.len());
}

#[test]
fn a_failed_attempt_has_a_reason_and_neither_setup_nor_end() {
    let all = records(seed(20_000));
    let failed: Vec<_> = all.iter().filter(|record| is_failed(record)).collect();
    assert!((400..2_000).contains(&failed.len()), "{}", failed.len());
    for record in failed {
        assert_eq!((&record.connection_setup_time, &record.connection_end_time), (&None, &None));
        assert_eq!((record.network_rtt, record.e2e_rtt), (None, None));
    }
    for record in all.iter().filter(|record| !is_failed(record)) {
        assert!(record.network_rtt.unwrap() <= record.e2e_rtt.unwrap());
        let setup = record.connection_setup_time.as_deref().map(seconds);
        assert!(setup.is_none_or(|setup| setup > start(record)));
        let end = record.connection_end_time.as_deref().map(seconds);
        assert!(end.is_none_or(|end| setup.is_some_and(|setup| setup < end)));
    }
}

#[test]
fn every_column_is_filled_somewhere_and_the_texts_everywhere() {
    let all = records(seed(2_000));
    let absent_at_times =
        ["connection_setup_time", "connection_end_time", "connection_failure_reason", "network_rtt", "e2e_rtt"];
    for (index, column) in ConnectionRecord::COLUMNS.iter().enumerate() {
        let filled = all.iter().filter(|record| record.values()[index] != deskledger::Value::Absent).count();
        match absent_at_times.contains(&column.name) {
            true => assert!((1..2_000).contains(&filled), "{} {filled}", column.name),
            false => assert_eq!(filled, 2_000, "{}", column.name),
        }
    }
}

#[test]
fn sessions_are_open_only_where_the_period_ends() {
    let all = records(seed(20_000));
    let open = |record: &&ConnectionRecord| !is_failed(record) && record.connection_end_time.is_none();
    let count = all.iter().filter(open).count();
    assert!((10..1_000).contains(&count), "{count}");
    let long_ago = seconds("2020-04-30T12:00:00Z");
    assert!(all.iter().filter(open).all(|record| start(record) > long_ago));
}

#[test]
fn a_reconnection_follows_within_minutes_on_a_session_of_the_same_person() {
    let all = records(seed(20_000));
    let mut ends: HashMap<&str, Vec<i64>> = HashMap::new();
    let mut reconnections = 0;
    for record in &all {
        let user = record.user_name.as_deref().unwrap();
        let known = ends.entry(user).or_default();
        if record.is_reconnect == Some(true) {
            reconnections += 1;
            // An attempt to reconnect may have failed before: up to four times, 75 s each.
            let follows = known.iter().any(|end| (0..=90 + 4 * 75).contains(&(start(record) - end)));
            assert!(follows, "{record:?}");
        }
        known.extend(record.connection_end_time.as_deref().map(seconds));
    }
    assert!((600..2_000).contains(&reconnections), "{reconnections}");
}

#[test]
fn days_have_a_rhythm_and_weekends_are_quiet() {
    let all = records(seed(50_000));
    let on = |day: &str| all.iter().filter(|record| record.connection_start_time.starts_with(day)).count();
    assert!(on("2020-04-22") > 4 * on("2020-04-25"), "Wednesday {}, Saturday {}", on("2020-04-22"), on("2020-04-25"));
    // Nine and five in the morning in Shanghai, on a Wednesday.
    assert!(on("2020-04-22T01") > 4 * on("2020-04-22T21"));
}

#[test]
fn the_population_grows_with_the_records_and_some_names_are_awkward() {
    let names = |count| -> HashSet<String> { records(seed(count)).into_iter().filter_map(|it| it.user_name).collect() };
    let (few, many) = (names(1_000), names(100_000));
    assert!((8..40).contains(&few.len()), "{}", few.len());
    assert!((1_000..3_000).contains(&many.len()), "{}", many.len());
    for awkward in ['=', '"', ',', '\u{301}', '😀'] {
        assert!(many.iter().any(|name| name.contains(awkward)), "{awkward}");
    }
    assert!(many.iter().any(|name| name.starts_with(['王', '李'])) && many.contains("jy21@local.com"));
}

#[test]
fn versions_roll_with_the_time() {
    let year = Seed { days: 365, ..seed(5_000) };
    let versions: HashSet<_> = records(year).into_iter().filter_map(|record| record.client_version).collect();
    assert!((5..12).contains(&versions.len()), "{versions:?}");
    assert!(versions.contains("1.8.00005"));
}
