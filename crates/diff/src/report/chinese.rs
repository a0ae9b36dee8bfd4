//! A section of a changelog in Chinese, translated by the tables of kinds, advice and phrases.

use crate::kind::{self, advice};

/// Translates the sections that [`Format::Changelog`](crate::Format::Changelog) writes. Other text stays as it is.
pub fn changelog_in_chinese(section: &str) -> String {
    let line = |line: &str| entry(line).or_else(|| phrase("lines", line)).unwrap_or_else(|| line.to_owned());
    section.lines().map(|text| line(text) + "\n").collect()
}

/// A change: its part, the change in words, its kind, and from `source-only` on the reason, an example and advice.
fn entry(line: &str) -> Option<String> {
    let (text, rest) = line.strip_prefix("- ")?.rsplit_once(" (`")?;
    let (id, rest) = rest.split_once("`).")?;
    let kind = kind::find(id)?;
    let (at, message) = text.split_once(": ")?;
    let at: Vec<String> = at.split(", ").map(|part| known("places", part)).collect();
    let mut out = sentence("- {}: {} (`{}`).", [&at.join("，"), &known("changes", message), id]);
    let (reason, rest) = match rest.strip_prefix(' ').and_then(|rest| rest.strip_prefix(kind.reason.as_str())) {
        Some(rest) => (kind.chinese.as_str(), rest),
        None => ("", rest),
    };
    let further = phrases("reasons").find_map(|(english, chinese)| Some((chinese, rest.strip_prefix(english)?)));
    let (further, rest) = further.unwrap_or(("", rest));
    let (rest, todo) = rest.split_once(" **Migration:** ").map_or((rest, None), |(rest, todo)| (rest, Some(todo)));
    let example = rest.strip_prefix(" For example: ").and_then(|rest| rest.strip_suffix('.'));
    let example = example.map_or_else(|| rest.to_owned(), |value| sentence(" For example: {}.", [value]));
    out.extend([reason, further, example.as_str()]);
    if let Some(todo) = todo {
        let (_, chinese) = advice(id).filter(|(english, _)| *english == todo).unwrap_or((todo, todo));
        out.push_str(&sentence(" **Migration:** {}", [chinese]));
    }
    Some(out)
}

fn known(part: &str, text: &str) -> String {
    phrase(part, text).unwrap_or_else(|| text.to_owned())
}

/// A sentence in Chinese, with values for its blanks.
fn sentence<const COUNT: usize>(english: &str, values: [&str; COUNT]) -> String {
    let chinese = phrases("sentences").find(|(one, _)| *one == english).map_or(english, |(_, chinese)| chinese);
    let mut values = values.into_iter();
    let fill = |piece: &str| match piece.strip_suffix("{}") {
        Some(text) => text.to_owned() + values.next().unwrap_or_default(),
        None => piece.to_owned(),
    };
    chinese.split_inclusive("{}").map(fill).collect()
}

/// The phrases of a part, in English and Chinese.
fn phrases(part: &str) -> impl Iterator<Item = (&'static str, &'static str)> {
    let mut parts = include_str!("../phrases.txt").split("\n\n").filter_map(|part| part.split_once('\n'));
    let lines = parts.find(|(name, _)| *name == part).map_or("", |(_, lines)| lines);
    lines.lines().filter_map(|line| line.split_once(" | "))
}

fn phrase(part: &str, text: &str) -> Option<String> {
    phrases(part).find_map(|(english, chinese)| {
        let mut values = captures(english, text)?.into_iter();
        let mut out = String::new();
        for piece in chinese.split_inclusive('}') {
            let (before, name) = piece.split_once('{').unwrap_or((piece, ""));
            out.push_str(before);
            match (name, values.next()) {
                ("word}", Some(value)) => out.push_str(&known("words", value)),
                ("}", Some(value)) => out.push_str(value),
                _ => {}
            }
        }
        Some(out)
    })
}

/// The shortest text for each `{}` of a phrase.
fn captures<'a>(phrase: &str, text: &'a str) -> Option<Vec<&'a str>> {
    let mut pieces = phrase.split("{}");
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
                "- operation a, query parameter b: maxLength 9 became 8 (`request-max-length-decreased`). Texts must be shorter: \
                 requests that were valid are rejected. For example: `\"became\"`. **Migration:** Send values that the new rules \
                 accept; `check` of the new SDK reports all others.",
                "- 操作 a，查询参数 b：maxLength 由 9 变为 8（`request-max-length-decreased`）。文本的最大长度变小：原本有效的请求会被拒绝。\
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
