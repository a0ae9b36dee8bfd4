use std::borrow::Borrow;

use super::location::{Location, SourceLines};
use super::rule::{Field, Rule, Verdict};
use super::violation::{Violation, Violations};
use crate::constraint::unique::{Comparable, are_unique};
use crate::messages;

/// Rule for a list of values of one kind.
#[derive(Clone, Copy, Debug, Default)]
pub struct List<R> {
    /// Fewest items.
    pub min: usize,
    /// Most items.
    pub max: Option<usize>,
    /// Whether no item may stand twice.
    pub unique: bool,
    /// Rule for each item.
    pub item: R,
    /// Positions of the keywords.
    pub lines: SourceLines,
}

impl<R: Rule> List<R>
where
    R::Value: Comparable,
{
    /// Adds every violation of the list and of its items to `out`.
    pub fn collect<V: Borrow<R::Value>>(&self, at: Location, values: &[V], out: &mut Violations) {
        let found = values.len().to_string();
        if values.len() < self.min {
            let expected = messages::at_least_items(self.min);
            out.push(Violation::new(self.lines.of("minItems", at), "minItems", expected, &found));
        }
        if let Some(max) = self.max.filter(|max| values.len() > *max) {
            out.push(Violation::new(self.lines.of("maxItems", at), "maxItems", messages::at_most_items(max), &found));
            return;
        }
        if self.unique && !are_unique(values) {
            out.push(Violation::hidden(self.lines.of("uniqueItems", at), "uniqueItems", messages::no_item_twice()));
        }
        values.iter().for_each(|value| self.item.collect(at, value.borrow(), out));
    }

    fn is_valid<V: Borrow<R::Value>>(&self, at: Location, values: &[V]) -> bool {
        values.len() >= self.min
            && self.max.is_none_or(|max| values.len() <= max)
            && (!self.unique || are_unique(values))
            && values.iter().all(|value| self.item.is_valid(at, value.borrow()))
    }
}

impl<R: Rule> Field<List<R>>
where
    R::Value: Comparable,
{
    /// Checks a list that must be there: on the wire an empty one is absent.
    pub fn check_list<V: Borrow<R::Value>>(&self, values: &[V], verdict: &mut impl Verdict) {
        verdict.rule(
            || !values.is_empty() && self.rule.is_valid(self.at, values),
            |out| match values {
                _ if out.contains(self.at) => {}
                [] => out.push(Violation::hidden(self.at, "required", messages::an_item())),
                _ => self.rule.collect(self.at, values, out),
            },
        );
    }

    /// Checks a list that may be absent, which is what an empty one is.
    pub fn check_optional_list<V: Borrow<R::Value>>(&self, values: &[V], verdict: &mut impl Verdict) {
        if !values.is_empty() {
            self.check_list(values, verdict);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::validate::checker::{Both, Rules, check};
    use crate::validate::location::ParameterIn;
    use crate::validate::text::Text;

    #[test]
    fn a_list_too_long_or_with_a_repeated_item_is_not_sent() {
        let rule = List {
            min: 1,
            max: Some(3),
            unique: true,
            item: Text { max: Some(2), ..Text::default() },
            lines: SourceLines::default(),
        };
        let broken = |values: &[&str]| {
            let values: Vec<String> = values.iter().map(|value| value.to_string()).collect();
            let (at, mut out) = (Location { place: ParameterIn::Query, name: "x", line: 1 }, Violations::new());
            rule.collect(at, &values, &mut out);
            assert_eq!(rule.is_valid(at, &values), out.is_empty());
            out.iter().map(|violation| violation.rule).collect::<Vec<_>>()
        };
        assert_eq!(broken(&["a", "b", "c"]), [""; 0]);
        assert_eq!(broken(&[]), ["minItems"]);
        assert_eq!(broken(&["a", "b", "c", "d"]), ["maxItems"]);
        assert_eq!(broken(&["a", "a"]), ["uniqueItems"]);
        assert_eq!(broken(&["abc"]), ["maxLength"]);
    }

    fn two() -> Field<List<Text>> {
        let (place, lines) = (ParameterIn::Query, SourceLines(&[("maxItems", 6), ("minItems", 7)]));
        let rule = List { min: 2, lines, ..List::default() };
        Field { at: Location { place, name: "x", line: 1 }, empty_is_absent: false, rule }
    }

    /// Two lists, each of at least two items.
    struct Lists([&'static [&'static str]; 2]);

    impl Rules for Lists {
        fn rules(&self, verdict: &mut impl Verdict) {
            self.0.iter().for_each(|values| two().check_list(values, verdict));
        }
    }

    #[test]
    fn an_empty_list_is_an_absent_one_and_what_is_reported_is_not_reported_again() {
        let found = |values: &[&str], is_optional: bool| {
            let mut both = Both::default();
            match is_optional {
                true => two().check_optional_list(values, &mut both),
                false => two().check_list(values, &mut both),
            }
            both.0.iter().map(|one| (one.rule, one.line)).collect::<Vec<_>>()
        };
        assert_eq!((found(&[], false), found(&[], true)), (vec![("required", 1)], vec![]));
        assert_eq!((found(&["a"], false), found(&["a"], true)), (vec![("minItems", 7)], vec![("minItems", 7)]));
        assert_eq!(found(&["a", "b"], false), []);
        let mut out = Violations::new();
        two().check_list(&["a"], &mut out);
        two().check_list(&["a"], &mut out);
        assert_eq!(out.iter().count(), 1);
    }

    #[test]
    fn one_valid_list_does_not_excuse_another() {
        let verdict = |lists| check(&Lists(lists)).is_ok();
        assert!(verdict([&["a", "b"], &["c", "d"]]));
        assert!(!verdict([&["a"], &["c", "d"]]) && !verdict([&["a", "b"], &["c"]]));
    }
}
