//! A checkout session, created by a form.

use deskledger_client::{Client, Error};

use api::CreateSession;
use api::types::{CreateSessionBody, CreateSessionBodyMode, CreateSessionError, ErrorErrorType, LineItem, Session};

/// The generated calls.
pub mod api {
    #![allow(missing_docs, reason = "the document does not describe everything")]

    use {deskledger_client as client, deskledger_runtime as runtime};

    include!(concat!(env!("OUT_DIR"), "/stripe/openapi.rs"));
}

/// Why there is no session.
#[derive(Debug)]
pub enum Failure {
    /// The card was declined, with the reason.
    Card(Option<String>),
    /// Anything else.
    Other(Error),
}

/// A session for one product.
///
/// # Errors
/// The card was declined, or the call failed.
pub async fn buy(client: &Client, price: &str, quantity: i64, order: &str) -> Result<Session, Failure> {
    let body = CreateSessionBody {
        mode: CreateSessionBodyMode::Payment,
        line_items: vec![LineItem { price: price.into(), quantity }],
        metadata: Some([("order".to_owned(), order.to_owned())].into()),
        expand: Some(vec!["payment_intent".into()]),
    };
    let error = match CreateSession::new(body).send(client).await {
        Ok(session) => return Ok(session.into_inner()),
        Err(error) => error,
    };
    match CreateSessionError::from(&error) {
        CreateSessionError::Default(body) if body.error.type_ == ErrorErrorType::CardError => {
            Err(Failure::Card(body.error.message))
        }
        _ => Err(Failure::Other(error)),
    }
}
