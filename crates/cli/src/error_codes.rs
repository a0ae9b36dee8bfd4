//! Error codes and statuses of the service: meaning, remedy, and whether to retry. The codes and
//! their meaning are the vendor's, the advice is ours.

use crate::messages::{self, Text};
/// A code of an error, or a status for readers who have no code. Each text is a message.
pub(crate) struct Code {
    pub(crate) code: &'static str,
    pub(crate) status: u16,
    pub(crate) meaning: Text,
    pub(crate) advice: Text,
}

const fn code(code: &'static str, status: u16, meaning: Text, advice: Text) -> Code {
    Code { code, status, meaning, advice }
}

/// Whether the same request may succeed if it is sent again.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Again {
    /// The client library retries without being asked.
    Automatic,
    Later,
    /// It depends on the status of the response.
    ByStatus,
    Never,
    /// It fails again, and repeated failures lock the account.
    Locks,
}

impl Code {
    pub(crate) fn again(&self) -> Again {
        match (self.code, self.status) {
            ("APIGW.0201", _) => Again::ByStatus,
            (_, 429 | 502 | 503 | 504) => Again::Automatic,
            (_, 408 | 500) => Again::Later,
            (_, 401) => Again::Locks,
            _ => Again::Never,
        }
    }
}

impl Again {
    /// Whether the same request may succeed.
    pub(crate) fn is_worth_it(self) -> bool {
        matches!(self, Self::Automatic | Self::Later | Self::ByStatus)
    }

    pub(crate) fn text(self) -> Text {
        match self {
            Self::Automatic => messages::retry_automatic,
            Self::Later => messages::retry_later,
            Self::ByStatus => messages::retry_by_status,
            Self::Never => messages::retry_never,
            Self::Locks => messages::retry_locks,
        }
    }
}

/// The origin of an unknown code, by its prefix.
pub(crate) const FAMILIES: [(&str, Text); 3] = [
    ("WKS.", messages::family_of_service),
    ("APIGW.", messages::family_of_gateway),
    ("IAM.", messages::family_of_identity_service),
];

const PARAMETERS: Text = messages::check_parameters;
const PERMISSION: Text = messages::ask_project_administrator;
const LATER: Text = messages::try_again_later;
const RETRIED: Text = messages::was_retried;
const TOO_MANY: Text = messages::was_retried_as_asked;
const ROOM: Text = messages::ask_operator_to_free_space;
const ENDPOINT: Text = messages::check_endpoint;

pub(crate) const CODES: &[Code] = &[
    code("WKS.00211102", 400, messages::error_codes_parameter_invalid, PARAMETERS),
    code("WKS.00211302", 401, messages::user_not_authenticated, messages::get_new_token_and_do_not_retry),
    code("WKS.00081102", 403, messages::user_may_not_access_resource, PERMISSION),
    code("WKS.00211902", 404, messages::resource_does_not_exist, messages::check_project_and_region),
    code("WKS.00000405", 405, messages::method_not_allowed_resource, ENDPOINT),
    code("WKS.00000409", 409, messages::record_differs_from_stored, messages::correct_record_or_remove_stored),
    code("WKS.00211401", 500, messages::operation_failed_inside_service, LATER),
    code("WKS.00050902", 503, messages::service_currently_unavailable, RETRIED),
    code("WKS.00000507", 507, messages::storage_of_service_full, ROOM),
    code("APIGW.0101", 404, messages::gateway_has_no_such_path_method, messages::check_endpoint_host),
    code(
        "APIGW.0201",
        400,
        messages::gateway_rejected_request_could_not_reach,
        messages::status_502_504_was_retried_already,
    ),
    code("APIGW.0301", 401, messages::gateway_does_not_accept_credential_token, messages::get_new_token_or_check_clock),
    code("APIGW.0302", 403, messages::gateway_denies_access_user, messages::ask_account_administrator),
    code("APIGW.0307", 401, messages::token_must_renewed, messages::get_new_token),
    code("APIGW.0308", 429, messages::too_many_requests, TOO_MANY),
];

/// Statuses of responses without a known code.
pub(crate) const STATUSES: &[Code] = &[
    code("400", 400, messages::request_malformed_invalid, PARAMETERS),
    code("401", 401, messages::credential_not_accepted, messages::get_new_credential),
    code("403", 403, messages::user_authenticated_but_lacks_permission, PERMISSION),
    code("404", 404, messages::there_no_resource_address, messages::check_endpoint_region_and_project),
    code("405", 405, messages::method_not_allowed_here, ENDPOINT),
    code("407", 407, messages::proxy_requires_authentication, messages::put_password_into_proxy_variable),
    code("408", 408, messages::request_took_too_long_arrive, LATER),
    code("409", 409, messages::request_conflicts_with_stored, messages::correct_record_or_remove_stored),
    code("413", 413, messages::request_too_large, messages::send_less_data_per_request),
    code("414", 414, messages::address_too_long, messages::use_shorter_filters),
    code("415", 415, messages::media_type_not_accepted, messages::send_declared_media_type),
    code("416", 416, messages::range_outside_file, messages::request_whole_file),
    code("429", 429, messages::too_many_requests, TOO_MANY),
    code("431", 431, messages::headers_too_large, messages::send_fewer_headers),
    code("500", 500, messages::service_failed_internally, LATER),
    code("501", 501, messages::function_not_supported, messages::send_body_without_transfer_coding),
    code("502", 502, messages::gateway_received_no_valid_response_from, RETRIED),
    code("503", 503, messages::service_currently_unavailable, RETRIED),
    code("504", 504, messages::gateway_received_no_response_from_service, RETRIED),
    code("507", 507, messages::storage_of_service_full, ROOM),
];

/// The remedy for a code.
pub(crate) fn advice(code: &str) -> Option<Text> {
    find(code).map(|code| code.advice)
}

/// Finds a code, ignoring case; `APIG.` is an older spelling of `APIGW.`.
pub(crate) fn find(wanted: &str) -> Option<&'static Code> {
    let wanted = normalized(wanted);
    CODES.iter().find(|code| code.code == wanted)
}

/// A code in its usual spelling.
pub(crate) fn normalized(wanted: &str) -> String {
    wanted.trim().to_ascii_uppercase().replace("APIG.", "APIGW.")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_code_of_the_document_is_explained_with_its_status() {
        let (mut found, mut first) = (0, std::collections::HashMap::new());
        for response in deskledger::EXPORT_CONNECTION_RECORDS.responses {
            for example in response.media_types.iter().filter_map(|media_type| media_type.example) {
                let Ok(example) = serde_json::from_str::<serde_json::Value>(example) else { continue };
                if let Some(code) = example["error_code"].as_str() {
                    found += 1;
                    // A code of several statuses is explained under the first.
                    let first = *first.entry(code.to_owned()).or_insert(response.status);
                    assert_eq!(find(code).map(|code| code.status), Some(first), "{code}");
                }
            }
        }
        assert!(found >= 7, "{found}");
    }

    #[test]
    fn no_status_and_no_code_of_a_document_is_forgotten() {
        let mut found = 0;
        for name in ["openapi.yaml", "specs/ledger.yaml", "specs/iam.yaml"] {
            let path = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("../..").join(name);
            for line in std::fs::read_to_string(path).unwrap().lines().map(str::trim) {
                if let Some(code) = line.strip_prefix("error_code: ") {
                    assert!(find(code).is_some(), "{name}: {code}");
                }
                let status = line.strip_prefix('\'').and_then(|line| line.strip_suffix("':"));
                if let Some(status) = status.filter(|text| text.len() == 3 && text.starts_with(['4', '5'])) {
                    assert!(STATUSES.iter().any(|code| code.code == status), "{name}: {status}");
                    found += 1;
                }
            }
        }
        assert!(found > 60, "{found}");
        // The server sends these before the operation is known.
        assert!(["414", "431", "501"].iter().all(|status| STATUSES.iter().any(|code| code.code == *status)));
    }

    #[test]
    fn an_older_spelling_and_small_letters_are_understood() {
        assert_eq!(find(" apig.0301 ").map(|code| code.code), Some("APIGW.0301"));
        assert!(find("WKS").is_none());
    }

    #[test]
    fn the_advice_on_retries_is_what_the_client_does() {
        for code in CODES.iter().chain(STATUSES) {
            let again = code.again();
            assert_eq!(again == Again::Automatic, [429, 502, 503, 504].contains(&code.status), "{}", code.code);
            let says_so = (code.advice)().to_string().contains("ry again later")
                || (code.advice)().to_string().contains("retried");
            assert!(again.is_worth_it() || !says_so, "{}: {}", code.code, (code.advice)());
        }
    }

    #[test]
    fn no_code_stands_twice_and_none_is_without_words() {
        for (index, code) in CODES.iter().enumerate() {
            assert!(CODES[..index].iter().all(|other| other.code != code.code), "{}", code.code);
            assert!([code.meaning, code.advice].iter().all(|text| !text().to_string().is_empty()), "{}", code.code);
        }
    }
}
