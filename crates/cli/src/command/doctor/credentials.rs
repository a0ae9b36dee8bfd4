//! The check of the credentials, with a call of which the reference server has the generated code.

use deskledger::{Client, Stage};
use deskledger_server::generated::{LIST_CONNECTION_RECORDS, ListConnectionRecords};

use crate::command::doctor::check::{Check, error_message};
use crate::error::Failure;
use crate::{error_codes, messages};

/// Tries the credentials once, with one record of the list of connections.
pub(super) async fn credentials(client: &Client, project_id: &str) -> Check {
    let request = ListConnectionRecords { project_id: project_id.to_owned(), limit: Some(1), ..Default::default() };
    let called = client.call(&LIST_CONNECTION_RECORDS, request.check(), || request.encode());
    let Err(error) = called.await else { return Check::ok("credentials", messages::doctor_accepted()) };
    let message = error_message(&error);
    let advice = error.code().and_then(error_codes::advice);
    if error.stage() == Stage::Prepare {
        let found = Check::failed("credentials", message, messages::doctor_see_help());
        return Check { failure: Failure::usage, ..found };
    }
    if error.is_forbidden() {
        return Check::warning("credentials", message, messages::doctor_advice_forbidden());
    }
    let failure = if error.is_client_error() { Failure::rejected } else { Failure::service };
    let advice = advice.map_or_else(messages::doctor_advice_credentials, |advice| advice());
    Check { failure, ..Check::failed("credentials", message, advice) }
}
