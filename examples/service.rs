//! A test without sockets: a custom transport responds instead of the network.

#![allow(clippy::print_stdout)]

mod common;

use std::sync::atomic::{AtomicU32, Ordering};

use deskledger::http::{Request, Response};
use deskledger::{Client, ExportConnectionRecords, HttpBody, Token};

#[tokio::main]
async fn main() -> common::Outcome {
    let count = AtomicU32::new(0);
    let service = move |request: Request<bytes::Bytes>| {
        // Busy at first: the client tries again as it would over the network.
        let is_first = count.fetch_add(1, Ordering::Relaxed) == 0;
        println!("{} {}", request.method(), request.uri().path());
        std::future::ready(Ok(match is_first {
            true => Response::builder().status(503).body(HttpBody::from("")).unwrap_or_default(),
            false => Response::new(HttpBody::from("Connected User,Desktop Name\njy01@local.com,JY011\n")),
        }))
    };
    let client = Client::builder().region("cn-north-4").token(Token::new("t")?).transport(service).build()?;
    let mut file = Vec::new();
    let request = ExportConnectionRecords { project_id: "p1".into(), ..Default::default() };
    request.send(&client).await?.write_to(&mut file).await?;
    print!("{}", String::from_utf8(file)?);
    Ok(())
}
