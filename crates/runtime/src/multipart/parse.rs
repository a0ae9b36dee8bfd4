use super::header::{PartHeaders, parameter};
use super::parser::{MAX_PARTS, MultipartError, MultipartParser, PartEvent, first_line};
use super::{FormPart, FormParts};
use crate::message::Message;
use crate::messages;
use crate::validate::Expected;

impl FormParts {
    /// Parses a body. The boundary is that of the media type, or else the first line.
    ///
    /// # Errors
    /// Parses a body. The error is the expectation that it does not meet.
    pub(crate) fn parse(media_type: Option<&str>, body: &[u8]) -> Result<Self, Expected> {
        let stated = media_type.and_then(|text| parameter(text, "boundary"));
        let boundary = stated.as_deref().map(str::as_bytes).or_else(|| first_line(body)).unwrap_or_default();
        let mut parts = Self::new();
        let mut wrong = None;
        let mut parser = MultipartParser::new(boundary, MAX_PARTS);
        let parsed = parser.push(body, |event| match (event, parts.0.last_mut()) {
            (PartEvent::Headers(headers), _) => match part(headers) {
                Ok(part) => parts.0.push(part),
                Err(error) => drop(wrong.get_or_insert(error)),
            },
            (PartEvent::Content(bytes), Some(part)) => part.content.extend_from_slice(bytes),
            (PartEvent::Content(_), None) => {}
        });
        match (wrong, parsed.and_then(|()| parser.finish())) {
            (Some(error), _) => Err(error.into()),
            (None, Ok(())) => Ok(parts),
            (None, Err(MultipartError::TooManyParts)) => Err(messages::at_most_parts(MAX_PARTS).into()),
            (None, Err(_)) => Err(messages::parts().into()),
        }
    }
}

/// A part without its content.
fn part(headers: PartHeaders<'_>) -> Result<FormPart, Message> {
    let text = |name: &str| headers.get(name).map(std::str::from_utf8).transpose().map_err(|_| messages::utf_8());
    let disposition = text("content-disposition")?;
    let name = disposition.and_then(|value| parameter(value, "name")).ok_or_else(messages::part_name)?;
    let file_name = disposition.and_then(|value| parameter(value, "filename"));
    Ok(FormPart { name, file_name, media_type: text("content-type")?.map(str::to_owned), content: Vec::new() })
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
            assert_eq!(FormParts::parse(media_type, &body), Ok(expected.clone()));
        }
    }

    #[test]
    fn a_media_type_with_parameters_in_the_document_is_that_of_a_part() {
        use crate::validate::{Location, ParameterIn, Rule};
        static ANY: Schema = Schema::new(&[]);
        let rule = Multipart { schema: &ANY, files: &[], media_types: &[("title", &["text/plain; charset=utf-8"])] };
        let at = Location { place: ParameterIn::Body, name: "body", line: 1 };
        let (media_type, body) = rule.write("multipart/form-data", &FormParts::new().field("title", "a"));
        assert!(rule.is_valid(at, &FormParts::parse(Some(&media_type), &body).unwrap()));
        let part = |media_type: &str| FormPart {
            name: "title".into(),
            media_type: Some(media_type.into()),
            ..FormPart::default()
        };
        let is_valid = |media_type| rule.is_valid(at, &FormParts::new().part(part(media_type)));
        assert!(is_valid("text/plain") && is_valid("Text/Plain;charset=x") && !is_valid("text/html; charset=utf-8"));
    }

    #[test]
    fn a_part_that_holds_the_boundary_does_not_end_early() {
        let (media_type, _) = RULE.write("multipart/form-data", &FormParts::new());
        let boundary = media_type.split_once('=').unwrap().1;
        let parts = FormParts::new().field("a", format!("\r\n--{boundary}--\r\n"));
        let (media_type, body) = RULE.write("multipart/form-data", &parts);
        assert_eq!(FormParts::parse(Some(&media_type), &body), Ok(parts));
    }

    #[test]
    fn a_body_that_is_cut_or_has_no_boundary_is_no_body_of_parts() {
        let (media_type, body) = RULE.write("multipart/form-data", &FormParts::new().field("a", "b").field("c", "d"));
        for length in 0..body.len() - 4 {
            assert!(FormParts::parse(Some(&media_type), &body[..length]).is_err(), "{length}");
        }
        for body in [&b"a=b"[..], b"--", b"--\r\n", b"--x\r\n\r\n", b"--x\r\nContent-Type: a/b\r\n\r\n\r\n--x--"] {
            assert!(FormParts::parse(None, body).is_err(), "{body:?}");
        }
        let many = (0..300).fold(FormParts::new(), |parts, number| parts.field("a", number));
        let (media_type, body) = RULE.write("multipart/form-data", &many);
        assert_eq!(FormParts::parse(Some(&media_type), &body).unwrap_err().to_string(), "at most 256 parts");
    }
}
