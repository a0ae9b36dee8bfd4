//! Requests whose client disconnects before blocking work ends: the work keeps its places, and its outcome is logged.

use std::future::Future;
use std::net::IpAddr;
use std::pin::pin;
use std::sync::{Arc, Mutex, Once, mpsc};

use axum::body::Body;
use axum::extract::{ConnectInfo, Request};
use axum::http::header::{CONTENT_ENCODING, CONTENT_TYPE};
use deskledger::iam::{CREATE_TOKEN, CreateToken};
use deskledger_axum::{Accept, Endpoint};
use tempfile::TempDir;
use tokio::runtime::{Builder, Runtime};
use tokio::task::spawn_blocking;
use tracing::{Event, Metadata, Subscriber, span};

use super::api::{Api, BATCH, Identity};
use super::context::Incoming;
use super::extract::{Extraction, Requirements};
use crate::auth::{Access, Role, Tokens};
use crate::config::{Limits, Live, Settings};
use crate::generated::services::{iam::Token as _, ledger::Ledger as _};
use crate::generated::{ADD_CONNECTION_RECORDS, AddConnectionRecords, SET_ROLE, SetRole};
use crate::http::peer::Peer;
use crate::http::request_id::RequestId;
use crate::ops::audit::TARGET;
use crate::state::Server;
use crate::store::Store;
use crate::sync::lock;

const TOKEN: &str = "a-token-of-the-tests";
const PASSWORD: &str = "a password of length";
const PEER: IpAddr = IpAddr::V4(std::net::Ipv4Addr::new(10, 0, 0, 1));
const LINE: &str = r#"{"user_name":"wang","connection_start_time":"2020-04-24T03:02:47Z","transaction_id":"a"}"#;

static LINES: Mutex<Vec<String>> = Mutex::new(Vec::new());

/// Collects the audit lines of all tests.
struct Audit;

impl Subscriber for Audit {
    fn enabled(&self, metadata: &Metadata<'_>) -> bool {
        metadata.target() == TARGET
    }

    fn new_span(&self, _: &span::Attributes<'_>) -> span::Id {
        span::Id::from_u64(1)
    }

    fn record(&self, _: &span::Id, _: &span::Record<'_>) {}

    fn record_follows_from(&self, _: &span::Id, _: &span::Id) {}

    fn event(&self, event: &Event<'_>) {
        lock(&LINES).push(format!("{event:?}"));
    }

    fn enter(&self, _: &span::Id) {}

    fn exit(&self, _: &span::Id) {}
}

fn is_logged(id: RequestId, what: &str) -> bool {
    lock(&LINES).iter().any(|line| line.contains(&id.to_string()) && line.contains(what))
}

/// A server, and a runtime with one thread for blocking work.
fn start() -> (TempDir, Arc<Server>, Runtime) {
    static SUBSCRIBED: Once = Once::new();
    SUBSCRIBED.call_once(|| tracing::subscriber::set_global_default(Audit).unwrap());
    let directory = tempfile::tempdir().unwrap();
    let store = Store::open(directory.path()).unwrap();
    store.import("p").unwrap().commit().unwrap();
    let access = Access::of(&store).unwrap();
    access.set_user("wang", PASSWORD).unwrap();
    let tokens = Tokens::parse(&format!("{TOKEN}\n")).unwrap();
    let limits = Limits { max_rejected_per_address: 1, ..Limits::default() };
    let live = Live::new(Settings { limits, ..Settings::default() });
    let server = Server::new(store, tokens, access, live, Arc::default()).unwrap();
    let runtime = Builder::new_current_thread().enable_all().max_blocking_threads(1).build().unwrap();
    (directory, Arc::new(server), runtime)
}

fn request(id: RequestId, method: &str, path: &str, media_type: &str, body: &str) -> Request {
    let request = Request::builder().method(method).uri(path).header("x-auth-token", TOKEN);
    let request = request.header(CONTENT_TYPE, media_type).extension(id);
    let peer = Peer { address: PEER, connection: Arc::default() };
    request.extension(ConnectInfo(peer)).body(Body::from(body.to_owned())).unwrap()
}

fn batch() -> Endpoint<AddConnectionRecords> {
    Endpoint { operation: &ADD_CONNECTION_RECORDS, media_type: None, decode: AddConnectionRecords::decode }
}

/// Begins a request and drops it while its blocking work waits for the only thread, looks, and lets the work end.
async fn abandon<T>(work: impl Future<Output = T>, look: impl FnOnce()) {
    let (release, wait) = mpsc::channel::<()>();
    let occupied = spawn_blocking(move || wait.recv());
    {
        let mut work = pin!(work);
        tokio::select! {
            biased;
            _ = &mut work => unreachable!("there is no thread for its work"),
            () = std::future::ready(()) => {}
        }
    }
    look();
    drop(release);
    assert!(occupied.await.unwrap().is_err());
    // In the order of their arrival.
    spawn_blocking(|| ()).await.unwrap();
}

#[test]
fn a_sign_in_whose_client_has_gone_keeps_its_places_and_is_logged_and_counted() {
    let (_dir, server, runtime) = start();
    let body = format!(
        r#"{{"auth":{{"identity":{{"methods":["password"],"password":{{"user":{{"name":"wang",
        "password":"{PASSWORD}?","domain":{{"name":"example"}}}}}}}},"scope":{{"project":{{"id":"p"}}}}}}}}"#
    );
    let id = RequestId::random();
    let request = request(id, "POST", CREATE_TOKEN.path, "application/json", &body);
    let endpoint = Endpoint { operation: &CREATE_TOKEN, media_type: None, decode: CreateToken::decode };
    runtime.block_on(async {
        let api = Identity(server.clone());
        let (context, call) = api.accept(endpoint, request).await.unwrap();
        let free = server.logins.available_permits();
        abandon(api.create_token(context, call), || {
            assert_eq!((server.logins.available_permits(), server.sign_ins.in_use()), (free - 1, 1));
        })
        .await;
        assert_eq!((server.logins.available_permits(), server.sign_ins.in_use()), (free, 0));
    });
    assert!(is_logged(id, "wrong_password") && server.strangers.is_over(Some(PEER)));
    let metrics = server.metrics.text(0).unwrap();
    assert!(metrics.contains("token_requests_total{outcome=\"wrong_password\"} 1"), "{metrics}");
}

#[test]
fn a_batch_whose_client_has_gone_is_logged_and_counted_as_it_is_stored() {
    let (_dir, server, runtime) = start();
    let id = RequestId::random();
    let request = request(id, "POST", "/ledger/v1/p/records", "application/x-ndjson", LINE);
    runtime.block_on(async {
        let api = Api(server.clone());
        let (extracted, call) = api.accept(batch(), request).await.unwrap();
        abandon(api.add_connection_records(extracted, call), || assert_eq!(server.batches.in_use(), 1)).await;
    });
    assert_eq!((server.store.count(crate::store::Filter::project("p")).unwrap(), server.batches.in_use()), (1, 0));
    assert!(is_logged(id, "added"));
    let metrics = server.metrics.text(0).unwrap();
    assert!(metrics.contains("records_received_total 1"), "{metrics}");
}

#[test]
fn a_role_whose_client_has_gone_is_logged_as_it_is_granted() {
    let (_dir, server, runtime) = start();
    let id = RequestId::random();
    let request = request(id, "PUT", "/ledger/v1/p/roles/wang", "application/json", r#"{"role":"writer"}"#);
    let endpoint = Endpoint { operation: &SET_ROLE, media_type: None, decode: SetRole::decode };
    runtime.block_on(async {
        let api = Api(server.clone());
        let (extracted, call) = api.accept(endpoint, request).await.unwrap();
        abandon(api.set_role(extracted, call), || ()).await;
    });
    assert_eq!(server.access.role("wang", "p").unwrap(), Some(Role::Writer));
    assert!(is_logged(id, "writer"));
}

#[test]
fn a_body_whose_client_has_gone_keeps_its_place_while_it_is_decompressed() {
    static REQUIREMENTS: Requirements = Requirements { role: None, body: Some(BATCH) };
    let (_dir, server, runtime) = start();
    let mut request = request(RequestId::random(), "POST", "/ledger/v1/p/records", "application/x-ndjson", "");
    request.headers_mut().insert(CONTENT_ENCODING, "gzip".parse().unwrap());
    let extraction = Extraction { endpoint: batch(), requirements: &REQUIREMENTS };
    let Incoming { context, .. } = Incoming::new(&server, request);
    let slot = server.batches.acquire_unverified(Some(PEER));
    runtime.block_on(async {
        let decoding = extraction.decode_body(&context, (LINE.into(), slot));
        abandon(decoding, || assert_eq!(server.batches.in_use(), 1)).await;
    });
    assert_eq!(server.batches.in_use(), 0);
}
