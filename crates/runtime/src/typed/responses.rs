//! Bodies of responses.

use super::mismatch::Mismatch;
use super::read::from_slice;
use super::value::Typed;

/// A body of a type that the status decides.
pub trait Responses: Sized {
    /// Reads the body of a response.
    ///
    /// # Errors
    /// The document has no such status, or its body is not of the type.
    fn read(status: u16, body: &[u8]) -> Result<Self, Mismatch>;
}

/// Reads the type of the status itself, of its class, or of every other status.
///
/// # Errors
/// The first that there is fails, or there is none.
pub fn by_status<T>(status: u16, read: impl Fn(u16) -> Option<Result<T, Mismatch>>) -> Result<T, Mismatch> {
    let found = read(status).or_else(|| read(status / 100)).or_else(|| read(0));
    found.unwrap_or_else(|| Err(Mismatch::of_whole(format!("expected a status of the document, found {status}"))))
}

/// The body of a response; one without any bytes is `null`. What the type has no place for is left out.
///
/// # Errors
/// It is not of the type.
pub fn from_body<T: Typed + Default>(body: &[u8]) -> Result<T, Mismatch> {
    from_slice(if body.is_empty() { b"null" } else { body }).map(|read| read.value)
}
