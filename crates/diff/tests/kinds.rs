//! Every kind of change, found in a pair of documents with the verdict of the table, and the table of the documentation.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, reason = "a test may stop")]

use std::collections::BTreeSet;
use std::fmt::Write;

use deskledger_diff::{Comparison, Format, Options, Verdict, changelog_in_chinese, compare, kinds};
use deskledger_runtime::message::Locale;

fn between(old: &str, new: &str) -> Comparison {
    let options = Options { today: Some("2026-06-01".to_owned()), ignore: None };
    let document = |root: &str| {
        let info = if root.contains("info:") { "" } else { "info: { title: T, version: 1.0.0 }\n" };
        format!("openapi: 3.1.0\n{info}{root}\n")
    };
    compare(("old.yaml", &document(old)), ("new.yaml", &document(new)), &options)
        .unwrap_or_else(|wrong| panic!("{wrong}"))
}

fn operation(fragment: &str) -> String {
    let fragment = if fragment.starts_with('{') { fragment.to_owned() } else { format!("{{ {fragment} }}") };
    format!("paths: {{ /files: {{ post: {fragment} }} }}")
}

fn schema(flow: &str, schema: &str) -> String {
    let content = format!("content: {{ application/json: {{ schema: {schema} }} }}");
    match flow {
        "request" => operation(&format!("requestBody: {{ {content} }}")),
        _ => operation(&format!("responses: {{ '200': {{ {content} }} }}")),
    }
}

/// Whether a pair has a change of the kind with the verdict of the table, and positions in both documents.
fn expect(id: &str, old: &str, new: &str, seen: &mut BTreeSet<String>) -> Result<(), String> {
    seen.insert(id.to_owned());
    let kind = kinds().iter().find(|kind| kind.id == id).ok_or_else(|| format!("{id} is not in the table"))?;
    let compared = between(old, new);
    in_chinese(&compared)?;
    let found = compared.changes;
    let reported = || {
        let lines = found.iter().map(|one| format!("\n  {} {} {}: {}", one.wire, one.id, one.at, one.message));
        format!("{id}:{}\n  {old}\n  {new}", lines.collect::<String>())
    };
    let is_rated = |change: &deskledger_diff::Change| {
        change.id == id
            && (change.wire, change.source) == (kind.wire, kind.source)
            && (change.old.is_some() && change.new.is_some())
    };
    let is_quiet = between(old, old).changes.is_empty() && between(new, new).changes.is_empty();
    if is_quiet && found.iter().any(is_rated) { Ok(()) } else { Err(reported()) }
}

/// Whether every sentence of the changelog is Chinese: no two words of English in a row are left outside of code.
fn in_chinese(found: &Comparison) -> Result<(), String> {
    let english = found.report(Format::Changelog, None);
    let chinese = found.changelog(Locale::Chinese);
    let read_back = changelog_in_chinese(&english);
    if chinese != read_back {
        return Err(format!("read otherwise than written: {chinese}\n  {read_back}"));
    }
    let is_word = |word: &&str| word.len() > 1 && word.bytes().all(|byte| byte.is_ascii_lowercase());
    for (one, two) in english.lines().zip(chinese.lines()).filter(|(one, _)| !one.is_empty()) {
        let text: Vec<&str> = two.split('`').step_by(2).flat_map(|part| part.split([' ', '（', '）'])).collect();
        let is_left = text.windows(2).any(|pair| pair.iter().all(is_word));
        let has_verb = text.iter().any(|word| ["was", "became", "changed"].contains(word));
        if one == two || is_left || has_verb || two.contains(" parameter") {
            return Err(format!("not in Chinese: {one}\n  {two}"));
        }
    }
    Ok(())
}

#[test]
fn no_kind_of_change_goes_unnoticed_or_is_rated_otherwise_than_the_table_says() {
    let (mut part, mut seen, mut results) = ("", BTreeSet::new(), Vec::new());
    for line in include_str!("kinds.txt").lines().filter(|line| !line.starts_with('#')) {
        match line.split(" | ").collect::<Vec<_>>().as_slice() {
            [title] => part = title,
            [narrowed, widened, wider, narrower] => {
                for flow in ["request", "response"] {
                    let (wider, narrower) = (schema(flow, wider), schema(flow, narrower));
                    results.push(expect(&format!("{flow}-{narrowed}"), &wider, &narrower, &mut seen));
                    results.push(expect(&format!("{flow}-{widened}"), &narrower, &wider, &mut seen));
                }
            }
            [id, old, new] if part == "operations" => {
                results.push(expect(id, &operation(old), &operation(new), &mut seen));
            }
            [id, old, new] => results.push(expect(id, old, new, &mut seen)),
            other => panic!("{other:?}"),
        }
    }
    let wrong: Vec<String> = results.into_iter().filter_map(Result::err).collect();
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
    let missing: Vec<_> = kinds().iter().map(|kind| &kind.id).filter(|id| !seen.contains(*id)).collect();
    assert!(missing.is_empty(), "no pair for {missing:?}");
}

#[test]
fn the_tables_of_the_documentation_are_not_other_ones() {
    for (page, head, locale) in [
        ("spec-diff.md", "kind | wire | SDK source | reason", Locale::English),
        ("spec-diff.zh.md", "种类 | 接口 | SDK 源码 | 理由", Locale::Chinese),
    ] {
        let mut table = format!("| {head} |\n|---|---|---|---|\n");
        for kind in kinds() {
            let reason = kind.reason.localized(locale);
            writeln!(table, "| `{}` | {} | {} | {reason} |", kind.id, kind.wire, kind.source).unwrap();
        }
        let path = format!(concat!(env!("CARGO_MANIFEST_DIR"), "/../../docs/{}"), page);
        let page = std::fs::read_to_string(&path).unwrap();
        let (start, end) = ("<!-- kinds -->\n\n", "\n<!-- end of kinds -->");
        let from = page.find(start).unwrap() + start.len();
        let to = page.find(end).unwrap();
        if std::env::var_os("RENEW").is_some() {
            std::fs::write(path, format!("{}{table}{}", &page[..from], &page[to..])).unwrap();
        } else {
            assert_eq!(page[from..to], table, "run: RENEW=1 cargo test -p deskledger-diff --test kinds");
        }
    }
}

/// Requests and responses there and back, where the expected verdicts are those of the wire.
fn verdicts(old: &str, new: &str) -> [Option<Verdict>; 2] {
    ["request", "response"].map(|flow| {
        let found = between(&schema(flow, old), &schema(flow, new));
        found.changes.iter().map(|change| change.wire).max()
    })
}

#[test]
fn what_other_tools_get_wrong_is_right() {
    use Verdict::{Breaking, Safe};
    let cases = [
        (
            "a nullable enum written as oneOf",
            "{ enum: [a, b] }",
            "{ oneOf: [{ enum: [a, b] }, { type: 'null' }] }",
            [Safe, Breaking],
        ),
        ("a type that is gone", "{ type: string }", "{}", [Safe, Breaking]),
        ("a list in place of an object", "{ type: object }", "{ type: array }", [Breaking, Breaking]),
        ("a value of a response's enum that is gone", "{ enum: [a, b] }", "{ enum: [a] }", [Breaking, Safe]),
        (
            "an alternative that covers the old schema",
            "{ type: string }",
            "{ anyOf: [{ type: string }, { type: integer }] }",
            [Safe, Breaking],
        ),
        (
            "a narrower rule that another alternative covers",
            "{ anyOf: [{ type: string, maxLength: 5 }, { type: string }] }",
            "{ anyOf: [{ type: string, maxLength: 3 }, { type: string }] }",
            [Safe, Safe],
        ),
        (
            "equal patterns in other words",
            "{ type: string, pattern: '^[0-9]{2,}$', minLength: 1 }",
            "{ type: string, pattern: '^\\d\\d+$', minLength: 2, maxLength: 9 }",
            [Breaking, Safe],
        ),
    ];
    for (name, old, new, expected) in cases {
        assert_eq!(verdicts(old, new), expected.map(Some), "{name}");
    }
    let deep = |values: &str| {
        operation(&format!(
            "parameters: [{{ name: f, in: query, style: deepObject, schema: {{ type: object, properties: {{ state: {{ enum: [{values}] }} }} }} }}]"
        ))
    };
    assert_eq!(between(&deep("a, b"), &deep("a")).verdict, Some(Breaking), "an enum in a deepObject parameter");
    assert_eq!(between(&deep("a"), &deep("a, b")).verdict, Some(Safe));
}

#[test]
fn other_spellings_of_the_same_values_are_no_change() {
    let cases = [
        ("{ type: [string, 'null'] }", "{ anyOf: [{ type: 'null' }, { type: string }] }"),
        ("{ enum: [a, b] }", "{ type: string, enum: [b, a] }"),
        ("{ const: a }", "{ enum: [a] }"),
        ("{ type: integer, minimum: 1 }", "{ type: integer, exclusiveMinimum: 0 }"),
        ("{ type: object, required: [a, b] }", "{ allOf: [{ type: object, required: [b] }, { required: [a] }] }"),
        ("{ type: string, pattern: '^[0-9]{2}$' }", "{ type: string, pattern: '^\\d\\d$' }"),
        (
            "{ oneOf: [{ type: string, maxLength: 3 }, { type: string, minLength: 5 }] }",
            "{ oneOf: [{ type: string, minLength: 5 }, { type: string, maxLength: 3 }] }",
        ),
        ("{ type: array, items: {} }", "{ type: array }"),
        ("{ type: object, additionalProperties: true }", "{ type: object }"),
        ("{ type: [string, integer], maxLength: 3 }", "{ oneOf: [{ type: string, maxLength: 3 }, { type: integer }] }"),
    ];
    for (one, two) in cases {
        for (old, new) in [(one, two), (two, one)] {
            assert_eq!(verdicts(old, new), [None, None], "{old} {new}");
        }
    }
    let written = |version: &str, schema: &str| {
        format!("openapi: {version}\ninfo: {{ title: T, version: 1.0.0 }}\n{}\n", self::schema("request", schema))
    };
    let old = written("3.0.3", "{ type: string, nullable: true }");
    let new = written("3.1.0", "{ type: [string, 'null'] }");
    assert_eq!(compare(("o", &old), ("n", &new), &Options::default()).unwrap().changes, []);
    let old = written("3.0.3", "{ type: number, minimum: 0, exclusiveMinimum: true }");
    let new = written("3.1.0", "{ type: number, exclusiveMinimum: 0 }");
    assert_eq!(compare(("o", &old), ("n", &new), &Options::default()).unwrap().changes, []);
}

#[test]
fn what_is_not_shown_to_be_narrower_is_not_called_breaking() {
    let equal = [
        ("{ type: integer, minimum: 1, maximum: 2 }", "{ type: integer, enum: [1, 2] }"),
        ("{ type: string, maxLength: 0 }", "{ type: string, enum: [''] }"),
        ("{ type: array, maxItems: 0 }", "{ type: array, const: [] }"),
        ("{ type: integer, format: int32 }", "{ type: integer, minimum: -2147483648, maximum: 2147483647 }"),
        ("{ type: number, multipleOf: 1 }", "{ type: integer }"),
        ("{ type: integer, allOf: [{ multipleOf: 2 }, { multipleOf: 3 }] }", "{ type: integer, multipleOf: 6 }"),
        ("{ type: integer, minimum: 0.5 }", "{ type: integer, minimum: 1 }"),
    ];
    for (one, two) in equal {
        for (old, new) in [(one, two), (two, one)] {
            assert!(verdicts(old, new).into_iter().flatten().all(|one| one < Verdict::Maybe), "{old} {new}");
        }
    }
    for (old, new) in [
        ("{ type: string, pattern: '^(a|b)$' }", "{ type: string, enum: [a, b] }"),
        ("{ type: string, format: uuid }", "{ type: string, minLength: 36, maxLength: 36 }"),
        ("{ type: string, format: date }", "{ type: string, pattern: '^[0-9]{4}-[0-9]{2}-[0-9]{2}$' }"),
        (
            "{ type: object, if: { required: [a] }, then: { required: [b] } }",
            "{ type: object, dependentRequired: { a: [b] } }",
        ),
    ] {
        let [request, _] = verdicts(old, new);
        assert!(request.is_some_and(|request| request <= Verdict::Maybe), "{old} {new}: {request:?}");
    }
}

#[test]
fn a_constant_beside_an_enum_counts_in_either_order() {
    for schema in ["{ const: a, enum: [a, b] }", "{ enum: [a, b], const: a }"] {
        assert_eq!(verdicts(schema, "{ const: a }"), [None, None], "{schema}");
        assert_eq!(verdicts("{ enum: [a, b] }", schema)[0], Some(Verdict::Breaking), "{schema}");
    }
}

#[test]
fn nullable_without_effect_is_no_null() {
    let written = |version: &str, schema: &str| {
        format!("openapi: {version}\ninfo: {{ title: T, version: 1.0.0 }}\n{}\n", self::schema("request", schema))
    };
    let found = |old: (&str, &str), new: (&str, &str)| {
        let (old, new) = (written(old.0, old.1), written(new.0, new.1));
        compare(("o", &old), ("n", &new), &Options::default()).unwrap().verdict
    };
    let (with, without) = ("{ type: string, nullable: true }", "{ type: string }");
    assert_eq!(found(("3.0.3", with), ("3.1.0", with)), Some(Verdict::Breaking));
    assert!(found(("3.1.0", with), ("3.1.0", without)) < Some(Verdict::Maybe));
    assert_eq!(found(("3.0.3", with), ("3.0.3", without)), Some(Verdict::Breaking));
}

#[test]
fn parameters_of_a_path_that_change_places_are_not_matched_by_their_names() {
    let path = |path: &str, a: &str, b: &str| {
        let one = |name: &str, kind: &str| {
            format!("{{ name: {name}, in: path, required: true, schema: {{ type: {kind} }} }}")
        };
        format!("paths: {{ '{path}': {{ get: {{ parameters: [{}, {}] }} }} }}", one("a", a), one("b", b))
    };
    let old = path("/x/{a}/{b}", "string", "integer");
    assert_eq!(between(&old, &path("/x/{b}/{a}", "string", "integer")).verdict, Some(Verdict::Breaking));
    assert!(between(&old, &path("/x/{b}/{a}", "integer", "string")).verdict < Some(Verdict::Maybe));
}

#[test]
fn a_style_that_changes_nothing_of_a_single_value_is_no_change_of_the_wire() {
    let parameter = |more: &str, schema: &str| {
        operation(&format!("parameters: [{{ name: f, in: query, {more} schema: {schema} }}]"))
    };
    let component = "components: { schemas: { Text: { type: string } } }";
    let text = |more: &str| format!("{}\n{component}", parameter(more, "{ $ref: '#/components/schemas/Text' }"));
    assert_eq!(between(&text("explode: true,"), &text("explode: false,")).verdict, None);
    let object = "{ type: object, properties: { a: { type: string } } }";
    let deep = |explode: bool| parameter(&format!("style: deepObject, explode: {explode},"), object);
    assert_eq!(between(&deep(true), &deep(false)).verdict, None);
    let styled = |style: &str, schema: &str| parameter(&format!("style: {style}, explode: false,"), schema);
    let breaking = |schema: &str| between(&styled("form", schema), &styled("pipeDelimited", schema)).verdict;
    assert_eq!(breaking("{ type: string }"), None);
    assert_eq!(breaking("{ type: array, items: { type: string } }"), Some(Verdict::Breaking));
    let (boolean, texts) =
        (parameter("", "{ type: boolean }"), parameter("", "{ type: string, enum: ['true', 'false'] }"));
    assert!(between(&boolean, &texts).verdict < Some(Verdict::Maybe));
    let one = parameter("", "{ type: string, enum: ['true'] }");
    assert_eq!(between(&boolean, &one).verdict, Some(Verdict::Breaking));
}

#[test]
fn a_step_that_differs_in_its_last_digits_is_another_step() {
    let (old, new) = ("{ type: number, multipleOf: 1000000000.0001 }", "{ type: number, multipleOf: 1 }");
    assert_eq!(verdicts(old, new), [Some(Verdict::Breaking), Some(Verdict::Breaking)]);
}
