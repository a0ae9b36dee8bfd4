//! Errors of the build in message files, and the generated code.

#![allow(clippy::unwrap_used, reason = "a test may stop")]

use std::fs;

use deskledger_runtime::message_files::compile;

/// The generated code, or the problems of two files, without the directory.
fn compiled(english: &str, chinese: &str) -> Result<String, Vec<String>> {
    let directory = tempfile::tempdir().unwrap();
    fs::write(directory.path().join("en.ftl"), english).unwrap();
    fs::write(directory.path().join("zh.ftl"), chinese).unwrap();
    let prefix = format!("{}/", directory.path().display());
    match compile(directory.path(), directory.path()) {
        Ok(()) => Ok(fs::read_to_string(directory.path().join("messages.rs")).unwrap()),
        Err(problems) => Err(problems.0.iter().map(|problem| problem.to_string().replace(&prefix, "")).collect()),
    }
}

fn problems(english: &str, chinese: &str) -> Vec<String> {
    compiled(english, chinese).unwrap_err()
}

#[test]
fn a_message_is_a_function_of_its_placeholders_in_the_order_of_its_comment() {
    let code =
        compiled("# $path, $line\nbad-line = line { $line } of { $path }\n", "bad-line = { $path } 第 { $line } 行\n");
    assert_eq!(
        code.unwrap(),
        r##"#[doc = "`line { $line } of { $path }`\n\n$path, $line"]
pub(crate) fn bad_line(path: impl Into<Argument>, line: impl Into<Argument>) -> Message {
    static TEMPLATE: Template = Template { key: "bad-line", placeholders: &["path", "line"], texts: [&[Piece::Text("line "), Piece::Argument(1), Piece::Text(" of "), Piece::Argument(0)], &[Piece::Argument(0), Piece::Text(" 第 "), Piece::Argument(1), Piece::Text(" 行")]] };
    Message::new(&TEMPLATE, vec![path.into(), line.into()])
}
"##
    );
    let code = compiled("true = true or \"false\"\n", "true = “真”或“假”\n").unwrap();
    assert!(code.contains("pub(crate) const fn true_() -> Message {"), "{code}");
    assert!(code.contains("Message::fixed(&TEMPLATE)"), "{code}");
}

#[test]
fn a_message_that_a_language_lacks_is_reported() {
    let found = problems("a = one\n\nb = two\n", "\na = 一\nc = 三\n");
    assert_eq!(
        found,
        [
            "en.ftl:3: message \"b\" is not in zh.ftl: translate it there",
            "zh.ftl:3: message \"c\" is not in en.ftl: correct its name, add it there, or remove it here",
        ]
    );
}

#[test]
fn a_placeholder_that_a_language_lacks_or_adds_is_reported() {
    let found = problems("a = of { $path }\n", "a = { $file } 的\n");
    assert_eq!(
        found,
        [
            "zh.ftl:1: message \"a\" has no { $path }, which en.ftl:1 has: add it to the text",
            "zh.ftl:1: message \"a\" has { $file }, which en.ftl:1 has not: expected { $path }",
        ]
    );
}

#[test]
fn a_text_that_is_not_translated_is_reported() {
    assert_eq!(problems("a = of\n", "a = of\n"), ["zh.ftl:1: message \"a\" is the same as in en.ftl: translate it"]);
    assert!(compiled("a = { $a }: 1\n", "a = { $a }: 1\n").is_ok());
}

#[test]
fn the_order_of_several_arguments_has_to_be_stated() {
    let found = problems("# $a\na = { $a } { $b }\n", "a = { $b } { $a }\n");
    assert_eq!(found.len(), 1, "{found:?}");
    assert!(found[0].starts_with("en.ftl:2: ") && found[0].contains("name $b in the comment above it"), "{found:?}");
    let found = problems("# $a, $c\na = { $a }\n", "a = { $a }\n");
    assert_eq!(found.len(), 1, "{found:?}");
    assert!(found[0].contains("names $c, which the text does not have"), "{found:?}");
    // A comment without a blank line between is that of the message; another is not.
    assert!(compiled("# $c\n\na = { $a }\n", "a = { $a }\n").is_ok());
}

#[test]
fn a_name_that_is_there_twice_is_reported() {
    let found = problems("a = x\na = y\n", "a = 一\n");
    assert_eq!(found, ["en.ftl:2: message \"a\" is there twice, first on line 1: rename or remove one"]);
}

#[test]
fn a_mistake_in_the_syntax_is_reported_where_it_is() {
    for (source, expected) in [
        ("a\n", "1: expected = after the name \"a\", found the end of the line"),
        ("a =\nb = x\n", "1: expected a text after \"a =\", found none"),
        (
            "\n a = x\n",
            "2: expected a message (name = text) or a comment (# ...) at the beginning of the line, found a space",
        ),
        ("A = x\n", "1: expected the name of a message that begins with a small letter, found \"A\""),
        (
            "a_b = x\n",
            "1: expected the name of a message of small letters, digits and hyphens, found \"_\" after \"a\"",
        ),
        ("-a = x\n", "1: expected the name of a message that begins with a small letter, found \"-\""),
        ("a = x }\n", "1: expected a text, found } without {: for a brace write { \"}\" }"),
        ("a = x\n    y { b }\n", "2: expected { $placeholder } or { \"text\" }, found \"b\" after {"),
        ("a = { $b\n", "1: expected }, found the end of the line"),
        ("a = { $b c }\n", "1: expected }, found \"c\""),
        ("a = { \"b }\n", "1: expected \", or \\\\ or \\\" in quotes, found the end of the line"),
        ("a = { $b ->\n    [one] x\n}\n", "3: expected [one] and *[other] for { $b }, found only one of them"),
        ("a = { $b ->\n    [two] x\n}\n", "2: expected [one], *[other] or }, found \"[\""),
        (
            "a = { $b ->\n    [one] x\n   *[other] y }\n",
            "3: expected the } of a plural on a line of its own, found it behind a text",
        ),
        ("a = x\n    .title = y\n", "2: expected text or the end of the message \"a\", found \".\""),
        ("a = x\ty\n", "1: expected text, found the control character '\\t'"),
    ] {
        // The rest of the file is still parsed.
        let found = problems(&format!("{source}z = z\n"), "z = z\n");
        let found: Vec<_> = found.iter().map(|line| line.trim_start_matches("en.ftl:")).collect();
        assert_eq!(found, [expected], "{source}");
    }
}

#[test]
fn a_missing_file_is_reported() {
    let directory = tempfile::tempdir().unwrap();
    fs::write(directory.path().join("en.ftl"), "a = x\n").unwrap();
    let problems = compile(directory.path(), directory.path()).unwrap_err();
    let path = directory.path().join("zh.ftl");
    assert!(problems.to_string().starts_with(&format!("{}: cannot read the file: ", path.display())), "{problems}");
}
