use std::hash::{DefaultHasher, Hash, Hasher};

use super::header::ESCAPES;
use super::{FormParts, Multipart};

impl Multipart {
    /// The body with its media type, which names the boundary. The same parts give the same bytes.
    pub(crate) fn write(&self, media_type: &str, parts: &FormParts) -> (String, Vec<u8>) {
        let boundary = boundary(parts);
        let mut body = Vec::new();
        for part in parts.iter() {
            let mut head = format!("--{boundary}\r\nContent-Disposition: form-data; name=\"{}\"", escaped(&part.name));
            if let Some(file_name) = &part.file_name {
                head.push_str(&format!("; filename=\"{}\"", escaped(file_name)));
            }
            let usual = self.media_types.iter().find(|(name, _)| *name == part.name);
            let usual = usual.and_then(|(_, types)| types.iter().find(|one| !one.contains('*')).copied());
            if let Some(media_type) = part.media_type.as_deref().or(usual) {
                // A line break would be another header.
                let one_line: String = media_type.chars().filter(|c| !c.is_control()).collect();
                head.push_str(&format!("\r\nContent-Type: {one_line}"));
            }
            head.push_str("\r\n\r\n");
            body.extend_from_slice(head.as_bytes());
            body.extend_from_slice(&part.content);
            body.extend_from_slice(b"\r\n");
        }
        body.extend_from_slice(format!("--{boundary}--\r\n").as_bytes());
        (format!("{media_type}; boundary={boundary}"), body)
    }
}

/// A boundary that occurs in no part.
fn boundary(parts: &FormParts) -> String {
    let mut hasher = DefaultHasher::new();
    parts.iter().for_each(|part| part.content.hash(&mut hasher));
    let mut number = hasher.finish();
    loop {
        let boundary = format!("deskledger-{number:016x}");
        let is_in = |content: &[u8]| super::parser::find(content, boundary.as_bytes()).is_some();
        if !parts.iter().any(|part| is_in(&part.content)) {
            return boundary;
        }
        number = number.wrapping_add(1);
    }
}

/// A name between quotes, as browsers write it. A percent sign is escaped only where it would be read as one of the
/// other escapes.
fn escaped(name: &str) -> String {
    let mut out = String::new();
    for (index, c) in name.char_indices() {
        let is_other = || c != '%' || ESCAPES.iter().any(|(code, _)| name[index..].starts_with(code));
        match ESCAPES.iter().find(|(_, one)| *one == c && is_other()) {
            Some((code, _)) => out.push_str(code),
            None => out.push(c),
        }
    }
    out
}
