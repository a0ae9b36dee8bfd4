//! Every call with the response of the document: `cargo run --example server --features server -- --listen 127.0.0.1:4010`.

#![allow(deprecated, reason = "deprecated calls are part of the document")]
#![allow(unused_imports, reason = "not every document needs them")]

use CRATE::{runtime, server, serviceTYPES};

/// Replace the bodies of the methods. `Service` has the limits of requests and the response to an invalid one.
struct Example;

impl server::Service for Example {}
SERVICES
#[tokio::main]
async fn main() -> Result<(), Box<dyn std::error::Error>> {
    let example = std::sync::Arc::new(Example);
    let address = std::env::args().skip_while(|one| one != "--listen").nth(1);
    let listener = tokio::net::TcpListener::bind(address.as_deref().unwrap_or("127.0.0.1:4010")).await?;
    println!("listening on http://{}", listener.local_addr()?);
    let router = server::Router::new()ROUTES;
    Ok(axum::serve(listener, router).await?)
}
