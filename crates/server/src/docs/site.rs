//! The pages and their files.

use std::sync::OnceLock;

use super::assets::{Asset, digest};
use super::reference::ReferenceError;
use super::{console, openapi, reference};

/// Path of the files of the pages: a digest of all of them, and the name.
pub(crate) const ASSETS: &str = "/assets/{version}/{name}";

/// The pages and their files.
pub(crate) struct Site {
    version: String,
    files: Vec<Asset>,
    pub(crate) console: Asset,
    pub(crate) reference: Asset,
    /// The OpenAPI document.
    pub(crate) document: Asset,
}

/// The pages, prepared at the first call.
///
/// # Errors
/// A compiled-in file is invalid.
pub(crate) fn site() -> Result<&'static Site, ReferenceError> {
    static SITE: OnceLock<Site> = OnceLock::new();
    if let Some(site) = SITE.get() {
        return Ok(site);
    }
    let mut files = Vec::from(console::files());
    files.extend(reference::files()?);
    let version = digest(files.iter().map(Asset::content));
    let assets = format!("/assets/{version}");
    let document = openapi::json().map_err(|error| ReferenceError::from(&*error))?;
    let site = Site {
        console: console::page(&assets),
        reference: reference::own_page(&assets)?,
        document: Asset::document("openapi.json", "application/json", document),
        version,
        files,
    };
    Ok(SITE.get_or_init(|| site))
}

impl Site {
    /// A file of the pages.
    pub(crate) fn file(&self, version: &str, name: &str) -> Option<&Asset> {
        self.files.iter().find(|file| version == self.version && file.name == name)
    }
}
