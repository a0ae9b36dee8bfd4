//! The audit log: exports and lists, received records, rejected callers, token requests, changes of roles, deletions of
//! expired records, and administration. A caller who has proved nothing is not named.

use std::net::IpAddr;
use std::time::Duration;

use deskledger::DateTime;
use deskledger_records::write::Format;

use crate::auth::{Caller, Role};
use crate::export::Report;
use crate::http::byte_range::Part;
use crate::http::negotiation::Coding;
use crate::http::request_id::RequestId;
use crate::store::{Added, Filter, Page};

/// Target of the log lines, for filters.
pub(crate) const TARGET: &str = "audit";

/// Logs a request for records: its caller, its filter, and further fields.
macro_rules! log_request {
    ($id:expr, $caller:expr, $peer:expr, $filter:expr, $($field:tt)*) => {{
        let Filter { project_id, time_range, user_name, computer_name, terminal_type } = $filter;
        let (start, end) = time_range.map(|range| (range.start().to_string(), range.end().to_string())).unzip();
        tracing::info!(
            target: TARGET,
            request_id = %$id,
            who = %$caller,
            from = $peer.map(|peer| peer.to_string()),
            project_id,
            start_time = start,
            end_time = end,
            user_name = user_name.as_deref(),
            computer_name = computer_name.as_deref(),
            terminal_type = terminal_type.as_deref(),
            $($field)*
        );
    }};
}

/// An export and its caller.
pub(crate) struct Export {
    pub(crate) id: RequestId,
    pub(crate) caller: Caller,
    /// The remote address.
    pub(crate) peer: Option<IpAddr>,
    pub(crate) part: Option<Part>,
    pub(crate) filter: Filter,
    pub(crate) format: Format,
    pub(crate) coding: Coding,
    pub(crate) etag: String,
}

impl Export {
    /// Logs the export. Digest and size are those of the file, or of its range, before the content coding, as the client
    /// stores it; `sent_bytes` is the size on the wire.
    pub(crate) fn log(&self, report: &Report, took: Duration) {
        log_request!(
            self.id,
            self.caller,
            self.peer,
            &self.filter,
            format = self.format.extension(),
            first_byte = self.part.map_or(0, |part| part.first),
            rows = report.rows,
            bytes = report.bytes,
            sha256 = report.digest,
            coding = self.coding.name().unwrap_or("identity"),
            sent_bytes = report.sent_bytes,
            outcome = report.outcome.name(),
            millis = u64::try_from(took.as_millis()).unwrap_or(u64::MAX),
            "export"
        );
    }
}

/// Logs a page of records.
pub(crate) fn list(
    id: &RequestId,
    caller: &Caller,
    peer: Option<IpAddr>,
    filter: &Filter,
    Page { offset, limit, is_newest_first }: Page,
    rows: usize,
) {
    log_request!(id, caller, peer, filter, offset, limit, is_newest_first, rows, "list");
}

/// Logs a summary of records.
pub(crate) fn summary(id: &RequestId, caller: &Caller, peer: Option<IpAddr>, filter: &Filter, records: u64) {
    log_request!(id, caller, peer, filter, records, "summary");
}

/// Logs a batch of records, after they have been written to disk; `bytes` is the size of the lines before any content coding.
pub(crate) fn records(
    id: &RequestId,
    caller: &Caller,
    peer: Option<IpAddr>,
    project_id: &str,
    bytes: usize,
    Added { added, updated, unchanged }: Added,
) {
    let from = peer.map(|peer| peer.to_string());
    tracing::info!(
        target: TARGET, request_id = %id, who = %caller, from, project_id, bytes, added, updated, unchanged, "records"
    );
}

/// Logs a rejected caller. Unknown names and tokens are not logged.
pub(crate) fn rejected(id: &RequestId, peer: Option<IpAddr>, who: Option<&str>, reason: &'static str) {
    let from = peer.map(|peer| peer.to_string());
    tracing::info!(target: TARGET, request_id = %id, who = who.unwrap_or("unknown"), from, reason, "rejected");
}

/// Logs the deletion of records of a project whose connections started before a time.
pub(crate) fn expired(project_id: &str, before: DateTime, records: u64) {
    tracing::info!(target: TARGET, project_id, before = %before, records, "retention");
}

/// Logs the change of a role.
pub(crate) fn role(id: &RequestId, caller: &Caller, project_id: &str, user: &str, role: Option<Role>) {
    let role = role.map_or("none", Role::name);
    tracing::info!(target: TARGET, request_id = %id, who = %caller, project_id, user, role, "role");
}

/// Outcome of a token request.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Login {
    Issued,
    WrongPassword,
    UnknownUser,
    Locked,
    NotPermitted,
}

/// Logs a token request. Only a right password names the caller; after a wrong one `account` is the attacked user. An
/// unknown name is not logged: it may be a password in the wrong field.
pub(crate) fn login(id: &RequestId, peer: Option<IpAddr>, user: &str, project_id: &str, login: Login) {
    let (who, account) = match login {
        Login::Issued | Login::NotPermitted => (format!("user:{user}"), None),
        Login::WrongPassword | Login::Locked => ("unknown".to_owned(), Some(user)),
        Login::UnknownUser => ("unknown".to_owned(), None),
    };
    let (from, outcome) = (peer.map(|peer| peer.to_string()), login.name());
    tracing::info!(target: TARGET, request_id = %id, who, account, from, project_id, outcome, "token");
}

impl Login {
    /// Name in the log and in metrics.
    pub(crate) fn name(self) -> &'static str {
        match self {
            Self::Issued => "issued",
            Self::WrongPassword => "wrong_password",
            Self::UnknownUser => "unknown_user",
            Self::Locked => "locked",
            Self::NotPermitted => "not_permitted",
        }
    }
}
