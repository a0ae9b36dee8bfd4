//! What `doctor` says, in English and Chinese.

use crate::messages;
use std::time::Duration;

use crate::command::doctor::check::{Check, Outcome};
use crate::locale::{Locale, Pick as _};

/// The words of one language.
#[derive(Clone, Copy)]
pub(super) struct Words(pub(super) Locale);

impl Words {
    pub(super) fn of(self, both: [&'static str; 2]) -> String {
        self.0.pick(both).to_owned()
    }

    /// A text with `{}` in the place of each value.
    fn with(self, both: [&'static str; 2], values: &[&str]) -> String {
        let mut pieces = self.0.pick(both).split("{}");
        let mut text = pieces.next().unwrap_or_default().to_owned();
        for (piece, value) in pieces.zip(values) {
            text.push_str(value);
            text.push_str(piece);
        }
        text
    }

    /// An error of the client library.
    pub(super) fn error(self, error: &deskledger::Error) -> String {
        error.localized(self.0)
    }

    pub(super) fn outcome(self, outcome: Outcome) -> &'static str {
        self.0.pick(match outcome {
            Outcome::Ok => messages::doctor_ok(),
            Outcome::Warning => messages::doctor_warning(),
            Outcome::Failed => messages::doctor_failed(),
            Outcome::Skipped => messages::doctor_skipped(),
        })
    }

    pub(super) fn summary(self) -> String {
        self.of(messages::failed_what_was_found_what_do())
    }

    pub(super) fn settings_fit(self) -> String {
        self.of(messages::they_fit_together())
    }

    pub(super) fn see_help(self) -> String {
        self.of(messages::put_setting_right_deskledger_export_help())
    }

    pub(super) fn no_name(self, host: &str, why: &str) -> String {
        self.with(messages::has_no_address(host.to_string(), why.to_string()))
    }

    pub(super) fn advice_name(self) -> String {
        self.of(messages::check_spelling_endpoint_region_name_server())
    }

    pub(super) fn no_connection(self, host: &str, port: u16, why: &str) -> String {
        self.with(messages::no_connection_port(host.to_string(), port.to_string(), why.to_string()))
    }

    pub(super) fn advice_connection(self) -> String {
        self.of(messages::check_port_firewalls_whether_service_runs())
    }

    pub(super) fn behind_proxy(self, origin: &str) -> String {
        self.with(messages::proxy_named_where_used_does_not(origin.to_string()))
    }

    pub(super) fn silence(self, waited: Duration) -> String {
        self.with(messages::doctor_silence_s((waited.as_secs()).to_string()))
    }

    pub(super) fn certificate_fits(self) -> String {
        self.of(messages::certificate_name_time_trusted_issuer())
    }

    pub(super) fn not_encrypted(self) -> Check {
        Check::skipped("tls", self.of(messages::endpoint_http_nothing_encrypted()))
    }

    pub(super) fn advice_certificate(self) -> String {
        self.of(messages::another_name_check_endpoint_time_check())
    }

    pub(super) fn answers(self, status: u16, version: &str) -> String {
        self.with(messages::answers_over_status_request_nothing(version.to_string(), status.to_string()))
    }

    pub(super) fn advice_service(self) -> String {
        self.of(messages::check_endpoint_service_proxy())
    }

    pub(super) fn advice_identity(self) -> String {
        self.of(messages::check_address_identity_service_iam_endpoint())
    }

    pub(super) fn no_date(self) -> String {
        self.of(messages::answer_tells_no_time())
    }

    pub(super) fn difference(self, difference: Duration, is_ahead: bool) -> String {
        let seconds = difference.as_secs().to_string();
        match (difference.as_secs(), is_ahead) {
            (0 | 1, _) => self.of(messages::doctor_same_service()),
            (_, true) => self.with(messages::s_ahead_service(seconds.to_string())),
            (_, false) => self.with(messages::s_behind_service(seconds.to_string())),
        }
    }

    pub(super) fn advice_clock(self) -> String {
        self.of(messages::set_clock_machine_best_time_server())
    }

    pub(super) fn instead_of(self, origins: &str) -> String {
        self.with(messages::doctor_instead(origins.to_string()))
    }

    pub(super) fn skipped_no_credential(self) -> String {
        self.of(messages::not_sent_because_there_none())
    }

    pub(super) fn skipped_unreached(self) -> String {
        self.of(messages::not_sent_because_service_not_reached())
    }

    pub(super) fn skipped_clock(self) -> String {
        self.of(messages::not_sent_because_signature_would_refused())
    }

    pub(super) fn skipped_project(self) -> String {
        self.of(messages::not_sent_because_there_no_project())
    }

    #[cfg(not(feature = "serve"))]
    pub(super) fn skipped_build(self) -> String {
        self.of(messages::not_sent_because_build_has_no())
    }

    pub(super) fn accepted(self) -> String {
        self.of(messages::service_accepts_them_project())
    }

    pub(super) fn advice_forbidden(self) -> String {
        self.of(messages::service_knows_who_asks_but_list())
    }

    pub(super) fn advice_credentials(self) -> String {
        self.of(messages::get_new_token_check_key_user())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn values_stand_in_their_places_in_both_languages() {
        for (locale, expected) in
            [(Locale::English, "no connection to h port 443: why"), (Locale::Chinese, "无法连接 h 端口 443：why")]
        {
            assert_eq!(Words(locale).no_connection("h", 443, "why"), expected);
        }
        assert_eq!(
            Words(Locale::English).difference(Duration::from_secs(1200), false),
            "1200 s behind that of the service"
        );
    }
}
