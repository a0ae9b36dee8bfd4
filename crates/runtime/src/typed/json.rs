use serde::de::{Deserialize, Deserializer, Error};
use serde::ser::{Serialize, Serializer};
use serde_json::Value;

use super::read::from_value;
use super::value::Typed;
use super::write::Written;

/// A typed value for code that asks for the traits of serde.
///
/// ```
/// use deskledger_runtime::typed::Json;
/// let lines: Json<Vec<Option<i64>>> = serde_json::from_str("[1, null]")?;
/// assert_eq!(lines.0, [Some(1), None]);
/// assert_eq!(serde_json::to_string(&lines)?, "[1,null]");
/// # Ok::<(), serde_json::Error>(())
/// ```
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Json<T>(pub T);

impl<T: Typed> Serialize for Json<T> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        Written(self.0.view()).serialize(serializer)
    }
}

impl<'de, T: Typed + Default> Deserialize<'de> for Json<T> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        from_value(&Value::deserialize(deserializer)?).map(|read| Self(read.value)).map_err(D::Error::custom)
    }
}
