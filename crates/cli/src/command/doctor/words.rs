//! The texts of `doctor` in the language of the reader.

use std::time::Duration;

use crate::command::doctor::check::{Check, Outcome};
use crate::locale::Locale;
use crate::messages;
use deskledger::Message;

/// The words of one language.
#[derive(Clone, Copy)]
pub(super) struct Words(pub(super) Locale);

impl Words {
    pub(super) fn of(self, message: Message) -> String {
        message.localized(self.0)
    }

    /// An error of the client library.
    pub(super) fn error(self, error: &deskledger::Error) -> String {
        error.localized(self.0)
    }

    pub(super) fn outcome(self, outcome: Outcome) -> String {
        self.of(match outcome {
            Outcome::Ok => messages::ok(),
            Outcome::Warning => messages::warning(),
            Outcome::Failed => messages::failed(),
            Outcome::Skipped => messages::skipped(),
        })
    }

    pub(super) fn settings_fit(self) -> String {
        self.of(messages::they_fit_together())
    }

    pub(super) fn see_help(self) -> String {
        self.of(messages::put_the_setting_right_deskledger_export())
    }

    pub(super) fn no_name(self, host: &str, why: &str) -> String {
        self.of(messages::has_no_address(host, why))
    }

    pub(super) fn advice_name(self) -> String {
        self.of(messages::check_the_spelling_of_endpoint())
    }

    pub(super) fn no_connection(self, host: &str, port: u16, why: &str) -> String {
        self.of(messages::no_connection_to_port(host, &port.to_string(), why))
    }

    pub(super) fn advice_connection(self) -> String {
        self.of(messages::check_the_port_firewalls_and_whether())
    }

    pub(super) fn behind_proxy(self, origin: &str) -> String {
        self.of(messages::a_proxy_is_named_by_where(origin))
    }

    pub(super) fn silence(self, waited: Duration) -> String {
        self.of(messages::silence_for_s(&waited.as_secs().to_string()))
    }

    pub(super) fn certificate_fits(self) -> String {
        self.of(messages::the_certificate_is_for_this_name())
    }

    pub(super) fn not_encrypted(self) -> Check {
        Check::skipped("tls", self.of(messages::the_endpoint_is_http_nothing()))
    }

    pub(super) fn advice_certificate(self) -> String {
        self.of(messages::another_name_check_the_endpoint())
    }

    pub(super) fn answers(self, status: u16, version: &str) -> String {
        self.of(messages::it_answers_over_status(version, &status.to_string()))
    }

    pub(super) fn advice_service(self) -> String {
        self.of(messages::check_that_the_endpoint())
    }

    pub(super) fn advice_identity(self) -> String {
        self.of(messages::check_the_address_of_the_identity())
    }

    pub(super) fn no_date(self) -> String {
        self.of(messages::the_answer_tells_no_time())
    }

    pub(super) fn difference(self, difference: Duration, is_ahead: bool) -> String {
        let seconds = difference.as_secs().to_string();
        match (difference.as_secs(), is_ahead) {
            (0 | 1, _) => self.of(messages::the_same()),
            (_, true) => self.of(messages::s_ahead(&seconds)),
            (_, false) => self.of(messages::s_behind_that_of_the_service(&seconds)),
        }
    }

    pub(super) fn advice_clock(self) -> String {
        self.of(messages::set_the_clock_of_this_machine())
    }

    pub(super) fn instead_of(self, origins: &str) -> String {
        self.of(messages::instead(origins))
    }

    pub(super) fn skipped_no_credential(self) -> String {
        self.of(messages::not_sent_because_there_is_none())
    }

    pub(super) fn skipped_unreached(self) -> String {
        self.of(messages::not_sent_because_the_service())
    }

    pub(super) fn skipped_clock(self) -> String {
        self.of(messages::not_sent_because_the_signature_would())
    }

    pub(super) fn skipped_project(self) -> String {
        self.of(messages::not_sent_because_there_is_no())
    }

    #[cfg_attr(feature = "serve", expect(dead_code, reason = "the list call is in this build"))]
    pub(super) fn skipped_build(self) -> String {
        self.of(messages::not_sent_because_this_build_has())
    }

    pub(super) fn accepted(self) -> String {
        self.of(messages::the_service_accepts_them())
    }

    pub(super) fn advice_forbidden(self) -> String {
        self.of(messages::the_service_knows_who_asks_but())
    }

    pub(super) fn advice_credentials(self) -> String {
        self.of(messages::get_a_new_token_or_check())
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
