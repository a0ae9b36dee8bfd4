//! The values of a column that have not been encoded yet.

use std::io;

use deskledger::{ColumnKind, DateTime, Value};
use parquet::schema::types::ColumnDescPtr;

use super::texts::Texts;
use crate::message::Part;
use crate::messages;
use crate::write::layout::Column;

pub(super) struct Gathered {
    column: Column,
    pub(super) descriptor: ColumnDescPtr,
    pub(super) values: Values,
    day: Day,
    /// 1 where a row has a value, 0 where it has none; empty for a column that always has one.
    levels: Vec<i16>,
}

pub(super) enum Values {
    Text(Texts),
    Int(Vec<i64>),
    Number(Vec<f64>),
    Boolean(Vec<bool>),
}

impl Gathered {
    pub(super) fn new(column: &Column, descriptor: ColumnDescPtr) -> Self {
        let values = match column.kind {
            ColumnKind::Instant | ColumnKind::Int => Values::Int(Vec::new()),
            ColumnKind::Number => Values::Number(Vec::new()),
            ColumnKind::Boolean => Values::Boolean(Vec::new()),
            _ => Values::Text(Texts::new()),
        };
        Self { column: column.clone(), descriptor, values, day: Day::default(), levels: Vec::new() }
    }

    pub(super) fn kind(&self) -> ColumnKind {
        self.column.kind
    }

    pub(super) fn levels(&self) -> Option<&[i16]> {
        (!self.column.required).then_some(&self.levels)
    }

    /// Adds a value; returns its length.
    pub(super) fn add(&mut self, value: Value<'_>) -> io::Result<usize> {
        if value == Value::Absent && !self.column.required {
            self.levels.push(0);
            return Ok(0);
        }
        let length = match (&mut self.values, value) {
            (Values::Text(texts), value) => match value {
                Value::Text(text) => texts.push(text),
                Value::Int(number) => texts.push(&number.to_string()),
                Value::Number(number) => texts.push(&number.to_string()),
                Value::Boolean(yes) => texts.push(&yes.to_string()),
                _ => texts.push(""),
            },
            (Values::Int(values), Value::Int(number)) => {
                values.push(number);
                8
            }
            (Values::Int(values), Value::Text(text)) if self.column.kind == ColumnKind::Instant => {
                let seconds = self.day.seconds(text);
                values.push(seconds.ok_or_else(|| self.column.refuses(messages::date_and_time))? * 1000);
                8
            }
            (Values::Number(values), Value::Number(number)) => {
                values.push(number);
                8
            }
            (Values::Boolean(values), Value::Boolean(yes)) => {
                values.push(yes);
                1
            }
            _ => return Err(self.column.refuses(messages::of_its_type)),
        };
        if !self.column.required {
            self.levels.push(1);
        }
        Ok(length)
    }

    /// Clears the values and retains their memory.
    pub(super) fn clear(&mut self) {
        self.levels.clear();
        match &mut self.values {
            Values::Text(texts) => texts.clear(),
            Values::Int(values) => values.clear(),
            Values::Number(values) => values.clear(),
            Values::Boolean(values) => values.clear(),
        }
    }
}

/// The day of the time before, and its start: most times are on the same day, and the parser takes longer.
#[derive(Default)]
struct Day(String, i64);

impl Day {
    /// Seconds since 1970 of a time.
    fn seconds(&mut self, text: &str) -> Option<i64> {
        let (day, clock) = text.split_at_checked(11).unwrap_or_default();
        let clock = clock_seconds(clock);
        if let Some(clock) = clock.filter(|_| day == self.0) {
            return Some(self.1 + clock);
        }
        let time = text.parse::<DateTime>().ok()?.unix_seconds();
        // The last day that times have is shorter.
        if let Some(start) = clock.map(|clock| time - clock)
            && DateTime::from_unix_seconds(start + 86_399).is_some()
        {
            *self = Self(day.to_owned(), start);
        }
        Some(time)
    }
}

/// Seconds of a clock in UTC such as `03:02:47Z`, without leap seconds.
fn clock_seconds(clock: &str) -> Option<i64> {
    let [h, i, b':', k, l, b':', s, t, b'Z'] = *clock.as_bytes() else { return None };
    let number = |tens: u8, ones: u8| {
        (tens.is_ascii_digit() && ones.is_ascii_digit()).then(|| i64::from(tens - b'0') * 10 + i64::from(ones - b'0'))
    };
    let (hour, minute, second) = (number(h, i)?, number(k, l)?, number(s, t)?);
    (hour < 24 && minute < 60 && second < 60).then_some(hour * 3600 + minute * 60 + second)
}

impl Column {
    fn refuses(&self, expected: Part) -> io::Error {
        messages::column_holds(self.name.as_str(), expected).into()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_time_does_not_depend_on_the_day_of_the_one_before() {
        let days =
            ["2020-04-24T", "1969-12-31T", "2016-12-31t", "0001-01-01T", "0000-12-31T", "9999-12-30T", "9999-12-31T"];
        let clocks = [
            "00:00:00Z", "23:59:59Z", "21:59:59Z", "23:59:60Z", "24:00:00Z", "03:60:00Z", "03:02:4:Z", "03:02:47z",
            "03:02:47+08:00", "03:02:47.5Z", "03:02Z", "",
        ];
        let mut day = Day::default();
        for text in
            days.iter().flat_map(|day| clocks.map(|clock| format!("{day}{clock}"))).chain(["\u{661}".repeat(10)])
        {
            for _ in 0..2 {
                assert_eq!(day.seconds(&text), text.parse().ok().map(DateTime::unix_seconds), "{text}");
            }
        }
        assert_eq!(day.0, "0001-01-01T");
    }
}
