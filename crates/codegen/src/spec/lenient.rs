//! Rewrites syntax that libyaml and JSON accept and YAML 1.2 rejects: the lines of brackets and
//! quoted scalars that are indented less than their parent, and surrogate pairs.

use std::borrow::Cow;
use std::collections::HashMap;

use saphyr_parser::{Marker, ScanError};

/// Spaces before a line that is indented too little.
const INDENT: usize = 256;
/// Maximum number of bytes parsed again after rewrites, in total.
const MAX_WORK: usize = 64 << 20;

/// A text, rewritten where that was necessary. Lines keep their numbers.
pub(super) struct Lenient<'t> {
    pub(super) text: Cow<'t, str>,
    /// By line: from a column on, the difference to the column of the original text.
    shifts: HashMap<usize, Vec<(usize, isize)>>,
    work: usize,
}

impl<'t> Lenient<'t> {
    pub(super) fn new(text: &'t str) -> Self {
        let mut lenient = Self { text: Cow::Borrowed(text), shifts: HashMap::new(), work: 0 };
        let may_be_pair = |three: &[u8]| matches!(three, [b'\\', b'u', b'd' | b'D']);
        // A backslash of JSON stands in a string; one of YAML may mean itself.
        if text.as_bytes().windows(3).any(may_be_pair) && serde_json::from_str::<serde_json::Value>(text).is_ok() {
            lenient.join_pairs(0, 0, text.len());
        }
        lenient
    }

    /// Rewrites the place that the parser rejects. False where it is not one of these, or after too many of them.
    pub(super) fn rewrite(&mut self, error: &ScanError) -> bool {
        let mark = error.marker();
        let line = mark.line().saturating_sub(1);
        let start: usize = self.text.split_inclusive('\n').take(line).map(str::len).sum();
        self.work += start;
        if self.work > MAX_WORK {
            return false;
        }
        let rest = self.text.get(start..).unwrap_or_default();
        let at = start + rest.char_indices().nth(mark.col()).map_or(rest.len(), |(at, _)| at);
        match error.info() {
            "invalid indentation" | "invalid indentation in flow construct" => self.indent(line, start),
            "tab cannot be used as indentation" => self.indent(line, start),
            "invalid indentation in quoted scalar" => {
                let end = self.end_of_quoted(at);
                let breaks = self.text[at..end].match_indices('\n').map(|(found, _)| at + found + 1);
                let starts: Vec<usize> = breaks.collect();
                let lines = starts.iter().enumerate().rev();
                lines.fold(false, |was, (index, start)| self.indent(line + 1 + index, *start) || was)
            }
            info if info.contains("invalid Unicode") => self.join_pairs(line, at, self.end_of_quoted(at)),
            _ => false,
        }
    }

    /// The column in the original text, counted from 0.
    pub(super) fn column(&self, mark: &Marker) -> usize {
        let shifts = self.shifts.get(&mark.line().saturating_sub(1)).map_or(&[][..], Vec::as_slice);
        let by: isize = shifts.iter().filter(|(from, _)| mark.col() >= *from).map(|(_, by)| by).sum();
        mark.col().saturating_add_signed(by)
    }

    fn indent(&mut self, line: usize, start: usize) -> bool {
        let shifts = self.shifts.entry(line).or_default();
        if shifts.iter().any(|(from, _)| *from == INDENT) {
            return false;
        }
        shifts.iter_mut().for_each(|(from, _)| *from += INDENT);
        shifts.push((INDENT, -INDENT.cast_signed()));
        self.text.to_mut().insert_str(start, &" ".repeat(INDENT));
        true
    }

    /// The end of the quoted scalar that starts there.
    fn end_of_quoted(&self, start: usize) -> usize {
        let bytes = self.text.as_bytes();
        let quote = bytes.get(start).copied().unwrap_or_default();
        let mut at = start + 1;
        while let Some(byte) = bytes.get(at).copied() {
            match byte {
                b'\\' if quote == b'"' => at += 1,
                b'\'' if quote == byte && bytes.get(at + 1) == Some(&byte) => at += 1,
                _ if byte == quote => break,
                _ => {}
            }
            at += 1;
        }
        at.min(bytes.len())
    }

    /// Writes surrogate pairs as one escape, in a part of the text whose backslashes are escapes.
    fn join_pairs(&mut self, mut line: usize, start: usize, end: usize) -> bool {
        let mut out = String::with_capacity(self.text.len());
        out.push_str(&self.text[..start]);
        let mut column = self.text[..start].chars().rev().take_while(|one| *one != '\n').count();
        let (mut at, mut is_rewritten) = (start, false);
        while at < end {
            let rest = &self.text[at..end];
            if let Some(pair) = pair(rest) {
                out.push_str(&format!("\\U{pair:08x}"));
                (at, column, is_rewritten) = (at + 12, column + 10, true);
                self.shifts.entry(line).or_default().push((column, 2));
                continue;
            }
            let length = if rest.starts_with('\\') { 2 } else { 1 };
            for one in rest.chars().take(length) {
                out.push(one);
                at += one.len_utf8();
                (line, column) = if one == '\n' { (line + 1, 0) } else { (line, column + 1) };
            }
        }
        out.push_str(self.text.get(at..).unwrap_or_default());
        self.text = Cow::Owned(out);
        is_rewritten
    }
}

/// The character of a surrogate pair at the start of a text.
fn pair(text: &str) -> Option<u32> {
    let half = |text: &str| u32::from_str_radix(text.strip_prefix("\\u")?.get(..4)?, 16).ok();
    let high = half(text).filter(|high| (0xD800..0xDC00).contains(high))?;
    let low = half(text.get(6..)?).filter(|low| (0xDC00..0xE000).contains(low))?;
    Some(0x10000 + ((high - 0xD800) << 10) + (low - 0xDC00))
}
