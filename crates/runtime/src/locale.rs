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
    /// Number of languages; each has a message file.
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
