//! From the path of a request to a call.

use deskledger_runtime::EncodedRequest;

use crate::api::{Api, Call};
use crate::path::values;

/// A call that a path belongs to, with the values of its path parameters, still percent-encoded.
pub(crate) struct Matched<'a> {
    pub(crate) call: &'a Call,
    pub(crate) values: Vec<(&'a str, &'a str)>,
}

impl Api {
    /// The calls of a path, those with the most text of their own first.
    pub(crate) fn route<'a>(&'a self, path: &'a str, query: &str) -> Vec<Matched<'a>> {
        let matched = |path: &'a str| {
            let calls = self.calls.iter().filter_map(|call| matches(call, path, query));
            let mut calls: Vec<Matched<'a>> = calls.collect();
            calls.sort_by_key(|one| (one.values.len(), std::cmp::Reverse(shape(one.call).len())));
            // A path without parameters is not that of another call which has some.
            let best = calls.first().map(|one| shape(one.call));
            calls.retain(|one| Some(shape(one.call)) == best);
            calls
        };
        let found = matched(path);
        if !found.is_empty() {
            return found;
        }
        // The address of a server of the document may have a path.
        let base = self.bases().find_map(|base| path.strip_prefix(base).filter(|rest| rest.starts_with('/')));
        base.map(matched).unwrap_or_default()
    }

    fn bases(&self) -> impl Iterator<Item = &str> {
        let servers = self.document.get("servers").and_then(serde_json::Value::as_array).into_iter().flatten();
        servers.filter_map(|server| {
            let url = server.get("url")?.as_str()?.trim_end_matches('/');
            let address = url.split_once("://").map_or(url, |(_, rest)| rest);
            address.find('/').map(|start| &address[start..]).filter(|base| !base.is_empty())
        })
    }
}

/// The path without the names of its parameters.
fn shape(call: &Call) -> String {
    call.sent
        .path
        .split('{')
        .enumerate()
        .map(|(place, part)| if place == 0 { part } else { part.split_once('}').map_or(part, |(_, rest)| rest) })
        .collect::<Vec<_>>()
        .join("{}")
}

fn matches<'a>(call: &'a Call, path: &'a str, query: &str) -> Option<Matched<'a>> {
    let EncodedRequest { path: template, query: fixed, .. } = &call.sent;
    let is_fixed = fixed.split('&').filter(|pair| !pair.is_empty()).all(|pair| query.split('&').any(|one| one == pair));
    let values = values(template, path).filter(|_| is_fixed)?;
    Some(Matched { call, values })
}

#[cfg(test)]
#[allow(clippy::unwrap_used, reason = "a test stops where it fails")]
mod tests {
    use crate::{Api, Options};

    #[test]
    fn a_request_of_generated_code_is_found_whatever_a_url_must_escape_in_its_path() {
        for path in ["/übersicht/{id}", "/a b/{id}", "/a%20b/{id}", "/[{id}]→", "/plain/{id}?kind=größe"] {
            let document = serde_json::json!({
                "openapi": "3.0.3", "info": { "title": "Paths", "version": "1.0.0" },
                "paths": { path: { "get": {
                    "operationId": "one",
                    "parameters": [{ "name": "id", "in": "path", "required": true, "schema": { "type": "string" } }],
                    "responses": { "204": { "description": "Done." } }
                } } }
            });
            let api = Api::read(&deskledger_codegen::generate("paths.json", &document.to_string()).unwrap()).unwrap();
            let sent = api.calls[0].request(&api, &Options::default()).unwrap().encoded;
            assert!(sent.path.is_ascii() && !sent.path.contains([' ', '[']) && sent.query.is_ascii(), "{sent:?}");
            let found = api.route(&sent.path, &sent.query);
            assert_eq!(found.iter().map(|one| one.values[0].0).collect::<Vec<_>>(), ["id"], "{path}: {sent:?}");
        }
    }
}
