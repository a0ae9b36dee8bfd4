//! A section of a changelog that was written in English, in Chinese: its sentences are found among the messages, whose
//! arguments are what stands in their places.

use deskledger_runtime::message::{Argument, Locale, Message};

use crate::kind::{self, Verdict};
use crate::messages;

/// Stands for an argument in a message; a character for private use, which no document has.
const BLANK: &str = "\u{f8ff}";

/// Makes a message of the texts in the places of its arguments.
type Sentence = fn(Texts<'_, '_>) -> Message;

/// What stands in the places of arguments.
type Texts<'t, 'a> = &'t mut dyn Iterator<Item = &'a str>;

/// Messages with what stands in the place of each argument: `text` as it is, `words`, a `bound`, or always the same.
macro_rules! sentences {
    ($($message:ident($($argument:expr),*);)+) => { &[$(|_texts| messages::$message($($argument(_texts)),*)),+] };
}

/// The first sentence counts that a text fits.
static PARTS: &[Sentence] = sentences! {
    operation_part(text); parameter_part(always(messages::path()), text); path_part(text); request_body_part();
    media_type_part(always(messages::request_body_part()), text); response_part(text); header_part(text);
    cookie_part(text); parameter_part(always(messages::query()), text); parameter_part(text, text); field_part(text);
    fields_like_part(text); other_fields_part(); item_part(text); items_part(); alternative_part(text);
    unnamed_alternative_part(text); rule_part(words); callback_part(text); security_scheme_part(text);
    flow_part(text); tag_part(text); servers_part(); info_part(); headers_part(); body_part(text);
};

static CHANGES: &[Sentence] = sentences! {
    was_removed(); was_added(); was_added_optional(); was_added_required(); was_added_with_default();
    became_required(); became_optional(); was_changed(); was_deprecated(); was_deprecated_until(text);
    no_longer_deprecated(); not_a_date(text); credentials_required(words); credentials_not_required();
    no_longer_lets_in(words); lets_in(words); empty_rejected(); empty_accepted(); columns_changed();
    null_allowed(); null_forbidden(); item_has_rule(text); item_has_no_rule(text);
    values_undecided(); values_forbidden(); values_allowed();
    part_was_removed(always(messages::scope()), text, text); part_was_added(always(messages::scope()), text, text);
    part_was_removed(always(messages::alternative()), words, text);
    part_was_added(always(messages::alternative()), words, text);
    value_was_removed(always(messages::server()), text); value_was_added(always(messages::server()), text);
    value_was_removed(always(messages::scope()), text); value_was_added(always(messages::scope()), text);
    value_was_removed(always(messages::tag()), text); value_was_added(always(messages::tag()), text);
    part_changed(always(messages::variable()), text, text); version_became(text, text); place_became(words, words);
    path_became(text, text); more_values_removed(text, text, text); more_values_added(text, text, text);
    value_was_removed(values, text); value_was_added(values, text); type_became(words, words);
    additional_properties_became(words, words); media_type_became(always(messages::no_media_type()), text);
    media_type_became(text, always(messages::no_media_type())); became(text, bound, bound);
    media_type_became(text, text); value_was_removed(text, bound); value_was_added(text, bound);
    keyword_was_removed(text); keyword_was_added(text); keyword_changed(text);
};

static LINES: &[Sentence] = sentences! {
    breaking_heading(); maybe_heading(); source_heading(); safe_heading(); information_heading();
    no_changes(); first_release(); more_changes(text);
};

static WORDS: &[Sentence] = sentences! {
    any(); none(); allowed(); forbidden(); restricted(); query(); path(); header(); cookie(); unnamed();
};

/// Translates the sections that [`Format::Changelog`](crate::Format::Changelog) writes. Other text stays as it is.
pub fn changelog_in_chinese(section: &str) -> String {
    let line = |line: &str| entry(line).or_else(|| find(LINES, line));
    let chinese = |text: &str| line(text).map_or_else(|| text.to_owned(), |found| found.localized(Locale::Chinese));
    section.lines().map(|text| chinese(text) + "\n").collect()
}

/// A change: its part, the change in words, its kind, and from `source-only` on the reason, an example and advice.
fn entry(line: &str) -> Option<Message> {
    let [at, change, id, mut rest] = blanks(&(messages::entry(BLANK, BLANK, BLANK).to_string() + BLANK), line)?;
    let kind = kind::find(id)?;
    let at = at.split(&messages::comma().to_string()).map(|part| known(PARTS, part)).collect();
    let mut sentences = vec![messages::entry(Message::list(at, messages::comma()), known(CHANGES, change), id)];
    let reasons = Verdict::ALL.map(|wire| kind.reason_of(wire)).into_iter().chain([kind.reason_flipped()]);
    let fits = |reason: Message| Some((rest.strip_prefix(&reason.to_string())?, reason));
    if let Some((after, reason)) = reasons.map(messages::because).filter_map(fits).min_by_key(|(after, _)| after.len())
    {
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
        let pattern = sentence(&mut std::iter::repeat(BLANK)).to_string();
        Some(sentence(&mut captures(&pattern, text)?.into_iter()))
    })
}

fn known(sentences: &[Sentence], text: &str) -> Message {
    find(sentences, text).unwrap_or_else(|| Message::of(text))
}

fn always(argument: impl Into<Argument>) -> impl FnOnce(Texts<'_, '_>) -> Argument {
    |_| argument.into()
}

fn text(texts: Texts<'_, '_>) -> Argument {
    texts.next().unwrap_or_default().into()
}

fn bound(texts: Texts<'_, '_>) -> Argument {
    known(sentences! { exclusive(text); }, texts.next().unwrap_or_default()).into()
}

fn values(texts: Texts<'_, '_>) -> Argument {
    messages::values_of(text(texts)).into()
}

/// Words as they are joined in names of types and of credentials.
fn words(texts: Texts<'_, '_>) -> Argument {
    let word = |text: &str| known(WORDS, text);
    let list = |text: &str, separator: Message, one: &dyn Fn(&str) -> Message| {
        Message::list(text.split(&separator.to_string()).map(one).collect(), separator)
    };
    let all = |text: &str| list(text, messages::with(), &word);
    list(texts.next().unwrap_or_default(), messages::or(), &all).into()
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
                "- operation a: credentials are now required: k with s or t (`security-required`). By hand. **Migration:** Own.",
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
