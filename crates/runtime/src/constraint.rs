//! The checks themselves, each implemented once: the rules of parameters and the keywords of JSON Schema both call these.

pub(crate) mod decimal;
pub(crate) mod format;
pub(crate) mod number;
pub(crate) mod text;
pub(crate) mod unique;
