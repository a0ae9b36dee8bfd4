//! Downloads: files as streams, or saved atomically.

mod body;
mod checks;
pub(crate) mod content_range;
mod digest;
mod gunzip;
mod layers;
mod metadata;
#[doc(hidden)]
pub mod multipart;
pub(crate) mod name;
mod options;
mod part_file;
mod progress;
mod save;
mod stream;
mod target;
mod unzip;
mod writer;

pub use name::safe as safe_file_name;
pub use options::SaveOptions;
pub use part_file::PartFile;
pub use progress::Progress;
pub use save::SavedFile;
pub use stream::Download;
