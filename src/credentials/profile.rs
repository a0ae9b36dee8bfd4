//! The vendor's credentials file: `~/.huaweicloud/credentials`, sections of `name = value`.

use std::collections::BTreeMap;
use std::fmt;
use std::fs::File;
use std::io::{self, Read};
use std::path::{Path, PathBuf};

use zeroize::Zeroizing;

/// A longer file is not a credentials file.
pub(crate) const MAX_FILE_BYTES: u64 = 64 * 1024;

/// Settings of one section of a credentials file.
pub(crate) struct Profile {
    values: BTreeMap<String, Zeroizing<String>>,
}

/// Why a credentials file has no usable profile.
#[derive(Debug)]
pub(crate) enum ProfileError {
    /// The file cannot be read.
    Unreadable(PathBuf, io::Error),
    /// The file is too long.
    TooLong(PathBuf),
    /// A line is not a section, a setting or a comment; lines count from 1.
    BadLine(PathBuf, usize),
    /// The file has no such section; the sections that it has.
    NoSection(PathBuf, String, Sections),
}

/// Names of sections. A key in brackets would be one: `Debug` counts them.
pub(crate) struct Sections(pub(crate) Vec<String>);

impl fmt::Debug for Sections {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}", self.0.len())
    }
}

impl Profile {
    /// Reads a section of the file; `None` if the file does not exist.
    pub(crate) fn read(path: &Path, section: &str) -> Result<Option<Self>, ProfileError> {
        let unreadable = |error| ProfileError::Unreadable(path.to_owned(), error);
        let file = match File::open(path) {
            Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(None),
            other => other.map_err(unreadable)?,
        };
        let mut text = Zeroizing::new(String::new());
        file.take(MAX_FILE_BYTES + 1).read_to_string(&mut text).map_err(unreadable)?;
        if text.len() as u64 > MAX_FILE_BYTES {
            return Err(ProfileError::TooLong(path.to_owned()));
        }
        Self::parse(path, &text, section).map(Some)
    }

    pub(crate) fn parse(path: &Path, text: &str, section: &str) -> Result<Self, ProfileError> {
        let mut current = "";
        let (mut values, mut sections) = (BTreeMap::new(), Vec::new());
        for (index, line) in text.trim_start_matches('\u{feff}').lines().enumerate() {
            let line = line.trim();
            if line.is_empty() || line.starts_with(['#', ';']) {
                continue;
            }
            if let Some(name) = line.strip_prefix('[').and_then(|rest| rest.strip_suffix(']')) {
                current = name.trim();
                sections.push(current.to_owned());
            } else if let Some((name, value)) = line.split_once('=') {
                if current == section {
                    values.insert(name.trim().to_ascii_lowercase(), Zeroizing::new(unquoted(value.trim()).to_owned()));
                }
            } else {
                return Err(ProfileError::BadLine(path.to_owned(), index + 1));
            }
        }
        match sections.iter().any(|name| name == section) {
            true => Ok(Self { values }),
            false => Err(ProfileError::NoSection(path.to_owned(), section.to_owned(), Sections(sections))),
        }
    }

    /// A setting; `None` if it is absent or empty.
    pub(crate) fn get(&self, name: &str) -> Option<&str> {
        self.values.get(name).map(|value| value.as_str()).filter(|value| !value.is_empty())
    }
}

/// A value without the quotes around it, as the vendor's SDK for Go reads it.
fn unquoted(value: &str) -> &str {
    ['"', '\''].iter().find_map(|quote| value.strip_prefix(*quote)?.strip_suffix(*quote)).unwrap_or(value)
}

impl fmt::Debug for Profile {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        // Names are omitted, too: a base64 key ends in `=`, so a key without its name is parsed as one.
        f.debug_struct("Profile").field("settings", &self.values.len()).finish()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn parse(text: &str, section: &str) -> Result<Profile, ProfileError> {
        Profile::parse(Path::new("credentials"), text, section)
    }

    #[test]
    fn only_the_section_that_was_asked_for_is_used() {
        let text = "\u{feff}# mine\r\n[basic]\r\nAK = a\r\nsk=b=c\r\n\r\n; other\r\n[global]\r\nak = z\r\n";
        let profile = parse(text, "basic").unwrap();
        assert_eq!((profile.get("ak"), profile.get("sk"), profile.get("project_id")), (Some("a"), Some("b=c"), None));
        assert!(matches!(parse(text, "work"), Err(ProfileError::NoSection(..))));
        let quoted = parse("[basic]\nak = \"a\"\nsk = 'b\"c'\nproject_id = \"\n", "basic").unwrap();
        assert_eq!(["ak", "sk", "project_id"].map(|name| quoted.get(name)), [Some("a"), Some("b\"c"), Some("\"")]);
    }

    #[test]
    fn a_key_never_shows_in_debug_or_errors() {
        for text in ["[basic]\nsk = hunter2", "[basic]\nhunter2="] {
            assert_eq!(format!("{:?}", parse(text, "basic").unwrap()), "Profile { settings: 1 }");
        }
        assert!(!format!("{:?}", parse("[hunter2]", "basic").unwrap_err()).contains("hunter2"));
        let error = parse("[basic]\nhunter2", "basic").unwrap_err();
        assert!(
            matches!(&error, ProfileError::BadLine(_, 2)) && !format!("{error:?}").contains("hunter2"),
            "{error:?}"
        );
    }

    #[test]
    fn a_missing_file_is_no_failure_and_a_huge_one_is() {
        let dir = tempfile::tempdir().unwrap();
        let path = dir.path().join("credentials");
        assert!(Profile::read(&path, "basic").unwrap().is_none());
        std::fs::write(&path, "#".repeat(70_000)).unwrap();
        assert!(matches!(Profile::read(&path, "basic"), Err(ProfileError::TooLong(_))));
    }
}
