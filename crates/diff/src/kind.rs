//! The kinds of changes and the advice about them.

use std::collections::HashMap;
use std::fmt;
use std::sync::LazyLock;

use deskledger_runtime::message::Message;
use schemars::JsonSchema;
use serde::Serialize;

use crate::messages;

/// Severity of a change for clients, in ascending order.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum Verdict {
    /// Nothing that a client does, sends or receives is concerned.
    Information,
    /// The contract changed; every client continues to work.
    Safe,
    /// Requests and responses continue to work; code that uses the Rust SDK may not compile.
    SourceOnly,
    /// Some clients may fail; it cannot be decided from the documents.
    Maybe,
    /// There are clients that fail.
    Breaking,
}

impl Verdict {
    /// Every verdict, from the least to the most.
    pub const ALL: [Self; 5] = [Self::Information, Self::Safe, Self::SourceOnly, Self::Maybe, Self::Breaking];

    /// Its name in reports.
    pub fn name(self) -> &'static str {
        match self {
            Self::Information => "information",
            Self::Safe => "safe",
            Self::SourceOnly => "source-only",
            Self::Maybe => "maybe",
            Self::Breaking => "breaking",
        }
    }

    /// The verdict of a name.
    pub fn find(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|verdict| verdict.name() == name)
    }
}

impl fmt::Display for Verdict {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.name())
    }
}

/// A kind of change.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Kind {
    /// Stable name.
    pub id: String,
    /// Verdict for requests and responses. A single change may be rated lower where the sets of values prove it.
    pub wire: Verdict,
    /// Verdict for the source of the Rust SDK: breaking, maybe or safe.
    pub source: Verdict,
    /// Why.
    pub reason: Message,
}

impl Kind {
    /// Why a change of this kind has a verdict for the wire, which may be another one than that of the kind.
    pub(crate) fn reason_of(&self, wire: Verdict) -> Message {
        let reason = self.reason.clone();
        match wire {
            wire if wire == self.wire => reason,
            Verdict::Maybe => messages::undecided(reason),
            Verdict::Breaking => messages::made_breaking(reason),
            _ if self.id.starts_with("response-success") => messages::covered(reason),
            _ => messages::made_harmless(reason),
        }
    }

    /// The verdict for the wire in a request that the service sends, where it is rated in the opposite direction.
    pub(crate) fn flipped(&self) -> Option<Verdict> {
        FLIPPED.iter().find(|(id, _)| *id == self.id).map(|(_, wire)| *wire)
    }

    /// Why it is rated in the opposite direction.
    pub(crate) fn reason_flipped(&self) -> Message {
        messages::sent_by_service(self.reason.clone())
    }

    /// The remedy for users of the API.
    pub(crate) fn advice(&self) -> Option<Message> {
        ADVICE.iter().find(|(start, _)| self.id.starts_with(start)).map(|(_, advice)| advice())
    }
}

/// Every kind, in the order of the documentation.
///
/// ```
/// let kind = deskledger_diff::kinds().iter().find(|kind| kind.id == "operation-removed").unwrap();
/// assert_eq!(kind.wire, deskledger_diff::Verdict::Breaking);
/// ```
pub fn kinds() -> &'static [Kind] {
    &KINDS
}

pub(crate) fn find(id: &str) -> Option<&'static Kind> {
    INDEX.get(id).copied()
}

static INDEX: LazyLock<HashMap<&str, &Kind>> =
    LazyLock::new(|| KINDS.iter().map(|kind| (kind.id.as_str(), kind)).collect());

/// A kind of a change of a schema: its name, its verdict for the source of the SDK, and what changed.
type Row = (&'static str, Verdict, Message);

/// Kinds as `name wire source`; then, for schemas, `narrowed widened source source`: each of both is a kind for requests and
/// one for responses. Narrower requests break, and wider responses. A kind has the name of its message.
macro_rules! kinds {
    (
        { $($kind:ident $wire:ident $source:ident;)+ }
        { $($less:ident $more:ident $less_source:ident $more_source:ident;)+ }
    ) => {
        static KINDS: LazyLock<Vec<Kind>> = LazyLock::new(|| {
            let mut list = vec![$(kind("", stringify!($kind), Verdict::$wire, Verdict::$source, messages::$kind())),+];
            $(list.extend(of_schemas(
                (stringify!($less), Verdict::$less_source, messages::$less()),
                (stringify!($more), Verdict::$more_source, messages::$more()),
            ));)+
            list
        });
    };
}

fn kind(flow: &str, name: &str, wire: Verdict, source: Verdict, reason: Message) -> Kind {
    Kind { id: format!("{flow}{}", name.replace('_', "-")), wire, source, reason }
}

fn of_schemas((less, less_source, narrowed): Row, (more, more_source, widened): Row) -> [Kind; 4] {
    let rejects = messages::rejects_valid_requests(narrowed.clone());
    let accepts = messages::accepts_valid_requests(widened.clone());
    [
        kind("request-", less, Verdict::Breaking, less_source, rejects),
        kind("request-", more, Verdict::Safe, more_source, accepts),
        kind("response-", less, Verdict::Safe, less_source, messages::gives_known_responses(narrowed)),
        kind("response-", more, Verdict::Breaking, more_source, messages::gives_new_responses(widened)),
    ]
}

/// Verdicts for the wire in webhooks and callbacks: the subscriber reads the request of the service and sends the response.
/// Kinds that are not here have the same verdict there; those of schemas are chosen by the direction of the value.
const FLIPPED: [(&str, Verdict); 28] = [
    // The counterpart of a parameter is a header of a response, which the service sends, too.
    ("parameter-removed", Verdict::Maybe),
    ("parameter-required-added", Verdict::Safe),
    ("parameter-required-default-added", Verdict::Safe),
    ("parameter-became-required", Verdict::Safe),
    ("parameter-became-optional", Verdict::Breaking),
    ("parameter-empty-rejected", Verdict::Safe),
    ("parameter-empty-accepted", Verdict::Breaking),
    ("request-body-added", Verdict::Maybe),
    ("request-body-required-added", Verdict::Maybe),
    ("request-body-became-required", Verdict::Safe),
    ("request-body-became-optional", Verdict::Breaking),
    ("request-media-type-added", Verdict::Breaking),
    ("request-media-type-removed", Verdict::Safe),
    ("response-success-added", Verdict::Safe),
    ("response-removed", Verdict::Maybe),
    ("response-media-type-added", Verdict::Safe),
    ("response-header-added", Verdict::Safe),
    ("response-required-header-removed", Verdict::Maybe),
    ("response-header-became-optional", Verdict::Safe),
    ("response-header-became-required", Verdict::Breaking),
    // The service presents the credentials. Those of the whole document may not be meant for subscribers.
    ("security-required", Verdict::Safe),
    ("security-dropped", Verdict::Maybe),
    ("security-alternative-added", Verdict::Maybe),
    ("security-alternative-removed", Verdict::Safe),
    ("security-scope-added", Verdict::Safe),
    ("security-scope-removed", Verdict::Maybe),
    ("rule-added", Verdict::Safe),
    ("rule-removed", Verdict::Breaking),
];

/// The start of a kind's name, and the advice about it.
type Advice = (&'static str, fn() -> Message);

/// Advice about changes that may break; the first row that fits counts.
const ADVICE: [Advice; 43] = [
    ("operation-removed", messages::call_successor),
    ("operation-id", messages::rename_in_code),
    ("sunset-earlier", messages::migrate_before),
    ("sunset-", messages::ask_for_end),
    ("stability-", messages::expect_changes),
    ("webhook-removed", messages::do_not_wait),
    ("callback-removed", messages::do_not_wait),
    ("parameter-removed", messages::do_not_send),
    ("parameter-required", messages::always_send),
    ("parameter-became-required", messages::always_send),
    ("parameter-became-optional", messages::wrap_field),
    ("parameter-empty-rejected", messages::leave_out_empty),
    ("parameter-", messages::use_new_client),
    ("request-body-removed", messages::send_no_body),
    ("request-body-became-optional", messages::wrap_body),
    ("request-body", messages::always_send_body),
    ("request-media-type-removed", messages::send_another_media_type),
    ("request-encoding", messages::use_new_client),
    ("request-default", messages::send_value),
    ("request-property-removed", messages::do_not_send),
    ("request-property-required", messages::always_send),
    ("request-property-became-required", messages::always_send),
    ("request-", messages::send_accepted_values),
    ("response-success", messages::handle_statuses),
    ("response-media-type-removed", messages::accept_another_media_type),
    ("response-media-type", messages::name_media_types),
    ("response-header-explode", messages::read_header),
    ("response-header-content", messages::read_header),
    ("response-header", messages::handle_no_header),
    ("response-required-header", messages::handle_no_header),
    ("response-property-removed", messages::handle_no_property),
    ("response-property-required-removed", messages::handle_no_property),
    ("response-", messages::handle_new_values),
    ("property-", messages::compile),
    ("discriminator", messages::regenerate),
    ("number-type", messages::compile),
    ("security-scope-added", messages::request_scope),
    ("security-scheme-renamed", messages::compile),
    ("security-", messages::authenticate),
    ("server", messages::use_new_address),
    ("rule-", messages::obey_rule),
    ("record-columns", messages::read_by_heading),
    ("schema-removed", messages::compile),
];

kinds! {
    {
        operation_added Safe Safe; operation_removed Breaking Breaking;
        operation_removed_before_sunset Breaking Breaking; operation_removed_after_sunset Maybe Breaking;
        operation_path_renamed Information Safe; operation_id_changed Information Breaking;
        operation_id_added Information Breaking; operation_id_removed Information Breaking;
        operation_deprecated Information Safe; operation_deprecated_without_sunset Information Safe;
        operation_reactivated Information Safe;
        sunset_added Information Safe; sunset_removed Maybe Safe; sunset_earlier Breaking Safe;
        sunset_later Information Safe; sunset_invalid Maybe Safe; stability_decreased Breaking Safe;
        stability_increased Information Safe; stability_declared Information Safe; stability_invalid Maybe Safe;
        webhook_added Information Safe; webhook_removed Breaking Safe; callback_added Information Safe;
        callback_removed Breaking Safe;
        parameter_removed Maybe Breaking; parameter_removed_before_sunset Breaking Breaking;
        parameter_removed_after_sunset Information Breaking; parameter_added Safe Safe;
        parameter_required_added Breaking Breaking; parameter_required_default_added Breaking Breaking;
        parameter_became_required Breaking Breaking; parameter_became_optional Safe Breaking;
        parameter_place_changed Breaking Safe; parameter_style_changed Breaking Safe;
        parameter_explode_changed Breaking Safe; parameter_reserved_changed Maybe Safe;
        parameter_content_changed Breaking Safe; parameter_empty_rejected Breaking Safe;
        parameter_empty_accepted Safe Safe; parameter_deprecated Information Safe;
        parameter_deprecated_without_sunset Information Safe; parameter_reactivated Information Safe;
        request_body_added Safe Breaking; request_body_required_added Breaking Breaking;
        request_body_removed Breaking Breaking; request_body_became_required Breaking Breaking;
        request_body_became_optional Safe Breaking;
        request_media_type_added Safe Safe; request_media_type_removed Breaking Breaking;
        request_encoding_changed Maybe Safe;
        response_added Information Safe; response_success_added Maybe Breaking; response_removed Safe Safe;
        response_success_removed Breaking Breaking; response_media_type_added Maybe Safe;
        response_media_type_removed Breaking Breaking;
        response_header_added Safe Safe; response_header_removed Maybe Breaking;
        response_required_header_removed Breaking Breaking;
        response_header_became_optional Breaking Breaking; response_header_became_required Safe Breaking;
        response_header_explode_changed Breaking Safe; response_header_content_changed Breaking Safe;
        request_property_added Safe Safe; request_property_required_added Breaking Breaking;
        request_property_removed Maybe Breaking;
        response_property_added Safe Safe; response_property_removed Maybe Breaking;
        response_property_required_removed Breaking Breaking;
        request_default_changed Maybe Safe; request_default_added Maybe Safe; request_default_removed Maybe Safe;
        response_default_changed Information Safe; response_default_added Information Safe;
        response_default_removed Information Safe;
        property_read_only_changed Information Breaking; property_write_only_changed Information Breaking;
        property_write_only_ended Maybe Breaking; property_deprecated Information Safe;
        property_deprecated_without_sunset Information Safe; property_reactivated Information Safe;
        discriminator_changed Maybe Breaking; number_type_changed Safe Breaking;
        security_required Breaking Safe; security_dropped Safe Safe; security_alternative_added Safe Safe;
        security_alternative_removed Breaking Safe; security_scope_added Breaking Safe;
        security_scope_removed Safe Safe;
        security_scheme_added Information Safe; security_scheme_removed Information Breaking;
        security_scheme_renamed Information Breaking;
        security_scheme_type_changed Breaking Breaking; security_scheme_place_changed Breaking Safe;
        security_scheme_address_changed Maybe Safe; security_scheme_scope_added Information Safe;
        security_scheme_scope_removed Maybe Safe;
        server_added Safe Safe; server_removed Maybe Safe; server_variable_changed Maybe Safe;
        tag_added Information Safe; tag_removed Information Safe; rule_added Breaking Safe; rule_removed Safe Safe;
        rule_changed Maybe Safe;
        record_columns_changed Maybe Breaking; schema_removed Information Breaking; schema_added Information Safe;
        extension_changed Information Safe; wording_changed Information Safe; version_decreased Information Safe;
        request_values_narrowed Breaking Safe; response_values_widened Breaking Safe;
    }
    {
        type_narrowed type_widened Breaking Breaking; became_not_nullable became_nullable Breaking Breaking;
        enum_added enum_removed Breaking Breaking; enum_value_removed enum_value_added Breaking Safe;
        minimum_increased minimum_decreased Safe Safe; maximum_decreased maximum_increased Safe Safe;
        multiple_of_narrowed multiple_of_widened Safe Safe; min_length_increased min_length_decreased Safe Safe;
        max_length_decreased max_length_increased Safe Safe; pattern_narrowed pattern_widened Safe Safe;
        format_narrowed format_widened Breaking Breaking; content_encoding_narrowed content_encoding_widened Safe Safe;
        content_media_type_narrowed content_media_type_widened Safe Safe;
        content_schema_narrowed content_schema_widened Safe Safe; min_items_increased min_items_decreased Safe Safe;
        max_items_decreased max_items_increased Safe Safe; unique_items_added unique_items_removed Safe Safe;
        prefix_items_narrowed prefix_items_widened Breaking Breaking; items_narrowed items_widened Breaking Breaking;
        contains_narrowed contains_widened Safe Safe; unevaluated_items_narrowed unevaluated_items_widened Safe Safe;
        property_became_required property_became_optional Breaking Breaking;
        additional_properties_narrowed additional_properties_widened Breaking Breaking;
        pattern_properties_narrowed pattern_properties_widened Safe Safe;
        property_names_narrowed property_names_widened Safe Safe;
        min_properties_increased min_properties_decreased Safe Safe;
        max_properties_decreased max_properties_increased Safe Safe;
        dependent_required_narrowed dependent_required_widened Safe Safe;
        dependent_schemas_narrowed dependent_schemas_widened Safe Safe;
        unevaluated_properties_narrowed unevaluated_properties_widened Safe Safe;
        any_of_narrowed any_of_widened Breaking Breaking; one_of_narrowed one_of_widened Breaking Breaking;
        not_narrowed not_widened Safe Safe; condition_narrowed condition_widened Safe Safe;
    }
}
