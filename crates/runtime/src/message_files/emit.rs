//! Messages as Rust.

use std::fmt::Write;

use super::check::Message;
use super::parse::Element;

/// Words that no function can have as its name.
const KEYWORDS: &[&str] = &[
    "abstract", "as", "async", "await", "become", "box", "break", "const", "continue", "crate", "do", "dyn", "else",
    "enum", "extern", "false", "final", "fn", "for", "gen", "if", "impl", "in", "let", "loop", "macro", "match", "mod",
    "move", "mut", "override", "priv", "pub", "ref", "return", "self", "static", "struct", "super", "trait", "true",
    "try", "type", "typeof", "unsafe", "unsized", "use", "virtual", "where", "while", "yield",
];

/// A function for each message.
pub(crate) fn emit(messages: &[Message<'_>]) -> String {
    let mut code = String::new();
    for message in messages {
        function(message, &mut code);
    }
    code
}

/// The name of a message or a placeholder in Rust.
fn identifier(name: &str) -> String {
    let name = name.replace('-', "_");
    if KEYWORDS.contains(&name.as_str()) { name + "_" } else { name }
}

fn function(message: &Message<'_>, code: &mut String) {
    let Message { key, comment, values, patterns } = message;
    let mut doc = String::from("`");
    patterns.iter().take(1).for_each(|pattern| source(pattern, &mut doc));
    doc.push('`');
    if !comment.is_empty() {
        doc = doc + "\n\n" + comment.trim_end();
    }
    let texts: Vec<_> = patterns.iter().map(|pattern| pieces(pattern, values)).collect();
    let (parameters, arguments): (Vec<_>, Vec<_>) = values
        .iter()
        .map(|name| identifier(name))
        .map(|name| (format!("{name}: impl Into<Argument>"), format!("{name}.into()")))
        .unzip();
    let (kind, made) = match arguments.as_slice() {
        [] => ("const fn", "Message::fixed(&TEMPLATE)".to_owned()),
        arguments => ("fn", format!("Message::new(&TEMPLATE, vec![{}])", arguments.join(", "))),
    };
    // Writing to a string does not fail.
    let _ = writeln!(
        code,
        "#[doc = {doc:?}]\npub(crate) {kind} {}({}) -> Message {{\n    static TEMPLATE: Template = Template {{ key: \
         {key:?}, placeholders: &{values:?}, texts: [{}] }};\n    {made}\n}}",
        identifier(key),
        parameters.join(", "),
        texts.join(", "),
    );
}

/// A text as it stands in the file, on one line.
fn source(pattern: &[Element], text: &mut String) {
    for element in pattern {
        match element {
            Element::Text(part) => text.push_str(&part.replace('\n', " ")),
            Element::Value(value) => text.push_str(&format!("{{ ${value} }}")),
            Element::Plural { other, .. } => source(other, text),
        }
    }
}

fn pieces(pattern: &[Element], values: &[&str]) -> String {
    let at = |value: &str| values.iter().position(|name| *name == value).unwrap_or_default();
    let pieces = pattern.iter().map(|element| match element {
        Element::Text(text) => format!("Piece::Text({text:?})"),
        Element::Value(value) => format!("Piece::Argument({})", at(value)),
        Element::Plural { value, one, other } => {
            let (one, other) = (pieces(one, values), pieces(other, values));
            format!("Piece::Plural {{ argument: {}, one: {one}, other: {other} }}", at(value))
        }
    });
    format!("&[{}]", pieces.collect::<Vec<_>>().join(", "))
}
