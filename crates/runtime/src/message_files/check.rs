//! Whether the files of all languages have the same messages, with the same placeholders.

use std::collections::BTreeMap;

use super::parse::{Element, Entry, Problem};

/// The languages of message files, in the order of the variants of `Locale`. The first one is that in which messages are
/// written and from which they are translated.
pub const LANGUAGES: [&str; 2] = ["en", "zh"];

/// The messages of a file.
pub(crate) struct File {
    pub(crate) path: String,
    pub(crate) entries: Vec<Entry>,
}

/// A message in every language.
pub(crate) struct Message<'f> {
    pub(crate) key: &'f str,
    pub(crate) comment: &'f str,
    /// Its placeholders in the order of the arguments.
    pub(crate) values: Vec<&'f str>,
    /// Its texts, in the order of [`LANGUAGES`].
    pub(crate) patterns: Vec<&'f [Element]>,
}

/// The messages that every file has, and what is wrong with the rest.
pub(crate) fn check<'f>(original: &'f File, translations: &'f [File]) -> (Vec<Message<'f>>, Vec<Problem>) {
    let mut problems = Vec::new();
    let indices: Vec<_> = translations.iter().map(|file| index(file, &mut problems)).collect();
    let known = index(original, &mut problems);
    for file in translations {
        for entry in file.entries.iter().filter(|entry| !known.contains_key(entry.key.as_str())) {
            let (key, path) = (&entry.key, &original.path);
            let text = format!("message \"{key}\" is not in {path}: correct its name, add it there, or remove it here");
            problems.push(at(file, entry, text));
        }
    }
    let mut messages = Vec::new();
    for entry in original.entries.iter().filter(|entry| known.get(entry.key.as_str()).is_some_and(|e| *e == *entry)) {
        let values = in_order(original, entry, &mut problems);
        let mut patterns = vec![entry.pattern.as_slice()];
        for (file, index) in translations.iter().zip(&indices) {
            match index.get(entry.key.as_str()) {
                Some(translated) => {
                    compare((original, entry), (file, translated), &mut problems);
                    patterns.push(&translated.pattern);
                }
                None => {
                    let text = format!("message \"{}\" is not in {}: translate it there", entry.key, file.path);
                    problems.push(at(original, entry, text));
                }
            }
        }
        messages.push(Message { key: &entry.key, comment: &entry.comment, values, patterns });
    }
    (messages, problems)
}

fn at(file: &File, entry: &Entry, text: String) -> Problem {
    Problem { path: file.path.clone(), line: entry.line, text }
}

/// The messages of a file by name.
fn index<'f>(file: &'f File, problems: &mut Vec<Problem>) -> BTreeMap<&'f str, &'f Entry> {
    let mut index: BTreeMap<&str, &Entry> = BTreeMap::new();
    for entry in &file.entries {
        let first = index.entry(&entry.key).or_insert(entry);
        if !std::ptr::eq(*first, entry) {
            let (key, line) = (&entry.key, first.line);
            let text = format!("message \"{key}\" is there twice, first on line {line}: rename or remove one");
            problems.push(at(file, entry, text));
        }
    }
    index
}

/// The placeholders of a message in the order of its arguments: that of its comment, so that a changed text changes no
/// argument. A message with one placeholder needs no comment.
fn in_order<'f>(file: &File, entry: &'f Entry, problems: &mut Vec<Problem>) -> Vec<&'f str> {
    let used = entry.values();
    let mut named: Vec<&str> = Vec::new();
    for after in entry.comment.split('$').skip(1) {
        let end = after.find(|c: char| !c.is_ascii_alphanumeric() && c != '-').unwrap_or(after.len());
        let name = after[..end].trim_end_matches('-');
        if !named.contains(&name) {
            named.push(name);
        }
    }
    if named.is_empty() && used.len() < 2 {
        return used;
    }
    let key = &entry.key;
    let unused = named.iter().filter(|name| !used.contains(name)).map(|name| {
        format!("the comment of \"{key}\" names ${name}, which the text does not have: correct one of them")
    });
    let unnamed = used.iter().filter(|name| !named.contains(name)).map(|name| {
        format!(
            "message \"{key}\" has several placeholders or a comment that names some: name ${name} in the comment above \
             it, too (the comment gives the order of the arguments)"
        )
    });
    problems.extend(unused.chain(unnamed).map(|text| at(file, entry, text)));
    named
}

/// Whether a translation has the placeholders of the original, and is one.
fn compare((from, original): (&File, &Entry), (file, translated): (&File, &Entry), problems: &mut Vec<Problem>) {
    let (expected, found) = (original.values(), translated.values());
    let (key, path, line) = (&original.key, &from.path, original.line);
    let missing = expected
        .iter()
        .filter(|name| !found.contains(name))
        .map(|name| format!("message \"{key}\" has no {{ ${name} }}, which {path}:{line} has: add it to the text"));
    let unknown = found.iter().filter(|name| !expected.contains(name)).map(|name| {
        let listed = listed(&expected);
        format!("message \"{key}\" has {{ ${name} }}, which {path}:{line} has not: expected {listed}")
    });
    let is_copied = original.pattern == translated.pattern && has_words(&original.pattern);
    let copied = is_copied.then(|| format!("message \"{key}\" is the same as in {path}: translate it"));
    problems.extend(missing.chain(unknown).chain(copied).map(|text| at(file, translated, text)));
}

fn listed(names: &[&str]) -> String {
    match names {
        [] => "no placeholder".to_owned(),
        _ => names.iter().map(|name| format!("{{ ${name} }}")).collect::<Vec<_>>().join(", "),
    }
}

/// Whether there is something to translate.
fn has_words(pattern: &[Element]) -> bool {
    pattern.iter().any(|element| match element {
        Element::Text(text) => text.chars().any(char::is_alphabetic),
        Element::Value(_) => false,
        Element::Plural { one, other, .. } => has_words(one) || has_words(other),
    })
}
