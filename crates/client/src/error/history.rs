//! What was sent again before an end, good or bad.

use std::time::Duration;

use deskledger_runtime::Locale;
use deskledger_runtime::message::Argument;

/// A request that was sent again, and why.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct Retry {
    /// Which attempt for the same file begins with it: 2 is the first retry.
    pub attempt: u32,
    /// What went wrong before.
    pub reason: String,
    /// Status of the answer before, where there was one.
    pub status: Option<u16>,
    /// How long was waited.
    pub delay: Duration,
    pub(crate) text: Argument,
}

impl Retry {
    /// What went wrong before, in a language.
    ///
    /// ```
    /// # tokio::runtime::Builder::new_current_thread().enable_time().build()?.block_on(async {
    /// use std::time::Duration;
    /// use deskledger::http::{Request, Response};
    /// use deskledger::{Client, ExportConnectionRecords, HttpBody, TransportError, Locale, RetryPolicy, Token};
    /// let service = |_: Request<bytes::Bytes>| async { Err::<Response<HttpBody>, _>(TransportError::no_answer("lost")) };
    /// let policy = RetryPolicy { max_attempts: 2, initial_backoff: Duration::ZERO, ..Default::default() };
    /// let client = Client::builder().endpoint("http://127.0.0.1:9").token(Token::new("secret")?);
    /// let client = client.transport(service).retry(policy).on_retry(|retry| {
    ///     assert_eq!(retry.reason_in(Locale::Chinese), "没有收到 http://127.0.0.1:9 的应答：lost");
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
