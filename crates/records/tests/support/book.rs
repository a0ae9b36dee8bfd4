//! Workbooks part by part, as other programs write them.

use super::zip;

pub(crate) const MAIN: &str = "http://schemas.openxmlformats.org/spreadsheetml/2006/main";
const OFFICE: &str = "http://schemas.openxmlformats.org/officeDocument/2006/relationships";

/// A workbook of one sheet. Style 1 is a date and time, 2 a date and time that says UTC, 3 a time, 4 a duration.
pub(crate) struct Book(Vec<(String, Vec<u8>)>);

impl Book {
    /// With these rows below a header of `connection_start_time`, `user_name`, `is_reconnect`, `note`.
    pub(crate) fn of(rows: &str) -> Self {
        let header = ["connection_start_time", "user_name", "is_reconnect", "note"].map(text).concat();
        Self::bare(&format!("<row>{header}</row>{rows}"))
    }

    /// With these rows alone.
    pub(crate) fn bare(rows: &str) -> Self {
        let relationship = |id: &str, kind: &str, target: &str| {
            format!("<Relationship Id=\"{id}\" Type=\"{OFFICE}/{kind}\" Target=\"{target}\"/>")
        };
        let related = relationship("s", "worksheet", "worksheets/sheet1.xml")
            + &relationship("t", "sharedStrings", "sharedStrings.xml")
            + &relationship("y", "styles", "styles.xml");
        let root = relationship("w", "officeDocument", "xl/workbook.xml");
        let formats = ["yyyy\\-mm\\-dd\\ hh:mm:ss", "yyyy\\-mm\\-dd\\ hh:mm:ss\\ &quot;UTC&quot;", "h:mm", "[h]:mm"];
        let (formats, styles): (String, String) = formats
            .iter()
            .zip(164..)
            .map(|(code, id)| {
                (format!("<numFmt numFmtId=\"{id}\" formatCode=\"{code}\"/>"), format!("<xf numFmtId=\"{id}\"/>"))
            })
            .unzip();
        Self(Vec::new())
            .part("[Content_Types].xml", "<Types/>")
            .part("_rels/.rels", format!("<Relationships>{root}</Relationships>"))
            .part("xl/_rels/workbook.xml.rels", format!("<Relationships>{related}</Relationships>"))
            .part("xl/workbook.xml", workbook("", ""))
            .part("xl/sharedStrings.xml", format!("<sst xmlns=\"{MAIN}\"><si><t>zero</t></si><si/><si><t>two</t></si></sst>"))
            .part(
                "xl/styles.xml",
                format!(
                    "<styleSheet xmlns=\"{MAIN}\"><numFmts>{formats}</numFmts><cellXfs><xf numFmtId=\"0\"/>{styles}</cellXfs></styleSheet>"
                ),
            )
            .part(
                "xl/worksheets/sheet1.xml",
                format!("<worksheet xmlns=\"{MAIN}\"><sheetData>{rows}</sheetData></worksheet>"),
            )
    }

    /// With another content of a part.
    pub(crate) fn part(mut self, name: &str, content: impl Into<Vec<u8>>) -> Self {
        self.0.retain(|(known, _)| known != name);
        self.0.push((name.to_owned(), content.into()));
        self
    }

    /// With each part changed, by its name and content.
    pub(crate) fn map(self, change: impl Fn(&str, String) -> (String, Vec<u8>)) -> Self {
        Self(self.0.into_iter().map(|(name, content)| change(&name, String::from_utf8(content).unwrap())).collect())
    }

    pub(crate) fn bytes(&self) -> Vec<u8> {
        let parts: Vec<_> = self.0.iter().map(|(name, content)| (name.as_str(), content.as_slice())).collect();
        zip(&parts)
    }
}

/// The main part, with something before and behind its sheets.
pub(crate) fn workbook(before: &str, behind: &str) -> String {
    format!(
        "<workbook xmlns=\"{MAIN}\" xmlns:r=\"{OFFICE}\">{before}<sheets><sheet name=\"S\" sheetId=\"1\" r:id=\"s\"/></sheets>{behind}</workbook>"
    )
}

/// A cell of text.
pub(crate) fn text(text: &str) -> String {
    format!("<c t=\"inlineStr\"><is><t>{text}</t></is></c>")
}

/// A row with a start time that has its zone, and then these cells from the column of the user on.
pub(crate) fn row(cells: &str) -> String {
    format!("<row>{}{cells}</row>", text("2020-04-24T03:02:47Z"))
}
