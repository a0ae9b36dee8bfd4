//! The parts of a workbook around its rows.

use std::fmt::Write;

use deskledger::{ColumnKind, ConnectionRecord};

use crate::labels::Labels;
use crate::write::layout::Column;

/// Number of the style of headings in [`STYLES`].
pub(super) const STYLE_HEADING: u8 = 1;
/// Number of the style of points in time in [`STYLES`].
pub(super) const STYLE_DATE_TIME: u8 = 2;

const DECLARATION: &str = r#"<?xml version="1.0" encoding="UTF-8" standalone="yes"?>"#;
const MAIN: &str = "http://schemas.openxmlformats.org/spreadsheetml/2006/main";
const OFFICE: &str = "http://schemas.openxmlformats.org/officeDocument/2006/relationships";
const PACKAGE: &str = "http://schemas.openxmlformats.org/package/2006";
const TYPE: &str = "application/vnd.openxmlformats-officedocument.spreadsheetml";

pub(super) const RELATIONSHIPS: &str = concat!(
    r#"<?xml version="1.0" encoding="UTF-8" standalone="yes"?>"#,
    r#"<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">"#,
    r#"<Relationship Id="rId1" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/officeDocument""#,
    r#" Target="xl/workbook.xml"/></Relationships>"#,
);

pub(super) const STYLES: &str = concat!(
    r#"<?xml version="1.0" encoding="UTF-8" standalone="yes"?>"#,
    r#"<styleSheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main">"#,
    r#"<numFmts count="1"><numFmt numFmtId="164" formatCode="yyyy\-mm\-dd\ hh:mm:ss\ &quot;UTC&quot;"/></numFmts>"#,
    r#"<fonts count="2"><font><sz val="11"/><name val="Calibri"/></font>"#,
    r#"<font><b/><sz val="11"/><name val="Calibri"/></font></fonts>"#,
    r#"<fills count="2"><fill><patternFill patternType="none"/></fill>"#,
    r#"<fill><patternFill patternType="gray125"/></fill></fills>"#,
    r#"<borders count="1"><border><left/><right/><top/><bottom/><diagonal/></border></borders>"#,
    r#"<cellStyleXfs count="1"><xf numFmtId="0" fontId="0" fillId="0" borderId="0"/></cellStyleXfs>"#,
    r#"<cellXfs count="3"><xf numFmtId="0" fontId="0" fillId="0" borderId="0" xfId="0"/>"#,
    r#"<xf numFmtId="0" fontId="1" fillId="0" borderId="0" xfId="0" applyFont="1"/>"#,
    r#"<xf numFmtId="164" fontId="0" fillId="0" borderId="0" xfId="0" applyNumberFormat="1"/></cellXfs>"#,
    r#"<cellStyles count="1"><cellStyle name="Normal" xfId="0" builtinId="0"/></cellStyles></styleSheet>"#,
);

pub(super) const SHARED_START: &str = concat!(
    r#"<?xml version="1.0" encoding="UTF-8" standalone="yes"?>"#,
    r#"<sst xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main">"#,
);

/// Path of a sheet in the archive; sheets are counted from 1.
pub(super) fn sheet_path(number: usize) -> String {
    format!("xl/worksheets/sheet{number}.xml")
}

/// A sheet up to its first row: the headings stay in sight, and each column is wide enough for what it holds.
pub(super) fn sheet_start(is_first: bool, columns: &[Column]) -> String {
    let selected = if is_first { r#" tabSelected="1""# } else { "" };
    let mut text = format!(
        r#"{DECLARATION}<worksheet xmlns="{MAIN}"><sheetViews><sheetView{selected} workbookViewId="0"><pane ySplit="1" topLeftCell="A2" activePane="bottomLeft" state="frozen"/></sheetView></sheetViews><sheetFormatPr defaultRowHeight="15"/><cols>"#
    );
    for (column, number) in columns.iter().zip(1..) {
        let wide = |char: char| if char.is_ascii() { 1 } else { 2 };
        let heading: usize = column.heading.chars().map(wide).sum();
        let content = match column.kind {
            ColumnKind::Instant => 25,
            ColumnKind::Text => 20,
            _ => 10,
        };
        // The button of the filter takes the width of three characters.
        let width = content.max(heading + 3);
        let _ = write!(text, r#"<col min="{number}" max="{number}" width="{width}" customWidth="1"/>"#);
    }
    text + "</cols><sheetData>"
}

/// A sheet from its last row on.
pub(super) fn sheet_end(rows: u32, columns: usize) -> String {
    format!(r#"</sheetData><autoFilter ref="A1:{}{rows}"/></worksheet>"#, letters(columns))
}

/// The workbook, which lists its sheets; each has a range with a filter, down to its last row.
pub(super) fn workbook(names: &[String], rows: &[u32], columns: usize) -> String {
    let mut text = format!(
        r#"{DECLARATION}<workbook xmlns="{MAIN}" xmlns:r="{OFFICE}"><bookViews><workbookView/></bookViews><sheets>"#
    );
    for (name, number) in names.iter().zip(1..) {
        let _ = write!(text, r#"<sheet name="{name}" sheetId="{number}" r:id="rId{number}"/>"#);
    }
    text.push_str("</sheets><definedNames>");
    for (index, (name, rows)) in names.iter().zip(rows).enumerate() {
        let _ = write!(
            text,
            r#"<definedName name="_xlnm._FilterDatabase" localSheetId="{index}" hidden="1">'{name}'!$A$1:${}${rows}</definedName>"#,
            letters(columns)
        );
    }
    text + "</definedNames></workbook>"
}

pub(super) fn sheet_names(labels: Labels, sheets: usize) -> Vec<String> {
    let name = |number| if number == 1 { labels.sheet.to_owned() } else { format!("{} {number}", labels.sheet) };
    (1..=sheets).map(name).collect()
}

/// Number of records that a [`workbook`] of the columns of the document lists; `None` if another program has written it.
pub(super) fn records(text: &str) -> Option<u64> {
    let last_row = |name: &str| name.rsplit_once('$')?.1.parse().ok();
    let rows: Vec<u32> = text.split("</definedName>").filter_map(last_row).collect();
    let is_of = |language| {
        let names = sheet_names(Labels::of(language), rows.len());
        workbook(&names, &rows, ConnectionRecord::COLUMNS.len()) == text
    };
    // The first row of each sheet has the headings.
    let records = || rows.iter().map(|rows| u64::from(rows.saturating_sub(1))).sum();
    ["en_US", "zh_CN"].into_iter().any(is_of).then(records)
}

/// Relationships of the workbook.
pub(super) fn workbook_relationships(sheets: usize) -> String {
    let mut text = format!(r#"{DECLARATION}<Relationships xmlns="{PACKAGE}/relationships">"#);
    for number in 1..=sheets {
        let _ = write!(
            text,
            r#"<Relationship Id="rId{number}" Type="{OFFICE}/worksheet" Target="worksheets/sheet{number}.xml"/>"#
        );
    }
    for (number, part) in (sheets + 1..).zip(["styles", "sharedStrings"]) {
        let _ = write!(text, r#"<Relationship Id="rId{number}" Type="{OFFICE}/{part}" Target="{part}.xml"/>"#);
    }
    text + "</Relationships>"
}

/// Content types of the parts of the archive.
pub(super) fn content_types(sheets: usize) -> String {
    let mut text = format!(
        r#"{DECLARATION}<Types xmlns="{PACKAGE}/content-types"><Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/><Default Extension="xml" ContentType="application/xml"/><Override PartName="/xl/workbook.xml" ContentType="{TYPE}.sheet.main+xml"/><Override PartName="/xl/styles.xml" ContentType="{TYPE}.styles+xml"/><Override PartName="/xl/sharedStrings.xml" ContentType="{TYPE}.sharedStrings+xml"/>"#
    );
    for number in 1..=sheets {
        let path = sheet_path(number);
        let _ = write!(text, r#"<Override PartName="/{path}" ContentType="{TYPE}.worksheet+xml"/>"#);
    }
    text + "</Types>"
}

/// Letters of a column; columns are counted from 1.
fn letters(number: usize) -> String {
    let mut letters = String::new();
    let mut rest = number;
    while rest > 0 {
        rest -= 1;
        letters.insert(0, char::from(b'A' + (rest % 26) as u8));
        rest /= 26;
    }
    letters
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_record_of_more_than_26_fields_has_columns_with_two_letters() {
        assert_eq!([1, 22, 26, 27, 52, 53, 703].map(letters), ["A", "V", "Z", "AA", "AZ", "BA", "AAA"]);
    }
}
