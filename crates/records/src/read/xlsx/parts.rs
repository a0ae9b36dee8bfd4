//! What a workbook says of itself: its sheets, where its texts are, and which of its styles are dates.

use quick_xml::events::Event;

use super::xml::{Xml, attribute, refused};
use crate::messages;
use crate::read::archive::Archive;
use crate::read::sink::ReadError;

/// Most sheets and most styles.
const MOST: usize = 65_536;

/// Dates among the formats that are not spelled out, the Chinese and Japanese ones too.
const DATES: [std::ops::RangeInclusive<u32>; 4] = [14..=22, 27..=36, 45..=47, 50..=58];

/// What is known of a workbook before its rows.
#[derive(Debug, Default)]
pub(super) struct Workbook {
    /// Names and paths of the sheets in their order.
    pub(super) sheets: Vec<(String, String)>,
    /// Path of the texts that the cells share.
    pub(super) strings: Option<String>,
    /// Whether days are counted from 1904 on.
    pub(super) is_1904: bool,
    /// Whether a style shows a date, by its number.
    is_date: Vec<bool>,
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
        let (directory, name) = main.rsplit_once('/').unwrap_or(("", &main));
        let related = relationships(archive, directory, &joined(directory, &format!("_rels/{name}.rels")))?;
        let of_kind = |kind: &str| related.iter().find(|one| one.kind == kind).map(|one| one.path.clone());
        let mut workbook = Self { strings: of_kind("sharedStrings"), ..Self::default() };
        let mut xml = part(archive, &main)?;
        loop {
            match xml.next()? {
                Event::Start(element) if element.local_name().as_ref() == "workbookPr" => {
                    workbook.is_1904 =
                        attribute(&element, "date1904").is_some_and(|value| value == "1" || value == "true");
                }
                Event::Start(element) if element.local_name().as_ref() == "sheet" => {
                    let id = attribute(&element, "id").unwrap_or_default();
                    let name = attribute(&element, "name").unwrap_or_default();
                    let sheet = related.iter().find(|one| one.id == id && one.kind == "worksheet");
                    workbook.sheets.extend(sheet.map(|sheet| (name, sheet.path.clone())));
                    if workbook.sheets.len() > MOST {
                        return Err(refused(messages::many_sheets()));
                    }
                }
                Event::Eof => break,
                _ => {}
            }
        }
        drop(xml);
        if let Some(path) = of_kind("styles").filter(|path| archive.find(path).is_some()) {
            workbook.read_styles(archive, &path)?;
        }
        Ok(workbook)
    }

    /// Whether cells of this style show a date.
    pub(super) fn is_date(&self, style: usize) -> bool {
        self.is_date.get(style).copied().unwrap_or_default()
    }

    fn read_styles(&mut self, archive: &mut Archive, path: &str) -> Result<(), ReadError> {
        let (mut dates, mut is_cells) = (Vec::new(), false);
        let mut xml = part(archive, path)?;
        loop {
            match xml.next()? {
                Event::Start(element) => match element.local_name().as_ref() {
                    "cellXfs" => is_cells = true,
                    "numFmt" => {
                        let id = attribute(&element, "numFmtId").and_then(|id| id.parse::<u32>().ok());
                        let code = attribute(&element, "formatCode").unwrap_or_default();
                        dates.extend(id.filter(|_| dates.len() < MOST && shows_date(&code)));
                    }
                    "xf" if is_cells && self.is_date.len() < MOST => {
                        let id = attribute(&element, "numFmtId").and_then(|id| id.parse().ok()).unwrap_or_default();
                        self.is_date.push(dates.contains(&id) || DATES.iter().any(|dates| dates.contains(&id)));
                    }
                    _ => {}
                },
                Event::End(element) if element.local_name().as_ref() == "cellXfs" => is_cells = false,
                Event::Eof => return Ok(()),
                _ => {}
            }
        }
    }
}

/// A part of the workbook, by its path.
pub(super) fn part<'a>(archive: &'a mut Archive, path: &str) -> Result<Xml<impl std::io::Read + 'a>, ReadError> {
    let index = archive.find(path).ok_or_else(|| messages::no_part(path))?;
    Ok(Xml::new(archive.member(index)?))
}

fn relationships(archive: &mut Archive, directory: &str, path: &str) -> Result<Vec<Relationship>, ReadError> {
    let mut found = Vec::new();
    if archive.find(path).is_none() {
        return Ok(found);
    }
    let mut xml = part(archive, path)?;
    loop {
        match xml.next()? {
            Event::Start(element) if element.local_name().as_ref() == "Relationship" => {
                let value = |name| attribute(&element, name).unwrap_or_default();
                let kind = value("Type").rsplit('/').next().unwrap_or_default().to_owned();
                found.push(Relationship { id: value("Id"), kind, path: joined(directory, &value("Target")) });
                if found.len() > MOST {
                    return Err(refused(messages::many_relationships()));
                }
            }
            Event::Eof => return Ok(found),
            _ => {}
        }
    }
}

/// A path in the archive; one that begins with a slash begins at its root.
fn joined(directory: &str, path: &str) -> String {
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

/// Whether a format has letters of a date or time outside of quotes, brackets and escapes.
fn shows_date(code: &str) -> bool {
    let mut letters = code.chars();
    while let Some(letter) = letters.next() {
        match letter {
            '"' => drop(letters.by_ref().find(|letter| *letter == '"')),
            '[' => {
                let inner: String = letters.by_ref().take_while(|letter| *letter != ']').collect();
                if matches!(inner.as_str(), "h" | "hh" | "m" | "mm" | "s" | "ss") {
                    return true;
                }
            }
            '\\' | '_' | '*' => drop(letters.next()),
            'y' | 'Y' | 'm' | 'M' | 'd' | 'D' | 'h' | 'H' | 's' | 'S' => return true,
            _ => {}
        }
    }
    false
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn formats_of_dates_are_told_from_those_of_numbers() {
        for code in ["yyyy\\-mm\\-dd\\ hh:mm:ss\\ \"UTC\"", "[$-804]yyyy\"年\"m\"月\"", "[h]:mm", "d"] {
            assert!(shows_date(code), "{code}");
        }
        for code in ["General", "0.00", "\"days\" 0", "[Red]0", "\\d0", "#,##0_m"] {
            assert!(!shows_date(code), "{code}");
        }
    }

    #[test]
    fn paths_of_parts_stay_in_the_archive() {
        assert_eq!(joined("xl", "worksheets/sheet1.xml"), "xl/worksheets/sheet1.xml");
        assert_eq!(joined("xl", "/xl/styles.xml"), "xl/styles.xml");
        assert_eq!(joined("xl", "../../../etc/passwd"), "etc/passwd");
    }
}
