//! Reachability checks: a request for headers without a credential.

use std::time::SystemTime;

use reqwest::header::DATE;

use crate::error::date;

/// The response of an endpoint to a request for headers.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct Probe {
    /// Status of the response. Any status shows that a service responds.
    pub status: u16,
    /// Current time of the service with a resolution of one second, if the response states it.
    pub date: Option<SystemTime>,
    /// Whether the response used HTTP/2.
    pub is_http2: bool,
}

impl From<&reqwest::Response> for Probe {
    fn from(response: &reqwest::Response) -> Self {
        let date = response.headers().get(DATE).and_then(|value| date(value.to_str().ok()?));
        let is_http2 = response.version() == reqwest::Version::HTTP_2;
        Self { status: response.status().as_u16(), date, is_http2 }
    }
}
