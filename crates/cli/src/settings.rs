//! Settings of the verbs that talk to a service: a flag wins over the environment, that over the profile of the
//! configuration file, and that over the vendor's credentials file. A profile that was named by a flag is as good as
//! flags: it wins over the environment.

pub(crate) mod file;

use std::env;
use std::fmt;
use std::path::PathBuf;

use clap::ArgMatches;
use clap::parser::ValueSource;

use crate::failure::Failure;
use crate::locale::Locale;
use file::{Profile, section_exists};

/// Where a value may stand.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Level {
    Flag,
    Environment,
    Profile,
}

const USUAL: [Level; 3] = [Level::Flag, Level::Environment, Level::Profile];
const PROFILE_BY_FLAG: [Level; 3] = [Level::Flag, Level::Profile, Level::Environment];

/// Where a value came from.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Origin {
    Flag(String),
    Variable(String),
    Profile {
        path: PathBuf,
        name: String,
        key: String,
    },
    /// Where the library has found it.
    Found(deskledger::Source),
}

impl fmt::Display for Origin {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Flag(name) => write!(f, "--{name}"),
            Self::Variable(name) => f.write_str(name),
            Self::Profile { path, name, key } => write!(f, "{}: profiles.{name}.{key}", path.display()),
            Self::Found(source) => source.fmt(f),
        }
    }
}

impl Origin {
    /// The place in a language, as it is printed in English.
    pub(crate) fn localized(&self, locale: Locale) -> String {
        match self {
            Self::Found(source) => source.localized(locale),
            other => other.to_string(),
        }
    }
}

/// A value, and where it came from.
#[derive(Clone, Debug)]
pub(crate) struct Setting {
    pub(crate) value: String,
    pub(crate) origin: Origin,
}

/// Every place where a value may stand.
pub(crate) struct Settings<'m> {
    matches: &'m ArgMatches,
    /// The levels, the strongest first.
    pub(crate) levels: [Level; 3],
    profile: Option<Profile>,
    /// The section of the vendor's file that `--profile` names, where the configuration file has no such profile.
    section: Option<Setting>,
}

impl<'m> Settings<'m> {
    /// Reads the configuration file, and chooses its profile.
    pub(crate) fn read(matches: &'m ArgMatches) -> Result<Self, Failure> {
        let mut settings = Self { matches, levels: USUAL, profile: None, section: None };
        let wanted = settings.get("profile")?;
        if wanted.as_ref().is_some_and(|wanted| matches!(wanted.origin, Origin::Flag(_))) {
            settings.levels = PROFILE_BY_FLAG;
        }
        let file = settings.get("config")?;
        let name = wanted.as_ref().map_or(file::DEFAULT, |setting| setting.value.as_str());
        let config = file::read(file.as_ref())?;
        settings.profile = config.as_ref().and_then(|config| config.profile(name));
        if settings.profile.is_none()
            && let Some(wanted) = wanted
        {
            let known = config.as_ref().map(|config| config.names()).unwrap_or_default();
            if !section_exists(&wanted.value) && config.is_some() {
                let Setting { value, origin } = wanted;
                let path = config.map(|config| config.path.display().to_string()).unwrap_or_default();
                return Err(Failure::usage([
                    format!(
                        "{origin}: expected one of the profiles {known} of {path}, or a section of the vendor's credentials \
                         file, found neither called {value:?}"
                    ),
                    format!(
                        "{origin}：应为 {path} 中的配置方案（{known}）之一，或厂商凭证文件中的一节，实际都没有名为 {value:?} 的"
                    ),
                ]));
            }
            settings.section = Some(wanted);
        }
        Ok(settings)
    }

    /// The strongest value of a setting.
    pub(crate) fn get(&self, key: &str) -> Result<Option<Setting>, Failure> {
        for level in self.levels {
            if let Some(setting) = self.at(level, key)? {
                return Ok(Some(setting));
            }
        }
        Ok(None)
    }

    /// Where else a setting stands than in its strongest place.
    pub(crate) fn beaten(&self, key: &str) -> Result<Vec<Origin>, Failure> {
        let mut all = Vec::new();
        for level in self.levels {
            all.extend(self.at(level, key)?.map(|setting| setting.origin));
        }
        Ok(all.split_off(all.len().min(1)))
    }

    /// The value of a setting at one level. An empty variable is none.
    pub(crate) fn at(&self, level: Level, key: &str) -> Result<Option<Setting>, Failure> {
        match level {
            Level::Flag => self.flag(key),
            Level::Environment => {
                let own = format!("DESKLEDGER_{}", key.to_ascii_uppercase());
                match (variable(&own)?, key) {
                    (None, "project_id") => variable("HUAWEICLOUD_SDK_PROJECT_ID"),
                    (found, _) => Ok(found),
                }
            }
            Level::Profile => Ok(self.profile.as_ref().and_then(|profile| profile.get(key))),
        }
    }

    fn flag(&self, key: &str) -> Result<Option<Setting>, Failure> {
        let name = key.replace('_', "-");
        // Parameters of the call are called as in the document.
        let is_given = |id: &&str| {
            self.matches.try_contains_id(id).unwrap_or(false)
                && self.matches.value_source(id) == Some(ValueSource::CommandLine)
        };
        let Some(id) = [name.as_str(), key].into_iter().find(is_given) else { return Ok(None) };
        let Some(value) = self.matches.get_raw(id).and_then(|mut values| values.next()) else { return Ok(None) };
        let value = value.to_str().ok_or_else(|| no_text([format!("--{name}"), format!("--{name}")]))?;
        Ok(Some(Setting { value: value.to_owned(), origin: Origin::Flag(name) }))
    }

    /// The section of the vendor's credentials file: the one that `--profile` names there, else the one that the profile
    /// names.
    pub(crate) fn section(&self, level: Level) -> Option<Setting> {
        match (level, &self.section) {
            (Level::Flag, Some(section)) if matches!(section.origin, Origin::Flag(_)) => Some(section.clone()),
            (Level::Environment, Some(section)) if matches!(section.origin, Origin::Variable(_)) => {
                Some(section.clone())
            }
            (Level::Profile, _) => self.profile.as_ref().and_then(|profile| profile.get("credentials_section")),
            _ => None,
        }
    }

    /// A whole number.
    pub(crate) fn number(&self, key: &str) -> Result<Option<u64>, Failure> {
        let Some(Setting { value, origin }) = self.get(key)? else { return Ok(None) };
        match value.parse() {
            Ok(number) => Ok(Some(number)),
            Err(_) => Err(Failure::usage([
                format!("{origin}: expected a whole number, found {value:?}"),
                format!("{origin}：应为整数，实际为 {value:?}"),
            ])),
        }
    }

    /// Whether something is switched on.
    pub(crate) fn is(&self, key: &str) -> Result<bool, Failure> {
        if self.matches.try_get_one::<bool>(&key.replace('_', "-")).ok().flatten().copied().unwrap_or(false) {
            return Ok(true);
        }
        for level in self.levels.into_iter().skip(1) {
            if let Some(Setting { value, origin }) = self.at(level, key)? {
                return value.parse().map_err(|_| {
                    Failure::usage([
                        format!("{origin}: expected true or false, found {value:?}"),
                        format!("{origin}：应为 true 或 false，实际为 {value:?}"),
                    ])
                });
            }
        }
        Ok(false)
    }

    /// The content of a file that a setting names.
    pub(crate) fn content(&self, key: &str) -> Result<Option<(Vec<u8>, Setting)>, Failure> {
        let Some(setting) = self.get(key)? else { return Ok(None) };
        let Setting { value, origin } = &setting;
        let doing = [format!("{origin}: reading {value}"), format!("{origin}：读取 {value} 失败")];
        let failed = |error| Failure::local(doing.each_ref(), &error);
        Ok(Some((file::content(setting.value.as_ref()).map_err(failed)?, setting)))
    }
}

fn variable(name: &str) -> Result<Option<Setting>, Failure> {
    match env::var(name) {
        Ok(value) if !value.is_empty() => Ok(Some(Setting { value, origin: Origin::Variable(name.to_owned()) })),
        Err(env::VarError::NotUnicode(_)) => {
            Err(no_text([format!("environment variable {name}"), format!("环境变量 {name}")]))
        }
        _ => Ok(None),
    }
}

fn no_text([english, chinese]: [String; 2]) -> Failure {
    Failure::usage([
        format!("{english}: expected text, found other bytes"),
        format!("{chinese}：应为文本，实际含有其他字节"),
    ])
}
