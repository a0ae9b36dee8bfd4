//! Files on object storage: S3 by `s3://BUCKET/PATH`, configured by the variables `AWS_...`, or directories by `file:///PATH`.

use std::fs::File;
use std::io::{Read, Seek, Write};
use std::sync::Arc;
use std::time::Duration;

use deskledger_server::{Sealed, StoreError};
use object_store::aws::AmazonS3Builder;
use object_store::local::LocalFileSystem;
use object_store::path::Path;
use object_store::{MultipartUpload, ObjectStore, ObjectStoreExt, PutPayload, RetryConfig};
use sha2::{Digest, Sha256};
use url::Url;

use crate::messages;
use crate::node::Node;
use crate::versions::hex;

/// Bytes of one request, and what a file takes of the memory.
const PIECE: u64 = 8 << 20;

/// Time for which failed requests are repeated: an export waits for it.
const PATIENCE: Duration = Duration::from_secs(10);

type Error = Box<dyn std::error::Error + Send + Sync>;

/// The file of a sealed month, in a temporary file without a name; `None` if it is no longer needed. Any other content is
/// an error before its first record is read.
pub(crate) fn get(node: &Node, sealed: &Sealed, is_needed: &dyn Fn() -> bool) -> Result<Option<File>, StoreError> {
    let (store, path) = open(&sealed.url)?;
    let (size, sha256, url) = (sealed.bytes, sealed.sha256.clone(), sealed.url.clone());
    let file = async move {
        let (mut file, mut digest, mut at) = (deskledger_records::temporary_file()?, Sha256::new(), 0);
        while at < size {
            let end = size.min(at + PIECE);
            let piece = store.get_range(&path, at..end).await?;
            if piece.len() as u64 != end - at {
                return Err(messages::another_object(url).into());
            }
            digest.update(&piece);
            file.write_all(&piece)?;
            at = end;
        }
        if hex(&digest.finalize()) != sha256 {
            return Err(messages::another_object(url).into());
        }
        file.rewind()?;
        Ok::<_, Error>(file)
    };
    let found = node.start(file).and_then(|task| task.wait(is_needed));
    found.transpose().map_err(|error| failed(&sealed.url, error))
}

/// Writes a file of so many bytes to an address. It is there as a whole, or not at all.
pub(crate) fn put(node: &Node, url: &str, mut file: File) -> Result<(), StoreError> {
    let (store, path) = open(url)?;
    let written = async move {
        file.rewind()?;
        let mut upload = store.put_multipart(&path).await?;
        let sent = send(&mut file, &mut *upload).await;
        if sent.is_err() {
            // Its pieces are not listed, and the provider removes them by its own rules.
            let _ = upload.abort().await;
        }
        sent
    };
    let written = node.start(written).and_then(|task| task.wait(&|| true));
    written.unwrap_or_else(|| Err(messages::starting().into())).map_err(|error| failed(url, error))
}

async fn send(file: &mut File, upload: &mut dyn MultipartUpload) -> Result<(), Error> {
    loop {
        let mut piece = Vec::new();
        if file.take(PIECE).read_to_end(&mut piece)? == 0 {
            break;
        }
        upload.put_part(PutPayload::from(piece)).await?;
    }
    upload.complete().await?;
    Ok(())
}

/// Removes a file, if it exists.
pub(crate) fn remove(node: &Node, url: &str) -> Result<(), StoreError> {
    let (store, path) = open(url)?;
    let removed = async move {
        match store.delete(&path).await {
            Err(object_store::Error::NotFound { .. }) => Ok(()),
            removed => removed.map_err(Error::from),
        }
    };
    let removed = node.start(removed).and_then(|task| task.wait(&|| true));
    removed.unwrap_or_else(|| Err(messages::starting().into())).map_err(|error| failed(url, error))
}

/// Checks the syntax of an address, without connecting.
pub(crate) fn check(url: &str) -> Result<(), StoreError> {
    open(url).map(drop)
}

fn open(url: &str) -> Result<(Arc<dyn ObjectStore>, Path), StoreError> {
    let wrong = || StoreError::rejected(messages::object_address(url));
    let parsed = Url::parse(url).map_err(|_| wrong())?;
    let path = Path::from_url_path(parsed.path()).map_err(|_| wrong())?;
    // A query or a fragment would hide the names that are appended to the path: every month would be the same file.
    let is_path = parsed.query().is_none() && parsed.fragment().is_none();
    let is_plain = is_path && parsed.username().is_empty() && parsed.password().is_none();
    let store: Arc<dyn ObjectStore> = match (parsed.scheme(), parsed.host_str()) {
        ("file", None | Some("")) if is_plain => Arc::new(LocalFileSystem::new().with_fsync(true)),
        ("s3", Some(bucket)) if is_plain => {
            if rustls::crypto::CryptoProvider::get_default().is_none() {
                // Another thread may have been first.
                let _ = rustls::crypto::ring::default_provider().install_default();
            }
            let retry = RetryConfig { max_retries: 3, retry_timeout: PATIENCE, ..RetryConfig::default() };
            let builder = AmazonS3Builder::from_env().with_bucket_name(bucket).with_retry(retry);
            Arc::new(builder.build().map_err(|error| failed(url, error.into()))?)
        }
        _ => return Err(wrong()),
    };
    Ok((store, path))
}

fn failed(url: &str, error: Error) -> StoreError {
    StoreError::unavailable(messages::object(url), error)
}

#[cfg(test)]
mod tests {
    #[test]
    fn an_address_with_more_than_a_path_is_rejected() {
        for address in
            ["s3://b/c#d", "s3://b/#c", "file:///dir#x", "file:///dir?x", "s3://b/c?x=1", "s3://u:p@b/c", "s3:c"]
        {
            assert!(super::check(address).is_err_and(|error| error.is_rejected()), "{address}");
        }
        assert!(super::check("file:///dir/x").is_ok());
    }
}
