//! Text behind a closing quote: RFC 4180 does not allow it, and the state machine joins it to the value.

use memchr::memchr;

/// Where a row is.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
enum Place {
    /// At the beginning of a value.
    #[default]
    Start,
    /// In a value without quotes, or behind its closing quote where it goes on.
    Text,
    Quoted,
    /// Behind a quote, which closes the value unless another one follows.
    Closed,
    /// In blanks behind a closing quote.
    Blanks,
}

/// The quotes of a row, piece by piece.
#[derive(Debug, Default)]
pub(super) struct Quotes {
    place: Place,
    /// Whether anything but blanks has followed a closing quote.
    pub(super) has_text_behind: bool,
}

impl Quotes {
    /// Takes the next piece of the row. In a piece that was copied, except for its separators, no quote opens or closes a
    /// value: most pieces need not be looked at.
    pub(super) fn take(&mut self, piece: &[u8], delimiter: u8, is_copied: bool) {
        if is_copied && matches!(self.place, Place::Start | Place::Text) {
            return self.take_text(piece, delimiter);
        }
        let mut rest = piece;
        while let [first, behind @ ..] = rest {
            (self.place, rest) = match (self.place, *first) {
                (Place::Start, b'"') | (Place::Closed, b'"') => (Place::Quoted, behind),
                (Place::Closed | Place::Blanks, byte) if byte == delimiter => (Place::Start, behind),
                (Place::Closed | Place::Blanks, b' ' | b'\t' | b'\r' | b'\n') => (Place::Blanks, behind),
                (Place::Closed | Place::Blanks, _) => {
                    self.has_text_behind = true;
                    (Place::Text, behind)
                }
                (Place::Quoted, _) => match memchr(b'"', rest) {
                    Some(at) => (Place::Closed, rest.get(at + 1..).unwrap_or_default()),
                    None => return,
                },
                (Place::Start | Place::Text, _) => {
                    let (text, quote) = rest.split_at(memchr(b'"', rest).unwrap_or(rest.len()));
                    self.take_text(text, delimiter);
                    match self.place {
                        Place::Start => (Place::Start, quote),
                        // The quote is a part of the text.
                        place => (place, quote.get(1..).unwrap_or_default()),
                    }
                }
            };
        }
    }

    /// Takes text without a quote that opens or closes a value.
    fn take_text(&mut self, text: &[u8], delimiter: u8) {
        if let Some(last) = text.last() {
            self.place = if *last == delimiter { Place::Start } else { Place::Text };
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn text_behind_a_closing_quote_is_seen_wherever_the_row_is_cut() {
        for (row, expected) in [
            ("a,b\"c\",d\n", false),
            ("a,\"b\",\"\",\"c\"\"d\"\r\n", false),
            ("\"a\" ,\"b\"\t \n", false),
            (" \"a\"b,\"c\n", false),
            ("\"a,\nb\"c\",d\n", true),
            ("a,b,\"c\"d,e\n", true),
            ("\"a\" \"b\"\n", true),
            ("\"a\"\"\"b\n", true),
        ] {
            for size in 1..=row.len() {
                let mut quotes = Quotes::default();
                row.as_bytes().chunks(size).for_each(|piece| quotes.take(piece, b',', !piece.contains(&b'"')));
                assert_eq!(quotes.has_text_behind, expected, "{row:?} in pieces of {size}");
            }
        }
    }
}
