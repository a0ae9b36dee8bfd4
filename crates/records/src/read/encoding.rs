//! Text in other encodings, as UTF-8: in the encoding of its byte order mark, in the one that is given, else as detected.
//!
//! Up to the first letter that is not ASCII nothing needs to be known; there, a window of the text decides. Bytes that
//! mean nothing become the byte FF, which is not UTF-8: it is reported with the row that it stands in.

use std::io::{self, BufRead, Read};

use chardetng::{EncodingDetector, Iso2022JpDetection, Utf8Detection};
use encoding_rs::{
    BIG5, Decoder, DecoderResult, EUC_JP, EUC_KR, Encoding, GB18030, GBK, SHIFT_JIS, UTF_8, UTF_16BE, UTF_16LE,
    WINDOWS_1252,
};

use super::options::TextEncoding;

/// Bytes in which the encoding is detected, from the first one on that is not ASCII.
const WINDOW: usize = 1 << 14;

/// Bytes that are decoded at a time.
const PIECE: usize = 1 << 14;

/// Stands for bytes that mean nothing.
const NOTHING: u8 = 0xff;

/// Pairs of bytes in which languages of East Asia are distinguished.
const ENOUGH_PAIRS: usize = 16;

/// Bytes in which UTF-16 without a byte order mark is recognised.
const MARKLESS: usize = 32;

/// A text, as UTF-8.
pub(super) struct Decoded<R> {
    inner: R,
    state: State,
    /// The encoding, where it is another one than UTF-8 and nothing but the content says so.
    detected: Option<&'static Encoding>,
    /// Bytes that stand before those of `inner`, from `taken` on.
    front: Vec<u8>,
    taken: usize,
    /// Number of the next bytes that are known to be ASCII.
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
    /// The text in the encoding of its byte order mark, else in the one that is given, else in the one that its content suggests. A mark of UTF-16 is removed,
    /// that of UTF-8 stays.
    pub(super) fn new(mut inner: R, encoding: Option<TextEncoding>) -> io::Result<Self> {
        let mut front = Vec::new();
        inner.by_ref().take(MARKLESS as u64).read_to_end(&mut front)?;
        Ok(Self::behind(front, inner, encoding))
    }

    /// The same of a text whose first bytes have been read.
    pub(super) fn behind(front: Vec<u8>, inner: R, encoding: Option<TextEncoding>) -> Self {
        let marked = match *front {
            [0xff, 0xfe, ..] => Some(UTF_16LE),
            [0xfe, 0xff, ..] => Some(UTF_16BE),
            // Behind it, the content may suggest another one.
            [0xef, 0xbb, 0xbf, ..] if encoding.is_some() => Some(UTF_8),
            _ => None,
        };
        // The mark is right where another encoding is given: no text begins with these letters of another one.
        let given = marked.or(encoding.map(|TextEncoding(encoding)| encoding));
        let detected = if given.is_none() { front.get(..MARKLESS).and_then(markless) } else { None };
        let state = match given.or(detected) {
            Some(encoding) if encoding == UTF_8 => State::Plain,
            Some(encoding) => decoding(encoding),
            None => State::Open,
        };
        let taken = if marked.is_some_and(|marked| marked != UTF_8) { 2 } else { 0 };
        Self { inner, state, detected, front, taken, ascii: 0, text: Vec::new(), at: 0, end: 0 }
    }

    /// Whether the next bytes are those of `inner`, as most are.
    fn is_plain(&self) -> bool {
        matches!(self.state, State::Plain) && self.taken >= self.front.len()
    }

    /// The encoding that was detected while the text was read.
    pub(super) fn detected(&self) -> Option<TextEncoding> {
        self.detected.map(TextEncoding)
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
        self.detected = detect(&window, window.len() < WINDOW);
        self.state = self.detected.map_or(State::Plain, decoding);
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

    /// The bytes that come next, wherever they are.
    fn fill(&mut self) -> io::Result<&[u8]> {
        if matches!(self.state, State::Open) && self.ascii == 0 {
            let raw = self.raw()?;
            let is_end = raw.is_empty();
            self.ascii = if raw.is_ascii() { raw.len() } else { raw.iter().take_while(|byte| byte.is_ascii()).count() };
            if self.ascii == 0 && !is_end {
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
}

fn decoding(encoding: &'static Encoding) -> State {
    State::Decoding(encoding.new_decoder_without_bom_handling())
}

/// The encoding of a text that is not UTF-8; one that is broken UTF-8 is taken for that.
fn detect(window: &[u8], is_all: bool) -> Option<&'static Encoding> {
    let (mut letters, mut broken) = (0, 0);
    for chunk in window.utf8_chunks() {
        letters += chunk.valid().chars().filter(|letter| !letter.is_ascii()).count();
        broken += usize::from(!chunk.invalid().is_empty());
    }
    // The window may end within a letter.
    let is_cut = !is_all && str::from_utf8(window).is_err_and(|error| error.error_len().is_none());
    broken -= usize::from(is_cut && broken > 0);
    if broken <= letters {
        return None;
    }
    let mut detector = EncodingDetector::new(Iso2022JpDetection::Deny);
    detector.feed(window, is_all);
    let guess = detector.guess(None, Utf8Detection::Deny);
    let (pairs, usual) = pairs(window);
    let are_chinese = usual > 0 && usual * 2 >= pairs;
    let is_other_asian = [BIG5, EUC_JP, EUC_KR, SHIFT_JIS].contains(&guess) && pairs >= ENOUGH_PAIRS;
    let encoding = match guess {
        _ if are_chinese && !is_other_asian && decodes(window, GB18030) => GB18030,
        // Pairs that no Chinese text has.
        guess if guess == GBK => WINDOWS_1252,
        guess => guess,
    };
    (decodes(window, encoding) && (!encoding.is_single_byte() || has_words(window))).then_some(encoding)
}

fn decodes(window: &[u8], encoding: &'static Encoding) -> bool {
    let mut text = vec![0; window.len() * 3 + 16];
    let mut decoder = encoding.new_decoder_without_bom_handling();
    let outcome = decoder.decode_to_utf8_without_replacement(window, &mut text, false);
    matches!(outcome, (DecoderResult::InputEmpty, ..))
}

/// Number of pairs of bytes as GB18030 has them, and of those that are among the 3755 most usual Chinese characters.
fn pairs(window: &[u8]) -> (usize, usize) {
    let (mut count, mut usual, mut rest) = (0, 0, window);
    while let [first, behind @ ..] = rest {
        rest = behind;
        if let (0x81..=0xfe, [second, behind @ ..]) = (*first, behind) {
            count += 1;
            usual += usize::from((0xb0..=0xd7).contains(first) && *second >= 0xa1);
            rest = behind;
        }
    }
    (count, usual)
}

/// Whether letters that are not ASCII stand in words: beside another letter.
fn has_words(window: &[u8]) -> bool {
    let is_letter = |byte: &u8| byte.is_ascii_alphabetic() || *byte >= 0x80;
    window.windows(2).any(|pair| pair.iter().all(is_letter) && !pair.is_ascii())
}

/// UTF-16 of ASCII without a byte order mark: every second byte is zero.
fn markless(front: &[u8]) -> Option<&'static Encoding> {
    let is_ascii = |at: usize| front.iter().skip(at).step_by(2).all(|byte| (1..128).contains(byte));
    let is_zero = |at: usize| front.iter().skip(at).step_by(2).all(|byte| *byte == 0);
    let mut orders = [(0, UTF_16LE), (1, UTF_16BE)].into_iter();
    orders.find(|(text, _)| is_ascii(*text) && is_zero(1 - text)).map(|(_, encoding)| encoding)
}

impl<R: BufRead> BufRead for Decoded<R> {
    #[inline]
    fn fill_buf(&mut self) -> io::Result<&[u8]> {
        if self.is_plain() { self.inner.fill_buf() } else { self.fill() }
    }

    #[inline]
    fn consume(&mut self, count: usize) {
        if self.is_plain() {
            return self.inner.consume(count);
        }
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
        let count = self.fill_buf()?.read(buffer)?;
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
        Decoded::new(reader, None).unwrap().read_to_end(&mut text).unwrap();
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
    fn letters_of_europe_do_not_become_chinese() {
        let of = |text: &str| {
            let bytes: Vec<u8> = text.chars().map(|letter| u32::from(letter) as u8).collect();
            String::from_utf8(decoded(&bytes, 64)).unwrap()
        };
        for text in [
            "connection_start_time,user_name\n2020-04-24T03:02:47Z,Réunion\n2020-04-24T03:02:47Z,Müller\n",
            "user_name\nFrançois Lefèvre\n",
            "user_name\nJosé Núñez\nÅsa Öberg\n",
        ] {
            assert_eq!(of(text), text);
        }
    }

    #[test]
    fn a_few_letters_of_chinese_are_chinese_and_one_letter_alone_is_nothing() {
        for text in ["否", "是,否\n", "张三\n", "user,李四\nuser,王五\n", "连接用户"] {
            let (bytes, ..) = GB18030.encode(text);
            assert_eq!(decoded(&bytes, 64), text.as_bytes(), "{text}");
        }
        assert_eq!(decoded(b"a,\xff\n", 64), b"a,\xff\n");
        let (bytes, ..) = encoding_rs::WINDOWS_1251.encode("Пользователь Иван Петров");
        assert_eq!(decoded(&bytes, 64), "Пользователь Иван Петров".as_bytes());
    }

    #[test]
    fn an_encoding_that_is_given_is_not_questioned() {
        let read = |bytes: &[u8], name: &str| {
            let mut text = String::new();
            let mut decoded = Decoded::new(bytes, Some(name.parse().unwrap())).unwrap();
            decoded.read_to_string(&mut text).unwrap();
            assert_eq!(decoded.detected(), None);
            text
        };
        let (gb18030, ..) = GB18030.encode("张三");
        assert_eq!(read(&gb18030, "gb18030"), "张三");
        assert_eq!(read(&gb18030, "latin1"), "ÕÅÈý");
        assert_eq!(read("张三".as_bytes(), "utf-8"), "张三");
        assert_eq!(read(b"\xff\xfea\0b\0", "utf-16le"), "ab");
        assert_eq!(read(b"a\0b\0", "utf-16le"), "ab");
    }

    #[test]
    fn a_byte_order_mark_is_not_read_in_another_encoding_that_is_given() {
        let utf16: Vec<u8> = "\u{feff}张三".encode_utf16().flat_map(u16::to_le_bytes).collect();
        for (bytes, text) in [("\u{feff}张三".as_bytes(), "\u{feff}张三"), (&*utf16, "张三")] {
            for name in ["gbk", "latin1", "utf-16be", "utf-8"] {
                let mut read = String::new();
                Decoded::new(bytes, Some(name.parse().unwrap())).unwrap().read_to_string(&mut read).unwrap();
                assert_eq!(read, text, "{name}");
            }
        }
    }

    #[test]
    fn utf_16_without_a_mark_is_recognised() {
        let text = "connection_start_time,user_name\n";
        for to in [u16::to_le_bytes, u16::to_be_bytes] {
            let bytes: Vec<u8> = text.encode_utf16().flat_map(to).collect();
            assert_eq!(decoded(&bytes, 7), text.as_bytes());
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
