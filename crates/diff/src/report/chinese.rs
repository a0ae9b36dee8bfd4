//! A section of a changelog that was written in English, in Chinese: its sentences are found among the messages, whose
//! arguments are what stands in their places.

use deskledger_runtime::message::{Argument, Locale, Message};

use super::changelog::GROUPS;
use crate::kind::{self, Verdict};
use crate::messages;

/// Stands for an argument in a message; a character for private use, which no document has.
const BLANK: &str = "\u{f8ff}";

/// A message of up to three arguments.
type Sentence = fn(&[&str; 3]) -> Message;

macro_rules! sentences {
    ($([$($value:ident)*] $sentence:expr;)+) => {
        &[$(|values| {
            let [$($value,)* ..] = *values;
            $sentence
        }),+]
    };
}

/// The first sentence counts that a text fits.
static PARTS: &[Sentence] = sentences! {
    [a] messages::operation_part(a);
    [a] messages::parameter_part(messages::path(), a);
    [a] messages::path_part(a);
    [] messages::request_body_part();
    [a] messages::media_type_part(messages::request_body_part(), a);
    [a] messages::response_part(a);
    [a] messages::header_part(a);
    [a] messages::cookie_part(a);
    [a] messages::parameter_part(messages::query(), a);
    [a b] messages::parameter_part(a, b);
    [a] messages::field_part(a);
    [a] messages::fields_like_part(a);
    [] messages::other_fields_part();
    [a] messages::item_part(a);
    [] messages::items_part();
    [a] messages::alternative_part(a);
    [a] messages::unnamed_alternative_part(a);
    [a] messages::rule_part(words(a));
    [a] messages::callback_part(a);
    [a] messages::security_scheme_part(a);
    [a] messages::flow_part(a);
    [a] messages::tag_part(a);
    [] messages::servers_part();
    [] messages::info_part();
    [] messages::headers_part();
    [a] messages::body_part(a);
};

static CHANGES: &[Sentence] = sentences! {
    [] messages::was_removed();
    [] messages::was_added();
    [] messages::was_added_optional();
    [] messages::was_added_required();
    [] messages::was_added_with_default();
    [] messages::became_required();
    [] messages::became_optional();
    [] messages::was_changed();
    [] messages::was_deprecated();
    [a] messages::was_deprecated_until(a);
    [] messages::no_longer_deprecated();
    [a] messages::not_a_date(a);
    [a] messages::credentials_required(words(a));
    [] messages::credentials_not_required();
    [a] messages::no_longer_lets_in(words(a));
    [a] messages::lets_in(words(a));
    [a b] messages::part_was_removed(messages::scope(), a, b);
    [a b] messages::part_was_added(messages::scope(), a, b);
    [a b] messages::part_was_removed(messages::alternative(), words(a), b);
    [a b] messages::part_was_added(messages::alternative(), words(a), b);
    [a] messages::value_was_removed(messages::server(), a);
    [a] messages::value_was_added(messages::server(), a);
    [a] messages::value_was_removed(messages::scope(), a);
    [a] messages::value_was_added(messages::scope(), a);
    [a] messages::value_was_removed(messages::tag(), a);
    [a] messages::value_was_added(messages::tag(), a);
    [a b] messages::part_changed(messages::variable(), a, b);
    [a b] messages::version_became(a, b);
    [a b] messages::place_became(words(a), words(b));
    [a b] messages::path_became(a, b);
    [] messages::empty_rejected();
    [] messages::empty_accepted();
    [] messages::columns_changed();
    [] messages::null_allowed();
    [] messages::null_forbidden();
    [a] messages::item_has_rule(a);
    [a] messages::item_has_no_rule(a);
    [a b c] messages::more_values_removed(a, b, c);
    [a b c] messages::more_values_added(a, b, c);
    [a b] messages::value_was_removed(messages::values_of(a), b);
    [a b] messages::value_was_added(messages::values_of(a), b);
    [] messages::values_undecided();
    [] messages::values_forbidden();
    [] messages::values_allowed();
    [a b] messages::type_became(words(a), words(b));
    [a b] messages::additional_properties_became(words(a), words(b));
    [a b] messages::became("minimum", bound(a), bound(b));
    [a b] messages::became("maximum", bound(a), bound(b));
    [a] messages::value_was_removed("minimum", bound(a));
    [a] messages::value_was_added("minimum", bound(a));
    [a] messages::value_was_removed("maximum", bound(a));
    [a] messages::value_was_added("maximum", bound(a));
    [a] messages::media_type_became(messages::no_media_type(), a);
    [a] messages::media_type_became(a, messages::no_media_type());
    [a b c] messages::became(a, b, c);
    [a b] messages::media_type_became(a, b);
    [a b] messages::value_was_removed(a, b);
    [a b] messages::value_was_added(a, b);
    [a] messages::keyword_was_removed(a);
    [a] messages::keyword_was_added(a);
    [a] messages::keyword_changed(a);
};

static LINES: &[Sentence] = sentences! {
    [] messages::no_changes();
    [] messages::first_release();
    [a] messages::more_changes(a);
};

static WORDS: [fn() -> Message; 10] = [
    messages::any,
    messages::none,
    messages::allowed,
    messages::forbidden,
    messages::restricted,
    messages::query,
    messages::path,
    messages::header,
    messages::cookie,
    messages::unnamed,
];

/// Translates the sections that [`Format::Changelog`](crate::Format::Changelog) writes. Other text stays as it is.
pub fn changelog_in_chinese(section: &str) -> String {
    let heading = |line: &str| GROUPS.iter().map(|(_, heading)| heading()).find(|one| one.to_string() == line);
    let line = |line: &str| entry(line).or_else(|| heading(line)).or_else(|| find(LINES, line));
    let chinese = |text: &str| line(text).map_or_else(|| text.to_owned(), |found| found.localized(Locale::Chinese));
    section.lines().map(|text| chinese(text) + "\n").collect()
}

/// A change: its part, the change in words, its kind, and from `source-only` on the reason, an example and advice.
fn entry(line: &str) -> Option<Message> {
    let [at, change, id, mut rest] = blanks(&(messages::entry(BLANK, BLANK, BLANK).to_string() + BLANK), line)?;
    let kind = kind::find(id)?;
    let at = at.split(&messages::comma().to_string()).map(|part| known(PARTS, part)).collect();
    let mut sentences = vec![messages::entry(Message::list(at, messages::comma()), known(CHANGES, change), id)];
    let reasons = Verdict::ALL.map(|wire| messages::because(kind.reason_of(wire)));
    let fits = |reason: Message| Some((rest.strip_prefix(&reason.to_string())?, reason));
    if let Some((after, reason)) = reasons.into_iter().filter_map(fits).min_by_key(|(after, _)| after.len()) {
        sentences.push(reason);
        rest = after;
    }
    let (before, todo) = match blanks(&format!("{BLANK}{}", messages::migration(BLANK)), rest) {
        Some([before, todo]) => (before, Some(todo)),
        None => (rest, None),
    };
    sentences.push(match blanks(&messages::for_example(BLANK).to_string(), before) {
        Some([value]) => messages::for_example(value),
        None => Message::of(before),
    });
    let advice = |todo: &str| kind.advice().filter(|advice| advice.to_string() == todo);
    sentences.extend(todo.map(|todo| messages::migration(advice(todo).unwrap_or_else(|| Message::of(todo)))));
    Some(Message::list(sentences, Message::of("")))
}

/// The message that a text is, of some.
fn find(sentences: &[Sentence], text: &str) -> Option<Message> {
    sentences.iter().find_map(|sentence| {
        let pattern = sentence(&[BLANK; 3]).to_string();
        let mut values = [""; 3];
        let found = captures(&pattern, text)?;
        values.iter_mut().zip(found).for_each(|(to, value)| *to = value);
        Some(sentence(&values))
    })
}

fn known(sentences: &[Sentence], text: &str) -> Message {
    find(sentences, text).unwrap_or_else(|| Message::of(text))
}

fn bound(text: &str) -> Argument {
    let exclusive: &[Sentence] = sentences! { [a] messages::exclusive(a); };
    known(exclusive, text).into()
}

/// Words as they are joined in names of types and of credentials.
fn words(text: &str) -> Argument {
    let word = |text: &str| WORDS.iter().map(|word| word()).find(|word| word.to_string() == text);
    let word = |text: &str| word(text).unwrap_or_else(|| Message::of(text));
    let all =
        |text: &str| Message::list(text.split(&messages::with().to_string()).map(word).collect(), messages::with());
    Message::list(text.split(&messages::or().to_string()).map(all).collect(), messages::or()).into()
}

fn blanks<'a, const COUNT: usize>(pattern: &str, text: &'a str) -> Option<[&'a str; COUNT]> {
    captures(pattern, text)?.try_into().ok()
}

/// The shortest text for each blank of a pattern.
fn captures<'a>(pattern: &str, text: &'a str) -> Option<Vec<&'a str>> {
    let mut pieces = pattern.split(BLANK);
    let mut rest = text.strip_prefix(pieces.next()?)?;
    let mut found = Vec::new();
    let mut pieces = pieces.peekable();
    while let Some(piece) = pieces.next() {
        let end = match pieces.peek() {
            Some(_) => rest.find(piece)?,
            None => rest.strip_suffix(piece)?.len(),
        };
        found.push(&rest[..end]);
        rest = &rest[end + piece.len()..];
    }
    rest.is_empty().then_some(found)
}

#[cfg(test)]
mod tests {
    use super::changelog_in_chinese;

    #[test]
    fn no_sentence_of_a_changelog_is_left_in_english_and_no_other_text_is_translated() {
        for (english, chinese) in [
            (
                "- operation a, query parameter b: maxLength 9 became 8 (`request-max-length-decreased`). Strings must be shorter: \
                 requests that were valid are rejected. For example: `\"became\"`. **Migration:** Send values that the new rules \
                 accept; `check` of the new SDK reports all others.",
                "- 操作 a，查询参数 b：maxLength 由 9 变为 8（`request-max-length-decreased`）。字符串的最大长度变小：原本有效的请求会被拒绝。\
                 例如：`\"became\"`。**迁移**：发送新规则接受的值；新 SDK 的 `check` 会报告不符合规则的值。",
            ),
            (
                "- a.yaml, operation a, response 200 text/csv, field {}: type string or null became any (`response-type-widened`).",
                "- a.yaml，操作 a，响应 200 text/csv，字段 {}：类型由“string 或 null”变为“任意”（`response-type-widened`）。",
            ),
            (
                "- operation a, request body: enum value \"{}\", 2 and 3 more was removed (`request-enum-value-removed`).",
                "- 操作 a，请求体：enum 的值 \"{}\", 2 等已移除，另有 3 个（`request-enum-value-removed`）。",
            ),
            (
                "- operation a: credentials are required now: k with s or t (`security-required`). By hand. **Migration:** Own.",
                "- 操作 a：现在需要凭证：k 加 s 或 t（`security-required`）。 By hand.**迁移**：Own.",
            ),
            (
                "- schema a: minimum 3 became 3 (exclusive) (`request-minimum-increased`). The lower bound is higher or new: \
                 requests that were valid are rejected. Here it cannot be decided from the documents.",
                "- schema a：minimum 由 3 变为 3（不含）（`request-minimum-increased`）。下限提高或新增：原本有效的请求会被拒绝。此处无法由文档判定。",
            ),
            (
                "- operation a, path parameter b: path parameter became a query parameter (`parameter-place-changed`).",
                "- 操作 a，路径参数 b：路径参数变为查询参数（`parameter-place-changed`）。",
            ),
            ("- 7 more, which `deskledger spec diff` lists", "- 另有 7 项，由 `deskledger spec diff` 列出"),
            ("#### Breaking", "#### 不兼容"),
            ("- own: text (`not-a-kind`).", "- own: text (`not-a-kind`)."),
            ("Own text.", "Own text."),
        ] {
            assert_eq!(changelog_in_chinese(english), format!("{chinese}\n"));
        }
    }
}
