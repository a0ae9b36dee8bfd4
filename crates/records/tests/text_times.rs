//! Times as people write them: none is taken for another one.
#![allow(clippy::unwrap_used, clippy::panic, reason = "a test may stop where it fails, in its helpers too")]

mod support;

use deskledger_records::read::DateOrder;
use support::{in_zone, reported, reported_with};

const HEAD: &str = "connection_start_time,user_name\n";
const TIME: &str = "2020-04-24T03:02:47Z";

fn record(name: &str) -> String {
    format!("{{\"connection_start_time\":\"{TIME}\",\"user_name\":{}}}", serde_json::to_string(name).unwrap())
}

fn records(names: &[&str]) -> Vec<String> {
    names.iter().map(|name| record(name)).collect()
}

#[test]
fn a_time_without_a_zone_names_the_flag_and_with_it_is_the_right_instant() {
    for text in [
        "2020/4/24 11:02:47",
        "2020-04-24 11:02:47",
        "2020年4月24日 11:02:47",
        "43945.460266203705",
        "24 Apr 2020 11:02:47 AM",
    ] {
        for file in
            [format!("{HEAD}{text},a\n"), format!("{{\"connection_start_time\":\"{text}\",\"user_name\":\"a\"}}\n")]
        {
            let found = reported(file.as_bytes());
            let expected = format!(
                "expected a time zone, found none in \"{text}\": give the zone of the file, such as --time-zone Asia/Shanghai"
            );
            assert!(found[0].ends_with(&expected), "{found:?}");
            let (rows, notes) = reported_with(file.as_bytes(), &in_zone("Asia/Shanghai"));
            assert_eq!(rows, records(&["a"]), "{text}");
            assert_eq!(notes, ["times without a time zone were read in Asia/Shanghai"]);
        }
    }
    // A time with its zone is not moved.
    let (rows, notes) = reported_with(format!("{HEAD}{TIME},a\n1587697367,b\n").as_bytes(), &in_zone("Asia/Shanghai"));
    assert_eq!((rows, notes), (records(&["a", "b"]), Vec::new()));
}

#[test]
fn day_and_month_are_not_guessed() {
    let file = format!("{HEAD}4/5/2020 11:02:47,a\n");
    let mut options = in_zone("UTC");
    assert!(reported_with(file.as_bytes(), &options).0[0].contains("give it as --date-order dmy, mdy or ymd"));
    for (order, date) in [(DateOrder::MonthDayYear, "2020-04-05"), (DateOrder::DayMonthYear, "2020-05-04")] {
        options.date_order = Some(order);
        assert_eq!(
            reported_with(file.as_bytes(), &options).0,
            [record("a").replace("2020-04-24T03", &format!("{date}T11"))]
        );
    }
}

#[test]
fn seconds_and_milliseconds_since_1970_are_times_in_every_format() {
    for number in ["1587697367", "1587697367000", "1587697367000000"] {
        assert_eq!(reported(format!("{HEAD}{number},a\n").as_bytes()), records(&["a"]));
        let json = format!("{{\"connection_start_time\":{number},\"user_name\":\"a\"}}\n");
        assert_eq!(reported(json.as_bytes()), records(&["a"]));
        assert_eq!(reported(format!("[{json}]").as_bytes()), records(&["a"]));
    }
    for other in ["5", "158769736", "-1587697367", "1e9"] {
        assert!(reported(format!("{HEAD}{other},a\n").as_bytes())[0].contains("expected a date and time"), "{other}");
    }
}

#[test]
fn an_end_before_its_start_is_a_bad_row() {
    let head = "connection_start_time,connection_end_time\n";
    let found = reported(format!("{head}{TIME},2020-04-24T11:02:46+08:00\n{TIME},{TIME}\n{TIME},\n").as_bytes());
    assert_eq!(
        found[0],
        format!(
            "2: field connection_end_time: expected a time not before connection_start_time ({TIME}), found 2020-04-24T03:02:46Z"
        )
    );
    assert!(found[1..].iter().all(|row| row.starts_with('{')), "{found:?}");
}

/// Each text, and its rows.
#[test]
fn a_zone_is_known_by_its_offset_and_an_abbreviation_is_not_guessed() {
    let zone = in_zone("Asia/Shanghai");
    let at = |text: &str| reported_with(format!("{HEAD}\"{text}\",a\n").as_bytes(), &zone).0[0].clone();
    for text in [
        "2020-04-24T11:02:47+08:00[Asia/Shanghai]",
        "2020-04-24 11:02:47 GMT+8",
        "2020-04-24 03:02:47 UTC",
        "Fri, 24 Apr 2020 03:02:47 GMT",
        "Fri Apr 24 11:02:47 2020",
        "2020-04-24 11:02:47,5",
        "2020/4/24 11:2:47",
    ] {
        assert_eq!(at(text), record("a"), "{text}");
    }
    for zone in ["CST", "EST", "IST"] {
        let expected = format!("expected a time zone as an offset such as +08:00, found \"{zone}\"");
        assert!(at(&format!("2020-04-24 11:02:47 {zone}")).contains(&expected), "{zone}");
    }
    for other in ["2020-04-24T11:02:47[Asia/Shanghai]", "2020-04-24T24:00:00Z", "2020-W17-5", "1,587,697,367", "1.5E9"]
    {
        assert!(at(other).contains("expected a date and time"), "{other}");
    }
}

#[test]
fn a_time_that_contradicts_itself_is_not_one_of_the_times_that_it_names() {
    let zone = in_zone("Asia/Shanghai");
    let at = |text: &str| reported_with(format!("{HEAD}\"{text}\",a\n").as_bytes(), &zone).0[0].clone();
    for text in [
        "2020-04-24 0:02 AM",
        "2020-04-24 13:05 PM",
        "2020/4/24 13:05:00 AM",
        "Mon, 24 Apr 2020 03:02:47 GMT",
        "Monday, April 24, 2020 11:02:47 am",
        "Fri Mon Apr 24 11:02:47 2020",
        "2020-04-24T11:02:47+08:00[Europe/Berlin]",
        "2020-07-24T11:02:47+01:00[Europe/Berlin]",
        "2020-04-24T11:02:47+08:00[Asia/Shanghai][Europe/Berlin]",
    ] {
        let expected = format!("expected a date and time whose parts agree, found \"{text}\"");
        assert!(at(text).ends_with(&expected), "{}", at(text));
    }
    assert!(at("2020-04-24T11:02:47+08:00[no such zone]").contains("found \"no such zone\""));
    for text in [
        "2020-04-24T03:02:47Z[Europe/Berlin]",
        "2020-04-24T05:02:47+02:00[Europe/Berlin]",
        "2020-04-24T11:02:47.5+08:00[GMT+08:00]",
        "2020-04-24T11:02:47+08:00[!Asia/Shanghai][u-ca=iso8601]",
        "Friday 2020-04-24 11:02:47",
        "Fri Apr 24 11:02:47 AM 2020",
    ] {
        assert_eq!(at(text), record("a"), "{text}");
    }
}

#[test]
fn a_time_behind_the_last_one_is_reported_with_the_limit() {
    for text in ["9999-12-31T00:00:00Z", "9999/12/31", "0000-01-01T00:00:00Z", "9999-12-30T23:00:00+00:00"] {
        let limit = "expected a time in the years 1 to 9999, up to 9999-12-30T22:00:00Z";
        let expected = format!("2: field connection_start_time: {limit}, found \"{text}\"");
        assert_eq!(reported_with(format!("{HEAD}{text},a\n").as_bytes(), &in_zone("UTC")).0, [expected]);
    }
}
