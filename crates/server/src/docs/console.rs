//! The console at `/`: sign in, select a project, a period and filters, look at records and download them. It sends requests to
//! this server only.

use deskledger::ConnectionRecord;
use serde_json::json;

use super::assets::Asset;

const PAGE: &str = include_str!("console/console.html");

/// No script, style or request but those of this server, and no text becomes markup. The frame receives errors of a download.
const POLICY: &str = "default-src 'none'; script-src 'self'; style-src 'self'; img-src data:; connect-src 'self'; \
    frame-src 'self'; base-uri 'none'; form-action 'self'; frame-ancestors 'none'; require-trusted-types-for 'script'; \
    trusted-types 'none'";

/// The files of the page.
pub(super) fn files() -> [Asset; 5] {
    let script = |name, text: &'static str| Asset::file(name, "text/javascript; charset=utf-8", text);
    [
        Asset::file("console.css", "text/css; charset=utf-8", include_str!("console/console.css")),
        script("console.js", include_str!("console/console.js")),
        script("period.js", include_str!("console/period.js")),
        script("table.js", include_str!("console/table.js")),
        script("texts.js", include_str!("console/texts.js")),
    ]
}

/// The page, with its files below a path.
pub(super) fn page(assets: &str) -> Asset {
    let columns = ConnectionRecord::COLUMNS.iter();
    let headings = columns
        .map(|column| json!({ "name": column.name, "en": column.heading("en_US"), "zh": column.heading("zh_CN") }));
    // Inside a script element `<` is escaped in JSON, so that no heading can end it.
    let headings = serde_json::Value::from_iter(headings).to_string().replace('<', "\\u003c");
    let page = PAGE.replace("{{assets}}", assets).replace("{{version}}", env!("CARGO_PKG_VERSION"));
    Asset::page(POLICY, page.replace("{{headings}}", &headings))
}
