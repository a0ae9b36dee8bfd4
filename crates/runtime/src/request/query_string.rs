//! A query cut into names and values in one pass, which sees on its way what has to be decoded, and the decoding.

use std::borrow::Cow;

use crate::percent::percent_decode;

/// The byte ends a name and its value.
const PAIR: u8 = 1;
/// The byte ends a name.
const NAME: u8 = 2;
/// The byte stands for another one, or is rejected.
const ENCODED: u8 = 4;

/// Role of each byte.
static MARKS: [u8; 256] = {
    let mut marks = [0; 256];
    marks[b'&' as usize] = PAIR;
    marks[b'=' as usize] = NAME;
    marks[b'%' as usize] = ENCODED;
    marks[b'+' as usize] = ENCODED;
    marks[0] = ENCODED;
    marks
};

/// A name or a value as it came.
#[derive(Clone, Copy, Default)]
pub(super) struct Piece<'r> {
    pub(super) raw: &'r str,
    is_encoded: bool,
}

/// The names of a query with their values; empty ones are left out.
pub(super) struct Pieces<'r>(pub(super) &'r str);

impl<'r> Piece<'r> {
    /// Cuts a piece off at the first byte that ends it.
    #[inline]
    fn cut(text: &'r str, ends: u8) -> (Self, &'r str) {
        let mut seen = 0;
        let is_end = |byte: u8| {
            let mark = MARKS[usize::from(byte)];
            seen |= mark;
            mark & ends != 0
        };
        let end = text.bytes().position(is_end).unwrap_or(text.len());
        let (raw, rest) = text.split_at(end);
        (Self { raw, is_encoded: seen & ENCODED != 0 }, rest)
    }

    pub(super) fn decode(self) -> Option<Cow<'r, str>> {
        if self.is_encoded { percent_decode(self.raw, true) } else { Some(Cow::Borrowed(self.raw)) }
    }
}

impl<'r> Iterator for Pieces<'r> {
    type Item = (Piece<'r>, Piece<'r>);

    fn next(&mut self) -> Option<Self::Item> {
        let rest = self.0.trim_start_matches('&');
        if rest.is_empty() {
            return None;
        }
        let (name, rest) = Piece::cut(rest, PAIR | NAME);
        let (value, rest) = match rest.strip_prefix('=') {
            Some(rest) => Piece::cut(rest, PAIR),
            None => (Piece::default(), rest),
        };
        self.0 = rest;
        Some((name, value))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn decoded(query: &str) -> Vec<(Option<String>, Option<String>)> {
        let owned = |piece: Piece<'_>| piece.decode().map(Cow::into_owned);
        Pieces(query).map(|(name, value)| (owned(name), owned(value))).collect()
    }

    #[test]
    fn a_query_is_cut_as_it_is_by_splitting_and_every_piece_decoded_once() {
        let bytes = ["", "a", "=", "&", "%26", "%3D", "+", "%", "张", "%e5%bc%a0", "b=c", "&&", "%zz"];
        for one in bytes {
            for two in bytes {
                for three in bytes {
                    let query = format!("{one}{two}{three}");
                    let by_splitting = query.split('&').filter(|pair| !pair.is_empty()).map(|pair| {
                        let (name, value) = pair.split_once('=').unwrap_or((pair, ""));
                        let owned = |raw| percent_decode(raw, true).map(Cow::into_owned);
                        (owned(name), owned(value))
                    });
                    assert_eq!(decoded(&query), by_splitting.collect::<Vec<_>>(), "{query}");
                }
            }
        }
    }
}
