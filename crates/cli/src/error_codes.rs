//! Error codes and statuses of the service: what they mean, what to do, and whether a retry is worth it. The codes and
//! their meaning are the vendor's, the advice is ours.

use deskledger::Message;

use crate::messages;

/// A code of an error, or a status for readers who have no code.
pub(crate) struct Code {
    pub(crate) code: &'static str,
    pub(crate) status: u16,
    pub(crate) meaning: fn() -> Message,
    pub(crate) advice: fn() -> Message,
}

const fn code(code: &'static str, status: u16, meaning: fn() -> Message, advice: fn() -> Message) -> Code {
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

    pub(crate) fn text(self) -> Message {
        match self {
            Self::Automatic => messages::worth_a_retry_export_retries(),
            Self::Later => messages::worth_a_retry_later(),
            Self::ByStatus => messages::with_status_502_or_504(),
            Self::Never => messages::not_worth_a_retry_the_same(),
            Self::Locks => messages::not_worth_a_retry(),
        }
    }
}

/// What the prefix of an unknown code says.
pub(crate) const FAMILIES: [(&str, fn() -> Message); 3] = [
    ("WKS.", messages::it_comes_from_the_cloud_desktop),
    ("APIGW.", messages::it_comes_from_the_gateway),
    ("IAM.", messages::it_comes_from_the_identity_service),
];

const PARAMETERS: fn() -> Message = messages::check_the_parameters_deskledger_export_dry;
const PERMISSION: fn() -> Message = messages::ask_the_administrator_of_the_project;
const LATER: fn() -> Message = messages::try_again_later_if_the_error;
const RETRIED: fn() -> Message = messages::it_was_retried_already_try_again;
const TOO_MANY: fn() -> Message = messages::it_was_retried_already_after;
const ENDPOINT: fn() -> Message = messages::check_that_the_endpoint_2;

/// The known error codes.
pub(crate) const CODES: &[Code] = &[
    code("WKS.00211102", 400, messages::a_parameter_is_invalid, PARAMETERS),
    code("WKS.00211302", 401, messages::the_credential_is_not_accepted, messages::get_a_new_token),
    code("WKS.00081102", 403, messages::the_user_may_not_access, PERMISSION),
    code("WKS.00211902", 404, messages::the_resource_does_not_exist, messages::check_the_project_id),
    code("WKS.00000405", 405, messages::the_method_is_not_allowed, ENDPOINT),
    code("WKS.00211401", 500, messages::the_operation_failed_inside_the_service, LATER),
    code("WKS.00050902", 503, messages::the_service_is_currently_unavailable, RETRIED),
    code("APIGW.0101", 404, messages::the_gateway_has_no_such_path, messages::check_the_endpoint_its_host_must),
    code("APIGW.0201", 400, messages::the_gateway_rejected_the_request, messages::with_status_502_or_504_2),
    code("APIGW.0301", 401, messages::the_gateway_does_not_accept, messages::get_a_new_token_2),
    code("APIGW.0302", 403, messages::the_gateway_denies_access, messages::ask_the_administrator_of_the_account),
    code("APIGW.0307", 401, messages::the_token_must_be_renewed, messages::get_a_new_token_3),
    code("APIGW.0308", 429, messages::too_many_requests, TOO_MANY),
];

/// Statuses of responses without a known code.
pub(crate) const STATUSES: &[Code] = &[
    code("400", 400, messages::the_request_is_malformed_or_invalid, PARAMETERS),
    code("401", 401, messages::the_credential_is_not_accepted_2, messages::get_a_new_token_4),
    code("403", 403, messages::the_user_is_authenticated_but_lacks, PERMISSION),
    code("404", 404, messages::there_is_no_resource, messages::check_the_endpoint_the_region),
    code("405", 405, messages::the_method_is_not_allowed_here, ENDPOINT),
    code("407", 407, messages::the_proxy_requires_authentication, messages::put_the_proxy_with_its_user),
    code("408", 408, messages::the_request_took_too_long, LATER),
    code("413", 413, messages::the_request_is_too_large, messages::send_less_data_per_request),
    code("414", 414, messages::the_address_is_too_long, messages::use_shorter_filters),
    code("429", 429, messages::too_many_requests, TOO_MANY),
    code("500", 500, messages::the_service_failed_internally, LATER),
    code("502", 502, messages::the_gateway_received_no_valid_response, RETRIED),
    code("503", 503, messages::the_service_is_currently_unavailable, RETRIED),
    code("504", 504, messages::the_gateway_received_no_response, RETRIED),
];

/// What to do about a code.
pub(crate) fn advice(code: &str) -> Option<Message> {
    find(code).map(|code| (code.advice)())
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
    use deskledger::Locale;

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
    fn an_older_spelling_and_small_letters_are_understood() {
        assert_eq!(find(" apig.0301 ").map(|code| code.code), Some("APIGW.0301"));
        assert!(find("WKS").is_none());
    }

    #[test]
    fn the_advice_on_retries_is_what_the_client_does() {
        for code in CODES.iter().chain(STATUSES) {
            let again = code.again();
            assert_eq!(again == Again::Automatic, [429, 502, 503, 504].contains(&code.status), "{}", code.code);
            let advice = (code.advice)().to_string();
            let says_so = advice.contains("ry again later") || advice.contains("retried");
            assert!(again.is_worth_it() || !says_so, "{}: {}", code.code, advice);
        }
    }

    #[test]
    fn no_code_stands_twice_and_none_is_without_words() {
        for (index, code) in CODES.iter().enumerate() {
            assert!(CODES[..index].iter().all(|other| other.code != code.code), "{}", code.code);
            let texts = [code.meaning, code.advice].map(|message| message());
            let is_empty =
                |text: &Message| [Locale::English, Locale::Chinese].iter().any(|one| text.localized(*one).is_empty());
            assert!(!texts.iter().any(is_empty), "{}", code.code);
        }
    }
}
