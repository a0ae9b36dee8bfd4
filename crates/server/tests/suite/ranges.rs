//! Selection by time.

use deskledger::ExportConnectionRecords;
use deskledger_server::{Filter, Store};

use super::{column, import, record};

pub(crate) fn a_range_takes_its_first_second_and_leaves_its_last_minute(store: &Store) {
    let times = ["2020-04-13T01:58:59Z", "2020-04-13T01:59:00Z", "2020-04-30T02:19:59Z", "2020-04-30T02:20:00Z"];
    import(store, "p", &times.map(|time| record(time, time)));
    let request = ExportConnectionRecords {
        project_id: "p".into(),
        start_time: Some("2020-04-13T01:59Z".into()),
        end_time: Some("2020-04-30T02:20Z".into()),
        user_name: Some(String::new()),
        ..Default::default()
    };
    assert_eq!(column(store, &Filter::from(&request), "connection_start_time"), times[1..3]);
    assert_eq!(store.count(Filter::from(&request)).unwrap(), 2);
}

pub(crate) fn a_range_near_the_first_or_the_last_year_selects_no_other_record(store: &Store) {
    let [former, latter] = ["2020-04-13T01:59:00Z", "2027-04-13T01:59:00Z"];
    import(store, "p", &[record("a", former), record("b", latter)]);
    let ranges = [
        (former, "0000-01-01T00:00Z", "2021-01-01T00:00Z"),
        (latter, "2026-01-01T00:00Z", "9999-12-31T23:59Z"),
        (latter, "2026-01-01T00:00Z", "9999-12-30T22:00Z"),
    ];
    let filter = |start: &str, end: &str| {
        let range = deskledger::TimeRange::new(start.parse().unwrap(), end.parse().unwrap()).unwrap();
        Filter { time_range: Some(range), ..Filter::project("p") }
    };
    for (expected, start, end) in ranges {
        let filter = filter(start, end);
        assert_eq!(column(store, &filter, "connection_start_time"), [expected], "{start} {end}");
        assert_eq!(store.count(&filter).unwrap(), 1, "{start} {end}");
    }
    let all = filter("0000-01-01T00:00Z", "9999-12-31T23:59Z");
    assert_eq!(store.count(&all).unwrap(), 2);
    for (_, start, end) in &ranges[..2] {
        assert_eq!(store.remove(&filter(start, end), 100).unwrap(), 1, "{start} {end}");
    }
    assert_eq!(store.count(Filter::project("p")).unwrap(), 0);
}
