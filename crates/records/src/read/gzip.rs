//! gzip files: members one after another, and zero bytes behind them, which are padding.

use std::io::{self, BufRead, Read};

use flate2::bufread::GzDecoder;

/// The content of all members.
pub(super) struct Members<R>(Option<Box<GzDecoder<R>>>);

impl<R: BufRead> Members<R> {
    pub(super) fn new(compressed: R) -> Self {
        Self(Some(Box::new(GzDecoder::new(compressed))))
    }
}

impl<R: BufRead> Read for Members<R> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        while let Some(member) = &mut self.0 {
            let count = member.read(buffer)?;
            if count > 0 || buffer.is_empty() {
                return Ok(count);
            }
            let rest = self.0.take().map(|member| member.into_inner());
            if let Some(mut rest) = rest
                && !is_padding(&mut rest)?
            {
                self.0 = Some(Box::new(GzDecoder::new(rest)));
            }
        }
        Ok(0)
    }
}

/// Skips zero bytes; whether nothing comes behind them.
fn is_padding(reader: &mut impl BufRead) -> io::Result<bool> {
    loop {
        let held = reader.fill_buf()?;
        let (length, zeros) = (held.len(), held.iter().take_while(|byte| **byte == 0).count());
        reader.consume(zeros);
        if zeros < length || length == 0 {
            return Ok(length == 0);
        }
    }
}
