//! Rules over more than one parameter. Each value comes with where it stands and whether it is there.

use std::fmt::Display;

use serde_json::Value;

use super::expected::Expected;
use super::location::Location;
use super::rule::Verdict;
use super::violation::{Violation, Violations};
use crate::{list, messages};

/// All of the values are there, or none: each that is missing is reported.
pub fn all_or_none(values: &[(Location, bool)], line: u32, verdict: &mut impl Verdict) {
    let given = || values.iter().find(|(_, is_given)| *is_given);
    verdict.rule(
        || given().is_none() || values.iter().all(|(_, is_given)| *is_given),
        |out| {
            if let Some((given, _)) = given() {
                missing("all_or_none", given.name, values, line, out);
            }
        },
    );
}

/// At least one of the values is there.
pub fn at_least_one(values: &[(Location, bool)], line: u32, verdict: &mut impl Verdict) {
    let is_valid = || values.iter().any(|(_, is_given)| *is_given);
    verdict.rule(is_valid, |out| {
        if let Some((first, _)) = values.first().filter(|_| !is_valid()) {
            let names: Vec<&str> = values.iter().map(|(at, _)| at.name).collect();
            let expected = Expected::from(messages::a_value_of(list::names(&names))).limit(names);
            out.push(Violation::hidden(Location { line, ..*first }, "at_least_one", expected));
        }
    });
}

/// If the first value is present, all others are.
pub fn requires((at, is_given): (Location, bool), needs: &[(Location, bool)], line: u32, verdict: &mut impl Verdict) {
    verdict.rule(
        || !is_given || needs.iter().all(|(_, is_given)| *is_given),
        |out| {
            if is_given {
                missing("requires", at.name, needs, line, out);
            }
        },
    );
}

/// The first value is not above the second, where both are there.
pub fn ordered<V: PartialOrd + Display + ?Sized>(
    (low, from): (Location, Option<&V>),
    (high, to): (Location, Option<&V>),
    line: u32,
    verdict: &mut impl Verdict,
) {
    let (Some(from), Some(to)) = (from, to) else { return };
    let is_above = from > to;
    verdict.rule(
        || !is_above,
        |out| {
            if is_above && !out.contains(low) && !out.contains(high) {
                let expected = messages::not_below(low.name, Value::from(from.to_string()));
                out.push(Violation::new(Location { line, ..high }, "ordered", expected, &to.to_string()));
            }
        },
    );
}

fn missing(rule: &'static str, given: &'static str, values: &[(Location, bool)], line: u32, out: &mut Violations) {
    // A value that was sent but is invalid is not missing.
    let is_reported = |at: &Location| out.contains(*at);
    let missing: Vec<Location> =
        values.iter().filter(|(at, is_given)| !is_given && !is_reported(at)).map(|(at, _)| *at).collect();
    for at in missing {
        out.push(Violation::hidden(Location { line, ..at }, rule, messages::a_value_beside(given)));
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::validate::checker::Both;
    use crate::validate::location::ParameterIn;

    const fn at(name: &'static str) -> Location {
        Location { place: ParameterIn::Query, name, line: 1 }
    }

    fn reported(run: impl FnOnce(&mut Both)) -> Vec<String> {
        let mut out = Both::default();
        run(&mut out);
        out.0.iter().map(|one| format!("{} {}", one.name, one.message())).collect()
    }

    #[test]
    fn half_of_a_pair_is_not_sent() {
        let all = |values: [bool; 3]| {
            let values = [(at("a"), values[0]), (at("b"), values[1]), (at("c"), values[2])];
            reported(|out| all_or_none(&values, 7, out))
        };
        assert_eq!(all([false; 3]), [""; 0]);
        assert_eq!(all([true; 3]), [""; 0]);
        assert_eq!(all([true, false, true]), ["b expected a value, because a is given; found none"]);
        assert_eq!(all([false, false, true]).len(), 2);
    }

    #[test]
    fn a_request_without_any_of_its_filters_is_not_sent() {
        let none = reported(|out| at_least_one(&[(at("a"), false), (at("b"), false)], 7, out));
        assert_eq!(none, ["a expected a value of at least one of a, b, found none"]);
        assert_eq!(reported(|out| at_least_one(&[(at("a"), false), (at("b"), true)], 7, out)), [""; 0]);
    }

    #[test]
    fn a_value_without_the_one_that_it_needs_is_not_sent() {
        let found = |given, need| reported(|out| requires((at("a"), given), &[(at("b"), need)], 7, out));
        assert_eq!(found(true, false), ["b expected a value, because a is given; found none"]);
        assert_eq!(found(true, true), [""; 0]);
        assert_eq!(found(false, false), [""; 0]);
    }

    #[test]
    fn a_range_backwards_is_not_sent() {
        let found = |low: Option<&i64>, high| reported(|out| ordered((at("a"), low), (at("b"), high), 7, out));
        assert_eq!(found(Some(&2), Some(&1)), ["b expected a value that is not below a 2, found \"1\""]);
        assert_eq!(found(Some(&1), Some(&1)), [""; 0]);
        assert_eq!(found(Some(&2), None), [""; 0]);
    }
}
