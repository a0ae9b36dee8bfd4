//! Meanings of the values of a Parquet column, by its logical type.

use deskledger::ColumnKind;
use half::f16;
use num_bigint::{BigInt, Sign};
use parquet::basic::{ConvertedType, LogicalType, TimeUnit, Type as Physical};
use parquet::data_type::{ByteArray, Int96};
use parquet::schema::types::ColumnDescriptor;

use crate::message::{Message, Part, shown};
use crate::messages;
use crate::read::cells::Cell;
use crate::read::dates::{Dates, day};
use crate::read::row::Field;

/// Bytes of a decimal number at most: 150 digits.
const MAX_DECIMAL: usize = 64;

/// Precision in digits of a number in JSON and in a spreadsheet program.
const KEPT_DIGITS: usize = 15;

/// Meaning of the values of a column.
#[derive(Clone, Copy, Debug)]
pub(super) enum Meaning {
    Plain,
    Unsigned32,
    Unsigned64,
    /// Points in time, so many units a second; local times where they are not adjusted to UTC.
    Timestamp(i64, bool),
    Date,
    /// A time of day, so many units a second.
    TimeOfDay(i64),
    Decimal(i32),
    Text,
    Uuid,
    Float16,
}

impl Meaning {
    /// That of a column, or what its type is where it is not read here.
    pub(super) fn of(column: &ColumnDescriptor) -> Result<Self, Part> {
        match column.logical_type_ref() {
            Some(logical) => Self::of_logical(logical),
            None => Self::of_converted(column),
        }
    }

    fn of_logical(logical: &LogicalType) -> Result<Self, Part> {
        Ok(match logical {
            LogicalType::String | LogicalType::Enum | LogicalType::Json => Self::Text,
            LogicalType::Decimal(decimal) => Self::Decimal(decimal.scale),
            LogicalType::Date => Self::Date,
            LogicalType::Time(time) => Self::TimeOfDay(per_second(&time.unit)),
            LogicalType::Timestamp(time) => Self::Timestamp(per_second(&time.unit), time.is_adjusted_to_u_t_c),
            LogicalType::Integer(int) if int.is_signed => Self::Plain,
            LogicalType::Integer(int) if int.bit_width == 64 => Self::Unsigned64,
            LogicalType::Integer(_) => Self::Unsigned32,
            LogicalType::Unknown => Self::Plain,
            LogicalType::Uuid => Self::Uuid,
            LogicalType::Float16 => Self::Float16,
            _ => return Err(messages::unknown_type),
        })
    }

    fn of_converted(column: &ColumnDescriptor) -> Result<Self, Part> {
        Ok(match column.converted_type() {
            ConvertedType::UTF8 | ConvertedType::ENUM | ConvertedType::JSON => Self::Text,
            ConvertedType::DECIMAL => Self::Decimal(column.type_scale()),
            ConvertedType::DATE => Self::Date,
            ConvertedType::TIME_MILLIS => Self::TimeOfDay(1000),
            ConvertedType::TIME_MICROS => Self::TimeOfDay(1_000_000),
            ConvertedType::TIMESTAMP_MILLIS => Self::Timestamp(1000, true),
            ConvertedType::TIMESTAMP_MICROS => Self::Timestamp(1_000_000, true),
            ConvertedType::UINT_8 | ConvertedType::UINT_16 | ConvertedType::UINT_32 => Self::Unsigned32,
            ConvertedType::UINT_64 => Self::Unsigned64,
            ConvertedType::INTERVAL => return Err(messages::duration),
            ConvertedType::BSON => return Err(messages::unknown_type),
            _ if column.physical_type() == Physical::FIXED_LEN_BYTE_ARRAY => return Err(messages::fixed_bytes),
            // Some programs do not say that bytes are text.
            _ if column.physical_type() == Physical::BYTE_ARRAY => Self::Text,
            _ => Self::Plain,
        })
    }

    /// A whole number, or what it stands for.
    pub(super) fn whole(self, value: i64) -> Cell {
        match self {
            Self::Unsigned32 => Cell::Int(i64::from(value as u32)),
            Self::Unsigned64 if value < 0 => Cell::Decimal(value.cast_unsigned().to_string()),
            Self::Timestamp(units, true) => instant(value.div_euclid(units)),
            Self::Timestamp(units, false) => Cell::Local(value.div_euclid(units)),
            Self::Date => Cell::Local(value.saturating_mul(86_400)),
            Self::TimeOfDay(units) => Cell::special(clock(value, units), messages::time_of_day()),
            Self::Decimal(scale) => decimal(&value.to_be_bytes(), scale),
            _ => Cell::Int(value),
        }
    }

    /// Bytes, or what they stand for.
    pub(super) fn bytes(self, value: &ByteArray) -> Cell {
        let bytes = value.data();
        match (self, bytes) {
            (Self::Decimal(scale), _) => decimal(bytes, scale),
            (Self::Uuid, _) if bytes.len() == 16 => Cell::Untyped(uuid(bytes)),
            (Self::Float16, [low, high]) => number(f16::from_le_bytes([*low, *high]).into()),
            _ => match str::from_utf8(bytes) {
                Ok(text) => Cell::Untyped(text.to_owned()),
                Err(_) => Cell::other(messages::no_text()),
            },
        }
    }
}

fn per_second(unit: &TimeUnit) -> i64 {
    match unit {
        TimeUnit::MILLIS => 1000,
        TimeUnit::MICROS => 1_000_000,
        TimeUnit::NANOS => 1_000_000_000,
    }
}

/// A point in time of the older kind.
pub(super) fn int96(value: Int96) -> Cell {
    instant(value.to_millis().div_euclid(1000))
}

/// Tables of numbers with gaps have numbers that are none in their place.
pub(super) fn number(value: f64) -> Cell {
    if value.is_nan() { Cell::Absent } else { Cell::Number(value) }
}

/// The value of a column of the document. A day in a column of text is spelled as in one that the document does not define.
pub(super) fn known(kind: Option<ColumnKind>, value: Cell, meaning: Meaning, dates: &Dates) -> Cell {
    match &value {
        Cell::Local(wall) if kind == Some(ColumnKind::Text) => {
            match unknown("", Cell::Local(*wall), meaning, dates) {
                Ok(Some(Field::Text(text))) => Cell::Text(text),
                // Reported with the other values of the row.
                _ => value,
            }
        }
        _ => value,
    }
}

/// The value of a column that the document does not define; none where it is empty.
pub(super) fn unknown(name: &str, value: Cell, meaning: Meaning, dates: &Dates) -> Result<Option<Field>, Message> {
    Ok(Some(match value {
        Cell::Absent => return Ok(None),
        Cell::Untyped(text) | Cell::Text(text) if text.is_empty() => return Ok(None),
        Cell::Untyped(text) | Cell::Text(text) => Field::Text(text),
        Cell::Special(special) => Field::Text(special.0),
        Cell::Int(number) => Field::Int(number),
        Cell::Number(number) if number.is_finite() => Field::Number(number),
        Cell::Number(number) => Field::Text(if number > 0.0 { "Infinity" } else { "-Infinity" }.to_owned()),
        Cell::Boolean(value) => Field::Boolean(value),
        Cell::Decimal(text) => decimal_field(text),
        Cell::Local(wall) if matches!(meaning, Meaning::Date) && dates.zone().is_some() => {
            Field::Text(day(wall).ok_or_else(|| messages::text_or_number(shown(name), messages::no_year()))?)
        }
        Cell::Local(wall) => match dates.local(wall) {
            Ok(time) => Field::Text(time.to_string()),
            Err(why) => return Err(messages::text_or_number(shown(name), why.unwrap_or_else(messages::no_year))),
        },
        Cell::Other(what) => return Err(messages::text_or_number(shown(name), *what)),
    }))
}

fn instant(seconds: i64) -> Cell {
    Cell::instant(seconds).unwrap_or_else(|| Cell::other(messages::no_year()))
}

/// A number if it has no more digits than that, else the digits as text.
fn decimal_field(text: String) -> Field {
    if !text.contains('.')
        && let Ok(number) = text.parse()
    {
        return Field::Int(number);
    }
    let digits = text.bytes().filter(u8::is_ascii_digit).skip_while(|digit| *digit == b'0').count();
    match text.parse() {
        Ok(number) if digits <= KEPT_DIGITS => Field::Number(number),
        _ => Field::Text(text),
    }
}

/// The number of a whole number in two's complement, the highest byte first, over a power of ten.
fn decimal(bytes: &[u8], scale: i32) -> Cell {
    let is_readable = |scale: &usize| *scale <= 3 * MAX_DECIMAL && bytes.len() <= MAX_DECIMAL;
    let scale = usize::try_from(scale).ok().filter(is_readable);
    let Some(scale) = scale else { return Cell::other(messages::unknown_type()) };
    let number = BigInt::from_signed_bytes_be(bytes);
    let sign = if number.sign() == Sign::Minus { "-" } else { "" };
    let mut text = format!("{sign}{:0>width$}", number.magnitude(), width = scale + 1);
    if scale > 0 {
        text.insert(text.len() - scale, '.');
    }
    Cell::Decimal(text)
}

/// A time of day with the fraction that it has.
fn clock(value: i64, units: i64) -> String {
    let (seconds, fraction) = (value.div_euclid(units), value.rem_euclid(units));
    let (hours, minutes, seconds) = (seconds.div_euclid(3600), seconds.rem_euclid(3600) / 60, seconds.rem_euclid(60));
    let clock = format!("{hours:02}:{minutes:02}:{seconds:02}");
    if fraction == 0 {
        return clock;
    }
    let width = units.ilog10() as usize;
    format!("{clock}.{}", format!("{fraction:0width$}").trim_end_matches('0'))
}

fn uuid(bytes: &[u8]) -> String {
    let digits: String = bytes.iter().map(|byte| format!("{byte:02x}")).collect();
    [0..8, 8..12, 12..16, 16..20, 20..32].map(|part| digits.get(part).unwrap_or_default()).join("-")
}

#[cfg(test)]
mod tests {
    use super::*;

    fn text(bytes: &[u8], scale: i32) -> String {
        match decimal(bytes, scale) {
            Cell::Decimal(text) => text,
            other => format!("{other:?}"),
        }
    }

    #[test]
    fn a_decimal_keeps_all_its_digits_in_every_width() {
        assert_eq!(text(&[0x64], 2), "1.00");
        assert_eq!(text(&[0xfb], 2), "-0.05");
        assert_eq!(text(&[], 2), "0.00");
        assert_eq!(text(&[0, 0, 0x30, 0x39], 0), "12345");
        assert_eq!(text(&i64::MIN.to_be_bytes(), 3), "-9223372036854775.808");
        assert_eq!(text(&i128::MAX.to_be_bytes(), 10), "17014118346046923173168730371.5884105727");
        assert_eq!(text(&[0x80], 0), "-128");
        assert_eq!(decimal_field("1.25".into()), Field::Number(1.25));
        assert_eq!(decimal_field("-7".into()), Field::Int(-7));
        assert_eq!(decimal_field("0.0000000000000001".into()), Field::Number(1e-16));
        let long = "12345678901234567.89";
        assert_eq!(decimal_field(long.into()), Field::Text(long.into()));
        assert!(matches!(decimal(&[1; 65], 0), Cell::Other(_)) && matches!(decimal(&[1], -1), Cell::Other(_)));
    }

    #[test]
    fn times_of_day_have_the_fraction_of_their_unit() {
        assert_eq!(clock(11_045_500, 1000), "03:04:05.5");
        assert_eq!(clock(11_045_000_000_001, 1_000_000_000), "03:04:05.000000001");
        assert_eq!(clock(86_399_000_000, 1_000_000), "23:59:59");
    }

    #[test]
    fn small_numbers_and_identifiers_are_themselves() {
        let half = |bits: u16| Meaning::Float16.bytes(&bits.to_le_bytes().to_vec().into());
        let numbers = [1.0, -2.0, 2_f64.powi(-24), 65504.0, f64::INFINITY].map(Cell::Number);
        assert_eq!([0x3c00, 0xc000, 0x0001, 0x7bff, 0x7c00].map(half), numbers);
        assert_eq!(half(0x7e00), Cell::Absent);
        assert_eq!(uuid(&(0..16).collect::<Vec<u8>>()), "00010203-0405-0607-0809-0a0b0c0d0e0f");
    }
}
