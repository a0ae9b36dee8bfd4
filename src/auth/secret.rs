//! Secrets on their way in: out of a file of one line, and out of memory again.

use std::fs::File;
use std::io::Read;
use std::path::Path;

use serde_json::Value;
use zeroize::{Zeroize, Zeroizing};

use crate::error::{Error, Told};

/// How many bytes of such a file are read. A token has at most 40,000 characters.
const LONGEST_FILE: u64 = 1 << 18;

/// The text of a file, without the newline at its end; `cannot_read` is what is told where there is none.
pub(super) fn from_file(path: &Path, cannot_read: Told) -> Result<Zeroizing<String>, Error> {
    let cannot = |cause: std::io::Error| Error::local(cannot_read.clone(), &cause);
    let mut text = Zeroizing::new(String::new());
    File::open(path).map_err(cannot)?.take(LONGEST_FILE).read_to_string(&mut text).map_err(cannot)?;
    let line = text.strip_suffix('\n').map_or(text.as_str(), |text| text.strip_suffix('\r').unwrap_or(text));
    Ok(Zeroizing::new(line.to_owned()))
}

/// Wipes every text in a value.
pub(crate) fn wipe(value: &mut Value) {
    match value {
        Value::String(text) => text.zeroize(),
        Value::Array(list) => list.iter_mut().for_each(wipe),
        Value::Object(fields) => fields.iter_mut().for_each(|(_, field)| wipe(field)),
        _ => {}
    }
}
