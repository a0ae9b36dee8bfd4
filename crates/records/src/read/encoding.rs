//! Text in other encodings, as UTF-8: UTF-16 by its byte order mark, GB18030 where bytes are not UTF-8 and could be that.
//!
//! Up to the first letter that is not ASCII nothing needs to be known; there, a window of the text decides. Bytes that
//! mean nothing become the byte FF, which is no UTF-8: whoever reads the row tells of it.

use std::io::{self, BufRead, Read};

use encoding_rs::{Decoder, DecoderResult, Encoding, GB18030, UTF_16BE, UTF_16LE};

/// Bytes by which UTF-8 is told from GB18030, from the first one on that is not ASCII.
const WINDOW: usize = 1 << 14;

/// Bytes that are decoded at a time.
const PIECE: usize = 1 << 14;

/// Stands for bytes that mean nothing.
const NOTHING: u8 = 0xff;

/// A text, as UTF-8.
pub(super) struct Decoded<R> {
    inner: R,
    state: State,
    /// Bytes that stand before those of `inner`, from `taken` on.
    front: Vec<u8>,
    taken: usize,
    /// How many of the next bytes are known to be ASCII.
    ascii: usize,
    /// Text that has been decoded and not been taken.
    text: Vec<u8>,
    at: usize,
    end: usize,
}

enum State {
    /// So far all is ASCII.
    Open,
    /// UTF-8, or taken for it.
    Plain,
    Decoding(Decoder),
    /// Decoded to its end.
    Done,
}

impl<R: BufRead> Decoded<R> {
    /// The text behind its byte order mark, where it has one of UTF-16; that of UTF-8 stays.
    pub(super) fn new(mut inner: R) -> io::Result<Self> {
        let mut front = Vec::new();
        inner.by_ref().take(2).read_to_end(&mut front)?;
        let encoding = match *front {
            [0xff, 0xfe] => Some(UTF_16LE),
            [0xfe, 0xff] => Some(UTF_16BE),
            _ => None,
        };
        let state = encoding.map_or(State::Open, decoding);
        let taken = if matches!(state, State::Open) { 0 } else { front.len() };
        Ok(Self { inner, state, front, taken, ascii: 0, text: Vec::new(), at: 0, end: 0 })
    }

    /// The bytes as they are in the file.
    fn raw(&mut self) -> io::Result<&[u8]> {
        if self.taken < self.front.len() { Ok(&self.front[self.taken..]) } else { self.inner.fill_buf() }
    }

    fn consume_raw(&mut self, count: usize) {
        if self.taken < self.front.len() { self.taken += count } else { self.inner.consume(count) }
    }

    /// Decides what the text is, from here on.
    fn decide(&mut self) -> io::Result<()> {
        let mut window = self.front.split_off(self.taken.min(self.front.len()));
        let missing = WINDOW.saturating_sub(window.len());
        self.inner.by_ref().take(missing as u64).read_to_end(&mut window)?;
        self.state = if is_gb18030(&window) { decoding(GB18030) } else { State::Plain };
        (self.front, self.taken) = (window, 0);
        Ok(())
    }

    /// Decodes the next piece into `text`.
    fn decode(&mut self) -> io::Result<()> {
        let raw = if self.taken < self.front.len() { &self.front[self.taken..] } else { self.inner.fill_buf()? };
        let is_end = raw.is_empty();
        let State::Decoding(decoder) = &mut self.state else { return Ok(()) };
        self.text.resize(PIECE, 0);
        let (result, read, mut written) =
            decoder.decode_to_utf8_without_replacement(raw, &mut self.text[..PIECE - 1], is_end);
        match result {
            DecoderResult::Malformed(..) => {
                self.text[written] = NOTHING;
                written += 1;
            }
            DecoderResult::InputEmpty if is_end => self.state = State::Done,
            _ => {}
        }
        (self.at, self.end) = (0, written);
        self.consume_raw(read);
        Ok(())
    }
}

fn decoding(encoding: &'static Encoding) -> State {
    State::Decoding(encoding.new_decoder_without_bom_handling())
}

/// Whether a text is rather GB18030 than UTF-8; one that is broken either way is taken for UTF-8.
fn is_gb18030(window: &[u8]) -> bool {
    let (mut letters, mut broken) = (0, 0);
    for chunk in window.utf8_chunks() {
        letters += chunk.valid().chars().filter(|letter| !letter.is_ascii()).count();
        broken += usize::from(!chunk.invalid().is_empty());
    }
    // The window may end within a letter.
    let is_cut = str::from_utf8(window).is_err_and(|error| error.error_len().is_none());
    broken -= usize::from(is_cut && broken > 0);
    let mut text = vec![0; window.len() * 3 + 16];
    let mut decoder = GB18030.new_decoder_without_bom_handling();
    broken > letters
        && matches!(
            decoder.decode_to_utf8_without_replacement(window, &mut text, false),
            (DecoderResult::InputEmpty, ..)
        )
}

impl<R: BufRead> BufRead for Decoded<R> {
    fn fill_buf(&mut self) -> io::Result<&[u8]> {
        if matches!(self.state, State::Open) && self.ascii == 0 {
            let raw = self.raw()?;
            let is_end = raw.is_empty();
            let all = if raw.is_ascii() { raw.len() } else { raw.iter().take_while(|byte| byte.is_ascii()).count() };
            self.ascii = all;
            if all == 0 && !is_end {
                self.decide()?;
            }
        }
        match self.state {
            State::Open => {
                let ascii = self.ascii;
                Ok(self.raw()?.get(..ascii).unwrap_or_default())
            }
            State::Plain => self.raw(),
            State::Decoding(_) | State::Done => {
                while self.at >= self.end && matches!(self.state, State::Decoding(_)) {
                    self.decode()?;
                }
                Ok(&self.text[self.at..self.end])
            }
        }
    }

    fn consume(&mut self, count: usize) {
        match self.state {
            State::Open => {
                self.ascii -= count.min(self.ascii);
                self.consume_raw(count);
            }
            State::Plain => self.consume_raw(count),
            State::Decoding(_) | State::Done => self.at += count,
        }
    }
}

impl<R: BufRead> Read for Decoded<R> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let held = self.fill_buf()?;
        let count = held.len().min(buffer.len());
        buffer[..count].copy_from_slice(&held[..count]);
        self.consume(count);
        Ok(count)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn decoded(bytes: &[u8], piece: usize) -> Vec<u8> {
        let mut text = Vec::new();
        let reader = io::BufReader::with_capacity(piece, bytes);
        Decoded::new(reader).unwrap().read_to_end(&mut text).unwrap();
        text
    }

    #[test]
    fn every_encoding_gives_the_same_text_wherever_its_letters_are_cut() {
        let text = format!("{}用户,张三🙂\r\n\u{20ac}丂", "user_name\n".repeat(3000));
        let utf16 = |to: fn(u16) -> [u8; 2], mark: [u8; 2]| {
            mark.into_iter().chain(text.encode_utf16().flat_map(to)).collect::<Vec<u8>>()
        };
        let (gb18030, ..) = GB18030.encode(&text);
        let forms = [
            text.clone().into_bytes(),
            utf16(u16::to_le_bytes, [0xff, 0xfe]),
            utf16(u16::to_be_bytes, [0xfe, 0xff]),
            gb18030.into_owned(),
        ];
        for (index, form) in forms.iter().enumerate() {
            for piece in [1, 2, 3, 5, 4096] {
                assert_eq!(String::from_utf8(decoded(form, piece)).unwrap(), text, "form {index}, pieces of {piece}");
            }
        }
    }

    #[test]
    fn one_broken_byte_does_not_turn_chinese_in_utf_8_into_another_language() {
        let mut bytes = "连接用户,桌面名称,是否重连".as_bytes().to_vec();
        bytes.insert(6, 0xc3);
        assert_eq!(decoded(&bytes, 7), bytes);
    }

    #[test]
    fn what_means_nothing_is_seen_and_does_not_end_the_text() {
        assert_eq!(decoded(b"\xff\xfea\0\x00\xd8b\0", 3), b"a\xffb");
        let (mut bytes, ..) = GB18030.encode("张三");
        bytes.to_mut().extend_from_slice(&[b'a'; 20_000]);
        bytes.to_mut().extend_from_slice(b"\xff,b");
        assert!(decoded(&bytes, 64).ends_with(b"a\xff,b"));
    }
}
