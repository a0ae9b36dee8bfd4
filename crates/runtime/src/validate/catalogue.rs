//! Every sentence that a violation can have, in English and in Chinese.
//!
//! `{}` stands for the limit of the rule, `{s}` for the ending of its plural in English, `{a}` and `{b}` for what else the
//! sentence names. A rule asks for an entry of this file, so that none lacks a language.

use super::Locale;

/// What a rule asks for, as a phrase that goes on after `expected`; or a sentence of an error.
#[derive(Debug, PartialEq, Eq)]
pub struct Phrase {
    /// In English.
    pub english: &'static str,
    /// In Chinese.
    pub chinese: &'static str,
}

impl Phrase {
    /// The phrase in a language; `put` writes what stands in each place, which it is told without its braces.
    pub fn filled(&self, language: Locale, put: impl Fn(&str, &mut String)) -> String {
        let mut text = String::new();
        let mut rest = language.choose(self.english, self.chinese);
        while let Some((before, after)) = rest.split_once('{') {
            text.push_str(before);
            let (place, after) = after.split_once('}').unwrap_or((after, ""));
            put(place, &mut text);
            rest = after;
        }
        text.push_str(rest);
        text
    }

    /// What is expected, as a sentence of its own.
    pub fn expected_in(&self, language: Locale) -> String {
        expected(&self.filled(language, |_, _| {}), language)
    }
}

/// What is expected, after the word for it; in Chinese a space stands before Latin letters.
pub(super) fn expected(what: &str, language: Locale) -> String {
    let space = if what.starts_with(|first: char| first.is_ascii_alphanumeric()) { " " } else { "" };
    language.choose(format!("expected {what}"), format!("应为{space}{what}"))
}

macro_rules! catalogue {
    ($($name:ident: $english:literal, $chinese:literal;)*) => {
        $(
            #[doc = concat!("`", $english, "`")]
            pub static $name: Phrase = Phrase { english: $english, chinese: $chinese };
        )*
        /// All entries.
        pub static ALL: &[&Phrase] = &[$(&$name),*];
    };
}

catalogue! {
    // Texts.
    AT_LEAST_CHARACTERS: "at least {} character{s}", "至少 {} 个字符";
    AT_MOST_CHARACTERS: "at most {} character{s}", "最多 {} 个字符";
    ONE_OF: "one of {}", "以下值之一：{}";
    MATCHES: "text that matches {}", "匹配 {} 的文本";
    TEXT: "text", "文本";
    TEXT_WITHOUT_NUL: "text without NUL", "不含 NUL 的文本";
    // Formats.
    BYTE: "base64 such as aGVsbG8=", "Base64，例如 aGVsbG8=";
    DATE: "a date such as 2020-04-13", "日期，例如 2020-04-13";
    DATE_TIME: "a date and time such as 2020-04-24T03:02:47Z", "日期和时间，例如 2020-04-24T03:02:47Z";
    DURATION: "a duration such as P1DT12H", "时长，例如 P1DT12H";
    EMAIL: "an address such as user@example.com", "邮箱地址，例如 user@example.com";
    HOSTNAME: "a host name such as www.example.com", "主机名，例如 www.example.com";
    IPV4: "an IPv4 address such as 192.0.2.1", "IPv4 地址，例如 192.0.2.1";
    IPV6: "an IPv6 address such as 2001:db8::1", "IPv6 地址，例如 2001:db8::1";
    MINUTE: "a minute in UTC such as 2016-08-20T21:11Z", "UTC 时间，精确到分钟，例如 2016-08-20T21:11Z";
    TIME: "a time such as 01:59:00Z", "时刻，例如 01:59:00Z";
    URI: "a URI such as https://example.com/", "URI，例如 https://example.com/";
    UUID: "a UUID such as 2eb8aa08-aa98-11ea-b4aa-73b441d16380", "UUID，例如 2eb8aa08-aa98-11ea-b4aa-73b441d16380";
    // Numbers.
    AT_LEAST: "a number of at least {}", "不小于 {} 的数";
    AT_MOST: "a number of at most {}", "不大于 {} 的数";
    ABOVE: "a number above {}", "大于 {} 的数";
    BELOW: "a number below {}", "小于 {} 的数";
    MULTIPLE_OF: "a multiple of {}", "{} 的倍数";
    FINITE: "a finite number", "有限的数";
    NUMBER: "a number", "数";
    WHOLE_NUMBER: "a whole number", "整数";
    TRUE_OR_FALSE: "true or false", "true 或 false 之一";
    YES_OR_NO: "yes or no", "是或否";
    // Lists and objects.
    AT_LEAST_ITEMS: "at least {} item{s}", "至少 {} 项";
    AT_MOST_ITEMS: "at most {} item{s}", "最多 {} 项";
    AN_ITEM: "at least one item, found none", "至少一项，实际没有";
    NO_ITEM_TWICE: "no item twice", "互不相同的项";
    CONTAINED_AT_LEAST: "at least {} item{s} of the kind asked for", "至少 {} 个符合要求的项";
    CONTAINED: "from {a} to {b} items of the kind asked for", "{a} 到 {b} 个符合要求的项";
    AT_LEAST_FIELDS: "at least {} field{s}", "至少 {} 个字段";
    AT_MOST_FIELDS: "at most {} field{s}", "最多 {} 个字段";
    FIELDS: "the fields {}", "字段 {}";
    FIELDS_BESIDE: "the fields that another field asks for", "另一字段所要求的字段";
    FIELD_NAMES: "names of the form asked for", "符合要求的字段名";
    NO_OTHER_FIELD: "no field of a name that the document does not have", "文档中定义的字段，没有其他字段";
    // Values of JSON.
    NO_VALUE: "no value", "没有值";
    EXACTLY: "the value {}", "值 {}";
    NULL: "null", "空值 null";
    BOOLEAN: "a boolean", "布尔值";
    INTEGER: "an integer", "整数";
    STRING: "a string", "字符串";
    ARRAY: "an array", "数组";
    OBJECT: "an object", "对象";
    ONE_OF_THE_TYPES: "one of the types {}", "以下类型之一：{}";
    ANY_ALTERNATIVE: "a value that keeps one of the alternatives or several", "至少符合一个备选规则的值";
    ONE_ALTERNATIVE: "a value that keeps exactly one of the alternatives", "恰好符合一个备选规则的值";
    CHOICE: "an object whose field {a} is one of {}", "字段 {a} 为以下值之一的对象：{}";
    ANOTHER_VALUE: "a value other than these", "除此以外的值";
    THE_SCHEMA: "a value that keeps the schema", "符合模式的值";
    LEVELS: "at most {} schemas in one another", "最多 {} 层嵌套的模式";
    // Presence, and rules over more than one parameter.
    A_VALUE: "a value, found none", "一个值，实际没有";
    ONE_VALUE: "one value, found several", "一个值，实际有多个";
    A_VALUE_OF: "a value of at least one of {}, found none", "{} 中至少一个的值，实际没有";
    A_VALUE_BESIDE: "a value, because {a} is given; found none", "一个值，因为已给出 {a}；实际没有";
    BOTH_OR_NEITHER:
        "a value, because {a} is given: give both or neither, found no {b}",
        "一个值，因为已给出 {a}：两者须同时给出或都不给出，实际没有 {b}";
    MINUTE_BEFORE: "a minute before {a} ({b})", "早于 {a}（{b}）的时间";
    BOTH_ENDS_NO_START: "both ends of the time range or neither, found no start", "两端都有或都没有的时间范围，实际没有开始时间";
    BOTH_ENDS_NO_END: "both ends of the time range or neither, found no end", "两端都有或都没有的时间范围，实际没有结束时间";
    START_BEFORE_END: "the start of the time range before its end", "早于结束时间的开始时间";
    NOT_BELOW: "a value that is not below {a} {}", "不小于 {a}（{}）的值";
    // Requests as they came.
    KEEPS_THE_PATH: r"a value that keeps the path: neither . nor .., and no \", r"不改变路径的值：不能是 . 或 ..，不能含 \";
    KEEPS_THE_PATH_WHOLE:
        r"a value that keeps the path: neither . nor .., and no \, and not empty",
        r"不改变路径的值：不能是 . 或 ..，不能含 \，不能为空";
    A_PARAMETER: "one of the parameters {}", "以下参数之一：{}";
    AT_MOST_PARAMETERS: "at most {} parameters", "最多 {} 个参数";
    PERCENT_ENCODED: "percent-encoded UTF-8 without NUL", "百分号编码的 UTF-8，不含 NUL";
    PARTS: "parts with a boundary, each with its headers, up to the last boundary", "以分隔行隔开、头部完整且有结尾分隔行的各部分";
    PART_NAME: "a name of every part", "每个部分的名称";
    AT_MOST_PARTS: "at most {} parts", "最多 {} 个部分";
    MEDIA_TYPE: "a part of the media type {}", "媒体类型为 {} 的部分";
    UTF_8: "UTF-8", "UTF-8 编码";
    JSON: "JSON", "JSON 文本";
    JSON_BUT: "JSON: {a}", "JSON 文本：{a}";
    AT_MOST_BYTES: "at most {} bytes, found {a}", "最多 {} 字节，实际 {a} 字节";
    KIND: "a value of the kind asked for", "所要求类型的值";
    KIND_AND_STYLE: "a value of the kind and style asked for", "所要求类型和写法的值";
    KIND_OF_FIELDS: "fields of the kind asked for, each once", "所要求类型的字段，每个只出现一次";
    KIND_OF_ITEMS: "items of the kind asked for", "所要求类型的项";
    BRACKETS: "names in brackets, each closed", "方括号中的名称，括号须成对";
    AT_MOST_BRACKETS: "at most {} names in brackets", "最多 {} 个方括号中的名称";
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn no_rule_lacks_a_sentence_in_chinese() {
        let is_chinese = |c: char| ('\u{4e00}'..='\u{9fff}').contains(&c);
        for Phrase { english, chinese } in ALL {
            assert!(chinese.contains(is_chinese) && !english.contains(is_chinese), "{english}: {chinese}");
        }
    }

    #[test]
    fn no_translation_loses_a_value() {
        for Phrase { english, chinese } in ALL {
            for place in ["{}", "{a}", "{b}"] {
                assert_eq!(english.matches(place).count(), chinese.matches(place).count(), "{english}: {chinese}");
            }
        }
    }
}
