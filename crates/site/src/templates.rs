//! The templates: the Markdown of generated pages, samples, and the HTML around every page.

use std::collections::BTreeMap;

use deskledger_runtime::message::Locale;
use minijinja::syntax::SyntaxConfig;
use minijinja::value::{Serde, Value};
use minijinja::{AutoEscape, Environment, ErrorKind};

use crate::markdown::headings;
use crate::messages;
use crate::rules::{self, code, id};

/// Sample programs: heading and language of the code, and the template.
const SAMPLES: [(&str, &str); 3] = [
    ("curl.sh", include_str!("../samples/curl.sh")),
    ("Python.py", include_str!("../samples/Python.py")),
    ("TypeScript.ts", include_str!("../samples/TypeScript.ts")),
];

macro_rules! labels {
    ($locale:expr; $($name:ident)*) => {
        BTreeMap::from([$((stringify!($name), messages::$name().localized($locale))),*])
    };
}

/// The texts of the templates.
pub(crate) fn labels(locale: Locale) -> BTreeMap<&'static str, String> {
    labels![locale;
        skip_to_content menu search search_hint no_results results on_this_page link_to_section markdown
        scrollable_table scrollable_code reference error_codes servers credentials operations parameters body
        rules_over_several responses headers content samples schemas required optional callbacks example
        meaning what_to_do retry status document about_error_codes first_request get_started contract_changes about_contract_changes no_contract_changes]
}

pub(crate) struct Templates(Environment<'static>);

impl Templates {
    /// The templates, with the samples of a directory: each is a file `NAME.LANGUAGE`.
    ///
    /// # Errors
    /// A sample is not a template: its name, and why.
    pub(crate) fn new(own: &[(String, String)]) -> Result<Self, (String, String)> {
        let mut environment = Environment::new();
        let mut syntax = SyntaxConfig::builder();
        environment.set_syntax(
            syntax.trim_blocks(true).lstrip_blocks(true).build().map_err(|error| (String::new(), error.to_string()))?,
        );
        // Generated Markdown is rendered to HTML later; only the page itself is HTML.
        environment.set_auto_escape_callback(|name| match name.ends_with(".html") {
            true => AutoEscape::Html,
            false => AutoEscape::None,
        });
        environment.add_filter("code", |text: &str| code(text));
        environment.add_filter("fence", |text: &str| rules::fence(text, 3));
        environment.add_filter("block", block);
        environment.add_filter("heading", heading);
        // The sign of an id would begin a comment in a template.
        environment.add_filter("anchor", |id: &str| format!("{{#{id}}}"));
        environment.add_filter("id", |text: &str| id(text));
        environment.add_filter("shell", |text: &str| {
            let is_plain = |one: char| one.is_ascii_alphanumeric() || "-_./:@,=+".contains(one);
            let is_word = !text.is_empty() && text.chars().all(is_plain);
            if is_word { text.to_owned() } else { format!("'{}'", text.replace('\'', r"'\''")) }
        });
        environment.add_filter("flag", |text: &str| text.replace('_', "-"));
        environment.add_filter("snake", |text: &str| text.replace('-', "_"));
        environment.add_filter("upper_camel", |text: &str| {
            let mut letters = text.chars();
            letters.next().map_or(String::new(), |first| first.to_uppercase().chain(letters).collect::<String>())
        });
        environment.add_filter("json", |value: Value| {
            serde_json::to_string(&value)
                .map_err(|error| minijinja::Error::new(ErrorKind::BadSerialization, error.to_string()))
        });
        let built_in = [
            ("page.html", include_str!("../templates/page.html")),
            ("reference.md", include_str!("../templates/reference.md")),
            ("errors.md", include_str!("../templates/errors.md")),
            ("changes.md", include_str!("../templates/changes.md")),
            ("index.md", include_str!("../templates/index.md")),
        ];
        for (name, text) in built_in {
            environment.add_template(name, text).map_err(|error| (name.to_owned(), error.to_string()))?;
        }
        let mut samples: BTreeMap<&str, &str> = SAMPLES.into_iter().collect();
        samples.extend(own.iter().map(|(name, text)| (name.as_str(), text.as_str())));
        for (name, text) in &samples {
            let added = environment.add_template_owned(format!("samples/{name}"), (*text).to_owned());
            added.map_err(|error| ((*name).to_owned(), error.to_string()))?;
        }
        let names = samples.keys().map(|name| {
            let (heading, language) = name.split_once('.').unwrap_or((name, "text"));
            [heading.to_owned(), language.to_owned(), format!("samples/{name}")]
        });
        environment.add_global("sample_templates", Serde(names.collect::<Vec<_>>()));
        Ok(Self(environment))
    }

    /// Renders a template with the texts of a language.
    ///
    /// # Errors
    /// The template fails: its name, and why.
    pub(crate) fn render(&self, name: &str, locale: Locale, context: &Value) -> Result<String, (String, String)> {
        let context =
            minijinja::context! { t => Serde(labels(locale)), locale => locale.choose("en", "zh"), ..context.clone() };
        let template = self.0.get_template(name);
        let text = template.and_then(|template| template.render(context));
        text.map_err(|error| (error.name().unwrap_or(name).to_owned(), format!("{error:#}")))
    }
}

/// Markdown of the document as a block of a page: nothing in it ends the block, opens one that does not end, or adds a
/// heading to the page. A text that does so all the same is shown as code.
fn block(text: &str) -> String {
    let mut fence: Option<String> = None;
    let mut lines = Vec::new();
    for line in text.lines() {
        let trimmed = line.trim_start();
        let mark: String = trimmed.chars().take_while(|letter| "`~".contains(*letter)).collect();
        let is_fence = mark.len() >= 3 && mark.chars().all(|letter| mark.starts_with(letter));
        match &fence {
            Some(open) => {
                if is_fence && mark.starts_with(open.as_str()) && trimmed.len() == mark.len() {
                    fence = None;
                }
                lines.push(line.to_owned());
            }
            None if is_fence => {
                fence = Some(mark);
                lines.push(line.to_owned());
            }
            None if trimmed.starts_with('#') => lines.push(format!("**{}**", trimmed.trim_matches(['#', ' ']))),
            // A line of these signs makes a heading of the line above it.
            None if !trimmed.is_empty() && trimmed.chars().all(|letter| "=- ".contains(letter)) => {
                lines.push(String::new())
            }
            // Elements of HTML that an empty line does not end; the text is shown.
            None if trimmed.starts_with('<') => lines.push(line.replacen('<', "&lt;", 1)),
            None => lines.push(line.replace("<!--", "&lt;!--")),
        }
    }
    lines.extend(fence);
    let shown = lines.join("\n");
    // A heading behind the text is one where the text has ended.
    if headings(&shown).is_empty() && headings(&format!("{shown}\n\n# end")).len() == 1 {
        return shown;
    }
    let fence = rules::fence(text, 3);
    format!("{fence}\n{text}\n{fence}")
}

/// A text in one line, without markup.
fn heading(text: &str) -> String {
    let line = text.split_whitespace().collect::<Vec<_>>().join(" ");
    line.chars().flat_map(|one| "\\`*_{}[]<>#&|~".contains(one).then_some('\\').into_iter().chain([one])).collect()
}

#[cfg(test)]
mod tests {
    use super::{block, heading};

    #[test]
    fn a_title_is_not_markup() {
        assert_eq!(heading("a {#b}\n*c* <d>"), r"a \{\#b\} \*c\* \<d\>");
    }

    #[test]
    fn a_description_ends_with_itself() {
        for (text, shown) in [
            ("# Title\ntext", "**Title**\ntext"),
            ("above\n===", "above\n"),
            ("```\nopen <b>", "```\nopen <b>\n```"),
            ("~~~\n```\n~~~\n# x", "~~~\n```\n~~~\n**x**"),
            ("a <!-- b", "a &lt;!-- b"),
            ("<script>", "&lt;script>"),
            ("- a\n  ```\n  b", "````\n- a\n  ```\n  b\n````"),
            ("> # Title", "```\n> # Title\n```"),
        ] {
            assert_eq!(block(text), shown);
        }
    }
}
