//! The texts that the cells of a workbook share: one after another in one piece of memory, which is bounded.

use std::io::Read;

use quick_xml::events::Event;

use super::value::unescape;
use super::xml::{Xml, add_text};
use crate::messages;
use crate::read::sink::ReadError;

#[derive(Debug, Default)]
pub(super) struct Strings {
    text: String,
    ends: Vec<usize>,
}

impl Strings {
    pub(super) fn read(mut xml: Xml<impl Read>, most: usize) -> Result<Self, ReadError> {
        let mut strings = Self::default();
        let (mut item, mut is_text, mut is_phonetic) = (String::new(), false, false);
        loop {
            match xml.next()? {
                Event::Start(element) => match element.local_name().as_ref() {
                    "si" => item.clear(),
                    // How a text is spoken is not the text.
                    "rPh" => is_phonetic = true,
                    "t" => is_text = !is_phonetic,
                    _ => {}
                },
                Event::End(element) => match element.local_name().as_ref() {
                    "si" => strings.add(&unescape(&item), most)?,
                    "rPh" => is_phonetic = false,
                    "t" => is_text = false,
                    _ => {}
                },
                Event::Eof => return Ok(strings),
                event if is_text => {
                    add_text(&event, &mut item)?;
                    if item.len() > most {
                        return Err(too_large(most));
                    }
                }
                _ => {}
            }
        }
    }

    fn add(&mut self, text: &str, most: usize) -> Result<(), ReadError> {
        self.text.push_str(text);
        self.ends.push(self.text.len());
        if self.text.len() + self.ends.len() * size_of::<usize>() > most { Err(too_large(most)) } else { Ok(()) }
    }

    /// The text of this number.
    pub(super) fn get(&self, index: usize) -> Option<&str> {
        let end = *self.ends.get(index)?;
        let start = index.checked_sub(1).map_or(0, |before| self.ends[before]);
        self.text.get(start..end)
    }
}

fn too_large(most: usize) -> ReadError {
    messages::many_texts(most).into()
}
