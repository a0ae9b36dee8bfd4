//! The rule of the time range, both ways.

#![allow(clippy::unwrap_used, reason = "a test stops where it fails")]

use deskledger::TimeRange;
use deskledger::runtime::{BytePattern, Field, Location, Minute, ParameterIn, Rule, Text, Verdict, Violations};

/// Evaluates a rule both ways, which have to agree.
#[derive(Default)]
struct Both(Violations);

impl Verdict for Both {
    fn field<R: Rule>(&mut self, field: &Field<R>, value: &R::Value) {
        self.rule(|| field.rule.is_valid(field.at, value), |out| out.field(field, value));
    }

    fn rule(&mut self, is_valid: impl FnOnce() -> bool, collect: impl FnOnce(&mut Violations)) {
        let before = self.0.iter().count();
        collect(&mut self.0);
        assert_eq!(is_valid(), self.0.iter().count() == before, "{}", self.0);
    }
}

#[test]
fn what_is_known_of_the_texts_of_minutes_is_so() {
    // Their order is that of the minutes, and all of them have the pattern that is not looked for again.
    let form = BytePattern::new(
        &[b"09", b"--", b"TT", b"::", b"ZZ"],
        b"\x01\x01\x01\x01\x02\x01\x01\x02\x01\x01\x04\x01\x01\x08\x01\x01\x10",
        0,
        17,
        17,
    );
    let field = |name| Field {
        at: Location { place: ParameterIn::Query, name, line: 1 },
        empty_is_absent: true,
        rule: Text { format: Some(Minute::FORMAT), ..Text::default() },
    };
    let (start, end) = (field("start"), field("end"));
    let minutes: Vec<String> = (0..400_u32)
        .map(|step| {
            format!(
                "{:04}-{:02}-{:02}T{:02}:{:02}Z",
                step * 7919 % 10_000,
                step % 12 + 1,
                step % 28 + 1,
                step % 24,
                step * 7 % 60
            )
        })
        .collect();
    assert!(minutes.iter().all(|minute| form.is_match(minute) && minute.parse::<Minute>().is_ok()));
    for one in &minutes {
        for other in minutes.iter().map(|other| Some(other.as_str())).step_by(7).chain([None, Some("")]) {
            TimeRange::check((&start, Some(one)), (&end, other), 1, &mut Both::default());
            TimeRange::check((&start, other), (&end, Some(one)), 1, &mut Both::default());
            TimeRange::check((&start, other), (&end, None), 1, &mut Both::default());
        }
    }
}
