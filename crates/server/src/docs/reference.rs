//! The API reference of a server: Swagger UI, its style and the document.

use std::fmt;
use std::io::Read;
use std::sync::OnceLock;

use serde_json::json;
use utoipa_swagger_ui_vendored::SWAGGER_UI_VENDORED;

use super::assets::Asset;
use super::openapi::merged;

/// Renders the document with the colour scheme and the language of the browser.
const DRAW: &str = include_str!("reference/draw.js");
const STYLE: &str = include_str!("reference/draw.css");

/// No script, style or request but those of the server. Swagger UI shows images of its style.
const POLICY: &str = "default-src 'none'; script-src 'self'; style-src 'self'; img-src data:; font-src data:; \
    connect-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'";

/// The embedded archive of Swagger UI cannot be read.
#[derive(Debug)]
pub(crate) struct ReferenceError(Box<dyn std::error::Error + Send + Sync>);

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
pub(super) fn files() -> Result<[Asset; 4], ReferenceError> {
    let (style, script) = assets()?;
    Ok([
        Asset::file("swagger-ui.css", "text/css; charset=utf-8", style),
        Asset::file("swagger-ui.js", "text/javascript; charset=utf-8", script),
        Asset::file("draw.css", "text/css; charset=utf-8", STYLE),
        Asset::file("draw.js", "text/javascript; charset=utf-8", DRAW),
    ])
}

/// The page of a server, with its own address first and its files below a path.
pub(super) fn own_page(assets: &str) -> Result<Asset, ReferenceError> {
    let mut document = merged().map_err(|error| ReferenceError(error.into()))?;
    if let Some(servers) = document["servers"].as_array_mut() {
        servers.insert(0, json!({ "url": "/", "description": "This server." }));
    }
    let title = document["info"]["title"].as_str().unwrap_or_default().to_owned();
    let styles =
        ["swagger-ui.css", "draw.css"].map(|name| format!(r#"<link rel="stylesheet" href="{assets}/{name}">"#));
    let scripts = ["swagger-ui.js", "draw.js"].map(|name| format!(r#"<script src="{assets}/{name}"></script>"#));
    Ok(Asset::page(POLICY, html(&title, &document.to_string(), &styles.join("\n"), &scripts.join("\n"))))
}

/// Style and script of Swagger UI, decompressed once.
fn assets() -> Result<(&'static str, &'static str), ReferenceError> {
    static ASSETS: OnceLock<(String, String)> = OnceLock::new();
    if let Some((style, script)) = ASSETS.get() {
        return Ok((style, script));
    }
    let unpacked = (without_map(unpack("/dist/swagger-ui.css")?), without_map(unpack("/dist/swagger-ui-bundle.js")?));
    let (style, script) = ASSETS.get_or_init(|| unpacked);
    Ok((style, script))
}

/// A file of the archive, by the end of its path: its directory contains the version.
fn unpack(end: &str) -> Result<String, ReferenceError> {
    let failed = |error: zip::result::ZipError| ReferenceError(error.into());
    let mut archive = zip::ZipArchive::new(std::io::Cursor::new(SWAGGER_UI_VENDORED)).map_err(failed)?;
    let name = archive.file_names().flatten().find(|name| name.ends_with(end)).map(|name| name.into_owned());
    let name =
        name.ok_or_else(|| ReferenceError(format!("expected a file {end} in the archive, found none").into()))?;
    let mut text = String::new();
    archive.by_name(&name).map_err(failed)?.read_to_string(&mut text).map_err(|error| ReferenceError(error.into()))?;
    Ok(text)
}

/// The text without the reference to its source map, which is not served.
fn without_map(text: String) -> String {
    match text.rfind("sourceMappingURL=") {
        Some(at) => text[..text[..at].rfind('\n').unwrap_or(at)].to_owned(),
        None => text,
    }
}

impl From<&str> for ReferenceError {
    fn from(problem: &str) -> Self {
        Self(problem.into())
    }
}

impl fmt::Display for ReferenceError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "rendering the API reference: {}", self.0)
    }
}

impl std::error::Error for ReferenceError {
    fn source(&self) -> Option<&(dyn std::error::Error + 'static)> {
        Some(&*self.0)
    }
}
