//! Lines in the log: for each export, who took which records away, and whether all of them; who brought records; who was
//! refused, and why; who asked for a token with a password; who gave which role; and which records were removed for their
//! age.

use std::net::IpAddr;
use std::time::Duration;

use crate::access::Role;
use crate::auth::Caller;
use crate::call::encoding::Coding;
use crate::call::range::Part;
use crate::export::Report;
use crate::request_id::RequestId;
use crate::store::Filter;
use deskledger::DateTime;
use deskledger_records::write::Format;

/// The name under which the lines stand in the log, for filters.
pub(crate) const TARGET: &str = "audit";

/// What was asked for, and by whom.
pub(crate) struct Order {
    pub(crate) id: RequestId,
    pub(crate) caller: Caller,
    /// The machine that asked.
    pub(crate) peer: Option<IpAddr>,
    pub(crate) part: Option<Part>,
    pub(crate) filter: Filter,
    pub(crate) format: Format,
    pub(crate) coding: Coding,
    pub(crate) etag: String,
}

impl Order {
    /// Writes the line. Digest and bytes are those of the file, or of the part of it, before its content encoding: what the
    /// caller has who keeps it. What went over the wire is told beside them.
    pub(crate) fn write(&self, report: &Report, took: Duration) {
        let Filter { project_id, time_range, user_name, computer_name, terminal_type } = &self.filter;
        let (start, end) = time_range.map(|range| (range.start().to_string(), range.end().to_string())).unzip();
        tracing::info!(
            target: TARGET,
            request_id = %self.id,
            who = %self.caller,
            from = self.peer.map(|peer| peer.to_string()),
            project_id,
            start_time = start,
            end_time = end,
            user_name = user_name.as_deref(),
            computer_name = computer_name.as_deref(),
            terminal_type = terminal_type.as_deref(),
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

/// What a caller brought.
pub(crate) struct Batch<'b> {
    pub(crate) id: &'b RequestId,
    pub(crate) caller: &'b Caller,
    pub(crate) peer: Option<IpAddr>,
    pub(crate) project_id: &'b str,
    /// Bytes of the lines, before any content encoding.
    pub(crate) bytes: usize,
    pub(crate) added: u64,
    pub(crate) updated: u64,
    pub(crate) unchanged: u64,
}

impl Batch<'_> {
    /// Writes the line, once the records are on the disk.
    pub(crate) fn write(&self) {
        tracing::info!(
            target: TARGET,
            request_id = %self.id,
            who = %self.caller,
            from = self.peer.map(|peer| peer.to_string()),
            project_id = self.project_id,
            bytes = self.bytes,
            added = self.added,
            updated = self.updated,
            unchanged = self.unchanged,
            "records"
        );
    }
}

/// Writes the line for somebody who was not let in, where that is known by what the server gave them: a name or a token
/// that it does not know is not written.
pub(crate) fn refused(id: &RequestId, peer: Option<IpAddr>, who: Option<&str>, reason: &'static str) {
    let from = peer.map(|peer| peer.to_string());
    tracing::info!(target: TARGET, request_id = %id, who = who.unwrap_or("unknown"), from, reason, "refused");
}

/// Writes the line for records of a project that were removed because their connection started before this time.
pub(crate) fn expired(project_id: &str, before: DateTime, records: u64) {
    tracing::info!(target: TARGET, project_id, before = %before, records, "retention");
}

/// Writes the line for a role that was given, or taken back.
pub(crate) fn role(id: &RequestId, caller: &Caller, project_id: &str, user: &str, role: Option<Role>) {
    let role = role.map_or("none", Role::name);
    tracing::info!(target: TARGET, request_id = %id, who = %caller, project_id, user, role, "role");
}

/// How the question for a token ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Login {
    Issued,
    WrongPassword,
    UnknownUser,
    Locked,
    NotPermitted,
}

/// Writes the line for a question for a token. A name that no user has is not written: it may be a password in the
/// wrong place.
pub(crate) fn login(id: &RequestId, peer: Option<IpAddr>, user: &str, project_id: &str, login: Login) {
    let who = if login == Login::UnknownUser { "unknown".to_owned() } else { format!("user:{user}") };
    let (from, outcome) = (peer.map(|peer| peer.to_string()), login.name());
    tracing::info!(target: TARGET, request_id = %id, who, from, project_id, outcome, "token");
}

impl Login {
    /// The word for it in the log and among what is counted.
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
