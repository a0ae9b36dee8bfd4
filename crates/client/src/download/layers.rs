//! The encodings around a file, removed layer by layer while it streams: Content-Encoding, a multipart body, gzip, a
//! ZIP archive with one file.

use std::collections::VecDeque;

use bytes::Bytes;

use super::gunzip::Gunzip;
use super::multipart::{self, BrokenWrapper, Unwrap};
use super::name;
use super::unzip::Unzip;
use crate::content::FileFormat;
use crate::error::{Error, Remedy};
use crate::messages;

/// Maximum number of layers besides Content-Encoding: a ZIP archive in gzip in a multipart body has three.
const MOST: usize = 3;

/// Maximum number of compressed bytes that are kept while the format is unknown. They do not grow unless what stands before
/// the file, such as hidden files of an archive, is longer than that.
const MAX_KEPT: usize = 4 << 20;

enum Layer {
    /// Content-Encoding of the body.
    Encoding(Gunzip),
    Multipart(Unwrap, Bytes),
    Gzip(Gunzip),
    Zip(Unzip),
}

/// Layers of a file, the outermost first, each with its pending input.
#[derive(Default)]
pub(super) struct Layers {
    layers: Vec<(Layer, VecDeque<Bytes>)>,
    /// Bytes of the body that no layer has consumed yet.
    input: VecDeque<Bytes>,
    /// Input of the first compressed layer so far, kept during format detection.
    pub(super) compressed: Option<(usize, Vec<Bytes>)>,
    /// Memory of the pieces of that input.
    kept: usize,
}

impl Layers {
    /// Starts with Content-Encoding gzip, or without layers.
    pub(super) fn new(is_gzip: bool) -> Self {
        let layers = is_gzip.then(|| (Layer::Encoding(Gunzip::of_body()), VecDeque::new()));
        Self { layers: layers.into_iter().collect(), ..Self::default() }
    }

    pub(super) fn is_none(&self) -> bool {
        self.layers.is_empty()
    }

    /// Names of the removed encodings, the outermost first.
    pub(super) fn names(&self) -> Vec<&'static str> {
        let name = |layer: &Layer| match layer {
            Layer::Encoding(_) => None,
            Layer::Multipart(..) => Some("multipart"),
            Layer::Gzip(_) => Some("gzip"),
            Layer::Zip(_) => Some("zip"),
        };
        self.layers.iter().filter_map(|(layer, _)| name(layer)).collect()
    }

    /// Removes the encoding that starts with `beginning`, if any; `front` holds the bytes examined so far.
    ///
    /// # Errors
    /// There are too many: what is inside has not been checked.
    pub(super) fn strip(
        &mut self,
        beginning: &[u8],
        decompresses: bool,
        front: &mut VecDeque<Bytes>,
    ) -> Result<bool, Error> {
        let layer = match FileFormat::by_signature(beginning) {
            Some(FileFormat::Gzip) if decompresses => Layer::Gzip(Gunzip::of_file()),
            Some(FileFormat::Zip) if decompresses && !FileFormat::is_office_document(beginning) => {
                Layer::Zip(Unzip::default())
            }
            Some(_) => return Ok(false),
            None => match multipart::boundary(beginning) {
                Some(boundary) => Layer::Multipart(Unwrap::new(boundary), Bytes::new()),
                None => return Ok(false),
            },
        };
        if self.names().len() >= MOST {
            let error = Error::unexpected_content(messages::many_encodings(MOST), None);
            return Err(error.with_remedy(Remedy::Raw));
        }
        if self.compressed.is_none() && matches!(layer, Layer::Gzip(_) | Layer::Zip(_)) {
            self.compressed = Some((self.layers.len(), Vec::new()));
        }
        self.layers.push((layer, std::mem::take(front)));
        Ok(true)
    }

    /// Whether there is a ZIP archive that is valid, but cannot be decompressed as a stream.
    pub(super) fn is_not_streamable(&self) -> bool {
        self.layers.iter().any(|(layer, _)| matches!(layer, Layer::Zip(unzip) if unzip.is_not_streamable))
    }

    /// Keeps gzip and ZIP: returns the examined bytes as received.
    pub(super) fn leave_compressed(&mut self) -> Option<VecDeque<Bytes>> {
        let (at, came) = self.compressed.take()?;
        let mut front = VecDeque::from(came);
        if let Some((_, waiting)) = self.layers.get_mut(at) {
            front.append(waiting);
        }
        self.layers.truncate(at);
        Some(front)
    }

    /// Adds bytes of the body.
    pub(super) fn push(&mut self, bytes: Bytes) {
        self.input.push_back(bytes);
    }

    /// The next bytes of the file; `None` if more of the body is needed.
    pub(super) fn next(&mut self) -> Result<Option<Bytes>, Error> {
        self.out_of(self.layers.len())
    }

    /// The next output of the first `depth` layers.
    fn out_of(&mut self, depth: usize) -> Result<Option<Bytes>, Error> {
        let Some(at) = depth.checked_sub(1) else { return Ok(self.input.pop_front()) };
        loop {
            if let Some(bytes) = self.layers[at].0.next()? {
                return Ok(Some(bytes));
            }
            let waiting = self.layers[at].1.pop_front();
            let bytes = if waiting.is_some() { waiting } else { self.out_of(at)? };
            let Some(bytes) = bytes else { return Ok(None) };
            if let Some((first, came)) = &mut self.compressed
                && *first == at
            {
                if self.kept > MAX_KEPT {
                    let error = Error::unexpected_content(messages::late_content(MAX_KEPT), None);
                    return Err(error.with_remedy(Remedy::Raw));
                }
                self.kept += bytes.len() + size_of::<Bytes>();
                came.push(bytes.clone());
            }
            self.layers[at].0.push(bytes)?;
        }
    }

    /// Checks that all layers are complete at the end of the body, once [`Layers::next`] has returned `None`.
    pub(super) fn finish(&self) -> Result<(), Error> {
        self.layers.iter().try_for_each(|(layer, _)| layer.finish())
    }

    /// File name stated inside the encodings, and the media type next to it.
    pub(super) fn inner_name(&self) -> Option<String> {
        self.layers.iter().rev().find_map(|(layer, _)| match layer {
            Layer::Multipart(unwrap, _) => unwrap.file_name.clone(),
            Layer::Zip(unzip) => unzip.file_name.clone(),
            _ => None,
        })
    }

    pub(super) fn inner_media_type(&self) -> Option<&str> {
        self.layers.iter().rev().find_map(|(layer, _)| match layer {
            Layer::Multipart(unwrap, _) => unwrap.media_type.as_deref(),
            _ => None,
        })
    }

    /// The suggested name `outer` of the encoded file, without the extension of its encoding.
    pub(super) fn without_ending(&self, outer: String) -> Option<String> {
        let ending = match self.layers.last() {
            Some((Layer::Gzip(_), _)) => ".gz",
            Some((Layer::Zip(_), _)) => ".zip",
            _ => return Some(outer),
        };
        let stem = outer.len().checked_sub(ending.len()).and_then(|at| outer.split_at_checked(at));
        match stem {
            Some((stem, end)) if end.eq_ignore_ascii_case(ending) => name::safe(stem),
            _ => Some(outer),
        }
    }
}

impl Layer {
    fn push(&mut self, bytes: Bytes) -> Result<(), Error> {
        match self {
            Self::Encoding(gunzip) | Self::Gzip(gunzip) => gunzip.push(bytes),
            Self::Zip(unzip) => unzip.push(bytes),
            Self::Multipart(unwrap, content) => *content = unwrap.push(&bytes).map_err(not_unwrapped)?,
        }
        Ok(())
    }

    fn next(&mut self) -> Result<Option<Bytes>, Error> {
        match self {
            Self::Encoding(gunzip) | Self::Gzip(gunzip) => gunzip.next(),
            Self::Zip(unzip) => unzip.next(),
            Self::Multipart(_, content) => Ok(Some(std::mem::take(content)).filter(|bytes| !bytes.is_empty())),
        }
    }

    fn finish(&self) -> Result<(), Error> {
        match self {
            Self::Encoding(gunzip) | Self::Gzip(gunzip) => gunzip.finish(),
            Self::Zip(unzip) => unzip.finish(),
            Self::Multipart(unwrap, _) => unwrap.finish().map_err(not_unwrapped),
        }
    }
}

fn not_unwrapped(why: BrokenWrapper) -> Error {
    let text = match why {
        BrokenWrapper::AnotherPart => messages::another_part(),
        BrokenWrapper::Open => messages::not_closed(),
        BrokenWrapper::LongHeaders => messages::long_part_headers(),
    };
    Error::unexpected_content(text, None)
}
