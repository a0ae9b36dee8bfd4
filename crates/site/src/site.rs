//! Builds a site: renders its pages, checks their links, and writes the files.

use std::collections::{BTreeMap, BTreeSet};
use std::path::{Component, Path};
use std::{fs, io};

use deskledger_runtime::message::Locale;
use minijinja::context;
use minijinja::value::Serde;

use crate::error::Error;
use crate::markdown::{Labels, Rendered, render};
use crate::messages;
use crate::pages::{Options, Page, Pages, cannot_read, named};
use crate::templates::labels;

/// Names the files of a site that this crate wrote, one a line.
const MARKER: &str = ".deskledger-site";

/// Files by name.
type Files = BTreeMap<String, Vec<u8>>;

/// A site that was written.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Built {
    /// Names of its files, sorted.
    pub files: Vec<String>,
    /// Local links of pages that lead to no part of the site.
    pub outside: Vec<String>,
}

/// Builds a site into a directory, which must be absent, empty, or a site that was built before.
///
/// # Errors
/// The document or a page is wrong, the directory holds other files, or a file cannot be read or written. In the first two
/// cases nothing is written.
pub fn build(options: &Options, directory: &Path) -> Result<Built, Error> {
    let old = written(directory)?;
    let mut pages = Pages::read(options)?;
    let mut files = std::mem::take(&mut pages.files);
    let rendered = pages.pages.iter().map(|(name, page)| (name.clone(), html(&pages, page))).collect();
    let outside = check_links(&pages, &rendered, &files)?;
    for (name, page) in &pages.pages {
        files.insert(format!("{name}.html"), whole(&pages, name, page, &rendered)?.into_bytes());
        files.insert(format!("{name}.md"), twin(&page.markdown).into_bytes());
    }
    for locale in [Locale::English, Locale::Chinese] {
        files.insert(format!("search.{}.js", tag(locale)), search_index(&pages, &rendered, locale).into_bytes());
    }
    files.insert("llms.txt".to_owned(), llms(&rendered).into_bytes());
    write(directory, &files, &old)?;
    Ok(Built { files: files.into_keys().collect(), outside })
}

fn html(pages: &Pages, page: &Page) -> Rendered {
    let t = labels(page.locale);
    let labels = Labels { link: &t["link_to_section"], table: &t["scrollable_table"], code: &t["scrollable_code"] };
    render(&page.markdown, page.headings.clone(), &labels, &|target| pages.target(page, target))
}

/// Checks that links lead to a page, a heading or a file of the site; returns links to files elsewhere, and those of the
/// document that lead nowhere.
fn check_links(pages: &Pages, rendered: &BTreeMap<String, Rendered>, files: &Files) -> Result<Vec<String>, Error> {
    let (mut problems, mut outside) = (Vec::new(), BTreeSet::new());
    let ids = |html: &Rendered| html.headings.iter().map(|heading| heading.id.clone()).collect::<BTreeSet<_>>();
    let ids: BTreeMap<&str, _> = rendered.iter().map(|(name, html)| (name.as_str(), ids(html))).collect();
    for (name, html) in rendered {
        let mut seen = BTreeSet::new();
        let repeated = html.headings.iter().filter(|heading| !seen.insert(&heading.id));
        problems.extend(repeated.map(|heading| messages::repeated_id(name.clone(), heading.id.clone())));
        let is_local = |link: &&String| !link.contains("://") && !link.starts_with("mailto:") && *link != "#";
        for link in html.links.iter().filter(is_local) {
            let (file, id) = link.split_once('#').unwrap_or((link, ""));
            let page = if file.is_empty() { Some(name.as_str()) } else { file.strip_suffix(".html") };
            match page.and_then(|page| ids.get(page)) {
                Some(ids) if id.is_empty() || ids.contains(id) => {}
                None if files.contains_key(file) => {}
                _ if pages.pages[name].is_generated => drop(outside.insert(link.clone())),
                None if file.contains('/') && !file.starts_with("..") => drop(outside.insert(file.to_owned())),
                _ => problems.push(messages::broken_link(name.clone(), link.clone())),
            }
        }
    }
    if problems.is_empty() { Ok(outside.into_iter().collect()) } else { Err(Error::Pages(problems)) }
}

/// The file of a page.
fn whole(pages: &Pages, name: &str, page: &Page, rendered: &BTreeMap<String, Rendered>) -> Result<String, Error> {
    let html = &rendered[name];
    let original = name.strip_suffix(".zh").unwrap_or(name);
    let other = named(original, page.locale.choose(Locale::Chinese, Locale::English));
    let index = rendered.get(&named("index", page.locale)).or_else(|| rendered.get("index"));
    // The reference has too many headings of lower levels for a list beside the page.
    let deepest = if html.headings.len() > 300 { 2 } else { 3 };
    let context = context! {
        site => index.map(Rendered::title),
        title => html.title(),
        description => html.lead.as_str(),
        name,
        home => named("index", page.locale),
        is_home => original == "index",
        other => rendered.contains_key(&other).then_some(other),
        navigation => Serde(index.map(|index| &index.lists)),
        headings => Serde(html.headings.iter().filter(|one| (2..=deepest).contains(&one.level)).collect::<Vec<_>>()),
        content => html.html.as_str(),
    };
    let rendered = pages.templates.render("page.html", page.locale, &context);
    rendered.map_err(|(name, why)| Error::Pages(vec![messages::wrong_template(name, why)]))
}

/// The Markdown of a page, without the ids of its headings.
fn twin(markdown: &str) -> String {
    let line = |line: &str| match line.rfind(" {#").filter(|_| line.starts_with('#') && line.ends_with('}')) {
        Some(end) => format!("{}\n", &line[..end]),
        None => format!("{line}\n"),
    };
    markdown.lines().map(line).collect()
}

/// The headings that a reader of a language searches, with the text below them. Pages without a version in Chinese are found
/// in English.
fn search_index(pages: &Pages, rendered: &BTreeMap<String, Rendered>, locale: Locale) -> String {
    let mut entries = Vec::new();
    for (name, html) in rendered {
        let original = name.strip_suffix(".zh").unwrap_or(name);
        if pages.pages[name].locale == locale || !rendered.contains_key(&named(original, locale)) {
            let text = |text: &str| text.split_whitespace().collect::<Vec<_>>().join(" ");
            for one in &html.headings {
                entries.push((format!("{name}.html#{}", one.id), html.title(), one.text.as_str(), text(&one.below)));
            }
        }
    }
    // Tuples of texts can always be written.
    format!("searchIndex({});\n", serde_json::to_string(&entries).unwrap_or_default())
}

/// The list of pages for language models.
fn llms(rendered: &BTreeMap<String, Rendered>) -> String {
    let index = rendered.get("index").map(|index| (index.title(), index.lead.as_str()));
    let (title, lead) = index.unwrap_or_default();
    let mut text = format!("# {title}\n\n> {lead}\n\n## Pages\n\n");
    for (name, html) in rendered {
        text.push_str(&format!("- [{}]({name}.md): {}\n", html.title(), html.lead));
    }
    text
}

fn tag(locale: Locale) -> &'static str {
    locale.choose("en", "zh")
}

/// The files of the site in a directory; none if it is absent or empty.
fn written(directory: &Path) -> Result<Vec<String>, Error> {
    match fs::read_to_string(directory.join(MARKER)) {
        Ok(text) => return Ok(text.lines().map(str::to_owned).collect()),
        Err(error) if !is_absent(&error) => return Err(cannot_read(directory, &error)),
        Err(_) => {}
    }
    match fs::read_dir(directory).map(|mut entries| entries.next().is_none()) {
        Ok(false) => Err(Error::Occupied(messages::occupied(directory.display().to_string()))),
        Ok(true) => Ok(Vec::new()),
        Err(error) if is_absent(&error) => Ok(Vec::new()),
        Err(error) => Err(cannot_read(directory, &error)),
    }
}

fn is_absent(error: &io::Error) -> bool {
    matches!(error.kind(), io::ErrorKind::NotFound | io::ErrorKind::NotADirectory)
}

/// Writes the files, and removes those of an earlier build that are no longer part of the site.
fn write(directory: &Path, files: &Files, old: &[String]) -> Result<(), Error> {
    let failed = |path: &Path, error: io::Error| Error::Write(path.to_owned(), error);
    fs::create_dir_all(directory).map_err(|error| failed(directory, error))?;
    // First, so that a directory with half a site is still known as one.
    let names: String = files.keys().map(|name| format!("{name}\n")).collect();
    let marker = directory.join(MARKER);
    fs::write(&marker, names).map_err(|error| failed(&marker, error))?;
    for (name, bytes) in files {
        let path = directory.join(name);
        fs::write(&path, bytes).map_err(|error| failed(&path, error))?;
    }
    // Only names: a changed list does not lead out of the directory.
    let is_name =
        |name: &&String| matches!(Path::new(name).components().collect::<Vec<_>>()[..], [Component::Normal(_)]);
    for name in old.iter().filter(is_name).filter(|name| !files.contains_key(*name)) {
        let path = directory.join(name);
        match fs::remove_file(&path) {
            Err(error) if !is_absent(&error) => return Err(failed(&path, error)),
            _ => {}
        }
    }
    Ok(())
}
