//! The texts that the cells of a workbook share: one after another in one piece of memory, which is bounded.

use std::io::Read;

use super::value::unescape;
use super::xml::Xml;
use crate::messages;
use crate::read::sink::ReadError;

#[derive(Debug, Default)]
pub(super) struct Strings {
    text: String,
    ends: Vec<usize>,
}

impl Strings {
    pub(super) fn read(mut xml: Xml<impl Read>, max: usize) -> Result<Self, ReadError> {
        let (mut strings, mut item) = (Self::default(), String::new());
        while let Some(element) = xml.child()? {
            match element.name() {
                "si" => {
                    item.clear();
                    xml.rich_text(&mut item, max)?;
                    strings.add(&unescape(&item), max)?;
                }
                _ => xml.skip()?,
            }
        }
        Ok(strings)
    }

    fn add(&mut self, text: &str, max: usize) -> Result<(), ReadError> {
        self.text.push_str(text);
        self.ends.push(self.text.len());
        let size = self.text.len() + self.ends.len() * size_of::<usize>();
        if size > max { Err(messages::many_texts(max).into()) } else { Ok(()) }
    }

    pub(super) fn get(&self, index: usize) -> Option<&str> {
        let end = *self.ends.get(index)?;
        let start = index.checked_sub(1).map_or(0, |before| self.ends[before]);
        self.text.get(start..end)
    }
}
