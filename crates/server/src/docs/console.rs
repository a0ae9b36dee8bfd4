//! The console at `/`: select a project, a range and filters, preview and download. It is one self-contained document that
//! sends requests to this server only.

use std::sync::LazyLock;

use deskledger::{ConnectionRecord, EXPORT_CONNECTION_RECORDS};
use serde_json::json;

use super::reference::source;

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
        // Inside a script element `<` is escaped in JSON, so that no heading can end it.
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
