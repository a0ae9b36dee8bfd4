//! Request previews.

use reqwest::header::HeaderValue;

/// A request as it would be sent, with credentials hidden.
///
/// ```
/// use deskledger::{Client, ExportConnectionRecords, Token};
/// let client = Client::builder().endpoint("https://api.example.com").token(Token::new("secret")?).build()?;
/// let request = ExportConnectionRecords { project_id: "p1".into(), ..Default::default() };
/// let preview = client.preview(&request.encode(), None)?;
/// let url = "https://api.example.com/v2/p1/connections/desktops/export";
/// assert_eq!((preview.method.as_str(), preview.url.as_str()), ("GET", url));
/// assert!(!format!("{preview:?}").contains("secret"));
/// # Ok::<(), deskledger::Error>(())
/// ```
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct Preview {
    /// Method in upper case.
    pub method: String,
    /// URL with the query.
    pub url: String,
    /// Headers in the order in which they are sent; credentials are shown as `(hidden)`.
    pub headers: Vec<(String, String)>,
}

impl From<&reqwest::Request> for Preview {
    fn from(request: &reqwest::Request) -> Self {
        let shown = |value: &HeaderValue| String::from_utf8_lossy(value.as_bytes()).into_owned();
        let value = |value: &HeaderValue| if value.is_sensitive() { "(hidden)".to_owned() } else { shown(value) };
        Self {
            method: request.method().to_string(),
            url: request.url().to_string(),
            headers: request.headers().iter().map(|(name, text)| (name.to_string(), value(text))).collect(),
        }
    }
}
