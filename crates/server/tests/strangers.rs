//! Strangers: they replace only their own connections, learn nothing, and lock out nobody.

#![allow(clippy::unwrap_used, reason = "a test stops where it fails")]

mod support;

use std::io::{Read, Write};
use std::net::TcpStream;
use std::time::{Duration, Instant, SystemTime, UNIX_EPOCH};

use deskledger::DateTime;
use deskledger_server::{Access, Limits, Options, Role};
use support::{NDJSON, PROJECT, Response, Server, TOKEN, parse, record};

const PASSWORD: &str = "a password of length";

/// A connection from another address of this machine.
fn connect_from(server: &Server, address: &str) -> TcpStream {
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
    let stream = runtime.block_on(async {
        let socket = tokio::net::TcpSocket::new_v4().unwrap();
        socket.bind(format!("{address}:0").parse().unwrap()).unwrap();
        socket.connect(server.address).await.unwrap().into_std().unwrap()
    });
    stream.set_nonblocking(false).unwrap();
    stream.set_read_timeout(Some(Duration::from_secs(60))).unwrap();
    stream
}

fn send_from(server: &Server, address: &str, request: &[u8]) -> Response {
    let mut stream = connect_from(server, address);
    stream.write_all(request).unwrap();
    let mut bytes = Vec::new();
    let _ = stream.read_to_end(&mut bytes);
    parse(&bytes)
}

fn sign_in(user: &str, password: &str, headers: &str) -> Vec<u8> {
    let body = format!(
        r#"{{"auth":{{"identity":{{"methods":["password"],"password":{{"user":{{"name":"{user}",
        "password":"{password}","domain":{{"name":"example"}}}}}}}},"scope":{{"project":{{"id":"{PROJECT}"}}}}}}}}"#
    );
    format!(
        "POST /v3/auth/tokens HTTP/1.1\r\nHost: a\r\nConnection: close\r\nContent-Type: application/json\r\n{headers}\
         Content-Length: {}\r\n\r\n{body}",
        body.len()
    )
    .into_bytes()
}

fn with_user(options: Options) -> (Server, Access) {
    let server = Server::with_records(options, &[record(0)]);
    let access = Access::open(server.directory.path()).unwrap();
    access.set_user("wang", PASSWORD).unwrap();
    access.grant("wang", PROJECT, Role::Reader).unwrap();
    (server, access)
}

fn batch(headers: &str, body: &str) -> String {
    format!("POST /ledger/v1/{PROJECT}/records HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n{headers}\r\n{body}")
}

#[test]
fn eleven_hundred_sockets_of_a_stranger_do_not_silence_the_health_check() {
    let limits = Limits { max_connections: 300, max_connections_per_address: 100, ..Limits::default() };
    let server = Server::within(limits);
    for address in ["127.0.0.1", "127.0.0.2"] {
        let mut held = Vec::new();
        for number in 0..1100 {
            let mut stream = connect_from(&server, address);
            let _ = stream.write_all(b"GET /healthz HTTP/1.1\r\nHost: a\r\nX-Slow: ");
            held.push(stream);
            if number % 50 == 0 {
                let begun = Instant::now();
                assert_eq!(server.request("GET", "/healthz", &[]).status, 200, "{address} {number}");
                assert!(begun.elapsed() < Duration::from_secs(5), "{address} {number}: {:?}", begun.elapsed());
            }
        }
    }
}

#[test]
fn a_proved_caller_keeps_the_connection_while_strangers_come_and_go() {
    let server = Server::within(Limits { max_connections_per_address: 4, ..Limits::default() });
    let mut proved = server.connect();
    let list =
        format!("GET /v2/{PROJECT}/connections/desktops?limit=1 HTTP/1.1\r\nHost: a\r\nX-Auth-Token: {TOKEN}\r\n\r\n");
    let mut ask = || {
        proved.write_all(list.as_bytes()).unwrap();
        let mut head = [0; 12];
        proved.read_exact(&mut head).unwrap();
        let mut rest = [0; 4096];
        let _ = proved.read(&mut rest).unwrap();
        head
    };
    assert_eq!(&ask(), b"HTTP/1.1 200");
    let held: Vec<TcpStream> = (0..20).map(|_| server.connect()).collect();
    assert_eq!(&ask(), b"HTTP/1.1 200");
    drop(held);
}

#[test]
fn one_user_with_many_connections_replaces_only_the_idle_ones_of_their_own() {
    // An idle connection is not closed before the end of the test.
    let limits = Limits { max_connections: 20, header_timeout: Duration::from_secs(600), ..Limits::default() };
    let server = Server::within(limits);
    let list =
        format!("GET /v2/{PROJECT}/connections/desktops?limit=1 HTTP/1.1\r\nHost: a\r\nX-Auth-Token: {TOKEN}\r\n\r\n");
    let ask = |stream: &mut TcpStream| {
        let mut response = [0; 4096];
        stream.write_all(list.as_bytes())?;
        stream.read(&mut response).map(|_| response.starts_with(b"HTTP/1.1 200"))
    };
    let mut used = connect_from(&server, "127.0.0.2");
    let mut held = Vec::new();
    for number in 0..60 {
        let mut stream = connect_from(&server, "127.0.0.2");
        assert!(ask(&mut stream).unwrap() && ask(&mut used).unwrap(), "{number}");
        held.push(stream);
    }
    assert_eq!(server.request("GET", "/healthz", &[]).status, 200);
    let others: Vec<TcpStream> = (0..9).map(|_| server.connect()).collect();
    for mut other in others {
        assert!(ask(&mut other).unwrap(), "others have half of the places");
    }
    assert!(!held.iter_mut().take(40).any(|stream| ask(stream).unwrap_or(false)), "they replaced those of others");
}

#[test]
fn the_id_of_a_key_alone_reveals_neither_permission_nor_media_type_nor_project() {
    let (server, access) = with_user(Options::default());
    let key = access.add_key("wang").unwrap();
    let now = i64::try_from(SystemTime::now().duration_since(UNIX_EPOCH).unwrap().as_secs()).unwrap();
    let date = DateTime::from_unix_seconds(now).unwrap().to_string().replace(['-', ':'], "");
    let signature = "0".repeat(64);
    for (media_type, project) in [(NDJSON, PROJECT), ("text/plain", PROJECT), (NDJSON, "unknown")] {
        let signed = format!(
            "Authorization: SDK-HMAC-SHA256 Access={}, SignedHeaders=host;x-sdk-date, Signature={signature}\r\n\
             X-Sdk-Date: {date}\r\nContent-Type: {media_type}\r\nContent-Length: 0\r\n",
            key.id
        );
        let response = server.send(batch(&signed, "").replace(PROJECT, project).as_bytes());
        assert_eq!(
            (response.status, &response.json()["error_code"]),
            (401, &"APIGW.0301".into()),
            "{media_type} {project}"
        );
    }
}

#[test]
fn nobody_locks_out_somebody_else_and_an_administrator_lifts_a_lock() {
    let (server, access) = with_user(Options::default());
    for _ in 0..7 {
        assert_eq!(send_from(&server, "127.0.0.2", &sign_in("wang", "guessed password", "")).status, 401);
    }
    assert_eq!(send_from(&server, "127.0.0.2", &sign_in("wang", PASSWORD, "")).status, 401);
    assert_eq!(
        send_from(&server, "127.0.0.1", &sign_in("wang", PASSWORD, "")).status,
        201,
        "a stranger locked wang out"
    );
    assert_eq!(access.users().unwrap()[0].locked, ["127.0.0.2"]);
    let metrics = server.request("GET", "/metrics", &[]);
    assert!(metrics.text().contains("deskledger_locked 1\n"), "{}", metrics.text());
    access.unlock("wang").unwrap();
    assert_eq!(send_from(&server, "127.0.0.2", &sign_in("wang", PASSWORD, "")).status, 201);
}

#[test]
fn the_address_of_a_caller_comes_from_a_trusted_proxy_and_from_nobody_else() {
    let (server, access) = with_user(Options::default().with_trusted_proxies("127.0.0.0/8").unwrap());
    for _ in 0..7 {
        let guess = sign_in("wang", "guessed password", "X-Forwarded-For: 198.51.100.7, 203.0.113.9\r\n");
        assert_eq!(server.send(&guess).status, 401);
    }
    assert_eq!(access.users().unwrap()[0].locked, ["203.0.113.9"]);
    assert_eq!(server.send(&sign_in("wang", PASSWORD, "Forwarded: for=203.0.113.10\r\n")).status, 201);
    // A proxy that writes one header and passes on the other one.
    for number in 0..7 {
        let forged = format!("X-Forwarded-For: 203.0.113.11\r\nForwarded: for=203.0.113.{number}\r\n");
        assert_eq!(server.send(&sign_in("wang", "guessed password", &forged)).status, 401);
    }
    assert_eq!(access.users().unwrap()[0].locked, ["127.0.0.1", "203.0.113.9"]);
    let (server, access) = with_user(Options::default());
    for _ in 0..7 {
        server.send(&sign_in("wang", "guessed password", "X-Forwarded-For: 203.0.113.9\r\n"));
    }
    assert_eq!(access.users().unwrap()[0].locked, ["127.0.0.1"]);
}

#[test]
fn an_address_that_is_rejected_too_often_is_throttled_and_who_proves_themselves_is_not() {
    let server = Server::within(Limits { max_rejected_per_address: 5, ..Limits::default() });
    let status = |token: &str| {
        let header = format!("X-Auth-Token: {token}");
        server.request("GET", &format!("/v2/{PROJECT}/connections/desktops"), &[&header]).status
    };
    let found: Vec<u16> = (0..7).map(|_| status("guessed")).collect();
    assert_eq!(found, [401, 401, 401, 401, 401, 429, 429]);
    let throttled = server.send(&sign_in("wang", PASSWORD, ""));
    assert_eq!((throttled.status, throttled.header("retry-after")), (429, Some("60")));
    assert_eq!(throttled.json()["error"]["code"], 429);
    assert_eq!(status(TOKEN), 200);
    let other = format!("GET /v2/{PROJECT}/connections/desktops HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n");
    assert_eq!(send_from(&server, "127.0.0.2", other.as_bytes()).status, 401);
}

#[test]
fn no_cache_keeps_a_response_with_personal_data() {
    let (server, access) = with_user(Options::default());
    let token = access.issue("wang", PROJECT, Duration::from_secs(60)).unwrap().secret;
    let header = format!("X-Auth-Token: {token}");
    let desktops = format!("/v2/{PROJECT}/connections/desktops");
    for path in [desktops.as_str(), &format!("{desktops}/export"), "/ledger/v1/projects", "/v2/unknown"] {
        let response = server.request("GET", path, &[&header]);
        assert_eq!(response.header("cache-control"), Some("no-store"), "{path}");
        assert_eq!(response.header("x-content-type-options"), Some("nosniff"), "{path}");
        assert!(response.header("vary").is_some_and(|vary| vary.contains("x-auth-token, authorization")), "{path}");
    }
}

#[test]
fn a_lone_export_ends_and_lets_the_log_be_emptied() {
    let limits = Limits { export_timeout: Duration::from_millis(300), ..Limits::default() };
    let server = Server::with_records(Options::default().limits(limits), &(0..60_000).map(record).collect::<Vec<_>>());
    let mut stream = server.connect();
    let head = format!(
        "GET /v2/{PROJECT}/connections/desktops/export HTTP/1.1\r\nHost: a\r\nAccept: {NDJSON}\r\nX-Auth-Token: {TOKEN}\r\n\r\n"
    );
    stream.write_all(head.as_bytes()).unwrap();
    std::thread::sleep(Duration::from_millis(600));
    // The rest is read only now: the export had to wait for its reader.
    let response = support::read(stream);
    assert!(response.status == 200 && !response.is_whole, "an export outlived its time");
    assert!(server.store.truncate_log().unwrap());
}

#[test]
fn broken_chunks_and_unknown_transfer_codings_are_distinguished_from_large_bodies() {
    let server = Server::start();
    let token = format!("X-Auth-Token: {TOKEN}\r\nContent-Type: {NDJSON}\r\n");
    for (coding, body, expected) in
        [("chunked", "5\r\nabcde\r\nzz\r\n", 400), ("gzip, chunked", "0\r\n\r\n", 501), ("identity", "", 501)]
    {
        let response = server.send(batch(&format!("{token}Transfer-Encoding: {coding}\r\n"), body).as_bytes());
        assert!(response.status == expected || response.status == 400, "{coding}: {}", response.status);
        assert!(expected != 400 || response.status == 400, "{coding}: {}", response.status);
    }
}

#[test]
fn the_length_of_a_file_is_not_looked_for_beyond_the_time_of_an_export() {
    let limits = Limits { export_timeout: Duration::ZERO, ..Limits::default() };
    let server = Server::with_records(Options::default().limits(limits), &(0..10).map(record).collect::<Vec<_>>());
    let accept = format!("Accept: {NDJSON}");
    assert_eq!(server.export_with("", &[&accept, "Range: bytes=5-"]).status, 500);
    let head = server.request("HEAD", &support::target(""), &[&format!("X-Auth-Token: {TOKEN}"), &accept]);
    assert_eq!((head.status, head.header("content-length")), (200, None), "the whole file was read");
}

#[test]
fn a_broken_form_of_the_console_is_not_called_too_large() {
    let server = Server::start();
    for (body, expected) in
        [("5\r\nabcde\r\nzz\r\n".to_owned(), 400), (format!("fffff\r\n{}", "a".repeat(0xfffff)), 413)]
    {
        let head =
            "POST /console/export HTTP/1.1\r\nHost: a\r\nConnection: close\r\nTransfer-Encoding: chunked\r\n\r\n";
        assert_eq!(server.send(format!("{head}{body}").as_bytes()).status, expected);
    }
}

#[test]
fn the_rejection_of_a_large_upload_reaches_its_sender() {
    let server = Server::start();
    for _ in 0..5 {
        let body = "x".repeat(12 << 20);
        let headers = format!("X-Auth-Token: guessed\r\nContent-Type: {NDJSON}\r\nContent-Length: {}\r\n", body.len());
        let mut stream = server.connect();
        stream.write_all(batch(&headers, &body).as_bytes()).unwrap();
        let mut bytes = Vec::new();
        stream.read_to_end(&mut bytes).unwrap();
        assert_eq!(parse(&bytes).status, 401);
    }
}

#[test]
fn an_unknown_name_costs_a_sign_in_as_much_as_a_known_one() {
    let (server, _) = with_user(Options::default());
    let failures = || {
        let file = rusqlite::Connection::open(server.directory.path().join("access.sqlite")).unwrap();
        let sql = "SELECT count, name FROM failure ORDER BY name";
        let mut select = file.prepare(sql).unwrap();
        let rows = select.query_map((), |row| Ok((row.get::<_, u32>(0)?, row.get::<_, String>(1)?))).unwrap();
        rows.collect::<Result<Vec<_>, _>>().unwrap()
    };
    for _ in 0..2 {
        assert_eq!(server.send(&sign_in("wang", "guessed password", "")).status, 401);
        assert_eq!(server.send(&sign_in("nobody at all", "guessed password", "")).status, 401);
    }
    // The same check and the same write.
    let found = failures();
    assert!(found[0].1.starts_with("nobody ") && !found[0].1.contains("at all"), "{found:?}");
    assert_eq!((found[0].0, &found[1]), (2, &(2, "user:wang from 127.0.0.1".to_owned())));
    // Also after other unknown names: a locked one is rejected without a write.
    for number in 0..8 {
        assert_eq!(server.send(&sign_in(&format!("nobody {number}"), "guessed password", "")).status, 401);
    }
    assert_eq!(failures().iter().map(|(count, _)| count).sum::<u32>(), 12);
}

#[test]
fn one_user_with_many_keys_does_not_use_up_the_memory_of_spent_signatures() {
    let (server, access) = with_user(Options::default());
    access.set_user("li", PASSWORD).unwrap();
    access.grant("li", PROJECT, Role::Reader).unwrap();
    let keys = [access.add_key("wang").unwrap(), access.add_key("wang").unwrap(), access.add_key("li").unwrap()];
    let now = i64::try_from(SystemTime::now().duration_since(UNIX_EPOCH).unwrap().as_secs()).unwrap();
    let date = DateTime::from_unix_seconds(now).unwrap().to_string().replace(['-', ':'], "");
    let status = |key: &deskledger_server::NewKey, name: &str| {
        let path: Vec<String> = ["v2", PROJECT, "connections", "desktops", "export"].map(String::from).into();
        let query = vec![("user_name".to_owned(), name.to_owned())];
        let headers = [("host", "localhost"), ("x-sdk-date", date.as_str())];
        let request =
            deskledger::SigningRequest { method: "GET", path: &path, query: &query, headers: &headers, body: &[] };
        let value = deskledger::sign(request, &key.id, &key.secret, &date);
        let headers = [format!("Authorization: {value}"), format!("X-Sdk-Date: {date}")];
        let target = support::target(&format!("user_name={name}"));
        server.request("GET", &target, &headers.iter().map(String::as_str).collect::<Vec<_>>()).status
    };
    assert_eq!([status(&keys[0], "a"), status(&keys[0], "b"), status(&keys[2], "a")], [200; 3]);
    // As if wang had signed her share of requests.
    let file = rusqlite::Connection::open(server.directory.path().join("access.sqlite")).unwrap();
    file.execute("UPDATE signature SET turn = 100000 WHERE key = 'wang' AND turn = 2", ()).unwrap();
    assert_eq!([status(&keys[0], "c"), status(&keys[1], "c"), status(&keys[2], "c")], [503, 503, 200]);
}
