//! Requests in a format that mutates well.

use deskledger_runtime::{EncodedRequest, RawRequest};

/// A request as lines: `PATH?QUERY`, then headers `name: value`, an empty line, the body.
pub struct Request<'d> {
    path: &'d str,
    query: &'d str,
    headers: Vec<(&'d [u8], &'d [u8])>,
    body: &'d [u8],
}

impl<'d> Request<'d> {
    /// `None` where the first line is not text: a server rejects that before anything of ours sees it.
    pub fn parse(data: &'d [u8]) -> Option<Self> {
        let (first, mut rest) = line(data);
        let (path, query) = std::str::from_utf8(first).ok().map(|text| text.split_once('?').unwrap_or((text, "")))?;
        let mut headers = Vec::new();
        loop {
            let (one, after) = line(rest);
            rest = after;
            let Some(colon) = one.iter().position(|byte| *byte == b':') else { break };
            headers.push((one[..colon].trim_ascii(), one[colon + 1..].trim_ascii()));
        }
        Some(Self { path, query, headers, body: rest })
    }

    /// The same, of what the client writes.
    pub fn of(sent: &'d EncodedRequest) -> Self {
        let body = sent.body.as_ref();
        let content_type = body.map(|(media_type, _)| (&b"content-type"[..], media_type.as_bytes()));
        let headers = sent.headers.iter().map(|(name, value)| (name.as_bytes(), value.as_bytes()));
        Self {
            path: &sent.path,
            query: &sent.query,
            headers: headers.chain(content_type).collect(),
            body: body.map_or(&[][..], |(_, bytes)| bytes),
        }
    }

    /// Hands the parts to a reader, with the segments of the path under the names that `template` gives them.
    pub fn read_by<T>(&self, template: &str, read: impl FnOnce(&RawRequest<'_>) -> T) -> T {
        let names = template.split('/').map(|segment| segment.trim_matches(['{', '}']));
        let path: Vec<(&str, &str)> = names.zip(self.path.split('/')).collect();
        let find = |name: &str| {
            let named = self.headers.iter().filter(|(other, _)| other.eq_ignore_ascii_case(name.as_bytes()));
            named.map(|(_, value)| *value).collect()
        };
        read(&RawRequest { path: &path, query: self.query, headers: &find, body: self.body })
    }
}

fn line(data: &[u8]) -> (&[u8], &[u8]) {
    match data.iter().position(|byte| *byte == b'\n') {
        Some(end) => (&data[..end], &data[end + 1..]),
        None => (data, &[]),
    }
}
