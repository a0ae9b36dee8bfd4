//! The language of whoever reads.

use std::env;

use deskledger::MessageLanguage;

/// A language that the command speaks.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Locale {
    English,
    Chinese,
}

impl Locale {
    /// The language that the environment asks for; English where it asks for one that is not spoken here.
    pub(crate) fn of_environment() -> Self {
        Self::of(&|name| env::var(name).ok())
    }

    /// The first variable that is set decides, as POSIX has it.
    fn of(variable: &dyn Fn(&str) -> Option<String>) -> Self {
        let names = ["LC_ALL", "LC_MESSAGES", "LANG"];
        let set = names.into_iter().filter_map(variable).find(|value| !value.is_empty());
        match set {
            Some(value) if value.to_ascii_lowercase().starts_with("zh") => Self::Chinese,
            _ => Self::English,
        }
    }

    /// The language of the library's messages.
    pub(crate) fn of_messages(self) -> MessageLanguage {
        match self {
            Self::English => MessageLanguage::English,
            Self::Chinese => MessageLanguage::Chinese,
        }
    }

    /// The text in this language, out of English and Chinese.
    pub(crate) fn choose<T>(self, [english, chinese]: [T; 2]) -> T {
        match self {
            Self::English => english,
            Self::Chinese => chinese,
        }
    }
}

/// A text to be put behind Chinese, with a space in front if it starts in Latin letters or digits.
pub(crate) fn spaced(text: &str) -> String {
    if text.starts_with(|first: char| first.is_ascii()) { format!(" {text}") } else { text.to_owned() }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_strongest_variable_that_is_set_decides() {
        let of = |set: &[(&str, &str)]| {
            Locale::of(&|name| set.iter().find(|(known, _)| *known == name).map(|(_, value)| (*value).to_owned()))
        };
        assert_eq!(of(&[]), Locale::English);
        assert_eq!(of(&[("LANG", "zh_CN.UTF-8")]), Locale::Chinese);
        assert_eq!(of(&[("LANG", "zh_CN.UTF-8"), ("LC_ALL", "C")]), Locale::English);
        assert_eq!(of(&[("LANG", "de_DE"), ("LC_ALL", ""), ("LC_MESSAGES", "zh")]), Locale::Chinese);
    }
}
