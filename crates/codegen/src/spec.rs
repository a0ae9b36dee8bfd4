//! The document as it is written: YAML or JSON (which is YAML), every value with its position.

mod files;
mod identifiers;
mod index;
mod lenient;
mod node;
mod object;
mod pointer;
mod read;
mod reference;
mod scalar;
mod source;
mod tree;

pub(crate) use files::{Access, Files, MAX_FILES};
pub(crate) use identifiers::{Identifiers, Naming};
pub use node::{Key, Node, Value};
pub(crate) use object::{Object, near, warn_unknown};
pub(crate) use read::MAX_BYTES;
pub(crate) use reference::check_references;
pub(crate) use source::Source;
