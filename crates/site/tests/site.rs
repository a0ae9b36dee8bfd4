//! Sites of documents and pages, as they are written.

#![allow(clippy::unwrap_used, clippy::panic, reason = "a test stops where it fails")]

use std::fs;
use std::path::Path;

use deskledger_site::{Error, Options, build};
use tempfile::{TempDir, tempdir};

/// A document with the parts that a test gives.
fn document(description: &str, parts: &str) -> String {
    format!("openapi: 3.1.0\ninfo: {{ title: Files, version: 1.0.0, description: {description:?} }}\n{parts}")
}

/// Builds the site of a document, with pages.
#[track_caller]
fn site(text: &str, pages: &[(&str, &str)]) -> (TempDir, Result<deskledger_site::Built, Error>) {
    let directory = tempdir().unwrap();
    fs::write(directory.path().join("api.yaml"), text).unwrap();
    let mut options = Options::new(directory.path().join("api.yaml"));
    if !pages.is_empty() {
        fs::create_dir(directory.path().join("pages")).unwrap();
        options = options.pages(directory.path().join("pages"));
    }
    pages.iter().for_each(|(name, text)| fs::write(directory.path().join("pages").join(name), text).unwrap());
    let built = build(&options, &directory.path().join("site"));
    (directory, built)
}

#[track_caller]
fn read(directory: &TempDir, name: &str) -> String {
    fs::read_to_string(directory.path().join("site").join(name)).unwrap()
}

const OPERATION: &str =
    "paths: { /files: { get: { operationId: listFiles, responses: { '200': { description: Files. } } } } }\n";

#[test]
fn no_rule_of_a_schema_is_left_out() {
    for (schema, english, chinese) in [
        ("type: string, minLength: 1, maxLength: 8", "1 to 8 characters.", "1 到 8 个字符。"),
        ("type: string, minLength: 4, maxLength: 4", "Exactly 4 characters.", "恰好 4 个字符。"),
        ("type: string, minLength: 0, maxLength: 8", "At most 8 characters.", "最多 8 个字符。"),
        ("type: string, pattern: '^[a-z`]+$'", "Matches the pattern ``", "匹配正则表达式"),
        ("type: string, enum: [a, b]", "One of `a`, `b`.", "取值为 `a`、`b` 之一。"),
        ("type: integer, minimum: 0, exclusiveMaximum: 9", "At least 0. Less than 9.", "至少 0。小于 9。"),
        ("type: integer, multipleOf: 5, default: 10", "A multiple of `5`. Default: `10`.", "`5` 的倍数。"),
        ("type: array, items: { type: integer }, uniqueItems: true", "list of integer", "整数的列表"),
        ("type: [string, 'null'], format: date", "text or null", "文本或空值 null"),
        ("type: object, additionalProperties: { type: string }", "map to text", "以文本为值的映射"),
        ("oneOf: [{ type: string }, { type: integer }]", "exactly one of: text, integer", "恰好符合其一：文本、整数"),
        ("type: object, additionalProperties: false", "No other fields are permitted.", "不允许其他字段。"),
        ("type: object, minProperties: 2", "At least 2 fields.", "至少 2 个字段。"),
        ("type: string, contentEncoding: base64", "`contentEncoding: \"base64\"`", "contentEncoding"),
        ("not: { type: string }", "anything but: text", "不得为：文本"),
        ("type: string, not: { const: a }", "text; anything but: alternative 1", "文本；不得为：备选项 1"),
        (
            "type: [string, integer], anyOf: [{}]",
            "text or integer; at least one of: any value",
            "文本或整数；至少符合其一",
        ),
        ("allOf: [{ type: object }], required: [id]", "Requires the fields `id`.", "必须包含字段 `id`。"),
        ("additionalProperties: { type: integer }", "map to integer", "以整数为值的映射"),
        ("items: { type: integer }", "list of integer", "整数的列表"),
        (
            "type: object, properties: { a: {} }, additionalProperties: { type: integer }",
            "`each other field` · integer",
            "`其他每个字段` · 整数",
        ),
        (
            "oneOf: [{ type: object }], discriminator: { propertyName: kind, mapping: { cat: '#/components/schemas/Cat' } }",
            "alternative: `cat` → `Cat`.",
            "选择备选项：`cat` → `Cat`。",
        ),
        ("type: string, enum: ['a  b']", "One of `a  b`.", "取值为 `a  b` 之一。"),
    ] {
        let (directory, built) =
            site(&document("", &format!("{OPERATION}components: {{ schemas: {{ One: {{ {schema} }} }} }}")), &[]);
        built.unwrap();
        for (name, expected) in [("reference.md", english), ("reference.zh.md", chinese)] {
            let text = read(&directory, name);
            assert!(text.contains(expected), "{schema}: {expected:?} is not in {text}");
        }
    }
}

#[test]
fn nothing_that_a_caller_must_know_is_left_out() {
    let put = |more: &str| {
        format!(
            "paths: {{ /a: {{ put: {{ operationId: a, {more} responses: {{ '204': {{ description: D. }} }} }} }} }}\n"
        )
    };
    let parameter = |more: &str| put(&format!("parameters: [{{ name: p, {more} }}],"));
    let schemes = "components: { securitySchemes: { k: { type: apiKey, in: header, name: K }, o: { type: oauth2, flows: {} } } }\n";
    let parts = "content: { multipart/form-data: { encoding: { photo: { contentType: image/png } }, schema: { type: object } } }";
    for (text, expected) in [
        (format!("{}{schemes}", put("security: [{ o: [read, write] }],")), "Credentials: `o` (`read`, `write`)."),
        (format!("{}{schemes}", put("security: [{ k: [] }, {}],")), "Credentials: `k` or none."),
        (put(&format!("requestBody: {{ {parts} }},")), "The part `photo` is of the type `image/png`."),
        (parameter("in: path, style: matrix, explode: true, schema: { type: array }"), "separated by `;`"),
        (parameter("in: query, explode: false, schema: { type: object }"), "Names and values in turn"),
    ] {
        let (directory, built) = site(&document("", &text), &[]);
        built.unwrap();
        let page = read(&directory, "reference.md");
        assert!(page.contains(expected), "{expected:?} is not in {page}");
    }
    let plain = parameter("in: query, content: { text/plain: { schema: { type: string } } }");
    let (directory, built) = site(&document("", &plain), &[]);
    built.unwrap();
    assert!(!read(&directory, "reference.md").contains("Encoded as JSON"));
}

#[test]
fn a_sample_is_the_request_that_the_document_asks_for() {
    let put = |more: &str| {
        format!(
            "paths: {{ /a: {{ put: {{ operationId: a, {more} responses: {{ '204': {{ description: D. }} }} }} }} }}\n"
        )
    };
    let body = |kind: &str, schema: &str| {
        put(&format!("requestBody: {{ content: {{ {kind}: {{ schema: {{ {schema} }} }} }} }},"))
    };
    let key = |place: &str| {
        format!(
            "{}components: {{ securitySchemes: {{ k: {{ type: apiKey, in: {place}, name: key }} }} }}\n",
            put("security: [{ k: [] }],")
        )
    };
    let object = |name: &str| {
        format!(
            "type: object, required: [a, b], properties: {{ a: {{ {name} }}, b: {{ type: string, enum: ['x y'] }} }}"
        )
    };
    for (text, expected) in [
        (body("application/x-www-form-urlencoded", &object("type: integer")), "--data 'a=1&b=x%20y'"),
        (body("application/json", &object("type: string, readOnly: true")), r#"--data '{"b":"x y"}'"#),
        (body("application/json", &object("type: string, format: date")), r#"{"a":"2024-05-01","b""#),
        (body("application/json", &object("type: string, minLength: 6, maxLength: 6")), r#"{"a":"textte","b""#),
        (body("application/json", &object("type: integer, exclusiveMinimum: 4")), r#"{"a":5,"b""#),
        (key("query"), "'https://example.com/a?key='\"$TOKEN\""),
        (key("cookie"), "--header 'Cookie: key='\"$TOKEN\""),
        (
            put("parameters: [{ name: c, in: cookie, required: true, schema: { type: integer } }],"),
            "--header 'Cookie: c=1'",
        ),
    ] {
        let (directory, built) = site(&document("", &text), &[]);
        built.unwrap();
        let page = read(&directory, "reference.md");
        assert!(page.contains(expected), "{expected:?} is not in {page}");
    }
}

#[test]
fn what_has_no_effect_is_not_shown_as_a_rule_and_a_part_of_a_schema_keeps_its_rules() {
    let page = |version: &str, schema: &str| {
        let short = "Short: { type: object, properties: { inner: { type: string, maxLength: 3 } } }";
        let text = format!("{OPERATION}components: {{ schemas: {{ One: {{ {schema} }}, {short} }} }}");
        let (directory, built) = site(&document("", &text).replace("3.1.0", version), &[]);
        built.unwrap();
        read(&directory, "reference.md")
    };
    let beside = "$ref: '#/components/schemas/Short', minProperties: 2";
    assert!(page("3.1.0", beside).contains("At least 2 fields."));
    assert!(!page("3.0.3", beside).contains("At least 2 fields."));
    assert!(page("3.0.3", "type: string, nullable: true").contains("May be null."));
    assert!(!page("3.0.3", "nullable: true").contains("May be null."));
    assert!(!page("3.1.0", "type: string, nullable: true").contains("May be null."));
    let inner = page("3.1.0", "type: array, items: { $ref: '#/components/schemas/Short/properties/inner' }");
    assert!(inner.contains("each element") && inner.matches("At most 3 characters.").count() == 2, "{inner}");
}

#[test]
fn a_hostile_description_stays_text_and_hides_nothing() {
    for description in [
        "<script>alert(1)</script>",
        "```\nnot closed",
        "<!-- not closed",
        "<style>\nnot closed",
        "[link](javascript:alert(1)) [link](JaVaScRiPt:alert(1)) <javascript:alert(1)>",
        "# A heading\n\nand another\n===",
        "- not closed\n  ```\n  in its list",
        "    ```\n```\nnot closed",
        "> # A heading in a quotation",
        "![picture](data:text/html,x) {{ 7 * 7 }} {% raw %}",
    ] {
        let (directory, built) = site(&document(description, OPERATION), &[]);
        built.unwrap();
        let html = read(&directory, "reference.html");
        assert!(html.contains("<h2 id=\"listFiles\">") && html.contains("</html>"), "{description}: {html}");
        assert_eq!(html.matches("<script").count(), 1, "{description}: {html}");
        assert_eq!((html.matches("<style").count(), html.matches("<h1").count()), (0, 1), "{description}: {html}");
        let lower = html.to_lowercase();
        assert!(!lower.contains("href=\"javascript:") && !lower.contains("src=\"data:"), "{description}: {html}");
    }
}

#[test]
fn an_example_does_not_leave_its_sample() {
    let parameter =
        "name: q, in: query, required: true, schema: { type: string }, example: \"a' \\\" ``` $(x) `y` \\\\\"";
    let parts = OPERATION.replace("responses", &format!("parameters: [{{ {parameter} }}], responses"));
    let (directory, built) = site(&document("", &parts), &[]);
    built.unwrap();
    let text = read(&directory, "reference.md");
    assert!(text.contains("?q=a%27%20%22%20%60%60%60%20%24%28x%29%20%60y%60%20%5C"), "{text}");
    assert_eq!(text.matches("\n```").count(), 6, "{text}");
}

#[test]
fn a_value_that_is_made_for_a_schema_inside_itself_does_not_grow_without_end() {
    // A value without end does not exist, so that a request has no body; lists end.
    for (field, expected) in [
        ("{ $ref: '#/components/schemas/A' }", None),
        ("{ type: array, items: { $ref: '#/components/schemas/A' } }", Some("{\"f0\":[{\"f0\":[],")),
        ("{ anyOf: [{ $ref: '#/components/schemas/A' }, { type: 'null' }] }", Some("{\"f0\":{\"f0\":")),
    ] {
        let fields: String = (0..8).map(|number| format!("f{number}: {field}, ")).collect();
        let names = "f0, f1, f2, f3, f4, f5, f6, f7";
        let schema = format!("schemas: {{ A: {{ type: object, required: [{names}], properties: {{ {fields} }} }} }}");
        let body = "requestBody: { content: { application/json: { schema: { $ref: '#/components/schemas/A' } } } }";
        let parts = OPERATION.replace("get:", "post:").replace("responses", &format!("{body}, responses"));
        let (directory, built) = site(&document("", &format!("{parts}components: {{ {schema} }}\n")), &[]);
        built.unwrap();
        let text = read(&directory, "reference.md");
        assert!(text.len() < 100_000, "{}", text.len());
        assert_eq!(text.contains("--data"), expected.is_some(), "{text}");
        assert!(expected.is_none_or(|expected| text.contains(expected)), "{text}");
    }
}

#[test]
fn a_name_of_the_document_is_no_command_in_a_sample() {
    for name in ["X-$(touch pwned)", "X-`id`", "X-$HOME", "X-!id", "X-'; id; '", "X-\\\"; id; \\\""] {
        let scheme =
            format!("components: {{ securitySchemes: {{ k: {{ type: apiKey, in: header, name: \"{name}\" }} }} }}");
        let (directory, built) = site(&document("", &format!("{OPERATION}security: [{{ k: [] }}]\n{scheme}\n")), &[]);
        built.unwrap();
        let text = read(&directory, "reference.md");
        let name = name.replace("\\\"", "\"").replace('\'', r"'\''");
        assert!(text.contains(&format!("--header '{name}: '\"$TOKEN\"")), "{name}: {text}");
    }
}

#[test]
fn other_files_in_the_directory_are_not_mixed_with_a_site() {
    let (directory, built) = site(&document("", OPERATION), &[]);
    built.unwrap();
    let (options, out) = (Options::new(directory.path().join("api.yaml")), directory.path().join("site"));
    // A page of an earlier build is removed; a file that somebody put beside it stays.
    fs::write(out.join(".deskledger-site"), "old.html\n../api.yaml\n").unwrap();
    fs::write(out.join("old.html"), "").unwrap();
    fs::write(out.join("own.txt"), "").unwrap();
    build(&options, &out).unwrap();
    assert!(
        !out.join("old.html").exists() && out.join("own.txt").exists() && directory.path().join("api.yaml").exists()
    );
    fs::remove_file(out.join(".deskledger-site")).unwrap();
    let before = fs::read_dir(&out).unwrap().count();
    assert!(matches!(build(&options, &out), Err(Error::Occupied(_))));
    assert_eq!(fs::read_dir(&out).unwrap().count(), before);
}

#[test]
fn a_link_that_leads_nowhere_is_reported_and_nothing_is_written() {
    for (link, is_found) in [
        ("guide.md", true),
        ("guide.md#a-part", true),
        ("reference.md#listFiles", true),
        ("api.yaml", true),
        ("#start", true),
        ("guide.md#no-part", false),
        ("absent.md", false),
        ("#nowhere", false),
        ("../api.yaml", false),
    ] {
        let index = format!("# Start\n\n- [Guide](guide.md)\n\n[x]({link})\n");
        let (directory, built) =
            site(&document("", OPERATION), &[("index.md", &index), ("guide.md", "# Guide\n\n## A part\n")]);
        assert_eq!(built.is_ok(), is_found, "{link}: {built:?}");
        assert_eq!(directory.path().join("site").exists(), is_found, "{link}");
    }
}

#[test]
fn a_switch_of_the_language_finds_the_same_place() {
    let pages = [
        ("index.md", "# Start\n\n## Tasks\n\n- [Guide](guide.md): and [more](guide.md#two)\n"),
        ("index.zh.md", "# 开始\n\n## 任务\n\n- [指南](guide.md)\n"),
        ("guide.md", "# Guide\n\n## One\n\n## Two\n"),
        ("guide.zh.md", "# 指南\n\n[二](#二)\n\n## 一\n\n## 二\n"),
    ];
    let (directory, built) = site(&document("", OPERATION), &pages);
    built.unwrap();
    let chinese = read(&directory, "guide.zh.html");
    assert!(chinese.contains("<h2 id=\"two\">二") && chinese.contains("href=\"#two\""), "{chinese}");
    assert!(chinese.contains("href=\"guide.html\" lang=\"en\""), "{chinese}");
    // The navigation is that of the reader, without the links inside the descriptions.
    let navigation = |name: &str| {
        read(&directory, name)
            .split("</nav>")
            .next()
            .unwrap()
            .split("<nav")
            .nth(1)
            .unwrap()
            .matches("href=\"guide.")
            .count()
    };
    assert_eq!((navigation("guide.html"), navigation("guide.zh.html")), (1, 1));
    assert!(read(&directory, "index.zh.html").contains("href=\"guide.zh.html\""));
    assert!(read(&directory, "search.zh.js").contains("guide.zh.html#two"));
}

#[test]
fn a_large_document_is_not_one_page() {
    let path = |number: usize| {
        format!(
            "  /f{number}: {{ get: {{ operationId: get{number}, tags: [t{}], responses: {{ '200': {{ description: x }} }} }} }}\n",
            number % 3
        )
    };
    let paths: String = (0..60).map(path).collect();
    let (directory, built) =
        site(&document("", &format!("paths:\n{paths}components: {{ schemas: {{ A: {{ type: string }} }} }}\n")), &[]);
    let files = built.unwrap().files;
    for name in ["reference.html", "reference-1.html", "reference-3.zh.html", "reference-schemas.html"] {
        assert!(files.iter().any(|file| file == name), "{name} is not in {files:?}");
    }
    assert!(read(&directory, "reference.html").contains("reference-2.html#get1"));
    assert!(!Path::new(&directory.path().join("site/reference-4.html")).exists());
}

#[test]
fn changes_of_a_released_contract_are_a_page_in_both_languages_and_nothing_else_of_the_changelog_is() {
    let directory = tempdir().unwrap();
    let write = |name: &str, text: &str| fs::write(directory.path().join(name), text).unwrap();
    write("api.yaml", &document("", OPERATION));
    let options = Options::new(directory.path().join("api.yaml"));
    let built = || build(&options, &directory.path().join("site")).unwrap();
    assert!(!built().files.contains(&"changes.html".to_owned()));
    write("CHANGELOG.md", "# Changelog\n\n## [Unreleased]\n\n- own\n");
    built();
    assert!(read(&directory, "changes.md").contains("no changes of a released contract"));
    write(
        "CHANGELOG.md",
        "# Changelog\n\n## [2.0.0] - 2026-01-02\n\n### Contract\n\n#### Breaking\n\n- operation a: was <removed>.\n- operation b: was removed (`operation-removed`). Requests to it fail. **Migration:** Call its successor, or stop calling it.\n\n### Fixed\n\n- own\n\n## 1.0.0\n\n### Contract\n\nFirst release of the contract.\n",
    );
    built();
    for (name, breaking, removed, first) in [
        ("changes.md", "**Breaking**", "- operation b: was removed (`", "First release"),
        (
            "changes.zh.md",
            "**不兼容**",
            "- 操作 b：已移除（`operation-removed`）。对它的请求会失败。**迁移**：改用",
            "首次发布",
        ),
    ] {
        let text = read(&directory, name);
        assert!(text.contains(&format!("## 2.0.0 - 2026-01-02\n\n{breaking}\n\n- operation a")), "{text}");
        assert!(text.contains(removed) && text.contains(&format!("## 1.0.0\n\n{first}")), "{text}");
        assert!(!text.contains("own"), "{text}");
    }
    assert!(read(&directory, "changes.zh.html").contains("<strong>迁移</strong>："));
    assert!(read(&directory, "changes.html").contains("&lt;removed&gt;"));
    assert!(read(&directory, "index.html").contains("changes.html"));
}
