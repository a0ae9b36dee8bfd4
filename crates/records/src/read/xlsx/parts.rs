//! The parts of a workbook: its sheets, where its texts are, and what its styles show.

use std::io::Read;

use super::style::{Style, Styles};
use super::xml::{Xml, refused};
use crate::messages;
use crate::read::archive::Archive;
use crate::read::sink::ReadError;

/// Maximum number of sheets and of relationships.
const MAX: usize = 65_536;

/// Properties of a workbook before its rows.
#[derive(Debug, Default)]
pub(super) struct Workbook {
    /// Names and paths of the sheets in their order.
    pub(super) sheets: Vec<(String, String)>,
    /// Path of the texts that the cells share.
    pub(super) strings: Option<String>,
    /// Whether days are counted from 1904 on.
    pub(super) is_1904: bool,
    styles: Styles,
}

/// Id, type and path of what a part refers to.
struct Relationship {
    id: String,
    kind: String,
    path: String,
}

impl Workbook {
    pub(super) fn read(archive: &mut Archive) -> Result<Self, ReadError> {
        let root = relationships(archive, "", "_rels/.rels")?;
        let main = root.into_iter().find(|one| one.kind == "officeDocument").map(|one| one.path);
        let main = main.unwrap_or_else(|| "xl/workbook.xml".to_owned());
        if main.to_ascii_lowercase().ends_with(".bin") {
            return Err(messages::no_records(messages::binary_workbook()).into());
        }
        let (directory, name) = main.rsplit_once('/').unwrap_or(("", &main));
        let related = relationships(archive, directory, &joined(directory, &format!("_rels/{name}.rels")))?;
        let of_kind = |kind: &str| related.iter().find(|one| one.kind == kind).map(|one| one.path.clone());
        let mut workbook = Self { strings: of_kind("sharedStrings"), ..Self::default() };
        workbook.read_sheets(part(archive, &main)?, &related)?;
        if let Some(path) = of_kind("styles").filter(|path| archive.find(path).is_some()) {
            workbook.styles = Styles::read(part(archive, &path)?)?;
        }
        Ok(workbook)
    }

    /// The style of cells by its index.
    pub(super) fn style(&self, index: usize) -> Style {
        self.styles.get(index)
    }

    fn read_sheets(&mut self, mut xml: Xml<impl Read>, related: &[Relationship]) -> Result<(), ReadError> {
        while let Some(element) = xml.child()? {
            match element.name() {
                "workbookPr" => {
                    let date1904 = element.attribute("date1904").unwrap_or_default();
                    self.is_1904 = ["1", "true", "on"].iter().any(|yes| yes.eq_ignore_ascii_case(date1904.trim()));
                    xml.skip()?;
                }
                "sheets" => {
                    while let Some(element) = xml.child()? {
                        if element.name() == "sheet" {
                            let id = element.prefixed_attribute("id").unwrap_or_default();
                            let name = element.attribute("name").unwrap_or_default();
                            let sheet = related.iter().find(|one| one.id == id && one.kind == "worksheet");
                            self.sheets.extend(sheet.map(|sheet| (name, sheet.path.clone())));
                        }
                        if self.sheets.len() > MAX {
                            return Err(refused(messages::many_sheets()));
                        }
                        xml.skip()?;
                    }
                }
                _ => xml.skip()?,
            }
        }
        Ok(())
    }
}

/// A part of the workbook, by its path.
pub(super) fn part<'a>(archive: &'a mut Archive, path: &str) -> Result<Xml<impl Read + 'a>, ReadError> {
    let index = archive.find(path).ok_or_else(|| messages::no_part(path))?;
    Xml::new(archive.member(index)?)
}

fn relationships(archive: &mut Archive, directory: &str, path: &str) -> Result<Vec<Relationship>, ReadError> {
    let mut found = Vec::new();
    if archive.find(path).is_none() {
        return Ok(found);
    }
    let mut xml = part(archive, path)?;
    while let Some(element) = xml.child()? {
        if element.name() == "Relationship" {
            let value = |name| element.attribute(name).unwrap_or_default();
            let kind = value("Type").rsplit('/').next().unwrap_or_default().to_owned();
            found.push(Relationship { id: value("Id"), kind, path: joined(directory, &value("Target")) });
        }
        if found.len() > MAX {
            return Err(refused(messages::many_relationships()));
        }
        xml.skip()?;
    }
    Ok(found)
}

/// A path in the archive; one that begins with a slash begins at its root.
fn joined(directory: &str, path: &str) -> String {
    let path = path.replace('\\', "/");
    let mut parts: Vec<&str> = if path.starts_with('/') { Vec::new() } else { directory.split('/').collect() };
    for part in path.split('/') {
        match part {
            ".." => drop(parts.pop()),
            "" | "." => {}
            part => parts.push(part),
        }
    }
    parts.retain(|part| !part.is_empty());
    parts.join("/")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn paths_of_parts_stay_in_the_archive() {
        assert_eq!(joined("xl", "worksheets/sheet1.xml"), "xl/worksheets/sheet1.xml");
        assert_eq!(joined("xl", "/xl/styles.xml"), "xl/styles.xml");
        assert_eq!(joined("xl", "worksheets\\sheet1.xml"), "xl/worksheets/sheet1.xml");
        assert_eq!(joined("xl", "../../../etc/passwd"), "etc/passwd");
    }
}
