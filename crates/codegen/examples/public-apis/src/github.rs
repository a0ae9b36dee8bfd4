//! Issues of a repository, page by page.

use deskledger_client::{Client, Error};

use api::types::{IssueLabelsItem, ListIssuesError};
use api::{ListIssues, State};

/// The generated calls.
pub mod api {
    #![allow(missing_docs, reason = "the document does not describe everything")]

    use {deskledger_client as client, deskledger_runtime as runtime};

    include!(concat!(env!("OUT_DIR"), "/github/openapi.rs"));
}

/// The titles of the closed issues with a label, over all pages; `None` if there is no such repository.
///
/// # Errors
/// A call fails in any other way.
pub async fn closed_with(client: &Client, owner: &str, repo: &str, label: &str) -> Result<Option<Vec<String>>, Error> {
    let mut issues = ListIssues::new(owner, repo).with_state(State::Closed).with_per_page(100).pages(client);
    let mut titles = Vec::new();
    loop {
        let issue = match issues.next().await {
            Ok(Some(issue)) => issue,
            Ok(None) => return Ok(Some(titles)),
            Err(error) => match ListIssuesError::from(&error) {
                ListIssuesError::NotFound(_) => return Ok(None),
                ListIssuesError::Other => return Err(error),
            },
        };
        let is_it = issue.labels.iter().any(|one| match one {
            IssueLabelsItem::Text(name) => name == label,
            IssueLabelsItem::Label(found) => found.name == label,
            IssueLabelsItem::Other(_) => false,
        });
        if is_it {
            titles.push(issue.title);
        }
    }
}
