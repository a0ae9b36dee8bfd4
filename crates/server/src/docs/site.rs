//! The pages and their files, and the served document: openapi.yaml with the calls of the other documents.

use std::error::Error;
use std::io;
use std::sync::OnceLock;

use deskledger::{DOCUMENT, iam};
use serde_json::Value;

use super::assets::{Asset, digest};
use super::{console, reference};
use crate::generated;

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
pub(crate) fn site() -> io::Result<&'static Site> {
    static SITE: OnceLock<Site> = OnceLock::new();
    if let Some(site) = SITE.get() {
        return Ok(site);
    }
    let site = prepare().map_err(|error| io::Error::other(format!("rendering the API reference: {error}")))?;
    Ok(SITE.get_or_init(|| site))
}

fn prepare() -> Result<Site, Box<dyn Error + Send + Sync>> {
    let mut files = Vec::from(console::files());
    files.extend(reference::files()?);
    let version = digest(files.iter().map(|file| &file.content));
    let assets = format!("/assets/{version}");
    let document = merged()?;
    Ok(Site {
        console: console::page(&assets),
        document: Asset::document("openapi.json", "application/json", document.to_string()),
        reference: reference::own_page(&assets, document),
        version,
        files,
    })
}

impl Site {
    /// A file of the pages.
    pub(crate) fn file(&self, version: &str, name: &str) -> Option<&Asset> {
        self.files.iter().find(|file| version == self.version && file.name == name)
    }
}

/// All calls in one document; of components with the same name the first one is used.
fn merged() -> serde_json::Result<Value> {
    let mut merged = serde_json::from_str(DOCUMENT)?;
    for document in [generated::DOCUMENT, iam::DOCUMENT] {
        add(&mut merged, &serde_json::from_str(document)?);
    }
    Ok(merged)
}

fn add(merged: &mut Value, document: &Value) {
    for part in [&["paths"][..], &["components", "schemas"], &["components", "headers"]] {
        let added = part.iter().try_fold(document, |value, name| value.get(name)).and_then(Value::as_object);
        let existing = part.iter().fold(&mut *merged, |value, name| &mut value[*name]);
        for (name, value) in added.into_iter().flatten() {
            if existing.get(name).is_none() {
                existing[name] = value.clone();
            }
        }
    }
    if let (Some(tags), Some(added)) = (merged["tags"].as_array_mut(), document["tags"].as_array()) {
        let is_new = |tag: &&Value| !tags.iter().any(|other| other["name"] == tag["name"]);
        let added: Vec<Value> = added.iter().filter(is_new).cloned().collect();
        tags.extend(added);
    }
}
