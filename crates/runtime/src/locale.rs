/// A language that messages are written in.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum Locale {
    /// English.
    #[default]
    English,
    /// Simplified Chinese.
    Chinese,
}

impl Locale {
    /// How many there are; each has a file of messages.
    pub const COUNT: usize = 2;

    /// The text in this language, out of English and Chinese.
    pub fn choose<T>(self, english: T, chinese: T) -> T {
        match self {
            Self::English => english,
            Self::Chinese => chinese,
        }
    }

    /// The one in this language.
    pub fn of<T>(self, [english, chinese]: &[T; Self::COUNT]) -> &T {
        self.choose(english, chinese)
    }
}

/// Displays a type as its method `localized` writes it in English.
#[doc(hidden)]
#[macro_export]
macro_rules! display_in_english {
    ($type:ty) => {
        impl std::fmt::Display for $type {
            fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                f.write_str(&self.localized($crate::Locale::English))
            }
        }
    };
}
