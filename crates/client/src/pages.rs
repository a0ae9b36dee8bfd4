//! Lists that a service returns page by page, read as one sequence of items. Generated code says where the items are and how the
//! request of the next page differs.

use std::fmt;
use std::str::FromStr;
use std::vec::IntoIter;

use deskledger_runtime::typed::{Num, Typed as Value, View};
use futures_util::stream::{Stream, unfold};
use reqwest::Url;

use crate::client::Client;
use crate::error::Error;
use crate::messages;
use crate::response::Typed;

/// Maximum number of followed links: a service may link its pages in a circle.
const MAX_LINKS: usize = 100_000;

/// A request for a page. Implemented by generated code.
pub trait Paginated: Clone + PartialEq + Send + Sync {
    /// A page.
    type Page: Send;
    /// An item of a page.
    type Item: Send;

    /// Whether the next page is the target of the header `Link` with `rel="next"`.
    const FOLLOWS_LINKS: bool = false;

    /// Sends the request.
    fn page(&self, client: &Client) -> impl Future<Output = Result<Typed<Self::Page>, Error>> + Send;

    /// The cursor of the next page, and the items of this one.
    fn read(page: Self::Page) -> (Option<String>, Vec<Self::Item>);

    /// Changes the request to that of the page after a page of `count` items; `false` if there is none.
    fn advance(&mut self, next: Option<String>, count: usize) -> bool;
}

/// The items of all pages. One page is in memory at a time; the next one is requested when it is needed.
pub struct Pages<R: Paginated> {
    client: Client,
    /// The request of the next page; none after the last one.
    request: Option<R>,
    /// Its address, and the number of links followed.
    link: (Option<Url>, usize),
    items: IntoIter<R::Item>,
}

impl<R: Paginated> Pages<R> {
    /// The items from the page of a request on.
    pub fn new(request: R, client: &Client) -> Self {
        Self { client: client.clone(), request: Some(request), link: (None, 0), items: Vec::new().into_iter() }
    }

    /// The next item; `None` after the last one. Cancel-safe. After an error, the same page is requested again.
    ///
    /// # Errors
    /// Those of `send`, or a page that names itself as the next one.
    pub async fn next(&mut self) -> Result<Option<R::Item>, Error> {
        loop {
            if let Some(item) = self.items.next() {
                return Ok(Some(item));
            }
            let Some(request) = &self.request else { return Ok(None) };
            let page = request.page(&self.client.to(self.link.0.as_ref())).await?;
            let link = if R::FOLLOWS_LINKS { page.response().next_page() } else { Ok(None) };
            let mut next = request.clone();
            let link = link.inspect_err(|_| self.request = None)?;
            let (marker, items) = R::read(page.into_inner());
            let has_next = link.is_some() || next.advance(marker, items.len());
            let is_same = link == self.link.0 && self.request.as_ref() == Some(&next);
            if has_next && (is_same || self.link.1 >= MAX_LINKS) {
                self.request = None;
                return Err(Error::incomplete(messages::page_again()).not_retryable());
            }
            self.link = (link, self.link.1 + usize::from(R::FOLLOWS_LINKS));
            self.request = has_next.then_some(next);
            self.items = items.into_iter();
        }
    }

    /// The items as a stream, which ends after an error.
    pub fn into_stream(self) -> impl Stream<Item = Result<R::Item, Error>> {
        unfold(Some(self), async |pages| {
            let mut pages = pages?;
            let item = pages.next().await.transpose()?;
            let next = item.is_ok().then_some(pages);
            Some((item, next))
        })
    }
}

impl<R: Paginated> fmt::Debug for Pages<R> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Pages").field("items", &self.items.len()).finish_non_exhaustive()
    }
}

/// The text at a JSON pointer of a page; none where it is absent, null or empty.
pub fn text_at(page: &dyn Value, pointer: &str) -> Option<String> {
    let mut view = page.view();
    for name in pointer.split('/').skip(1) {
        let View::Object(fields) = view else { return None };
        view = fields.get(&name.replace("~1", "/").replace("~0", "~"))?.view();
    }
    match view {
        View::Text(text) => Some(text.to_owned()).filter(|text| !text.is_empty()),
        View::Number(Num::Int(number)) => Some(number.to_string()),
        View::Number(Num::Unsigned(number)) => Some(number.to_string()),
        _ => None,
    }
}

/// Sets a parameter to what the page says of the next one.
pub fn follow<V: FromStr>(parameter: &mut Option<V>, next: Option<String>) -> bool {
    *parameter = next.and_then(|text| text.parse().ok());
    parameter.is_some()
}

/// Adds the items of the page to the number of items that are skipped.
pub fn skip(parameter: &mut Option<i64>, count: usize) -> bool {
    let count = i64::try_from(count).unwrap_or(i64::MAX);
    *parameter = Some(parameter.unwrap_or(0).saturating_add(count));
    count > 0
}

/// Turns to the next number of a page; `first` is that of the first one.
pub fn turn(parameter: &mut Option<i64>, first: i64, count: usize) -> bool {
    *parameter = Some(parameter.unwrap_or(first).saturating_add(1));
    count > 0
}
