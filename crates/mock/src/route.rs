//! From the path of a request to a call.

use crate::api::{Api, Call};

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
            calls.sort_by_key(|one| (one.values.len(), std::cmp::Reverse(one.call.operation.path.len())));
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

fn matches<'a>(call: &'a Call, path: &'a str, query: &str) -> Option<Matched<'a>> {
    let template = call.operation.path.split('#').next().unwrap_or_default();
    let (template, fixed) = template.split_once('?').unwrap_or((template, ""));
    let is_fixed = fixed.split('&').filter(|pair| !pair.is_empty()).all(|pair| query.split('&').any(|one| one == pair));
    let (mut wanted, mut given) = (template.split('/'), path.split('/'));
    let mut values = Vec::new();
    loop {
        match (wanted.next(), given.next()) {
            (None, None) => return is_fixed.then_some(Matched { call, values }),
            (Some(wanted), Some(given)) => segment(wanted, given, &mut values)?,
            _ => return None,
        }
    }
}

/// Takes the values of the parameters out of a segment: `{name}.{extension}` has two.
fn segment<'a>(mut wanted: &'a str, mut given: &'a str, values: &mut Vec<(&'a str, &'a str)>) -> Option<()> {
    while let Some((text, rest)) = wanted.split_once('{') {
        let (name, rest) = rest.split_once('}')?;
        given = given.strip_prefix(text)?;
        let next = rest.split('{').next().unwrap_or_default();
        let end = match (next.is_empty(), rest.contains('{')) {
            (true, _) => given.len(),
            (false, false) => given.len().checked_sub(next.len()).filter(|_| given.ends_with(next))?,
            (false, true) => given.find(next)?,
        };
        let value = &given[..end];
        if value.is_empty() {
            return None;
        }
        values.push((name, value));
        (given, wanted) = (&given[end..], rest);
    }
    (wanted == given).then_some(())
}

#[doc(hidden)]
pub fn path_values<'a>(call: &'a Call, path: &'a str) -> Vec<(&'a str, &'a str)> {
    matches(call, path, "").map(|m| m.values).unwrap_or_default()
}
