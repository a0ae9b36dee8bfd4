//! The headers of a part.

/// The headers of a part as they came.
#[derive(Clone, Copy, Debug)]
pub struct PartHeaders<'b>(pub(super) &'b [u8]);

impl<'b> PartHeaders<'b> {
    /// The value of a header, by its name in any case; the last one where it is repeated.
    pub fn get(&self, name: &str) -> Option<&'b [u8]> {
        self.iter().filter(|(own, _)| own.eq_ignore_ascii_case(name.as_bytes())).last().map(|(_, value)| value)
    }

    /// Names and values, without the spaces around them; a line without a colon is none.
    fn iter(&self) -> impl Iterator<Item = (&'b [u8], &'b [u8])> + use<'b> {
        self.0.split(|byte| *byte == b'\n').filter_map(|line| {
            let colon = line.iter().position(|byte| *byte == b':')?;
            Some((line[..colon].trim_ascii(), line[colon + 1..].trim_ascii()))
        })
    }
}

/// Escapes in quoted names.
pub(super) const ESCAPES: [(&str, char); 4] = [("%22", '"'), ("%0D", '\r'), ("%0A", '\n'), ("%25", '%')];

/// A parameter of a header: `name="value"` or `name=value`.
pub(super) fn parameter(header: &str, name: &str) -> Option<String> {
    let mut rest = header.split_once(';')?.1;
    loop {
        let (key, after) = rest.split_once('=')?;
        let (value, after) = match after.trim_start().strip_prefix('"') {
            Some(quoted) => quoted.split_once('"')?,
            None => after.split_at(after.find(';').unwrap_or(after.len())),
        };
        if key.trim_matches([' ', ';', '\t']).eq_ignore_ascii_case(name) {
            return Some(unescaped(value.trim()));
        }
        rest = after;
    }
}

fn unescaped(text: &str) -> String {
    let mut out = String::new();
    let mut rest = text;
    while let Some(c) = rest.chars().next() {
        let escape =
            ESCAPES.iter().find(|(code, _)| rest.get(..3).is_some_and(|start| start.eq_ignore_ascii_case(code)));
        let (c, length) = escape.map_or((c, c.len_utf8()), |(code, c)| (*c, code.len()));
        out.push(c);
        rest = &rest[length..];
    }
    out
}
