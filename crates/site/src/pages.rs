//! The pages of a site: those of a directory, and those made from the document.

use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};
use std::{fs, io};

use deskledger_codegen::{Contract, Options as Generated};
use deskledger_mock::Api;
use deskledger_runtime::message::{Locale, Message};
use minijinja::context;
use minijinja::value::Serde;

use crate::changes::{in_each_language, releases};
use crate::error::Error;
use crate::markdown::{Heading, headings, links};
use crate::messages;
use crate::operation::{ErrorCode, Explained};
use crate::reference::reference;
use crate::templates::Templates;

/// The changelog beside a document, which `deskledger spec release` writes.
const CHANGELOG: &str = "CHANGELOG.md";

/// Pages of a directory.
const MAX_PAGES: usize = 1000;

/// Content and settings of a site.
#[derive(Clone, Debug)]
pub struct Options {
    document: PathBuf,
    pages: Option<PathBuf>,
    errors: Vec<ErrorCode>,
    changelog: Option<[String; Locale::COUNT]>,
}

impl Options {
    /// The site of a document, with the changes of its contract if there is a `CHANGELOG.md` beside it.
    pub fn new(document: impl Into<PathBuf>) -> Self {
        Self { document: document.into(), pages: None, errors: Vec::new(), changelog: None }
    }

    /// Adds the pages in Markdown that `index.md` in this directory leads to, with the images and the samples there. The
    /// lists of links in `index.md` are the navigation; `NAME.zh.md` is the Chinese version of `NAME.md`.
    #[must_use]
    pub fn pages(mut self, directory: impl Into<PathBuf>) -> Self {
        self.pages = Some(directory.into());
        self
    }

    /// Adds a catalogue of error codes, if the document has at least one of them.
    #[must_use]
    pub fn errors(mut self, errors: Vec<ErrorCode>) -> Self {
        self.errors = errors;
        self
    }

    /// Takes the changes of the contract from this changelog, in English and Chinese, instead of the one beside the document.
    #[must_use]
    pub fn changelog(mut self, changelog: [String; Locale::COUNT]) -> Self {
        self.changelog = Some(changelog);
        self
    }
}

/// A page before it is HTML.
pub(crate) struct Page {
    pub(crate) locale: Locale,
    pub(crate) markdown: String,
    pub(crate) headings: Vec<Heading>,
    /// Whether it is made from the document, whose links may be meant for another site.
    pub(crate) is_generated: bool,
    /// Ids that links of the page use, and those of the English version.
    aliases: BTreeMap<String, String>,
}

/// The pages by name, with `.zh` at the end of Chinese ones, and the other files.
pub(crate) struct Pages {
    pub(crate) pages: BTreeMap<String, Page>,
    pub(crate) files: BTreeMap<String, Vec<u8>>,
    pub(crate) templates: Templates,
}

/// The name of a page in a language.
pub(crate) fn named(name: &str, locale: Locale) -> String {
    format!("{name}{}", locale.choose("", ".zh"))
}

impl Pages {
    pub(crate) fn read(options: &Options) -> Result<Self, Error> {
        let path = &options.document;
        let text = read(path)?;
        let contract = Contract::read(&path.display().to_string(), &text, Some(path), None).map_err(Error::Document)?;
        let has = |error: &ErrorCode| text.contains(&error.code);
        let errors = if options.errors.iter().any(has) { options.errors.as_slice() } else { &[] };
        let mut files = BTreeMap::new();
        let document = path.file_name().map(|name| name.to_string_lossy().into_owned()).unwrap_or_default();
        files.insert(document.clone(), text.into_bytes());
        let (mut sources, mut samples) = (BTreeMap::new(), Vec::new());
        if let Some(directory) = &options.pages {
            sources = reached(directory)?;
            for (name, bytes) in directory_files(directory, |name| !name.ends_with(".md"))? {
                files.insert(name, bytes);
            }
            let directory = directory.join("samples");
            if directory.is_dir() {
                let texts = directory_files(&directory, |_| true)?.into_iter();
                samples = texts.map(|(name, bytes)| (name, String::from_utf8_lossy(&bytes).into_owned())).collect();
            }
        }
        let beside = path.with_file_name(CHANGELOG);
        let changelog = match &options.changelog {
            Some(changelog) => Some(changelog.clone()),
            None => beside.is_file().then(|| read(&beside)).transpose()?.map(in_each_language),
        };
        let own: BTreeSet<String> = sources.keys().cloned().collect();
        let wrong = |(name, why): (String, String)| Error::Pages(vec![messages::wrong_template(name, why)]);
        let templates = Templates::new(&samples).map_err(wrong)?;
        let api = calls(&contract);
        for locale in [Locale::English, Locale::Chinese] {
            let reference = reference(&contract, api.as_ref(), locale, errors);
            let errors: Vec<Explained> = errors.iter().map(|error| Explained::of(error, locale)).collect();
            // Once: the document may be large, and its pages many.
            let changes = changelog.as_ref().map(|texts| releases(locale.of(texts).as_str()));
            let data = context! {
                reference => Serde(&reference), errors => Serde(&errors),
                has_changelog => changes.is_some(), releases => Serde(changes.unwrap_or_default()),
            };
            let mut made = vec![("reference.md", "reference.md", 0)];
            let groups = reference.groups.iter().enumerate().map(|(part, group)| (&*group.page, part + 1));
            let parts = groups.chain([(reference.schema_page, 0)]).filter(|(page, _)| *page != "reference.md");
            made.extend(parts.map(|(page, part)| (page, "reference.md", part)));
            let others = [
                (options.pages.is_none(), "index.md"),
                (!errors.is_empty(), "errors.md"),
                (changelog.is_some(), "changes.md"),
            ];
            made.extend(others.into_iter().filter(|(is_made, _)| *is_made).map(|(_, page)| (page, page, 0)));
            for (page, template, part) in made {
                let name = page.trim_end_matches(".md");
                let context = context! { document => document.as_str(), part, name, ..data.clone() };
                let page = templates.render(template, locale, &context).map_err(wrong)?;
                sources.entry(named(name, locale)).or_insert(page);
            }
        }
        for (name, text) in
            [("site.css", include_str!("../assets/site.css")), ("site.js", include_str!("../assets/site.js"))]
        {
            files.insert(name.to_owned(), text.into());
        }
        Ok(Self { pages: pages(sources, &own), files, templates })
    }

    /// Target of a link of a page: a page in the language of the reader if there is one.
    pub(crate) fn target(&self, page: &Page, target: &str) -> String {
        let (path, id) = target.split_once('#').map_or((target, None), |(path, id)| (path, Some(id)));
        let id = |of: Option<&Page>| {
            let id = id.map(|id| of.and_then(|page| page.aliases.get(id)).map_or(id, String::as_str));
            id.map(|id| format!("#{id}")).unwrap_or_default()
        };
        let Some(name) = path.strip_suffix(".md").map(stem) else {
            return if path.is_empty() { id(Some(page)) } else { target.to_owned() };
        };
        let translated = named(&name, page.locale);
        let name = if self.pages.contains_key(&translated) { translated } else { name };
        format!("{name}.html{}", id(self.pages.get(&name)))
    }
}

/// The calls that the generator makes of a document; none where it rejects what the reference still shows.
fn calls(contract: &Contract) -> Option<Api> {
    let options = Generated::new().without_types().without_send().time_range("runtime::TimeRange");
    Api::read(&contract.generate(&options).ok()?).ok()
}

/// The name of a page, from the path of a link or a file without `.md`.
fn stem(path: &str) -> String {
    path.rsplit('/').next().unwrap_or_default().to_ascii_lowercase()
}

fn pages(sources: BTreeMap<String, String>, own: &BTreeSet<String>) -> BTreeMap<String, Page> {
    let all: BTreeMap<String, Vec<Heading>> =
        sources.iter().map(|(name, text)| (name.clone(), headings(text))).collect();
    let page = |(name, markdown): (String, String)| {
        let mut headings = all[&name].clone();
        let mut aliases = BTreeMap::new();
        let original = name.strip_suffix(".zh");
        // The same ids in both languages, so that the switch of the language keeps the place.
        let levels = |headings: &[Heading]| headings.iter().map(|heading| heading.level).collect::<Vec<_>>();
        if let Some(original) =
            original.and_then(|name| all.get(name)).filter(|other| levels(other) == levels(&headings))
        {
            for (heading, original) in headings.iter_mut().zip(original) {
                aliases.insert(std::mem::replace(&mut heading.id, original.id.clone()), original.id.clone());
            }
        }
        let locale = if original.is_some() { Locale::Chinese } else { Locale::English };
        let is_generated = !own.contains(&name);
        (name, Page { locale, markdown, headings, is_generated, aliases })
    };
    sources.into_iter().map(page).collect()
}

/// The pages that `index.md` leads to, by name.
fn reached(directory: &Path) -> Result<BTreeMap<String, String>, Error> {
    let mut found = BTreeMap::new();
    let mut open = vec![directory.join("index.zh.md"), directory.join("index.md")];
    read(&open[1])?;
    while let Some(path) = open.pop().filter(|_| found.len() < MAX_PAGES) {
        let Some(name) = path.to_str().and_then(|path| path.strip_suffix(".md")).map(stem) else { continue };
        // A page that is made from the document, or a link that leads nowhere and is reported as such.
        if found.contains_key(&name) || !path.is_file() {
            continue;
        }
        let text = read(&path)?;
        let local = links(&text).into_iter().filter(|link| !link.contains(':'));
        for link in
            local.filter_map(|link| link.split('#').next().map(str::to_owned)).filter(|link| link.ends_with(".md"))
        {
            let target = path.with_file_name(link);
            open.push(target.with_extension("zh.md"));
            open.push(target);
        }
        found.insert(name, text);
    }
    Ok(found)
}

/// The files in a directory whose names are wanted, without hidden ones.
fn directory_files(directory: &Path, is_wanted: fn(&str) -> bool) -> Result<BTreeMap<String, Vec<u8>>, Error> {
    let failed = |error: io::Error| cannot_read(directory, &error);
    let mut files = BTreeMap::new();
    for entry in fs::read_dir(directory).map_err(failed)? {
        let path = entry.map_err(failed)?.path();
        let name = path.file_name().map(|name| name.to_string_lossy().into_owned()).unwrap_or_default();
        if is_wanted(&name) && !name.starts_with('.') && path.is_file() {
            let bytes = fs::read(&path).map_err(|error| cannot_read(&path, &error))?;
            files.insert(name, bytes);
        }
    }
    Ok(files)
}

fn read(path: &Path) -> Result<String, Error> {
    fs::read_to_string(path).map_err(|error| cannot_read(path, &error))
}

pub(crate) fn cannot_read(path: &Path, error: &io::Error) -> Error {
    Error::Read(messages::cannot_read(path.display().to_string(), Message::of(error.to_string())))
}
