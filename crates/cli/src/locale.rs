//! The language of the reader.

use std::env;

pub(crate) use deskledger::Locale;

/// The locale of the environment; English where the environment names an unsupported one.
pub(crate) fn of_environment() -> Locale {
    of(&|name| env::var(name).ok())
}

/// The first variable that is set decides, as in POSIX.
fn of(variable: &dyn Fn(&str) -> Option<String>) -> Locale {
    let names = ["LC_ALL", "LC_MESSAGES", "LANG"];
    let set = names.into_iter().filter_map(variable).find(|value| !value.is_empty());
    match set {
        Some(value) if value.to_ascii_lowercase().starts_with("zh") => Locale::Chinese,
        _ => Locale::English,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_strongest_variable_that_is_set_decides() {
        let of = |set: &[(&str, &str)]| {
            super::of(&|name| set.iter().find(|(known, _)| *known == name).map(|(_, value)| (*value).to_owned()))
        };
        assert_eq!(of(&[]), Locale::English);
        assert_eq!(of(&[("LANG", "zh_CN.UTF-8")]), Locale::Chinese);
        assert_eq!(of(&[("LANG", "zh_CN.UTF-8"), ("LC_ALL", "C")]), Locale::English);
        assert_eq!(of(&[("LANG", "de_DE"), ("LC_ALL", ""), ("LC_MESSAGES", "zh")]), Locale::Chinese);
    }
}
