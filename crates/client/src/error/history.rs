//! Retry history of a call.

use std::time::Duration;

use deskledger_runtime::Locale;
use deskledger_runtime::message::Argument;

/// A retry and its reason.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct Retry {
    /// Number of the attempt that it starts; 2 is the first retry.
    pub attempt: u32,
    /// Reason: the failure of the previous attempt.
    pub reason: String,
    /// Status of the previous response, if there was one.
    pub status: Option<u16>,
    /// Delay before the retry.
    pub delay: Duration,
    pub(crate) text: Argument,
}

impl Retry {
    /// The localized reason.
    ///
    /// ```
    /// # tokio::runtime::Builder::new_current_thread().enable_time().build()?.block_on(async {
    /// use std::time::Duration;
    /// use deskledger::http::{Request, Response};
    /// use deskledger::{Client, ExportConnectionRecords, HttpBody, TransportError, Locale, RetryPolicy, Token};
    /// let service = |_: Request<bytes::Bytes>| async { Err::<Response<HttpBody>, _>(TransportError::no_response("lost")) };
    /// let policy = RetryPolicy { max_attempts: 2, initial_backoff: Duration::ZERO, ..Default::default() };
    /// let client = Client::builder().endpoint("http://127.0.0.1:9").token(Token::new("secret")?);
    /// let client = client.transport(service).retry(policy).on_retry(|retry| {
    ///     assert_eq!(retry.reason_in(Locale::Chinese), "没有收到 http://127.0.0.1:9 的响应：lost");
    /// });
    /// let request = ExportConnectionRecords { project_id: "p1".into(), ..Default::default() };
    /// let client = client.build()?;
    /// assert_eq!(request.send(&client).await.unwrap_err().retries(), 1);
    /// # Ok::<(), deskledger::Error>(())
    /// # })?;
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    pub fn reason_in(&self, language: Locale) -> String {
        self.text.localized(language)
    }
}
