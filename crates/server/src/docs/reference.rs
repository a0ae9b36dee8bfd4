//! The API reference of a server: Swagger UI, its style and the document.

use std::error::Error;
use std::io::Read;

use serde_json::{Value, json};
use utoipa_swagger_ui_vendored::SWAGGER_UI_VENDORED;

use super::assets::Asset;

/// Renders the document with the colour scheme and the language of the browser.
const DRAW: &str = include_str!("reference/draw.js");
const STYLE: &str = include_str!("reference/draw.css");

/// No script, style or request but those of the server. Swagger UI shows images of its style.
const POLICY: &str = "default-src 'none'; script-src 'self'; style-src 'self'; img-src data:; font-src data:; \
    connect-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'";

fn html(title: &str, document: &str, head: &str, scripts: &str) -> String {
    let title = title.replace('&', "&amp;").replace('<', "&lt;");
    // Inside a script element `<` is escaped in JSON, so that no text of the document can end it.
    let document = document.replace('<', "\\u003c");
    format!(
        r#"<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="referrer" content="no-referrer">
<meta name="color-scheme" content="light dark">
<title>{title}</title>
<link rel="icon" href="data:,">
{head}
</head>
<body>
<div id="reference"></div>
<noscript>This page needs JavaScript to draw the reference.</noscript>
<script type="application/json" id="document">{document}</script>
{scripts}
</body>
</html>
"#
    )
}

/// The files of the page of a server.
///
/// # Errors
/// The embedded archive of Swagger UI cannot be read.
pub(super) fn files() -> Result<[Asset; 4], Box<dyn Error + Send + Sync>> {
    let style = without_map(unpack("/dist/swagger-ui.css")?);
    let script = without_map(unpack("/dist/swagger-ui-bundle.js")?);
    Ok([
        Asset::file("swagger-ui.css", "text/css; charset=utf-8", style),
        Asset::file("swagger-ui.js", "text/javascript; charset=utf-8", script),
        Asset::file("draw.css", "text/css; charset=utf-8", STYLE),
        Asset::file("draw.js", "text/javascript; charset=utf-8", DRAW),
    ])
}

/// The page of a server, with its own address first and its files below a path.
pub(super) fn own_page(assets: &str, mut document: Value) -> Asset {
    if let Some(servers) = document["servers"].as_array_mut() {
        servers.insert(0, json!({ "url": "/", "description": "This server." }));
    }
    let title = document["info"]["title"].as_str().unwrap_or_default().to_owned();
    let styles =
        ["swagger-ui.css", "draw.css"].map(|name| format!(r#"<link rel="stylesheet" href="{assets}/{name}">"#));
    let scripts = ["swagger-ui.js", "draw.js"].map(|name| format!(r#"<script src="{assets}/{name}"></script>"#));
    Asset::page(POLICY, html(&title, &document.to_string(), &styles.join("\n"), &scripts.join("\n")))
}

/// A file of the archive, by the end of its path: its directory contains the version.
fn unpack(end: &str) -> Result<String, Box<dyn Error + Send + Sync>> {
    let mut archive = zip::ZipArchive::new(std::io::Cursor::new(SWAGGER_UI_VENDORED))?;
    let name = archive.file_names().flatten().find(|name| name.ends_with(end)).map(|name| name.into_owned());
    let name = name.ok_or_else(|| format!("expected a file {end} in the archive, found none"))?;
    let mut text = String::new();
    archive.by_name(&name)?.read_to_string(&mut text)?;
    Ok(text)
}

/// The text without the reference to its source map, which is not served.
fn without_map(text: String) -> String {
    match text.rfind("sourceMappingURL=") {
        Some(at) => text[..text[..at].rfind('\n').unwrap_or(at)].to_owned(),
        None => text,
    }
}
