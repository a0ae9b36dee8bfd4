//! Markdown as HTML, with what the site has to know about a page: headings, links and the text to search.

use std::collections::BTreeMap;

use pulldown_cmark::{CodeBlockKind, CowStr, Event, HeadingLevel, LinkType, Options, Parser, Tag, TagEnd, html};
use serde::Serialize;

#[derive(Clone, Debug, Serialize)]
pub(crate) struct Heading {
    pub(crate) level: u8,
    pub(crate) id: String,
    pub(crate) text: String,
    /// The text below it, for the search.
    #[serde(skip)]
    pub(crate) below: String,
}

/// A page as HTML.
#[derive(Debug, Default)]
pub(crate) struct Rendered {
    pub(crate) html: String,
    pub(crate) headings: Vec<Heading>,
    /// Destinations of links and images, as in the HTML.
    pub(crate) links: Vec<String>,
    /// The first link of each item of the lists below each heading of the second level: text and destination.
    pub(crate) lists: Vec<(String, Vec<(String, String)>)>,
    /// The first paragraph.
    pub(crate) lead: String,
}

impl Rendered {
    /// The text of the first heading.
    pub(crate) fn title(&self) -> &str {
        self.headings.first().map_or("", |heading| heading.text.as_str())
    }
}

/// Labels of the elements that the renderer adds.
pub(crate) struct Labels<'l> {
    pub(crate) link: &'l str,
    pub(crate) table: &'l str,
    pub(crate) code: &'l str,
}

fn parse(text: &str) -> Vec<Event<'_>> {
    let options = Options::ENABLE_TABLES | Options::ENABLE_HEADING_ATTRIBUTES | Options::ENABLE_STRIKETHROUGH;
    Parser::new_ext(text, options).collect()
}

/// The destinations of the links of a page, as they are written.
pub(crate) fn links(text: &str) -> Vec<String> {
    let link = |event| match event {
        Event::Start(Tag::Link { dest_url, .. }) => Some(dest_url.into_string()),
        _ => None,
    };
    parse(text).into_iter().filter_map(link).collect()
}

/// The headings of a page. Ids are those of GitHub, or those that the page gives.
pub(crate) fn headings(text: &str) -> Vec<Heading> {
    let (mut headings, mut used) = (Vec::<Heading>::new(), BTreeMap::<String, usize>::new());
    let mut open = false;
    for event in parse(text) {
        match event {
            Event::Start(Tag::Heading { level, id, .. }) => {
                open = true;
                let id = id.map(CowStr::into_string).unwrap_or_default();
                headings.push(Heading { level: level as u8, id, text: String::new(), below: String::new() });
            }
            Event::End(TagEnd::Heading(_)) => open = false,
            Event::Text(part) | Event::Code(part) => match headings.last_mut() {
                Some(heading) if open => heading.text.push_str(&part),
                Some(heading) => heading.below.push_str(&part),
                None => {}
            },
            Event::SoftBreak
            | Event::HardBreak
            | Event::End(TagEnd::Paragraph | TagEnd::Item | TagEnd::TableCell | TagEnd::CodeBlock) => {
                if let Some(heading) = headings.last_mut().filter(|_| !open) {
                    heading.below.push(' ');
                }
            }
            _ => {}
        }
    }
    for heading in headings.iter_mut().filter(|heading| heading.id.is_empty()) {
        let slug = slug(&heading.text);
        let count = used.entry(slug.clone()).and_modify(|count| *count += 1).or_default();
        heading.id = if *count == 0 { slug } else { format!("{slug}-{count}") };
    }
    headings
}

/// The id that GitHub gives a heading.
fn slug(text: &str) -> String {
    let letters = text.trim().chars().flat_map(char::to_lowercase);
    let letters = letters.filter(|letter| letter.is_alphanumeric() || "-_ ".contains(*letter));
    letters.map(|letter| if letter == ' ' { '-' } else { letter }).collect()
}

/// Renders a page. `headings` are its own, with the ids to use; `link` rewrites the destinations of links.
pub(crate) fn render(
    text: &str,
    headings: Vec<Heading>,
    labels: &Labels<'_>,
    link: &dyn Fn(&str) -> String,
) -> Rendered {
    let mut page = Rendered { headings, ..Rendered::default() };
    let mut events = Vec::new();
    let (mut number, mut is_comment, mut is_first) = (0, false, false);
    let (mut anchor, mut lead) = (None::<(String, String)>, None::<String>);
    let mut source = parse(text).into_iter().peekable();
    while let Some(event) = source.next() {
        if let Event::Text(part) | Event::Code(part) = &event {
            anchor.iter_mut().map(|(text, _)| text).chain(&mut lead).for_each(|text| text.push_str(part));
        }
        match event {
            Event::Start(Tag::Heading { level, .. }) => {
                let heading = page.headings.get(number);
                let (id, text) = heading.map(|one| (escaped(&one.id), one.text.clone())).unwrap_or_default();
                events.push(raw(format!("<{level} id=\"{id}\">")));
                page.lists.extend((level == HeadingLevel::H2).then_some((text, Vec::new())));
            }
            Event::End(TagEnd::Heading(level)) => {
                let id = page.headings.get(number).map(|heading| escaped(&heading.id)).unwrap_or_default();
                let mark = format!(" <a class=\"anchor\" href=\"#{id}\" aria-label=\"{}\">#</a>", escaped(labels.link));
                events.push(raw(format!("{}</{level}>\n", if level == HeadingLevel::H1 { "" } else { &mark })));
                number += 1;
            }
            Event::Start(Tag::Link { dest_url, title, id, link_type }) => {
                let target = destination(&dest_url, link_type, link);
                page.links.push(target.clone());
                anchor = Some((String::new(), target.clone()));
                let (dest_url, link_type) = (target.into(), LinkType::Inline);
                events.push(Event::Start(Tag::Link { dest_url, title, id, link_type }));
            }
            Event::End(TagEnd::Link) => {
                if let (Some(link), Some((_, list)), true) = (anchor.take(), page.lists.last_mut(), is_first) {
                    list.push(link);
                    is_first = false;
                }
                events.push(Event::End(TagEnd::Link));
            }
            Event::Start(Tag::Image { dest_url, title, id, link_type }) => {
                let target = destination(&dest_url, link_type, link);
                page.links.push(target.clone());
                events.push(Event::Start(Tag::Image { dest_url: target.into(), title, id, link_type }));
            }
            Event::Start(Tag::Item) | Event::End(TagEnd::Item) => {
                is_first = matches!(event, Event::Start(_));
                events.push(event);
            }
            Event::Start(Tag::Paragraph) => {
                if page.lead.is_empty() {
                    lead = Some(String::new())
                }
                events.push(event);
            }
            Event::End(TagEnd::Paragraph) => {
                page.lead = lead.take().unwrap_or(page.lead);
                events.push(event);
            }
            // Scrollable elements are reachable with the keyboard.
            Event::Start(Tag::CodeBlock(ref kind)) => {
                let language = match kind {
                    CodeBlockKind::Fenced(info) => info.split([',', ' ']).next().unwrap_or_default().to_owned(),
                    CodeBlockKind::Indented => String::new(),
                };
                let name = format!("{} {language}", labels.code);
                let (name, language) = (escaped(name.trim()), escaped(&language));
                events.push(raw(format!(
                    "<pre tabindex=\"0\" role=\"group\" aria-label=\"{name}\" data-language=\"{language}\"><code>"
                )));
            }
            Event::End(TagEnd::CodeBlock) => events.push(raw("</code></pre>\n".to_owned())),
            Event::Start(Tag::Table(_)) => {
                let name = escaped(labels.table);
                let around = format!("<div class=\"table\" tabindex=\"0\" role=\"group\" aria-label=\"{name}\">");
                events.extend([raw(around), event]);
            }
            Event::End(TagEnd::Table) => events.extend([event, raw("</div>".to_owned())]),
            // Comments are not shown; other HTML is shown as the text that it is.
            Event::Start(Tag::HtmlBlock) => is_comment = false,
            Event::End(TagEnd::HtmlBlock) => {}
            Event::Html(part) | Event::InlineHtml(part) => {
                is_comment |= part.trim_start().starts_with("<!--");
                if !is_comment {
                    events.push(Event::Text(part.clone()))
                }
                is_comment &= !part.contains("-->");
            }
            // A line break inside Chinese text is not a space.
            Event::SoftBreak
                if matches!((events.last(), source.peek()), (Some(Event::Text(before)), Some(Event::Text(after)))
                    if before.ends_with(is_wide) && after.starts_with(is_wide)) => {}
            other => events.push(other),
        }
    }
    html::push_html(&mut page.html, events.into_iter());
    page
}

fn is_wide(letter: char) -> bool {
    matches!(letter, '\u{2e80}'..='\u{9fff}' | '\u{ff00}'..='\u{ffef}')
}

fn raw<'e>(text: String) -> Event<'e> {
    Event::Html(text.into())
}

/// The destination of a link; one that would run a script leads nowhere.
fn destination(target: &str, link_type: LinkType, link: &dyn Fn(&str) -> String) -> String {
    let scheme = target.split_once(':').map(|(scheme, _)| scheme.to_ascii_lowercase());
    match scheme.as_deref() {
        _ if link_type == LinkType::Email => format!("mailto:{target}"),
        Some("http" | "https" | "mailto") => target.to_owned(),
        Some(scheme) if scheme.chars().all(|letter| letter.is_ascii_alphanumeric() || "+-.".contains(letter)) => {
            "#".to_owned()
        }
        _ => link(target),
    }
}

pub(crate) fn escaped(text: &str) -> String {
    text.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;").replace('"', "&quot;")
}
