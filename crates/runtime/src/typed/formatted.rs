use std::fmt;
use std::marker::PhantomData;
use std::net::{Ipv4Addr, Ipv6Addr};
use std::ops::Deref;

#[cfg(feature = "base64")]
use base64::{Engine, engine::general_purpose::STANDARD};
use jiff::civil::{Date, Time};
use jiff::fmt::temporal::SpanParser;

use super::mismatch::Mismatch;
use super::value::{Scalar, Typed, View};
use crate::format::{self, Format};

/// A text of a format, and its value.
///
/// The text is preserved: an instant has its offset, an address its spelling. A text that is not of the format
/// is preserved, too, and rejected by the check of a request, as an unknown value of an enum is.
///
/// ```
/// use deskledger_runtime::typed::text::DateTime;
/// let start: DateTime = "2024-05-01T09:30:00+02:00".into();
/// assert_eq!(start.value()?, "2024-05-01T07:30:00Z".parse::<jiff::Timestamp>()?);
/// assert_eq!(start, "2024-05-01T09:30:00+02:00");
/// assert_eq!(DateTime::from(start.value()?), "2024-05-01T07:30:00Z");
/// assert!(DateTime::from("yesterday").value().is_err());
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Formatted<F> {
    text: String,
    format: PhantomData<fn() -> F>,
}

/// A format whose texts have a value.
pub trait TextFormat {
    /// Type of the parsed value.
    type Value;

    /// The format.
    const FORMAT: Format;

    /// The value of a text of the format; none beyond the range of the type.
    fn parse(text: &str) -> Option<Self::Value>;
}

impl<F: TextFormat> Formatted<F> {
    /// The value of the text.
    ///
    /// # Errors
    /// The text is not of the format, or its value is beyond the range of the type.
    pub fn value(&self) -> Result<F::Value, Mismatch> {
        let value = (F::FORMAT.is_valid)(&self.text).then(|| F::parse(&self.text)).flatten();
        value.ok_or_else(|| Mismatch::of_whole(format!("expected a text of the format `{}`", F::FORMAT.name)))
    }
}

impl<F> Formatted<F> {
    /// The text.
    pub fn as_str(&self) -> &str {
        &self.text
    }
}

impl<F> Deref for Formatted<F> {
    type Target = str;

    fn deref(&self) -> &str {
        &self.text
    }
}

impl<F> Default for Formatted<F> {
    fn default() -> Self {
        String::new().into()
    }
}

impl<F> From<String> for Formatted<F> {
    fn from(text: String) -> Self {
        Self { text, format: PhantomData }
    }
}

impl<F> From<&str> for Formatted<F> {
    fn from(text: &str) -> Self {
        text.to_owned().into()
    }
}

impl<F> PartialEq<str> for Formatted<F> {
    fn eq(&self, other: &str) -> bool {
        self.text == other
    }
}

impl<F> PartialEq<&str> for Formatted<F> {
    fn eq(&self, other: &&str) -> bool {
        self.text == *other
    }
}

impl<F> fmt::Debug for Formatted<F> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.text.fmt(f)
    }
}

impl<F> fmt::Display for Formatted<F> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.text)
    }
}

impl<F> Typed for Formatted<F> {
    fn view(&self) -> View<'_> {
        View::Text(&self.text)
    }

    fn put(&mut self, scalar: Scalar<'_>) -> bool {
        match scalar {
            Scalar::Text(text) => {
                text.clone_into(&mut self.text);
                true
            }
            _ => false,
        }
    }
}

/// The formats: the type of their values, and how these are parsed and, where one text stands out, written.
macro_rules! formats {
    (@from $attributes:tt $name:ident $value:ty) => {};
    (@from [$(#[$attribute:meta])*] $name:ident $value:ty, $one:ident => $write:expr) => {
        $(#[$attribute])*
        impl From<$value> for Formatted<marker::$name> {
            fn from($one: $value) -> Self {
                $write.into()
            }
        }
    };
    ($($(#[$attribute:meta])* $about:literal $name:ident $format:path, $value:ty:
        $text:ident => $parse:expr $(, $one:ident => $write:expr)?;)*) => {
        /// The formats whose texts have a value.
        pub mod marker {
            $(#[doc = $about] #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)] pub enum $name {})*
        }

        /// Texts of a format.
        pub mod text {
            use super::{Formatted, marker};
            $(#[doc = $about] pub type $name = Formatted<marker::$name>;)*
        }

        $(
            $(#[$attribute])*
            impl TextFormat for marker::$name {
                type Value = $value;

                const FORMAT: Format = $format;

                fn parse($text: &str) -> Option<$value> {
                    $parse
                }
            }

            formats!(@from [$(#[$attribute])*] $name $value $(, $one => $write)?);
        )*
    };
}

formats! {
    "An instant, of the format `date-time`."
    DateTime format::DATE_TIME, jiff::Timestamp: text => text.parse().ok(), one => one.to_string();
    "A day, of the format `date`."
    Date format::DATE, Date: text => text.parse().ok(), one => one.to_string();
    "A time of day, of the format `time`. Its value is the time at the offset that the text ends with."
    Time format::TIME, Time: text => text.split(['Z', 'z', '+', '-']).next()?.parse().ok();
    "A duration, of the format `duration`."
    Duration format::DURATION, jiff::Span: text => SpanParser::new().parse_span(text).ok(), one => one.to_string();
    "An address, of the format `ipv4`."
    Ipv4 format::IPV4, Ipv4Addr: text => text.parse().ok(), one => one.to_string();
    "An address, of the format `ipv6`."
    Ipv6 format::IPV6, Ipv6Addr: text => text.parse().ok(), one => one.to_string();
    #[cfg(feature = "uuid")]
    "A UUID, of the format `uuid`. Its value needs the feature `uuid`."
    Uuid format::UUID, uuid::Uuid: text => text.parse().ok(), one => one.to_string();
    #[cfg(feature = "base64")]
    "Bytes in base64, of the format `byte`. Its value needs the feature `base64`."
    Base64 format::BYTE, Vec<u8>: text => STANDARD.decode(text).ok(), one => STANDARD.encode(one);
}
