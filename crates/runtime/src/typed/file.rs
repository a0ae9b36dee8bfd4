use std::fmt;

/// A file in a body of several parts.
#[derive(Clone, Default, PartialEq, Eq)]
pub struct FilePart {
    /// Name of the file, as it was sent. Not to be trusted.
    pub file_name: Option<String>,
    /// Media type, where it is stated.
    pub media_type: Option<String>,
    /// The bytes.
    pub content: Vec<u8>,
}

impl FilePart {
    /// A file with its name and its media type.
    pub fn new(file_name: impl Into<String>, media_type: impl Into<String>, content: Vec<u8>) -> Self {
        Self { file_name: Some(file_name.into()), media_type: Some(media_type.into()), content }
    }
}

/// Without the bytes: they may be long, or secret.
impl fmt::Debug for FilePart {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let mut shown = f.debug_struct("FilePart");
        shown.field("file_name", &self.file_name).field("media_type", &self.media_type).finish_non_exhaustive()
    }
}
