//! Outcomes of calls: the types of their bodies by status.

use super::builder::{Builder, optional, whole};
use super::definition::{Definition, Kind, Outcome, Rust, Success};
use super::facts::ALL;
use crate::model::{Operation, Response};
use crate::names;
use crate::spec::Node;

/// Statuses with a name of their own.
const NAMES: [(u16, &str); 29] = [
    (0, "Default"),
    (2, "Success"),
    (4, "ClientError"),
    (5, "ServerError"),
    (200, "Ok"),
    (201, "Created"),
    (202, "Accepted"),
    (204, "NoContent"),
    (206, "PartialContent"),
    (304, "NotModified"),
    (400, "BadRequest"),
    (401, "Unauthorized"),
    (402, "PaymentRequired"),
    (403, "Forbidden"),
    (404, "NotFound"),
    (405, "MethodNotAllowed"),
    (406, "NotAcceptable"),
    (408, "RequestTimeout"),
    (409, "Conflict"),
    (410, "Gone"),
    (412, "PreconditionFailed"),
    (413, "PayloadTooLarge"),
    (415, "UnsupportedMediaType"),
    (422, "UnprocessableEntity"),
    (429, "TooManyRequests"),
    (500, "InternalServerError"),
    (502, "BadGateway"),
    (503, "ServiceUnavailable"),
    (504, "GatewayTimeout"),
];

/// The name of a status.
pub(crate) fn status_name(status: u16) -> String {
    let known = NAMES.iter().find(|(one, _)| *one == status);
    known.map_or_else(|| format!("Status{status}"), |(_, name)| (*name).to_owned())
}

impl<'s> Builder<'s> {
    /// The types of an operation; `at` is the node that its types are described at.
    pub(super) fn outcome(&mut self, operation: &'s Operation, at: &'s Node) {
        let (successes, others): (Vec<_>, Vec<_>) = operation.responses.iter().partition(|one| one.is_success());
        let is_error = |response: &&Response| response.status == 0 || response.status >= 4;
        let errors = others.iter().copied().filter(is_error).filter_map(|one| self.body(one));
        let errors: Vec<_> = errors.filter(|(_, rust)| *rust != Rust::Unit).collect();
        let bodies: Vec<_> = successes.iter().filter_map(|one| self.body(one)).collect();
        let owner = names::pascal(&operation.name);
        let is_typed = bodies.len() == successes.len() && bodies.iter().any(|(_, rust)| *rust != Rust::Unit);
        let success = match bodies.as_slice() {
            [(_, first), others @ ..] if is_typed && others.iter().all(|(_, rust)| rust == first) => {
                Success::One(first.clone())
            }
            _ if is_typed => Success::Several(self.responses(format!("{owner}Success"), bodies, false, at)),
            _ => Success::Raw,
        };
        let errors = (!errors.is_empty()).then(|| self.responses(format!("{owner}Error"), errors, true, at));
        self.types.add_outcome(operation, Outcome { success, errors });
    }

    /// The status of a response and the type of its body; nothing where the body is none of JSON.
    fn body(&mut self, response: &'s Response) -> Option<(u16, Rust)> {
        if response.media_types.is_empty() {
            return Some((response.status, Rust::Unit));
        }
        // The requested media type is the first one of JSON.
        let json = response.json()?.rule.as_ref()?;
        let (rust, nullable) = self.rust(&[whole(json)], ALL, "Response");
        Some((response.status, optional(rust, nullable)))
    }

    fn responses(&mut self, wanted: String, bodies: Vec<(u16, Rust)>, is_error: bool, schema: &'s Node) -> usize {
        let name = self.inline_name(&wanted);
        let bodies = bodies.into_iter().map(|(status, rust)| (status, status_name(status), rust)).collect();
        self.types.add(Definition { name, schema, kind: Kind::Responses { bodies, is_error } })
    }
}
