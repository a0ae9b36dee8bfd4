//! The parser beside `fluent-syntax`: a message file means the same to both, so that translators can use any tool for it.

#![allow(clippy::unwrap_used, clippy::panic, reason = "a test may stop")]

use std::fs;
use std::path::{Path, PathBuf};

use deskledger_runtime::message_files::{Element, LANGUAGES, parse};
use fluent_syntax::ast::{Entry, Expression, InlineExpression, Pattern, PatternElement, Resource};
use fluent_syntax::unicode::unescape_unicode_to_string;

/// Each message of a file as one text, as `fluent-syntax` parses it.
fn theirs(source: &str) -> Vec<(String, String)> {
    let resource: Resource<&str> = fluent_syntax::parser::parse(source).unwrap();
    let messages = resource.body.iter().filter_map(|entry| match entry {
        Entry::Message(message) => Some(message),
        _ => None,
    });
    messages
        .map(|message| {
            assert!(message.attributes.is_empty());
            (message.id.name.to_owned(), their_text(message.value.as_ref().unwrap()))
        })
        .collect()
}

fn their_text(pattern: &Pattern<&str>) -> String {
    let texts = pattern.elements.iter().map(|element| match element {
        PatternElement::TextElement { value } => (*value).to_owned(),
        PatternElement::Placeable { expression: Expression::Inline(inline) } => match inline {
            InlineExpression::StringLiteral { value } => unescape_unicode_to_string(value).into_owned(),
            InlineExpression::VariableReference { id } => format!("<{}>", id.name),
            other => panic!("{other:?}"),
        },
        PatternElement::Placeable { expression: Expression::Select { selector, variants } } => {
            let InlineExpression::VariableReference { id } = selector else { panic!("{selector:?}") };
            let [one, other] = variants.as_slice() else { panic!("{variants:?}") };
            assert!(!one.default && other.default);
            format!("<{}: {} | {}>", id.name, their_text(&one.value), their_text(&other.value))
        }
    });
    texts.collect()
}

/// The same, as this crate parses it.
fn ours(source: &str) -> Vec<(String, String)> {
    let (entries, problems) = parse("x.ftl", source);
    assert_eq!(problems, []);
    entries.into_iter().map(|entry| (entry.key, our_text(&entry.pattern))).collect()
}

fn our_text(pattern: &[Element]) -> String {
    let texts = pattern.iter().map(|element| match element {
        Element::Text(text) => text.clone(),
        Element::Value(value) => format!("<{value}>"),
        Element::Plural { value, one, other } => format!("<{value}: {} | {}>", our_text(one), our_text(other)),
    });
    texts.collect()
}

#[test]
fn every_form_means_the_same_to_both() {
    let source = r#"### A file

## A group

# $path and $line
# Two lines.
bad-line = { $path }:{$line}: expected   two  blanks

# Alone.

empty-after =   trimmed  
block =
    first
      indented

    last { $x }
inline = first
    second
   third
plural =
    at least { $limit } { $limit ->
        [one] character
       *[other] characters
    }, found { $found }
plural-whole = { $n ->
    [one] one file
   *[other] { $n }
       files
}
braces = { "{" }{ $x }{ "}" } and { "\\ \" " }
blanks = { " " }a{ "  " }
    b
中文 = x
"#
    .replace("中文 = x\n", "chinese = 应为“{ $x }”；其他\n");
    assert_eq!(ours(&source), theirs(&source));
    assert_eq!(ours(&source.replace('\n', "\r\n")), theirs(&source));
    assert_eq!(ours(&source)[3].1, "first\nsecond\nthird".replace("second", " second"));
}

/// The message files of every package of the workspace.
fn files() -> Vec<PathBuf> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("../..");
    let packages = fs::read_dir(root.join("crates")).unwrap().map(|entry| entry.unwrap().path());
    let directories = packages.chain([root]).map(|package| package.join("messages"));
    directories
        .filter(|directory| directory.is_dir() && directory.join("../Cargo.toml").exists())
        .filter(|directory| directory.join("en.ftl").exists())
        .flat_map(|directory| LANGUAGES.map(|language| directory.join(format!("{language}.ftl"))))
        .collect()
}

#[test]
fn every_message_file_means_the_same_to_both() {
    for path in files() {
        let source = fs::read_to_string(&path).unwrap();
        let (ours, theirs) = (ours(&source), theirs(&source));
        for (ours, theirs) in ours.iter().zip(&theirs) {
            assert_eq!(ours, theirs, "{}", path.display());
        }
        assert_eq!(ours.len(), theirs.len(), "{}", path.display());
    }
}

#[test]
fn every_text_is_in_the_language_of_its_file() {
    let is_chinese = |c: char| ('\u{4e00}'..='\u{9fff}').contains(&c) || "：；，（）“”、".contains(c);
    for path in files() {
        for (key, text) in ours(&fs::read_to_string(&path).unwrap()) {
            // A word that Chinese has taken over.
            let text = text.replace("Cookie", "");
            // A text that consists of values and signs only has no language.
            let words = text.split('<').map(|part| part.rsplit('>').next().unwrap_or_default());
            let has_words = words.flat_map(str::chars).any(char::is_alphabetic);
            match path.ends_with("en.ftl") {
                true => assert!(!text.contains(is_chinese), "{}: {key}", path.display()),
                false => assert!(!has_words || text.contains(is_chinese), "{}: {key}: {text}", path.display()),
            }
        }
    }
}
