//! Bodies of media types other than JSON: sequences of values, texts and the smallest files.

use deskledger_runtime::sequence::Sequence;
use serde_json::Value;

/// How a value of a sequence is sent.
#[derive(Clone, Copy)]
pub(crate) struct Framing {
    /// What stands before it.
    before: &'static [u8],
    form: Sequence,
}

impl Framing {
    pub(crate) fn write(self, value: &Value) -> Vec<u8> {
        [self.before, &self.form.encode(value)].concat()
    }
}

/// How the values of a media type follow one another; none of a media type that is no sequence.
pub(crate) fn sequence(media_type: &str, described: &Value) -> Option<Framing> {
    let (before, form): (&'static [u8], _) = match essence(media_type).as_str() {
        "text/event-stream" if described.get("itemSchema").is_some() => (b"", Sequence::Events),
        "text/event-stream" => (b"", Sequence::Data),
        "application/jsonl" | "application/x-jsonlines" | "application/ndjson" | "application/x-ndjson" => {
            (b"", Sequence::Lines)
        }
        // RFC 7464.
        name if name == "application/json-seq" || name.ends_with("+json-seq") => (b"\x1e", Sequence::Lines),
        _ => return None,
    };
    Some(Framing { before, form })
}

/// The schema of a body, or of each item of a sequence.
pub(crate) fn item(described: &Value) -> Option<&Value> {
    described.get("itemSchema").or_else(|| described.get("schema"))
}

pub(crate) fn is_text(media_type: &str) -> bool {
    essence(media_type).starts_with("text/")
}

fn essence(media_type: &str) -> String {
    deskledger_runtime::quality::essence(media_type).to_ascii_lowercase()
}

/// The smallest file of a media type.
pub(crate) fn file(media_type: &str) -> &'static [u8] {
    match media_type {
        "application/zip" => b"PK\x05\x06\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0",
        "application/pdf" => b"%PDF-1.4\n%%EOF\n",
        "text/csv" => b"name,count\r\nsample,1\r\n",
        "text/event-stream" => b"data: sample\n\n",
        name if name.ends_with("xml") => b"<sample/>",
        name if name.contains("ndjson") || name.contains("jsonl") => b"{}\n",
        name if name.ends_with("json-seq") => b"\x1e{}\n",
        name if name.starts_with("image/png") => b"\x89PNG\r\n\x1a\n",
        _ => b"sample",
    }
}
