//! Dates and times as people write them.

use jiff::civil;
use jiff::tz::Offset;

use crate::read::digits::is_digits;
use crate::read::options::DateOrder;
use crate::read::time_zone::offset_seconds;

const MONTHS: [&str; 12] = [
    "january", "february", "march", "april", "may", "june", "july", "august", "september", "october", "november",
    "december",
];
const WEEKDAYS: [&str; 7] = ["mon", "tue", "wed", "thu", "fri", "sat", "sun"];

/// A time of a text, in seconds.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(in crate::read) enum Time {
    /// Since 1970-01-01T00:00:00Z.
    Instant(i64),
    /// As clocks of a place show it; since 1970-01-01T00:00:00 there.
    Local(i64),
}

/// Why a text is not a time.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Unclear {
    NotATime,
    /// Only the order of its numbers is not known.
    Order,
    /// Its day of the week is not that of its date.
    Contradiction,
    /// It is after the last time that can be counted.
    TooLate,
}

#[derive(Default)]
struct Parts<'t> {
    date: Vec<&'t str>,
    time: Option<&'t str>,
    is_afternoon: Option<bool>,
    offset: Option<i64>,
    /// The days of the week that it names, by their numbers from Monday on.
    weekdays: Vec<usize>,
}

/// Parses `2020/4/24 11:02`, `24.04.2020`, `Apr 24, 2020 11:02:47 AM`, `2020年4月24日 11时2分`, `20200424T110247+0800` and the like.
pub(super) fn parse(text: &str, order: Option<DateOrder>) -> Result<Time, Unclear> {
    // Longer texts are sentences.
    if text.len() > 64 {
        return Err(Unclear::NotATime);
    }
    let text = spaced(text);
    let parts = parts(&text).ok_or(Unclear::NotATime)?;
    let (year, month, day) = date(&parts.date, order)?;
    let (hour, minute, second) = match parts.time {
        Some(time) => time_of_day(time, parts.is_afternoon).ok_or(Unclear::NotATime)?,
        None if parts.is_afternoon.is_some() || parts.offset.is_some() => return Err(Unclear::NotATime),
        None => (0, 0, 0),
    };
    let time = civil::DateTime::new(year, month, day, hour, minute, second, 0).map_err(|_| Unclear::NotATime)?;
    let wall = Offset::UTC.to_timestamp(time).map_err(|_| Unclear::TooLate)?.as_second();
    let weekday = i64::from(time.weekday().to_monday_zero_offset());
    if parts.weekdays.iter().any(|named| i64::try_from(*named) != Ok(weekday)) {
        return Err(Unclear::Contradiction);
    }
    Ok(parts.offset.map_or(Time::Local(wall), |offset| Time::Instant(wall - offset)))
}

/// The text with its Chinese signs replaced, a space in place of the `T` between date and time, and the parts of a compact
/// time apart.
fn spaced(text: &str) -> String {
    let text = text.trim();
    let mut spaced = String::with_capacity(text.len() + 2);
    for (at, letter) in text.char_indices() {
        match letter {
            '年' | '月' => spaced.push('-'),
            '时' | '時' | '点' | '分' | '：' => spaced.push(':'),
            '日' | '号' | '，' => spaced.push(' '),
            '秒' => {}
            ',' if text[at + 1..].starts_with(|next: char| !next.is_ascii_digit()) => spaced.push(' '),
            'T' | 't' if spaced.ends_with(|last: char| last.is_ascii_digit()) => spaced.push(' '),
            letter => spaced.push(letter),
        }
    }
    let spaced = spaced.replace("上午", " AM ").replace("下午", " PM ").replace(": ", " ");
    // 20200424110247
    match spaced.split_at_checked(8) {
        Some((date, time)) if spaced.len() == 14 && is_digits(&spaced) => format!("{date} {time}"),
        _ => spaced.trim_end_matches(':').to_owned(),
    }
}

fn parts(text: &str) -> Option<Parts<'_>> {
    let mut parts = Parts::default();
    for word in text.split_whitespace() {
        let lower = word.to_ascii_lowercase();
        let bare = lower.trim_end_matches('.').replace("a.m", "am").replace("p.m", "pm");
        if let Some(is_afternoon) = meridiem(&bare) {
            set(&mut parts.is_afternoon, is_afternoon)?;
        } else if let Some(weekday) = weekday(&bare) {
            parts.weekdays.push(weekday);
        } else if parts.time.is_some() && offset_seconds(word).is_some() {
            set(&mut parts.offset, offset_seconds(word)?.into())?;
        } else if word.contains(':') || parts.date.len() == 3 && parts.time.is_none() {
            let (time, rest) = word.split_at(
                word.find(|sign: char| !sign.is_ascii_digit() && !":.,".contains(sign)).unwrap_or(word.len()),
            );
            set(&mut parts.time, time)?;
            match meridiem(&rest.to_ascii_lowercase()) {
                Some(is_afternoon) => set(&mut parts.is_afternoon, is_afternoon)?,
                None if rest.is_empty() => {}
                None => set(&mut parts.offset, offset_seconds(rest)?.into())?,
            }
        } else {
            add_date(&mut parts.date, word)?;
        }
    }
    Some(parts)
}

fn set<T>(part: &mut Option<T>, value: T) -> Option<()> {
    part.replace(value).is_none().then_some(())
}

/// The day of the week of a word in small letters, from Monday on.
fn weekday(word: &str) -> Option<usize> {
    WEEKDAYS.iter().position(|day| word == *day || word.starts_with(day) && word.ends_with("day"))
}

/// Whether a word in small letters is that of the afternoon, if it is one of the two.
pub(super) fn meridiem(word: &str) -> Option<bool> {
    match word {
        "am" => Some(false),
        "pm" => Some(true),
        _ => None,
    }
}

/// Adds the parts of a date, which one sign separates.
fn add_date<'t>(date: &mut Vec<&'t str>, word: &'t str) -> Option<()> {
    let separator = word.chars().find(|sign| "/-.".contains(*sign));
    if date.is_empty() && word.len() == 8 && is_digits(word) {
        date.extend([word.get(..4)?, word.get(4..6)?, word.get(6..)?]);
        return Some(());
    }
    match separator {
        // A month may be abbreviated with a dot.
        Some(separator) => date.extend(word.trim_end_matches('.').trim_end_matches('-').split(separator)),
        None => date.push(word),
    }
    (date.len() <= 3).then_some(())
}

/// Year, month and day.
fn date(parts: &[&str], order: Option<DateOrder>) -> Result<(i16, i8, i8), Unclear> {
    let [first, second, third] = *parts else { return Err(Unclear::NotATime) };
    let none = || Unclear::NotATime;
    let (year, month, day) = match (month_name(first), month_name(second)) {
        (Some(month), None) => (third, month, second),
        (None, Some(month)) if first.len() == 4 => (first, month, third),
        (None, Some(month)) => (third, month, first),
        (Some(_), Some(_)) => return Err(none()),
        (None, None) => {
            for part in parts {
                number(part).ok_or_else(none)?;
            }
            let (year, month, day) = match order {
                _ if first.len() == 4 => (first, second, third),
                Some(DateOrder::YearMonthDay) => (first, second, third),
                Some(DateOrder::MonthDayYear) => (third, first, second),
                Some(DateOrder::DayMonthYear) => (third, second, first),
                None if matches!(third.len(), 2 | 4) && first.len() <= 2 && second.len() <= 2 => {
                    return Err(Unclear::Order);
                }
                None => return Err(none()),
            };
            (year, number(month).and_then(|month| month.try_into().ok()).ok_or_else(none)?, day)
        }
    };
    let day = two_digits(day).ok_or_else(none)?;
    let year = match (number(year).ok_or_else(none)?, year.len()) {
        (year, 4) => year,
        // As spreadsheet programs read them.
        (year @ ..=29, 2) => 2000 + year,
        (year, 2) => 1900 + year,
        _ => return Err(none()),
    };
    Ok((year, month, day))
}

fn month_name(word: &str) -> Option<i8> {
    let word = word.trim_end_matches('.').to_ascii_lowercase();
    let index = MONTHS.iter().position(|month| word.starts_with(&month[..3]))?;
    let is_month = word.len() == 3 || word == "sept" || MONTHS.get(index) == Some(&&*word);
    is_month.then(|| i8::try_from(index + 1).ok()).flatten()
}

fn number(digits: &str) -> Option<i16> {
    digits.parse().ok().filter(|_| digits.len() <= 4 && is_digits(digits))
}

fn two_digits(part: &str) -> Option<i8> {
    number(part).filter(|_| part.len() <= 2).and_then(|part| part.try_into().ok())
}

/// Hour, minute and second; a fraction is cut.
fn time_of_day(text: &str, is_afternoon: Option<bool>) -> Option<(i8, i8, i8)> {
    let (whole, fraction) = text.split_once(['.', ',']).map_or((text, None), |(whole, rest)| (whole, Some(rest)));
    let numbers: Vec<&str> = match whole.len() {
        4 if !whole.contains(':') => vec![whole.get(..2)?, whole.get(2..)?],
        6 if !whole.contains(':') => vec![whole.get(..2)?, whole.get(2..4)?, whole.get(4..)?],
        _ => whole.split(':').collect(),
    };
    let is_whole = fraction.is_none_or(|digits| numbers.len() == 3 && !digits.is_empty() && is_digits(digits));
    if !(2..=3).contains(&numbers.len()) || !is_whole {
        return None;
    }
    let mut numbers = numbers.into_iter().map(two_digits);
    let (hour, minute, second) = (numbers.next()??, numbers.next()??, numbers.next().unwrap_or(Some(0))?);
    let hour = match is_afternoon {
        None => hour,
        Some(_) if !(1..=12).contains(&hour) => return None,
        Some(is_afternoon) => hour % 12 + if is_afternoon { 12 } else { 0 },
    };
    Some((hour, minute, second))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn local(text: &str, order: Option<DateOrder>) -> Option<String> {
        let Ok(Time::Local(wall)) = parse(text, order) else { return None };
        Some(jiff::Timestamp::from_second(wall).unwrap().to_string())
    }

    #[test]
    fn the_formats_that_people_write_are_read() {
        for text in [
            "2020/4/24 11:02:47",
            "2020-04-24 11:02:47",
            "2020-04-24T11:02:47.999",
            "2020.04.24 11:02:47",
            " 2020/04/24  11:02:47 AM ",
            "2020年4月24日 11:02:47",
            "2020年4月24日11时02分47秒",
            "2020/4/24 上午 11:02:47",
            "20200424 110247",
            "20200424110247",
            "20200424T110247",
            "24 Apr 2020 11:02:47",
            "24-Apr-2020 11:02:47",
            "Apr 24, 2020 11:02:47 AM",
            "Friday, April 24, 2020 11:02:47 am",
            "24-Apr-20 11:02:47",
        ] {
            assert_eq!(local(text, None).as_deref(), Some("2020-04-24T11:02:47Z"), "{text}");
        }
        assert_eq!(local("2020/4/24 11:02 PM", None).as_deref(), Some("2020-04-24T23:02:00Z"));
        assert_eq!(local("2020/4/24 12:02 AM", None).as_deref(), Some("2020-04-24T00:02:00Z"));
        assert_eq!(local("2020/4/24", None).as_deref(), Some("2020-04-24T00:00:00Z"));
        let seconds = 1_587_697_367;
        for text in
            ["2020/4/24 11:02:47 +0800", "2020/4/24 11:02:47+08:00", "2020/4/24 3:02:47 UTC", "2020/4/24 03:02:47Z"]
        {
            assert_eq!(parse(text, None), Ok(Time::Instant(seconds)), "{text}");
        }
    }

    #[test]
    fn day_and_month_are_never_guessed() {
        let at = Some("2020-05-04T11:02:00Z".to_owned());
        for text in ["4/5/2020 11:02", "4.5.2020 11:02", "4-5-2020 11:02", "4/5/20 11:02"] {
            assert_eq!(parse(text, None), Err(Unclear::Order), "{text}");
            assert_eq!(local(text, Some(DateOrder::DayMonthYear)), at, "{text}");
        }
        assert_eq!(local("5/4/2020 11:02", Some(DateOrder::MonthDayYear)), at);
        assert_eq!(local("20/5/4 11:02", Some(DateOrder::YearMonthDay)), at);
        assert_eq!(local("24/4/2020", Some(DateOrder::MonthDayYear)), None);
        assert_eq!(local("2020/5/4 11:02", Some(DateOrder::DayMonthYear)), at);
    }

    #[test]
    fn what_is_not_a_time_is_not_taken_for_one() {
        for text in [
            "", "soon", "2020", "2020/4", "2020/4/24/5", "2020/13/1", "2020/2/30", "2020/4/24 25:00",
            "2020/4/24 11:60", "2020/4/24 13:00 PM", "2020/4/24 11", "2020-4/24", "11:02", "Total", "a/b/c",
            "2020/4/24 11:02 x", "10.0.0.5", "1/2/3", "2020/4/24 11:02:47:5", "2020/4/24 AM", "2020/4/24 11:02 11:02",
            "May", "march 2020", "2020-04-24 +08:00", "123456789",
        ] {
            assert_eq!(parse(text, None), Err(Unclear::NotATime), "{text}");
        }
    }
}
