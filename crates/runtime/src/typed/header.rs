use std::marker::PhantomData;

use super::mismatch::Mismatch;
use super::value::{Kind, Num, Scalar, Slot, Typed, View};

/// A header of a response, with the type of its value.
///
/// ```
/// use deskledger_runtime::typed::HeaderKey;
/// const REMAINING: HeaderKey<i64> = HeaderKey::new("X-RateLimit-Remaining");
/// assert_eq!(REMAINING.read(Some("59")), Ok(Some(59)));
/// assert_eq!((REMAINING.read(None), REMAINING.write(&7)), (Ok(None), "7".to_owned()));
/// assert!(REMAINING.read(Some("many")).is_err());
/// const PRICE: HeaderKey<deskledger_runtime::typed::Decimal> = HeaderKey::new("X-Price");
/// let price = PRICE.read(Some("12345678901234567.89"))?.unwrap_or_default();
/// assert_eq!(PRICE.write(&price), "12345678901234567.89");
/// # Ok::<(), deskledger_runtime::typed::Mismatch>(())
/// ```
#[derive(Debug)]
pub struct HeaderKey<T> {
    name: &'static str,
    value: PhantomData<fn() -> T>,
}

impl<T> Clone for HeaderKey<T> {
    fn clone(&self) -> Self {
        *self
    }
}

impl<T> Copy for HeaderKey<T> {}

impl<T: Typed + Default> HeaderKey<T> {
    /// A header by its name.
    pub const fn new(name: &'static str) -> Self {
        Self { name, value: PhantomData }
    }

    /// The name.
    pub fn name(&self) -> &'static str {
        self.name
    }

    /// Parses the text of a header: a list is separated by commas.
    ///
    /// # Errors
    /// The text is not a value of the type.
    pub fn read(&self, text: Option<&str>) -> Result<Option<T>, Mismatch> {
        let Some(text) = text else { return Ok(None) };
        let mut value = T::default();
        let is_read = match value.open(Kind::List) {
            Slot::List(list) => text.split(',').all(|item| list.push().is_some_and(|slot| put(slot, item.trim()))),
            _ => put(&mut value, text),
        };
        match is_read {
            true => Ok(Some(value)),
            false => Err(Mismatch::of_whole(format!("expected a value of the type of the header {}", self.name))),
        }
    }

    /// The value as the text of a header.
    pub fn write(&self, value: &T) -> String {
        text(value)
    }
}

/// Sets a value from its text.
fn put(slot: &mut dyn Typed, text: &str) -> bool {
    let number = || serde_json::from_str::<serde_json::Number>(text).ok().map(|number| Num::of(&number));
    let number = |reads_digits| match reads_digits {
        true => number().map(|number| Scalar::Digits(text.trim(), number)),
        false => number().map(Scalar::Number),
    };
    slot.put(Scalar::Text(text))
        || number(slot.reads_digits()).is_some_and(|number| slot.put(number))
        || text.parse().is_ok_and(|value| slot.put(Scalar::Boolean(value)))
}

fn text(value: &dyn Typed) -> String {
    match value.view() {
        View::Text(text) | View::Digits(text, _) => text.to_owned(),
        View::List(list) => (0..list.len()).filter_map(|index| list.get(index)).map(text).collect::<Vec<_>>().join(","),
        _ => super::write::to_value(value).to_string(),
    }
}
