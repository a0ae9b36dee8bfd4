//! The page at `/`: pick a project, a range and filters, look at a count and a preview, download. It is one document
//! with everything in it, and asks nobody but this server.

pub(crate) mod download;

use std::sync::LazyLock;

use deskledger::{ConnectionRecord, EXPORT_CONNECTION_RECORDS};
use serde_json::json;

use crate::reference::source;

const PAGE: &str = include_str!("console/console.html");
const STYLE: &str = include_str!("console/console.css");
const SCRIPT: &str = include_str!("console/console.js");

/// The page.
pub(crate) fn page() -> &'static str {
    static WHOLE: LazyLock<String> = LazyLock::new(|| {
        let mut inputs = EXPORT_CONNECTION_RECORDS.inputs();
        let project = inputs.find(|parameter| parameter.name == "project_id").and_then(|parameter| parameter.example);
        let columns = ConnectionRecord::COLUMNS.iter();
        let headings = columns
            .map(|column| json!({ "name": column.name, "en": column.heading("en_US"), "zh": column.heading("zh_CN") }));
        // Inside a script element `<` is escaped the way of JSON, so that no heading can end it.
        let headings = serde_json::Value::from_iter(headings).to_string().replace('<', "\\u003c");
        PAGE.replace("{{script_source}}", &source(SCRIPT))
            .replace("{{style_source}}", &source(STYLE))
            .replace("{{project}}", project.unwrap_or_default())
            .replace("{{headings}}", &headings)
            .replace("{{style}}", STYLE)
            .replace("{{script}}", SCRIPT)
    });
    &WHOLE
}
