use super::{FormPart, FormParts};
use crate::message::Message;
use crate::messages;
use crate::validate::Expected;

/// How many parts a body may have.
const MOST_PARTS: usize = 256;
/// How many bytes the headers of a part may have.
const LONGEST_HEADERS: usize = 8 * 1024;
/// The standard allows 70 characters for a boundary.
const LONGEST_BOUNDARY: usize = 70;

/// How a name between quotes has what cannot stand there.
pub(super) const ESCAPES: [(&str, char); 4] = [("%22", '"'), ("%0D", '\r'), ("%0A", '\n'), ("%25", '%')];

impl FormParts {
    /// Reads a body. The boundary is that of the media type, or else the first line.
    ///
    /// # Errors
    /// What is asked of a body that this is not.
    pub(crate) fn read(media_type: Option<&str>, body: &[u8]) -> Result<Self, Expected> {
        let whole = || Expected::from(messages::parts());
        let boundary = media_type.and_then(|text| parameter(text, "boundary"));
        let boundary = boundary.or_else(|| first_line(body)).ok_or_else(whole)?;
        let delimiter = format!("--{boundary}");
        if boundary.is_empty() || boundary.len() > LONGEST_BOUNDARY {
            return Err(whole());
        }
        let mut rest = body.strip_prefix(delimiter.as_bytes()).ok_or_else(whole)?;
        let end = format!("\r\n{delimiter}");
        let mut parts = Self::new();
        while !rest.starts_with(b"--") {
            if parts.0.len() == MOST_PARTS {
                return Err(Expected::from(messages::at_most_parts(MOST_PARTS)));
            }
            rest = rest.strip_prefix(b"\r\n").ok_or_else(whole)?;
            let head = &rest[..rest.len().min(LONGEST_HEADERS)];
            let length = find(head, b"\r\n\r\n").ok_or_else(whole)?;
            let (head, after) = (&rest[..length], &rest[length + 4..]);
            let length = find(after, end.as_bytes()).ok_or_else(whole)?;
            let part = part(head, &after[..length]).map_err(Expected::from)?;
            parts.0.push(part);
            rest = &after[length + end.len()..];
        }
        Ok(parts)
    }
}

fn part(head: &[u8], content: &[u8]) -> Result<FormPart, Message> {
    let head = std::str::from_utf8(head).map_err(|_| messages::utf_8())?;
    let mut part = FormPart { content: content.to_vec(), ..FormPart::default() };
    let mut name = None;
    for (header, value) in head.split("\r\n").filter_map(|line| line.split_once(':')) {
        match header.trim().to_ascii_lowercase().as_str() {
            "content-disposition" => {
                name = parameter(value, "name");
                part.file_name = parameter(value, "filename");
            }
            "content-type" => part.media_type = Some(value.trim().to_owned()),
            _ => {}
        }
    }
    part.name = name.ok_or(messages::part_name())?;
    Ok(part)
}

/// A parameter of a header: `name="value"` or `name=value`.
fn parameter(header: &str, name: &str) -> Option<String> {
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

fn first_line(body: &[u8]) -> Option<String> {
    let line = body.strip_prefix(b"--")?;
    let line = &line[..find(&line[..line.len().min(LONGEST_BOUNDARY + 2)], b"\r\n")?];
    std::str::from_utf8(line).ok().map(str::to_owned)
}

/// Where bytes stand in others.
pub(super) fn find(bytes: &[u8], wanted: &[u8]) -> Option<usize> {
    let first = *wanted.first()?;
    let mut start = 0;
    loop {
        start += bytes.get(start..)?.iter().position(|byte| *byte == first)?;
        if bytes[start..].starts_with(wanted) {
            return Some(start);
        }
        start += 1;
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::json_schema::Schema;
    use crate::multipart::Multipart;

    const RULE: Multipart =
        Multipart { schema: &Schema::new(&[]), files: &[], media_types: &[("photo", &["image/*", "image/png"])] };

    #[test]
    fn what_is_written_is_read_as_the_same_parts() {
        let parts = FormParts::new()
            .field("title", "a\r\n--deskledger-0\r\n\"张\"")
            .field("odd \"name\"\r\n%22 %2522 100%", "")
            .field("list", serde_json::json!([1, true, {"a": "b"}]))
            .file("photo", "桌 \"1\".png", "image/png", (0..=255).collect())
            .part(FormPart { name: "photo".into(), content: b"--\r\n".to_vec(), ..FormPart::default() });
        let (media_type, body) = RULE.write("multipart/form-data", &parts);
        let mut expected = parts.clone();
        // The media type of the document is stated where the caller states none.
        expected.0.last_mut().unwrap().media_type = Some("image/png".into());
        for media_type in [Some(media_type.as_str()), None] {
            assert_eq!(FormParts::read(media_type, &body), Ok(expected.clone()));
        }
    }

    #[test]
    fn a_part_that_holds_the_boundary_does_not_end_early() {
        let (media_type, _) = RULE.write("multipart/form-data", &FormParts::new());
        let boundary = media_type.split_once('=').unwrap().1;
        let parts = FormParts::new().field("a", format!("\r\n--{boundary}--\r\n"));
        let (media_type, body) = RULE.write("multipart/form-data", &parts);
        assert_eq!(FormParts::read(Some(&media_type), &body), Ok(parts));
    }

    #[test]
    fn a_body_that_is_cut_or_has_no_boundary_is_no_body_of_parts() {
        let (media_type, body) = RULE.write("multipart/form-data", &FormParts::new().field("a", "b").field("c", "d"));
        for length in 0..body.len() - 4 {
            assert!(FormParts::read(Some(&media_type), &body[..length]).is_err(), "{length}");
        }
        for body in [&b"a=b"[..], b"--", b"--\r\n", b"--x\r\n\r\n", b"--x\r\nContent-Type: a/b\r\n\r\n\r\n--x--"] {
            assert!(FormParts::read(None, body).is_err(), "{body:?}");
        }
        let many = (0..300).fold(FormParts::new(), |parts, number| parts.field("a", number));
        let (media_type, body) = RULE.write("multipart/form-data", &many);
        assert_eq!(FormParts::read(Some(&media_type), &body).unwrap_err().to_string(), "at most 256 parts");
    }
}
