//! Table detection: a gateway's message is text, too, and may contain commas.

/// Number of lines that are examined.
const MAX_LINES: usize = 20;

/// Whether the first bytes of a text have the shape of a table; `is_all` if they are the whole text.
pub(crate) fn is_table(beginning: &[u8], is_all: bool, is_called_csv: bool) -> bool {
    let mut lines: Vec<&[u8]> = beginning.split(|byte| *byte == b'\n').collect();
    if !is_all && lines.len() > 1 {
        // The text may be cut within a line.
        lines.pop();
    }
    let lines: Vec<&[u8]> = lines.into_iter().map(<[u8]>::trim_ascii).filter(|line| !line.is_empty()).collect();
    let Some((headings, rows)) = lines.split_first() else { return false };
    let is_separated = |separator: u8| {
        let of_headings = Separators::of(headings, separator);
        // In prose a space follows a comma.
        of_headings.tight > 0
            || (of_headings.all > 0
                && !rows.is_empty()
                && rows.iter().take(MAX_LINES).all(|row| Separators::of(row, separator).all == of_headings.all))
    };
    b",\t;".iter().any(|separator| is_separated(*separator))
        || (is_called_csv && !rows.is_empty() && !headings.contains(&b' '))
}

/// Number of separators in a line outside quotes.
struct Separators {
    all: usize,
    /// Separators without a following space.
    tight: usize,
}

impl Separators {
    fn of(line: &[u8], separator: u8) -> Self {
        let (mut found, mut is_quoted) = (Self { all: 0, tight: 0 }, false);
        for (at, byte) in line.iter().enumerate() {
            if *byte == b'"' {
                is_quoted = !is_quoted;
            } else if *byte == separator && !is_quoted {
                found.all += 1;
                found.tight += usize::from(line.get(at + 1).is_some_and(|next| *next != b' '));
            }
        }
        found
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_message_with_a_comma_is_no_table() {
        for text in [
            "Internal Server Error, please retry",
            "Internal Server Error, please retry\n",
            "upstream connect error, reset reason: connection failure, transport failure; try later",
            "just words",
            "Dear user,\nthe service, as you know, is busy\n",
            "no healthy upstream\n",
            "Unauthorized",
            "",
            "\n\n",
        ] {
            assert!(!is_table(text.as_bytes(), true, false), "{text:?}");
            assert!(!is_table(text.as_bytes(), true, true), "{text:?}");
        }
    }

    #[test]
    fn a_table_is_one_however_its_columns_are_separated() {
        for text in [
            "Connected User,Desktop Name\r\n",
            "a,b\n1,2\n",
            "a\tb\n",
            "a;b\n",
            "user, desktop\njy01, JY011\n",
            "\"Connected User\",\"Desktop Name\"\n",
            "\"a, b\",c\n",
            "连接用户,桌面名称\n",
        ] {
            assert!(is_table(text.as_bytes(), true, false), "{text:?}");
        }
        assert!(is_table(b"\xc1\xac\xbd\xd3\xd3\xc3\xbb\xa7,\xd7\xc0\xc3\xe6\n", true, false));
        assert!(is_table(b"user_name\njy01\n", true, true));
        // The last line is cut, so its columns are not counted.
        assert!(is_table(b"a, b\n1, 2\n3", false, false));
        assert!(!is_table(b"a, b\n1, 2\n3", true, false));
    }
}
