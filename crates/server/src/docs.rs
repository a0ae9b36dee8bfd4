//! Documents and pages compiled into the server.

mod assets;
mod console;
mod reference;
pub(crate) mod site;

pub(crate) use assets::Asset;
