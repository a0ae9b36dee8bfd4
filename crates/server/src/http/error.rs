//! Error responses. Internal causes are logged and not reported.

mod gateway;
mod identity;
mod service;

pub(crate) use identity::IdentityError;
pub(crate) use service::{HttpError, Violation};
