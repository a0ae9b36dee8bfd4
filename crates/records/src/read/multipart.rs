//! A saved `multipart/form-data` wrapper: the file inside, as a stream.

use std::io::{self, Read};

use bytes::{Buf, Bytes};
use deskledger::runtime::{BrokenWrapper, Unwrap};

use crate::messages;

/// The only part of a wrapper.
pub(super) struct Wrapped<R> {
    reader: R,
    unwrap: Unwrap,
    content: Bytes,
    piece: Vec<u8>,
}

impl<R: Read> Wrapped<R> {
    pub(super) fn new(reader: R, boundary: &[u8]) -> Self {
        Self { reader, unwrap: Unwrap::new(boundary), content: Bytes::new(), piece: vec![0; 1 << 16] }
    }
}

impl<R: Read> Read for Wrapped<R> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        while self.content.is_empty() {
            let count = self.reader.read(&mut self.piece)?;
            if count == 0 {
                return self.unwrap.finish().map(|()| 0).map_err(broken);
            }
            self.content = self.unwrap.push(self.piece.get(..count).unwrap_or_default()).map_err(broken)?;
        }
        (&mut self.content).reader().read(buffer)
    }
}

fn broken(why: BrokenWrapper) -> io::Error {
    let message = match why {
        BrokenWrapper::AnotherPart => messages::another_part(),
        BrokenWrapper::Open => messages::open_wrapper(),
        BrokenWrapper::LongHeaders => messages::long_headers(),
    };
    message.into()
}
