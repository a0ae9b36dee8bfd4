//! The language of the reader.

use std::env;

pub(crate) use deskledger::{Locale, Message};

/// A message of a text that its owner has in every language.
pub(crate) fn message(localized: impl Fn(Locale) -> String) -> Message {
    Message::translated(localized(Locale::English), localized(Locale::Chinese))
}

/// The locale of the reader: the one that the environment names, else that of the system; English if it is not supported.
pub(crate) fn of_environment() -> Locale {
    let named = named(&|name| env::var(name).ok());
    named.or_else(sys_locale::get_locale).map_or(Locale::English, |name| of_name(&name))
}

/// The first variable that is set decides, as in POSIX. The system's locale is that of a desktop, and of Windows.
fn named(variable: &dyn Fn(&str) -> Option<String>) -> Option<String> {
    ["LC_ALL", "LC_MESSAGES", "LANG"].into_iter().filter_map(variable).find(|value| !value.is_empty())
}

fn of_name(name: &str) -> Locale {
    if name.to_ascii_lowercase().starts_with("zh") { Locale::Chinese } else { Locale::English }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_strongest_variable_that_is_set_decides() {
        let of = |set: &[(&str, &str)]| {
            let value = |name: &str| set.iter().find(|(known, _)| *known == name).map(|(_, value)| (*value).to_owned());
            named(&value).map_or(Locale::English, |name| of_name(&name))
        };
        assert_eq!(of(&[]), Locale::English);
        assert_eq!((of_name("zh-Hans-CN"), of_name("en-US")), (Locale::Chinese, Locale::English));
        assert_eq!(of(&[("LANG", "zh_CN.UTF-8")]), Locale::Chinese);
        assert_eq!(of(&[("LANG", "zh_CN.UTF-8"), ("LC_ALL", "C")]), Locale::English);
        assert_eq!(of(&[("LANG", "de_DE"), ("LC_ALL", ""), ("LC_MESSAGES", "zh")]), Locale::Chinese);
    }
}
