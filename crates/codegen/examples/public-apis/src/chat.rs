//! A conversation whose response arrives in pieces.

use deskledger_client::{Client, Error};

use api::CreateChatCompletion;
use api::types::{Message, MessageRole, Request};

/// The generated calls.
pub mod api {
    #![allow(missing_docs, reason = "the document does not describe everything")]

    use {deskledger_client as client, deskledger_runtime as runtime};

    include!(concat!(env!("OUT_DIR"), "/chat/openapi.rs"));
}

/// The response to a question; `on_piece` is called with each piece as it arrives.
///
/// # Errors
/// The call fails, at once or within the response.
pub async fn ask(client: &Client, question: &str, mut on_piece: impl FnMut(&str)) -> Result<String, Error> {
    let message = Message { role: MessageRole::User, content: question.into(), ..Message::default() };
    let body = Request { model: "small".into(), messages: vec![message], stream: Some(true), ..Request::default() };
    let mut pieces = CreateChatCompletion::new(body).stream(client).await?;
    let mut answer = String::new();
    while let Some(piece) = pieces.next().await? {
        for text in piece.choices.into_iter().filter_map(|choice| choice.delta.content) {
            on_piece(&text);
            answer.push_str(&text);
        }
    }
    Ok(answer)
}
