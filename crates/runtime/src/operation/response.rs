//! The response that the document describes for a status and a media type, and the check of a body against it.

use super::{MediaType, Operation, Response};
use crate::messages;
use crate::quality::essence;
use crate::validate::{Location, ParameterIn, Violation, Violations};

impl Operation {
    /// The value of the header `Accept`: the media types that the document has for success, in its order, and any other
    /// after them.
    ///
    /// ```
    /// # use deskledger_runtime::{MediaType, Operation, Provenance, Response};
    /// # const NOBODY: Provenance = Provenance { source: "", note: "" };
    /// static LIST: Operation = Operation {
    ///     id: "list",
    ///     method: "GET",
    ///     path: "/list",
    ///     responses: &[Response {
    ///         status: 200,
    ///         media_types: &[MediaType { name: "text/csv", schema: None, example: None, rule: None }],
    ///         // ...
    /// #       description: "", headers: &[], provenance: NOBODY,
    ///     }],
    ///     // ...
    /// #   summary: "", description: "", deprecation: None, tags: &[], needs_credential: false, security: &[], parameters: &[], rules: &[],
    /// };
    /// assert_eq!(LIST.accept(), "text/csv, */*;q=0.1");
    /// ```
    pub fn accept(&self) -> String {
        let successes = self.responses.iter().filter(|one| one.status == 2 || (200..300).contains(&one.status));
        let mut names: Vec<&str> = Vec::new();
        for one in successes.flat_map(|response| response.media_types) {
            if !names.contains(&one.name) {
                names.push(one.name);
            }
        }
        names.push(if names.is_empty() { "*/*" } else { "*/*;q=0.1" });
        names.join(", ")
    }

    /// Checks a body by the schema that the document has for the status and the media type; without one every body is
    /// valid.
    ///
    /// # Errors
    /// Every rule that the body breaks.
    pub fn check_response(&self, status: u16, content_type: &str, body: &[u8]) -> Result<(), Violations> {
        let mut out = Violations::new();
        let at = Location { place: ParameterIn::Body, name: "response", line: 0 };
        if let Some(schema) = self.media_type(status, content_type).and_then(|one| one.rule) {
            match serde_json::from_slice(body) {
                Ok(value) => schema.collect(at, &value, &mut out),
                Err(error) => out.push(Violation::hidden(at, "syntax", messages::json_but(error.to_string()))),
            }
        }
        out.into_result(())
    }

    /// The response for a status: that of the status itself, of its class, or of every other status.
    fn response(&self, status: u16) -> Option<&'static Response> {
        let by = |status: u16| self.responses.iter().find(|one| one.status == status);
        by(status).or_else(|| by(status / 100)).or_else(|| by(0))
    }

    /// The description of the body of a response: by its media type, or by a range that has it.
    fn media_type(&self, status: u16, content_type: &str) -> Option<&'static MediaType> {
        let response = self.response(status)?;
        let found = essence(content_type);
        let find = |is: &dyn Fn(&str) -> bool| response.media_types.iter().find(|one| is(one.name));
        // Parameters distinguish media types only where the document has several with the same name.
        let whole = find(&|name| name.eq_ignore_ascii_case(content_type.trim()));
        let named = whole.or_else(|| find(&|name| essence(name).eq_ignore_ascii_case(found)));
        named.or_else(|| find(&|name| is_in_range(essence(name), found)))
    }
}

/// Whether a media type is one of a range such as `text/*`.
fn is_in_range(range: &str, essence: &str) -> bool {
    let kind = range.strip_suffix('*').map(|kind| kind.strip_prefix('*').unwrap_or(kind));
    kind.is_some_and(|kind| kind == "/" || essence.get(..kind.len()).is_some_and(|own| own.eq_ignore_ascii_case(kind)))
}

#[cfg(test)]
mod tests {
    use crate::json_schema::{Keyword, Rule, Schema, Type};
    use crate::operation::{MediaType, Operation, Provenance, Response};

    static TEXT: Schema = Schema::new(&[Rule::new(3, Keyword::Type(&[Type::String]))]);
    static WHOLE: Schema = Schema::new(&[Rule::new(4, Keyword::Type(&[Type::Integer]))]);
    static NOTHING: Schema = Schema::new(&[Rule::new(5, Keyword::Never)]);

    const fn response(status: u16, media_types: &'static [MediaType]) -> Response {
        Response { status, description: "", headers: &[], media_types, provenance: Provenance { source: "", note: "" } }
    }

    const fn json(name: &'static str, rule: &'static Schema) -> MediaType {
        MediaType { name, schema: None, example: None, rule: Some(rule) }
    }

    static CALL: Operation = Operation {
        id: "call",
        method: "GET",
        path: "/",
        summary: "",
        description: "",
        deprecation: None,
        tags: &[],
        needs_credential: false,
        security: &[],
        parameters: &[],
        rules: &[],
        responses: &[
            response(2, &[json("application/*", &WHOLE)]),
            response(201, &[json("application/json", &TEXT), json("*/*", &NOTHING)]),
            response(409, &[json("application/json; v=1", &TEXT), json("application/json;v=2", &WHOLE)]),
            response(0, &[json("application/json", &TEXT)]),
        ],
    };

    #[test]
    fn a_response_is_checked_by_its_status_then_its_class_then_the_default() {
        let is_valid =
            |status, content_type, body: &str| CALL.check_response(status, content_type, body.as_bytes()).is_ok();
        assert!(is_valid(201, "application/json; charset=utf-8", "\"a\"") && !is_valid(201, "APPLICATION/JSON", "1"));
        // The document may state parameters, too.
        assert!(is_valid(409, "application/json", "\"a\"") && !is_valid(409, "application/json; charset=utf-8", "1"));
        assert!(is_valid(409, "application/json;v=2", "1") && !is_valid(409, "application/json;v=2", "\"a\""));
        assert!(is_valid(200, "application/problem+json", "1") && !is_valid(204, "application/json", "\"a\""));
        assert!(is_valid(500, "application/json", "\"a\"") && !is_valid(404, "application/json", "1"));
        assert!(is_valid(500, "text/html", "<") && is_valid(200, "text/html", "<"));
        assert!(!is_valid(201, "text/html", "1"));
    }

    #[test]
    fn a_body_that_is_not_json_is_reported_with_its_error() {
        let found = CALL.check_response(200, "application/json", b"{").unwrap_err().to_string();
        assert!(found.starts_with("field response: expected JSON: EOF while parsing"), "{found}");
        let found = CALL.check_response(200, "application/json", b"true").unwrap_err().to_string();
        assert_eq!(found, "field response: expected an integer");
    }

    #[test]
    fn the_media_types_of_success_are_asked_for_in_their_order() {
        assert_eq!(CALL.accept(), "application/*, application/json, */*, */*;q=0.1");
        assert_eq!(Operation { responses: &[], ..CALL }.accept(), "*/*");
    }
}
