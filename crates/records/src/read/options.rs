//! Options for reading a file, where its content is ambiguous.

use std::str::FromStr;

use encoding_rs::{Encoding, UTF_8};

use super::limits::Limits;
use super::time_zone::TimeZone;
use crate::message::{Message, shown};
use crate::messages;

/// Limits, and what overrides the detection of encoding, delimiter, date order and time zone.
///
/// ```
/// use deskledger_records::read::{DateOrder, Options, Position, Row, Source, read};
/// use deskledger_records::Message;
/// # use std::ops::ControlFlow;
/// let mut options = Options::default();
/// options.date_order = Some(DateOrder::DayMonthYear);
/// options.time_zone = Some("Asia/Shanghai".parse()?);
/// let file = "开始连接时间,连接用户\n24/4/2020 11:02:47,jy01@local.com\n";
/// read(Source::stream(file.as_bytes()), &options, &mut |_: &Position, row: Result<Row, Message>| {
///     assert_eq!(row.unwrap().record.connection_start_time, "2020-04-24T03:02:47Z");
///     ControlFlow::Continue(())
/// })?;
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Clone, Debug, Default, PartialEq)]
#[non_exhaustive]
pub struct Options {
    /// Limits of size.
    pub limits: Limits,
    /// Encoding of CSV, NDJSON and JSON; detected from the content where absent.
    pub encoding: Option<TextEncoding>,
    /// Delimiter of CSV columns; detected from the content where absent.
    pub delimiter: Option<Delimiter>,
    /// Order of day, month and year in dates such as `4/5/2020`, which are rejected where it is absent.
    pub date_order: Option<DateOrder>,
    /// Time zone of times that name none. Where it is absent, such texts are rejected, and the dates of workbooks and Parquet
    /// files are read as UTC.
    pub time_zone: Option<TimeZone>,
}

impl From<Limits> for Options {
    fn from(limits: Limits) -> Self {
        Self { limits, ..Self::default() }
    }
}

/// Order of day, month and year in dates of numbers: `ymd`, `mdy` or `dmy`.
///
/// ```
/// use deskledger_records::read::DateOrder;
/// assert_eq!("dmy".parse(), Ok(DateOrder::DayMonthYear));
/// assert_eq!(DateOrder::ALL.map(DateOrder::name), ["ymd", "mdy", "dmy"]);
/// assert_eq!("european".parse::<DateOrder>().unwrap_err().to_string(), "expected ymd, mdy or dmy, found \"european\"");
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum DateOrder {
    /// As in `2020/4/24`.
    YearMonthDay,
    /// As in `4/24/2020`.
    MonthDayYear,
    /// As in `24/4/2020`.
    DayMonthYear,
}

impl DateOrder {
    /// Every order.
    pub const ALL: [Self; 3] = [Self::YearMonthDay, Self::MonthDayYear, Self::DayMonthYear];

    /// The name, as flags have it.
    pub const fn name(self) -> &'static str {
        match self {
            Self::YearMonthDay => "ymd",
            Self::MonthDayYear => "mdy",
            Self::DayMonthYear => "dmy",
        }
    }
}

impl FromStr for DateOrder {
    type Err = Message;

    fn from_str(text: &str) -> Result<Self, Message> {
        let found = Self::ALL.into_iter().find(|order| order.name().eq_ignore_ascii_case(text.trim()));
        found.ok_or_else(|| messages::date_order(shown(text)))
    }
}

/// Delimiter of CSV columns: one ASCII character, or `comma`, `tab`, `semicolon`, `pipe`.
///
/// ```
/// use deskledger_records::read::Delimiter;
/// assert_eq!("tab".parse::<Delimiter>(), "\t".parse());
/// assert_eq!("|".parse::<Delimiter>()?.to_string(), "|");
/// assert!("ab".parse::<Delimiter>().is_err() && "\"".parse::<Delimiter>().is_err());
/// # Ok::<(), deskledger_records::Message>(())
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct Delimiter(u8);

impl Delimiter {
    /// Those that are detected, the most usual one first.
    pub(super) const DETECTED: [Self; 4] = [Self(b','), Self(b'\t'), Self(b';'), Self(b'|')];

    /// The delimiter of a byte; `None` for a letter, a digit, a quote, a line break and what is not ASCII.
    pub(super) fn of(byte: u8) -> Option<Self> {
        let is_one = byte == b'\t' || byte == b' ' || byte.is_ascii_punctuation() && byte != b'"';
        is_one.then_some(Self(byte))
    }

    pub(super) fn byte(self) -> u8 {
        self.0
    }
}

impl FromStr for Delimiter {
    type Err = Message;

    fn from_str(text: &str) -> Result<Self, Message> {
        let byte = match text.to_ascii_lowercase().as_str() {
            "comma" => Some(b','),
            "tab" | "\\t" => Some(b'\t'),
            "semicolon" => Some(b';'),
            "pipe" => Some(b'|'),
            "space" => Some(b' '),
            _ => <[u8; 1]>::try_from(text.as_bytes()).ok().map(|[byte]| byte),
        };
        byte.and_then(Self::of).ok_or_else(|| messages::delimiter(shown(text)))
    }
}

impl std::fmt::Display for Delimiter {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self.0 {
            b'\t' => f.write_str("tab"),
            b' ' => f.write_str("space"),
            byte => write!(f, "{}", char::from(byte)),
        }
    }
}

/// An encoding of text, by a name of the WHATWG Encoding Standard, such as `gb18030`, `windows-1252` or `utf-16le`.
///
/// ```
/// use deskledger_records::read::TextEncoding;
/// assert_eq!("GBK".parse::<TextEncoding>()?.to_string(), "GBK");
/// assert_eq!("latin1".parse::<TextEncoding>()?.to_string(), "windows-1252");
/// assert!("klingon".parse::<TextEncoding>().is_err());
/// # Ok::<(), deskledger_records::Message>(())
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct TextEncoding(pub(super) &'static Encoding);

impl FromStr for TextEncoding {
    type Err = Message;

    fn from_str(text: &str) -> Result<Self, Message> {
        let is_utf8 = text.trim().eq_ignore_ascii_case("utf8");
        let name = if is_utf8 { Some(UTF_8) } else { Encoding::for_label(text.as_bytes()) };
        name.map(Self).ok_or_else(|| messages::encoding(shown(text)))
    }
}

impl std::fmt::Display for TextEncoding {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(self.0.name())
    }
}
