//! Words in files that the document does not list, in the languages of the document.

/// Stands for no language: the names of the fields, and `true` and `false`.
pub(crate) const FIELD_NAMES: &str = "";

/// The labels of one language.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Labels {
    pub(crate) yes: &'static str,
    pub(crate) no: &'static str,
    pub(crate) sheet: &'static str,
}

pub(crate) const ENGLISH: Labels = Labels { yes: "Yes", no: "No", sheet: "Connection records" };
const CHINESE: Labels = Labels { yes: "是", no: "否", sheet: "连接记录" };
const MACHINE: Labels = Labels { yes: "true", no: "false", ..ENGLISH };

impl Labels {
    /// Those of a language of the document, such as `zh_CN`.
    pub(crate) fn of(language: &str) -> Self {
        match language {
            "zh_CN" => CHINESE,
            FIELD_NAMES => MACHINE,
            _ => ENGLISH,
        }
    }

    /// Meaning of a word in any of the languages, regardless of case.
    pub(crate) fn meaning(word: &str) -> Option<bool> {
        let labels = [ENGLISH, CHINESE, MACHINE];
        let mut meanings = labels.iter().flat_map(|words| [(words.yes, true), (words.no, false)]);
        meanings.find_map(|(label, meaning)| label.eq_ignore_ascii_case(word).then_some(meaning))
    }
}
