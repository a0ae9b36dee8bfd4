//! The chunk of a column of texts. The library looks up, copies and compares each text several times; here each has been
//! looked up once, and only distinct ones are compared.

use bytes::Bytes;
use parquet::basic::{Encoding, Type};
use parquet::column::page::{CompressedPage, Page, PageWriteSpec, PageWriter};
use parquet::column::writer::ColumnCloseResult;
use parquet::data_type::ByteArray;
use parquet::errors::ParquetError;
use parquet::file::metadata::{ColumnChunkMetaData, ColumnIndexBuilder, OffsetIndexBuilder};
use parquet::file::properties::WriterPropertiesPtr;
use parquet::file::statistics::{Statistics, ValueStatistics};
use parquet::file::writer::{SerializedPageWriter, TrackedWrite};
use parquet::schema::types::ColumnDescPtr;
use zstd::bulk::Compressor;
use zstd::zstd_safe::compress_bound;

use super::packed::{delta_lengths, hybrid};
use super::texts::Texts;

/// Bytes after which a page ends.
const PAGE: usize = 1 << 20;

/// Maximum length of a bound in statistics, in bytes.
const MAX_BOUND: usize = 64;

/// The output of a group of rows, and memory that is used again.
pub(super) struct Output {
    pub(super) out: TrackedWrite<Vec<u8>>,
    pub(super) properties: WriterPropertiesPtr,
    compressor: Compressor<'static>,
    values: Vec<u8>,
    content: Vec<u8>,
    compressed: Vec<u8>,
}

impl Output {
    pub(super) fn new(properties: WriterPropertiesPtr, level: i32) -> Result<Self, ParquetError> {
        let (out, compressor) = (TrackedWrite::new(Vec::new()), Compressor::new(level)?);
        Ok(Self { out, properties, compressor, values: Vec::new(), content: Vec::new(), compressed: Vec::new() })
    }

    /// The bytes of the group; those of the next one are written to `memory`.
    pub(super) fn take(&mut self, mut memory: Vec<u8>) -> Result<Bytes, ParquetError> {
        memory.clear();
        std::mem::replace(&mut self.out, TrackedWrite::new(memory)).into_inner().map(Bytes::from)
    }
}

struct Chunk<'o> {
    output: &'o mut Output,
    uncompressed: usize,
    offsets: OffsetIndexBuilder,
    bounds: ColumnIndexBuilder,
    data_offset: Option<u64>,
}

impl Chunk<'_> {
    /// Writes a page of what the output has as its content.
    fn page(&mut self, page: impl FnOnce(Bytes) -> Page) -> Result<PageWriteSpec, ParquetError> {
        let Output { out, compressor, content, compressed, .. } = &mut *self.output;
        compressed.clear();
        compressed.reserve(compress_bound(content.len()));
        compressor.compress_to_buffer(content, compressed)?;
        let bytes = Bytes::from(std::mem::take(compressed));
        let page = CompressedPage::new(page(bytes.clone()), content.len());
        let written = SerializedPageWriter::new(out).write_page(page)?;
        // No copy: the page is gone.
        *compressed = Vec::from(bytes);
        self.uncompressed += written.uncompressed_size;
        Ok(written)
    }

    /// Writes a page of rows with the values of the output, which are left empty, and with the least and the greatest one.
    fn data_page(
        &mut self,
        (rows, levels): (usize, Option<&[i16]>),
        encoding: Encoding,
        bounds: Option<(&str, &str)>,
    ) -> Result<(), ParquetError> {
        let Output { values, content, .. } = &mut *self.output;
        content.clear();
        if let Some(levels) = levels {
            content.extend([0; 4]);
            hybrid(content, levels.iter().map(|level| u32::from(*level == 1)), 1);
            let length = (content.len() as u32 - 4).to_le_bytes();
            content.splice(..4, length);
        }
        content.append(values);
        let written = self.page(|buf| Page::DataPage {
            buf,
            num_values: rows as u32,
            encoding,
            def_level_encoding: Encoding::RLE,
            rep_level_encoding: Encoding::RLE,
            statistics: None,
        })?;
        self.data_offset.get_or_insert(written.offset);
        self.offsets.append_row_count(rows as i64);
        self.offsets.append_offset_and_size(written.offset as i64, written.compressed_size as i32);
        let (least, greatest) = bounds.map(|(least, greatest)| (lower(least), upper(greatest))).unwrap_or_default();
        self.bounds.append(bounds.is_none(), least, greatest, nulls(levels), None);
        Ok(())
    }
}

/// Writes the chunk, and returns its description.
pub(super) fn encode(
    texts: &Texts,
    levels: Option<&[i16]>,
    descriptor: &ColumnDescPtr,
    output: &mut Output,
) -> Result<ColumnCloseResult, ParquetError> {
    let rows = levels.map_or(texts.len(), <[i16]>::len);
    let (start, properties) = (output.out.bytes_written(), output.properties.clone());
    let mut chunk = Chunk {
        output,
        uncompressed: 0,
        offsets: OffsetIndexBuilder::new(),
        bounds: ColumnIndexBuilder::new(Type::BYTE_ARRAY),
        data_offset: None,
    };
    let mut encodings = vec![Encoding::RLE, Encoding::PLAIN];
    let (bounds, dictionary_offset) = match texts.indices().filter(|indices| !indices.is_empty()) {
        Some(indices) => {
            chunk.output.content.clear();
            texts.list.iter().for_each(|text| plain(&mut chunk.output.content, text));
            let encoding = properties.dictionary_page_encoding();
            let (num_values, is_sorted) = (texts.list.len() as u32, false);
            let page = chunk.page(|buf| Page::DictionaryPage { buf, num_values, encoding, is_sorted })?;
            let width = u32::BITS - (num_values - 1).leading_zeros();
            chunk.output.values.push(width as u8);
            hybrid(&mut chunk.output.values, indices.iter().copied(), width);
            let encoding = properties.dictionary_data_page_encoding();
            encodings.push(encoding);
            let bounds = widen(None, texts.list.iter());
            chunk.data_page((rows, levels), encoding, bounds)?;
            (bounds, Some(page.offset as i64))
        }
        None => {
            let (mut all, mut bounds, mut page_bounds) = (texts.list.iter(), None, None);
            let (mut lengths, mut size, mut start, mut first) = (Vec::new(), 0, 0, 0);
            for row in 1..=rows {
                let is_present = levels.is_none_or(|levels| levels.get(row - 1) == Some(&1));
                if let Some(text) = if is_present { all.next() } else { None } {
                    lengths.push(text.len() as i64);
                    size += text.len();
                    page_bounds = widen(page_bounds, [text]);
                }
                if size >= PAGE || row == rows {
                    // Without values, there is nothing that a reader could take for a wrong header.
                    let encoding = if lengths.is_empty() { Encoding::PLAIN } else { Encoding::DELTA_LENGTH_BYTE_ARRAY };
                    delta_lengths(&mut chunk.output.values, &lengths);
                    chunk.output.values.extend_from_slice(texts.list.bytes(start..start + size));
                    let levels = levels.and_then(|levels| levels.get(first..row));
                    chunk.data_page((row - first, levels), encoding, page_bounds)?;
                    bounds = widen(bounds, page_bounds.take().into_iter().flat_map(|(least, most)| [least, most]));
                    (start, first) = (start + size, row);
                    lengths.clear();
                    size = 0;
                }
            }
            encodings.extend(bounds.map(|_| Encoding::DELTA_LENGTH_BYTE_ARRAY));
            (bounds, None)
        }
    };
    let (least, greatest) = bounds.map(|(least, greatest)| (lower(least), upper(greatest))).unzip();
    let is_exact = |bound: Option<&str>| bound.is_some_and(|bound| bound.len() <= MAX_BOUND);
    let statistics = ValueStatistics::new(
        least.map(ByteArray::from),
        greatest.map(ByteArray::from),
        None,
        Some(nulls(levels) as u64),
        false,
    )
    .with_min_is_exact(is_exact(bounds.map(|bounds| bounds.0)))
    .with_max_is_exact(is_exact(bounds.map(|bounds| bounds.1)));
    let bytes_written = (chunk.output.out.bytes_written() - start) as u64;
    let metadata = ColumnChunkMetaData::builder(descriptor.clone())
        .set_compression(properties.compression(descriptor.path()))
        .set_encodings(encodings)
        .set_total_compressed_size(bytes_written as i64)
        .set_total_uncompressed_size(chunk.uncompressed as i64)
        .set_num_values(rows as i64)
        .set_data_page_offset(chunk.data_offset.unwrap_or_default() as i64)
        .set_dictionary_page_offset(dictionary_offset)
        .set_statistics(Statistics::ByteArray(statistics))
        .build()?;
    Ok(ColumnCloseResult {
        bytes_written,
        rows_written: rows as u64,
        metadata,
        bloom_filter: None,
        column_index: Some(chunk.bounds.build()?),
        offset_index: Some(chunk.offsets.build()),
    })
}

/// A text behind its length.
fn plain(out: &mut Vec<u8>, text: &str) {
    out.extend((text.len() as u32).to_le_bytes());
    out.extend_from_slice(text.as_bytes());
}

fn nulls(levels: Option<&[i16]>) -> i64 {
    levels.map_or(0, |levels| levels.iter().filter(|level| **level == 0).count() as i64)
}

/// The least and the greatest text of those bounded and others.
fn widen<'t>(
    bounds: Option<(&'t str, &'t str)>,
    texts: impl IntoIterator<Item = &'t str>,
) -> Option<(&'t str, &'t str)> {
    texts.into_iter().fold(bounds, |bounds, text| match bounds {
        Some((least, greatest)) => Some((least.min(text), greatest.max(text))),
        None => Some((text, text)),
    })
}

/// A text of at most `MAX_BOUND` bytes that is not greater.
fn lower(text: &str) -> Vec<u8> {
    prefix(text).as_bytes().to_vec()
}

/// A short text that is not less; the text itself if there is none.
fn upper(text: &str) -> Vec<u8> {
    let mut short = prefix(text).to_owned();
    if short.len() == text.len() {
        return text.as_bytes().to_vec();
    }
    while let Some(last) = short.pop() {
        if let Some(next) = char::from_u32(u32::from(last) + 1) {
            short.push(next);
            return short.into_bytes();
        }
    }
    text.as_bytes().to_vec()
}

fn prefix(text: &str) -> &str {
    if text.len() <= MAX_BOUND {
        return text;
    }
    // A character has at most four bytes.
    (MAX_BOUND - 3..=MAX_BOUND).rev().find_map(|end| text.get(..end)).unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use std::io::Write;
    use std::sync::Arc;

    use parquet::basic::{Compression, LogicalType, Repetition};
    use parquet::column::reader::ColumnReader;
    use parquet::file::properties::WriterProperties;
    use parquet::file::reader::{FileReader, SerializedFileReader};
    use parquet::file::serialized_reader::ReadOptionsBuilder;
    use parquet::file::writer::SerializedFileWriter;
    use parquet::schema::types::Type as SchemaType;

    use super::*;

    /// A file of one column.
    fn file_of(texts: &[Option<String>], repetition: Repetition) -> SerializedFileReader<Bytes> {
        let column = SchemaType::primitive_type_builder("text", Type::BYTE_ARRAY)
            .with_logical_type(Some(LogicalType::String))
            .with_repetition(repetition);
        let schema = SchemaType::group_type_builder("s").with_fields(vec![Arc::new(column.build().unwrap())]);
        let zstd = Compression::ZSTD(Default::default());
        let properties = Arc::new(WriterProperties::builder().set_compression(zstd).build());
        let schema = Arc::new(schema.build().unwrap());
        let mut file = SerializedFileWriter::new(Vec::new(), schema, properties.clone()).unwrap();
        let descriptor = file.schema_descr().column(0);
        let levels: Vec<i16> = texts.iter().map(|text| i16::from(text.is_some())).collect();
        let levels = (repetition == Repetition::OPTIONAL).then_some(&*levels);
        let mut all = Texts::new();
        texts.iter().flatten().for_each(|text| assert!(all.push(text) <= text.len().max(4)));
        let mut output = Output::new(properties, 1).unwrap();
        // Not at the start of a group.
        output.out.write_all(b"before").unwrap();
        let close = encode(&all, levels, &descriptor, &mut output).unwrap();
        let mut group = file.next_row_group().unwrap();
        group.append_column(&output.take(Vec::new()).unwrap(), close).unwrap();
        group.close().unwrap();
        let options = ReadOptionsBuilder::new().with_page_index().build();
        SerializedFileReader::new_with_options(Bytes::from(file.into_inner().unwrap()), options).unwrap()
    }

    fn read(file: &SerializedFileReader<Bytes>) -> Vec<Option<String>> {
        let group = file.get_row_group(0).unwrap();
        let ColumnReader::ByteArrayColumnReader(mut reader) = group.get_column_reader(0).unwrap() else { panic!() };
        let (mut values, mut levels) = (Vec::new(), Vec::new());
        let rows = file.metadata().file_metadata().num_rows() as usize;
        reader.read_records(rows, Some(&mut levels), None, &mut values).unwrap();
        let mut values = values.into_iter().map(|value| value.as_utf8().unwrap().to_owned());
        match levels.is_empty() {
            true => values.map(Some).collect(),
            false => levels.into_iter().map(|level| (level == 1).then(|| values.next().unwrap())).collect(),
        }
    }

    #[test]
    fn every_shape_of_a_column_is_read_back_by_the_library() {
        let few = |distinct: usize| move |row: usize| Some(format!("text {}", row * row % distinct));
        type Text = Box<dyn Fn(usize) -> Option<String>>;
        let shapes: [(&str, Text); 14] = [
            ("one text", Box::new(|_| Some("same".into()))),
            ("two texts", Box::new(few(2))),
            ("texts of an odd width", Box::new(few(1009))),
            ("more texts than the sample", Box::new(|row| Some(format!("{}", row * 7919 % 5003)))),
            ("distinct texts", Box::new(|row| Some(format!("{row:036}")))),
            ("no text", Box::new(|_| None)),
            ("an empty text", Box::new(|_| Some(String::new()))),
            ("texts and none", Box::new(|row| (row % 3 > 0).then(|| format!("{}", row % 7)))),
            ("distinct texts and none", Box::new(|row| (row % 5 > 0).then(|| format!("{row}")))),
            (
                "long texts of which a few are distinct",
                Box::new(|row| Some(format!("{}{}", row % 5, "长".repeat(400)))),
            ),
            ("distinct texts of pages", Box::new(|row| Some(format!("{}{row}", "\u{10ffff}é".repeat(200))))),
            ("distinct texts of many lengths", Box::new(|row| Some(format!("{row:0$}", row * 7919 % 300)))),
            ("a page without texts", Box::new(|row| (row < 1024).then(|| format!("{row:01024}")))),
            ("a text that comes late", Box::new(|row| (row > 900).then(|| "late".to_owned()))),
        ];
        for (name, text) in shapes {
            for rows in [1, 7, 8, 1000, 7001] {
                let texts: Vec<_> = (0..rows).map(&text).collect();
                let file = file_of(&texts, Repetition::OPTIONAL);
                assert!(read(&file) == texts, "{name}, {rows} rows");
                check_bounds(&file, &texts, name);
                if texts.iter().all(Option::is_some) {
                    assert!(read(&file_of(&texts, Repetition::REQUIRED)) == texts, "{name}, {rows} rows, required");
                }
            }
        }
    }

    /// Statistics of the chunk and the page index are bounds, and exact if short.
    fn check_bounds(file: &SerializedFileReader<Bytes>, texts: &[Option<String>], name: &str) {
        let column = file.metadata().row_group(0).column(0);
        let (least, greatest) = (texts.iter().flatten().min(), texts.iter().flatten().max());
        let Some(Statistics::ByteArray(found)) = column.statistics() else { panic!("{name}") };
        assert_eq!(found.null_count_opt(), Some(texts.iter().filter(|text| text.is_none()).count() as u64), "{name}");
        let bound = |bound: Option<&ByteArray>| bound.map(|bound| bound.as_utf8().unwrap().to_owned());
        let (low, high) = (bound(found.min_opt()), bound(found.max_opt()));
        assert!(low.as_ref() <= least && high.as_ref() >= greatest, "{name}: {low:?} {high:?}");
        assert_eq!(low.as_ref() == least, found.min_is_exact() || least.is_none(), "{name}");
        assert_eq!(high.as_ref() == greatest, found.max_is_exact() || greatest.is_none(), "{name}");
        assert!([low, high].iter().flatten().all(|bound| bound.len() <= MAX_BOUND + 4), "{name}");
        let index = file.metadata().page_index().unwrap();
        let pages = index.offset_index(0, 0).unwrap().page_locations().len();
        assert_eq!(index.column_index(0, 0).unwrap().num_pages() as usize, pages, "{name}");
        let bytes: usize = texts.iter().flatten().map(|text| text.len() + 4).sum();
        assert!(pages <= 1 + bytes / PAGE, "{name}");
    }

    #[test]
    fn the_unlikely_bound_of_greatest_characters_is_still_a_bound() {
        let greatest = "\u{10ffff}".repeat(20);
        assert_eq!(upper(&greatest), greatest.as_bytes());
        assert_eq!(upper(&"a".repeat(65)), format!("{}b", "a".repeat(63)).as_bytes());
        assert_eq!(lower(&"é".repeat(33)), "é".repeat(32).as_bytes());
    }
}
