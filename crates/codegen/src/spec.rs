//! The document as it is written: YAML or JSON (which is YAML), every value with its position.

mod files;
mod identifiers;
mod lenient;
mod load;
mod node;
mod object;
mod pointer;
mod read;
mod reference;
mod scalar;
mod source;

pub(crate) use files::{Files, has_names, is_data};
pub(crate) use identifiers::{Identifiers, Naming};
pub(crate) use load::{Access, MAX_FILES, invalid_utf_8};
pub use node::{Key, Node, Numeral, Value};
pub(crate) use object::{Object, near, warn_unknown};
pub(crate) use read::MAX_BYTES;
pub(crate) use reference::check_references;
pub(crate) use source::Source;
