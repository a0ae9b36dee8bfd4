//! A build without the feature `cold` has no object storage; callers have rejected the request before.

use std::fs::File;

use deskledger_server::{Sealed, StoreError};

use crate::node::Node;

pub(crate) fn get(_: &Node, _: &Sealed, _: &dyn Fn() -> bool) -> Result<Option<File>, StoreError> {
    Ok(None)
}

pub(crate) fn put(_: &Node, _: &str, _: File) -> Result<(), StoreError> {
    Ok(())
}

pub(crate) fn remove(_: &Node, _: &str) -> Result<(), StoreError> {
    Ok(())
}

pub(crate) fn check(_: &str) -> Result<(), StoreError> {
    Ok(())
}
