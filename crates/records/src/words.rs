//! The words that the document does not list, in the languages of it.

/// Stands for no language: the names of the fields, and `true` and `false`.
pub(crate) const FIELD_NAMES: &str = "";

/// Words of one language.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Words {
    pub(crate) yes: &'static str,
    pub(crate) no: &'static str,
    pub(crate) sheet: &'static str,
}

const ENGLISH: Words = Words { yes: "Yes", no: "No", sheet: "Connection records" };
const CHINESE: Words = Words { yes: "是", no: "否", sheet: "连接记录" };
const MACHINE: Words = Words { yes: "true", no: "false", ..ENGLISH };

impl Words {
    /// Those of a language of the document, such as `zh_CN`.
    pub(crate) fn of(language: &str) -> Self {
        match language {
            "zh_CN" => CHINESE,
            FIELD_NAMES => MACHINE,
            _ => ENGLISH,
        }
    }

    /// What a word means in any of the languages; upper and lower case are the same.
    pub(crate) fn meaning(word: &str) -> Option<bool> {
        let all = [ENGLISH, CHINESE, MACHINE];
        if all.iter().any(|words| words.yes.eq_ignore_ascii_case(word)) {
            Some(true)
        } else if all.iter().any(|words| words.no.eq_ignore_ascii_case(word)) {
            Some(false)
        } else {
            None
        }
    }
}
