//! The corrections of an import. Their log has no versions, so that it is written with the commit; until then they wait in a
//! file without a name, because their number has no limit.

use std::fs::File;
use std::io::{self, BufReader, BufWriter, Read, Seek, Write};

use deskledger_server::{Corrections, StoreError};

use crate::messages;
use crate::node::Node;

/// Corrections of one insert.
const SLICE: u64 = 500;

/// The corrections of the rows written so far.
#[derive(Default)]
pub(crate) struct Waiting {
    file: Option<BufWriter<File>>,
    number: u64,
}

/// A correction: the start and the key of its record, its field, the old value and the new one.
type Correction = (i64, [String; 4]);

impl Waiting {
    /// Adds the corrections of a record.
    pub(crate) fn add(&mut self, (start, key): &(i64, String), corrections: &Corrections) -> Result<(), StoreError> {
        let mut add = || {
            let file = match &mut self.file {
                Some(file) => file,
                None => self.file.insert(BufWriter::new(deskledger_records::temporary_file()?)),
            };
            for (field, old, new) in corrections {
                self.number += 1;
                file.write_all(&start.to_le_bytes())?;
                for text in [key, *field, old, new] {
                    file.write_all(&(text.len() as u64).to_le_bytes())?;
                    file.write_all(text.as_bytes())?;
                }
            }
            Ok(())
        };
        add().map_err(failed)
    }

    /// Writes the log; false if there are none.
    pub(crate) fn log(self, node: &Node, project_id: &str) -> Result<bool, StoreError> {
        let Self { file: Some(file), number } = self else { return Ok(false) };
        let file = file.into_inner().map_err(|error| failed(error.into_error()))?;
        read(file, number, |corrections| {
            let places = vec!["(?, ?, ?, ?, ?, ?)"; corrections.len()].join(", ");
            let sql = format!("INSERT INTO corrections (project_id, start, key, field, old, new) VALUES {places}");
            let mut insert = node.query(&sql);
            for (start, [key, field, old, new]) in corrections {
                insert = insert.bind(project_id).bind(start).bind(key).bind(field).bind(old).bind(new);
            }
            node.run(insert)
        })?;
        Ok(true)
    }
}

/// Passes so many corrections to `each`, slice by slice.
fn read(
    mut file: File,
    mut number: u64,
    mut each: impl FnMut(&[Correction]) -> Result<(), StoreError>,
) -> Result<(), StoreError> {
    file.rewind().map_err(failed)?;
    let mut file = BufReader::new(file);
    while number > 0 {
        let slice = (0..number.min(SLICE)).map(|_| read_one(&mut file)).collect::<io::Result<Vec<_>>>();
        each(&slice.map_err(failed)?)?;
        number = number.saturating_sub(SLICE);
    }
    Ok(())
}

fn read_one(file: &mut impl Read) -> io::Result<Correction> {
    let mut number = [0; 8];
    file.read_exact(&mut number)?;
    let start = i64::from_le_bytes(number);
    let mut texts = [const { String::new() }; 4];
    for text in &mut texts {
        file.read_exact(&mut number)?;
        let length = u64::from_le_bytes(number);
        if file.by_ref().take(length).read_to_string(text)? as u64 != length {
            return Err(io::ErrorKind::UnexpectedEof.into());
        }
    }
    Ok((start, texts))
}

fn failed(error: io::Error) -> StoreError {
    StoreError::new(messages::corrections(), error)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn corrections_come_back_in_slices_as_they_were() {
        let mut waiting = Waiting::default();
        let correction = |number: i64| -> Corrections {
            vec![("user_name", format!("old\n{number}"), String::new()), ("desktop_id", "张三".repeat(900), "b".into())]
        };
        for number in 0..700 {
            waiting.add(&(-number, format!("1{number}")), &correction(number)).unwrap();
        }
        let Waiting { file, number } = waiting;
        let (mut found, mut sizes) = (Vec::new(), Vec::new());
        let each = |slice: &[Correction]| {
            sizes.push(slice.len());
            found.extend_from_slice(slice);
            Ok(())
        };
        read(file.unwrap().into_inner().unwrap(), number, each).unwrap();
        assert_eq!(sizes, [500, 500, 400]);
        let expected = (0..700).flat_map(|number| {
            let key = (-number, format!("1{number}"));
            correction(number)
                .into_iter()
                .map(move |(field, old, new)| (key.0, [key.1.clone(), field.into(), old, new]))
        });
        assert!(found.into_iter().eq(expected));
    }
}
