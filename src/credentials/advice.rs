//! Advice for error responses of this service.

use deskledger_runtime::Message;

use crate::messages;

/// The advice for a status.
pub(super) fn of(status: u16) -> Option<Message> {
    match status {
        401 => Some(messages::new_token()),
        403 => Some(messages::ask_permission()),
        404 => Some(messages::check_project()),
        _ => None,
    }
}
