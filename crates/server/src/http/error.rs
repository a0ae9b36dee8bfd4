//! Error responses. Internal causes are logged and not reported.

mod body;
mod codes;
mod gateway;
mod identity;
mod service;

pub(crate) use body::Violation;
pub(crate) use identity::IdentityError;
pub(crate) use service::HttpError;
