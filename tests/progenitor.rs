//! The client that progenitor generates, as an independent check of this one's requests.

#![allow(clippy::unwrap_used, reason = "a test stops where it fails")]

use std::collections::BTreeSet;
use std::sync::{Arc, Mutex};

use bytes::Bytes;
use deskledger::http::{Request, Response};
use deskledger::{Client, ExportConnectionRecords, HttpBody, TransportError};

type Seen = Arc<Mutex<Vec<Request<Bytes>>>>;

fn client(seen: &Seen) -> Client {
    let seen = seen.clone();
    let transport = move |request: Request<Bytes>| {
        seen.lock().unwrap().push(request);
        std::future::ready(Ok(Response::new(HttpBody::from("Connected User\njy01@local.com\n"))))
    };
    Client::builder().region("cn-north-4").token("secret".parse().unwrap()).transport(transport).build().unwrap()
}

#[derive(Debug, PartialEq)]
struct Meaning {
    start: (String, String),
    query: BTreeSet<(String, String)>,
    headers: Vec<Option<String>>,
}

/// Method, path, decoded query, and the headers defined by the document or the credential.
fn meaning(request: &Request<Bytes>) -> Meaning {
    let query = request.uri().query().unwrap_or_default();
    let decode = |text: &str| deskledger::runtime::percent::percent_decode(text, true).unwrap().into_owned();
    let pairs =
        query.split('&').filter_map(|pair| pair.split_once('=')).map(|(name, value)| (decode(name), decode(value)));
    let header = |name: &str| request.headers().get(name).map(|value| value.to_str().unwrap().to_owned());
    let headers = ["content-type", "x-auth-token"].map(header).to_vec();
    Meaning { start: (request.method().to_string(), request.uri().path().to_owned()), query: pairs.collect(), headers }
}

#[tokio::test]
async fn both_clients_send_the_same_request() {
    let text = |text: &str| Some(text.to_owned());
    let requests = [
        ExportConnectionRecords { project_id: "p1".into(), ..Default::default() },
        ExportConnectionRecords {
            project_id: "8dc9c40a06574a598941b254d4b63b43".into(),
            start_time: text("2020-04-13T01:59Z"),
            end_time: text("2020-04-30T02:20Z"),
            user_name: text("张 三+a&b=c%20/?#"),
            computer_name: text("JY011"),
            terminal_type: text("Windows 10"),
            language: text("zh_CN"),
        },
    ];
    for request in requests {
        let seen = Seen::default();
        let client = client(&seen);
        request.send(&client).await.unwrap();
        client
            .progenitor()
            .export_connection_records(
                &request.project_id,
                request.computer_name.as_deref(),
                request.end_time.as_deref(),
                request.language.as_deref(),
                request.start_time.as_deref(),
                request.terminal_type.as_deref(),
                request.user_name.as_deref(),
                "application/json",
                None,
                None,
            )
            .await
            .unwrap();
        let seen = seen.lock().unwrap();
        assert_eq!(meaning(&seen[0]), meaning(&seen[1]));
    }
}

#[tokio::test]
async fn a_failure_of_the_session_is_the_source_of_the_error_and_no_status() {
    let transport = |_: Request<Bytes>| async { Err::<Response<HttpBody>, _>(TransportError::no_response("lost")) };
    let client = Client::builder().region("cn-north-4").token("secret".parse().unwrap()).transport(transport);
    let generated = client.build().unwrap().progenitor();
    let json = "application/json";
    let outcome = generated.export_connection_records("p1", None, None, None, None, None, None, json, None, None).await;
    let error = outcome.err().unwrap();
    assert_eq!(error.status(), None);
    let chain = std::iter::successors(Some(&error as &dyn std::error::Error), |error| error.source());
    assert!(chain.map(ToString::to_string).any(|text| text.contains("lost")), "{error:?}");
}
