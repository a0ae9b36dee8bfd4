//! Tokens for passwords, and the permissions of their users.

#![allow(clippy::unwrap_used, reason = "a test stops where it fails")]

mod support;

use std::time::Duration;

use deskledger::{Client, ExportConnectionRecords, IamUser, SaveOptions};
use deskledger_server::{Access, Options, Role};
use serde_json::{Value, json};
use support::{NDJSON, PROJECT, Response, Server, TOKEN, record, target};

const PASSWORD: &str = "a password of length";

fn server() -> (Server, Access) {
    with(Options::default())
}

fn with(options: Options) -> (Server, Access) {
    let server = Server::with(options);
    let access = Access::open(server.directory.path()).unwrap();
    for (name, role) in [("reader", Role::Reader), ("writer", Role::Writer), ("admin", Role::Admin)] {
        access.set_user(name, PASSWORD).unwrap();
        access.grant(name, PROJECT, role).unwrap();
    }
    (server, access)
}

fn question(user: &str, password: &str, project: &Value) -> Value {
    let user = json!({ "name": user, "password": password, "domain": { "name": "example" } });
    let identity = json!({ "methods": ["password"], "password": { "user": user } });
    json!({ "auth": { "identity": identity, "scope": { "project": project } } })
}

fn post(server: &Server, media_type: &str, body: &str) -> Response {
    let head = format!(
        "POST /v3/auth/tokens HTTP/1.1\r\nHost: a\r\nConnection: close\r\nContent-Type: {media_type}\r\n\
         Content-Length: {}\r\n\r\n{body}",
        body.len()
    );
    server.send(head.as_bytes())
}

fn ask(server: &Server, user: &str, password: &str, project: &Value) -> Response {
    post(server, "application/json;charset=utf8", &question(user, password, project).to_string())
}

fn token(server: &Server, user: &str) -> String {
    let response = ask(server, user, PASSWORD, &json!({ "id": PROJECT }));
    assert_eq!(response.status, 201, "{}", response.text());
    response.header("x-subject-token").unwrap().to_owned()
}

fn export(server: &Server, token: &str, project: &str) -> Response {
    let target = target("").replace(PROJECT, project);
    server.request("GET", &target, &[&format!("X-Auth-Token: {token}"), &format!("Accept: {NDJSON}")])
}

fn add(server: &Server, token: &str, project: &str) -> Response {
    let line = serde_json::to_string(&record(7)).unwrap();
    let head = format!(
        "POST /ledger/v1/{project}/records HTTP/1.1\r\nHost: a\r\nConnection: close\r\nX-Auth-Token: {token}\r\n\
         Content-Type: application/x-ndjson\r\nContent-Length: {}\r\n\r\n{line}",
        line.len()
    );
    server.send(head.as_bytes())
}

#[test]
fn a_password_is_exchanged_for_a_token_that_opens_its_project_and_no_other() {
    let (server, access) = server();
    access.grant("reader", "another", Role::Reader).unwrap();
    let response = ask(&server, "reader", PASSWORD, &json!({ "id": PROJECT }));
    assert_eq!((response.status, response.header("cache-control")), (201, Some("no-store")));
    let reported = response.json();
    assert_eq!(
        (&reported["token"]["project"]["id"], &reported["token"]["user"]["name"]),
        (&PROJECT.into(), &"reader".into())
    );
    for time in ["issued_at", "expires_at"] {
        let time = reported["token"][time].as_str().unwrap();
        assert!(time.len() == 27 && &time[19..20] == "." && time.ends_with('Z'), "{time}");
    }
    let token = response.header("x-subject-token").unwrap();
    assert!(!response.text().contains(token));
    assert_eq!(export(&server, token, PROJECT).status, 200);
    let refused = export(&server, token, "another");
    assert_eq!((refused.status, &refused.json()["error_code"]), (403, &"WKS.00081102".into()));
}

#[test]
fn a_token_of_an_account_opens_the_projects_of_its_user_and_no_other() {
    let (server, access) = server();
    server.import(&[record(0)]);
    let ask = |domain: &Value| {
        let mut question = question("reader", PASSWORD, &Value::Null);
        question["auth"]["scope"] = json!({ "domain": domain });
        post(&server, "application/json", &question.to_string())
    };
    let response = ask(&json!({ "name": "example" }));
    assert_eq!((response.status, &response.json()["token"]["project"]), (201, &Value::Null));
    let token = response.header("x-subject-token").unwrap();
    assert_eq!((export(&server, token, PROJECT).status, export(&server, token, "p2").status), (200, 403));
    access.grant("reader", "p2", Role::Reader).unwrap();
    access.revoke("reader", PROJECT).unwrap();
    assert_eq!((export(&server, token, PROJECT).status, export(&server, token, "p2").status), (403, 200));
    let listed = server.request("GET", "/ledger/v1/projects", &[&format!("X-Auth-Token: {token}")]).json();
    assert_eq!(listed["projects"][0]["project_id"], "p2");
    assert_eq!((ask(&json!({})).status, ask(&json!({ "id": "1", "name": "example" })).status), (400, 400));
    access.set_user("reader", "another password").unwrap();
    assert_eq!(export(&server, token, "p2").status, 401);
}

#[test]
fn a_project_is_called_by_its_name_however_it_was_asked_for() {
    let (server, access) = server();
    let name = |project: Value| ask(&server, "reader", PASSWORD, &project).json()["token"]["project"]["name"].clone();
    assert_eq!(name(json!({ "id": PROJECT })), PROJECT);
    access.set_project(PROJECT, Some("cn-north-4")).unwrap();
    assert_eq!(name(json!({ "id": PROJECT })), "cn-north-4");
    assert_eq!(name(json!({ "name": "cn-north-4" })), "cn-north-4");
}

#[test]
fn a_role_determines_the_permissions_of_its_holder() {
    let (server, access) = server();
    let projects = |role: &str| access.users().unwrap().into_iter().find(|user| user.name == role).unwrap().projects;
    for role in Role::ALL {
        assert_eq!(projects(&role.to_string()), [(PROJECT.to_owned(), role)]);
    }
    let [reader, writer, admin] = ["reader", "writer", "admin"].map(|name| token(&server, name));
    assert_eq!(add(&server, &reader, PROJECT).status, 403);
    assert_eq!(export(&server, &reader, PROJECT).text(), "");
    for token in [&writer, &admin] {
        assert_eq!(add(&server, token, PROJECT).status, 200);
    }
    for token in [&reader, &writer, &admin] {
        assert_eq!(export(&server, token, PROJECT).text().lines().count(), 1);
        let list = format!("/v2/{PROJECT}/connections/desktops");
        assert_eq!(server.request("GET", &list, &[&format!("X-Auth-Token: {token}")]).status, 200);
    }
}

#[test]
fn a_token_outlives_the_server_but_neither_its_password_nor_its_role() {
    let (server, access) = server();
    let [reader, writer, admin] = ["reader", "writer", "admin"].map(|name| token(&server, name));
    // Another process reads the same state as after a restart.
    assert_eq!(export(&server, &reader, PROJECT).status, 200);
    access.set_user("reader", "another password").unwrap();
    access.revoke("writer", PROJECT).unwrap();
    access.grant("admin", PROJECT, Role::Reader).unwrap();
    for token in [&reader, &writer, &admin] {
        let refused = export(&server, token, PROJECT);
        assert_eq!((refused.status, &refused.json()["error_code"]), (401, &"APIGW.0301".into()));
    }
    access.remove_user("reader").unwrap();
    let refused = export(&server, &reader, PROJECT);
    assert_eq!((refused.status, &refused.json()["error_code"]), (401, &"APIGW.0301".into()));
    assert!(refused.text().contains("decrypt token fail"), "{}", refused.text());
}

#[tokio::test]
async fn the_client_with_a_password_exports_and_renews_a_token_that_was_ended() {
    let (server, access) = server();
    server.import(&(0..20).map(record).collect::<Vec<_>>());
    let url = format!("http://{}", server.address);
    let user = IamUser::new("reader", "example", PASSWORD).unwrap().project_id(PROJECT).endpoint(&url);
    let client = Client::builder().endpoint(&url).credential(user).build().unwrap();
    let request = ExportConnectionRecords { project_id: PROJECT.into(), ..Default::default() };
    let path = server.directory.path().join("saved");
    let save = async || {
        let download = request.send(&client).await?;
        download.save(&path, SaveOptions::new().overwrite(true)).await
    };
    let first = save().await.unwrap().bytes;
    access.grant("reader", PROJECT, Role::Writer).unwrap();
    assert_eq!(save().await.unwrap().bytes, first);
    access.set_user("reader", "another password").unwrap();
    let error = save().await.unwrap_err();
    assert!(error.is_unauthorized() && !format!("{error}{error:?}").contains(PASSWORD), "{error}");
}

#[test]
fn a_token_whose_time_is_over_is_rejected_as_the_gateway_does() {
    let (server, _access) = with(Options::default().token_ttl(Duration::ZERO));
    let refused = export(&server, &token(&server, "reader"), PROJECT);
    let body = refused.json();
    assert_eq!((refused.status, &body["error_code"]), (401, &"APIGW.0301".into()));
    assert!(body["error_msg"].as_str().unwrap().ends_with("token expires"));
    assert_eq!(body["request_id"].as_str(), refused.header("x-request-id"));
}

#[test]
fn whoever_guesses_learns_nothing_and_locks_the_user() {
    let (server, _access) = server();
    let id = json!({ "id": PROJECT });
    let wrong = ask(&server, "reader", "a wrong password", &id);
    let expected = json!({ "error": {
        "code": 401, "message": "The username or password is wrong.", "title": "Unauthorized",
    } });
    assert_eq!((wrong.status, wrong.json()), (401, expected.clone()));
    assert_eq!(ask(&server, "nobody", PASSWORD, &id).json(), expected);
    for _ in 0..5 {
        assert_eq!(ask(&server, "reader", "a wrong password", &id).status, 401);
    }
    assert_eq!(ask(&server, "reader", PASSWORD, &id).json(), expected, "the user is not locked");
    assert_eq!(ask(&server, "writer", PASSWORD, &id).status, 201);
    let counted = server.request("GET", "/metrics", &[]);
    for line in ["{outcome=\"locked\"} 1", "{outcome=\"wrong_password\"} 6", "{outcome=\"unknown_user\"} 1"] {
        assert!(counted.text().contains(line), "{line}\n{}", counted.text());
    }
    let server = server.restarted();
    assert_eq!(ask(&server, "reader", PASSWORD, &id).json(), expected, "a new start opened the lock");
    assert_eq!(ask(&server, "writer", PASSWORD, &id).status, 201);
}

#[test]
fn a_project_is_found_by_its_name_and_one_that_is_not_the_users_is_not_reported() {
    let (server, access) = server();
    access.set_project(PROJECT, Some("cn-north-4")).unwrap();
    access.set_project("p2", Some("cn-east-3")).unwrap();
    let named = ask(&server, "reader", PASSWORD, &json!({ "name": "cn-north-4" }));
    assert_eq!((named.status, &named.json()["token"]["project"]["id"]), (201, &PROJECT.into()));
    let [other, none] = ["cn-east-3", "nowhere"].map(|name| ask(&server, "reader", PASSWORD, &json!({ "name": name })));
    assert_eq!((other.status, other.json()), (404, none.json()));
    let [other, none] = ["p2", "nowhere"].map(|id| ask(&server, "reader", PASSWORD, &json!({ "id": id })));
    assert_eq!((other.status, other.json()), (403, none.json()));
}

#[test]
fn a_body_that_breaks_a_rule_is_reported_in_the_shape_of_the_identity_service_and_shows_no_password() {
    let (server, _access) = server();
    let both = json!({ "id": PROJECT, "name": "cn-north-4" });
    let long = "a secret ".repeat(40);
    for (body, reported) in [
        ("{".to_owned(), "JSON"),
        (String::new(), "body"),
        (question("reader", PASSWORD, &both).to_string(), "project"),
        (question("reader", &long, &json!({ "id": PROJECT })).to_string(), "password"),
        (question("reader", "", &json!({ "id": PROJECT })).to_string(), "password"),
        (r#"{"auth":{"identity":{"methods":["token"]}}}"#.to_owned(), "methods"),
    ] {
        let response = post(&server, "application/json", &body);
        let error = response.json();
        assert_eq!((response.status, &error["error"]["title"]), (400, &"Bad Request".into()), "{body}");
        let message = error["error"]["message"].as_str().unwrap();
        assert!(message.contains(reported) && !message.contains("a secret"), "{message}");
    }
    assert_eq!(post(&server, "text/plain", "{}").status, 400);
    assert_eq!(post(&server, "application/json", &" ".repeat(70_000)).status, 413);
    let response = server.request("GET", "/v3/auth/tokens", &[]);
    assert_eq!((response.status, response.header("allow")), (405, Some("POST,OPTIONS")));
}

#[test]
fn a_project_that_nobody_has_registered_is_not_an_empty_one() {
    let (server, access) = server();
    let unknown = export(&server, TOKEN, "p9");
    assert_eq!((unknown.status, &unknown.json()["error_code"]), (404, &"WKS.00211902".into()));
    assert_eq!(export(&server, &token(&server, "reader"), "p9").status, 403);
    access.set_project("p9", None).unwrap();
    assert_eq!(export(&server, TOKEN, "p9").status, 200);
    assert_eq!(export(&server, TOKEN, "p10").status, 404);
    assert_eq!(add(&server, TOKEN, "p10").status, 404, "whoever adds records made up a project");
    access.set_project("p10", None).unwrap();
    assert_eq!(add(&server, TOKEN, "p10").status, 200);
    assert_eq!(export(&server, TOKEN, "p10").text().lines().count(), 1);
}

/// Requests a change, or a list, of roles.
fn roles(server: &Server, method: &str, path: &str, token: &str, body: &str) -> Response {
    let head = format!(
        "{method} /ledger/v1/{PROJECT}/roles{path} HTTP/1.1\r\nHost: a\r\nConnection: close\r\nX-Auth-Token: {token}\r\n\
         Content-Type: application/json\r\nContent-Length: {}\r\n\r\n{body}",
        body.len()
    );
    server.send(head.as_bytes())
}

#[test]
fn only_an_admin_of_the_project_gives_roles_there() {
    let (server, access) = server();
    access.set_user("li@example.com", PASSWORD).unwrap();
    let (admin, writer) = (token(&server, "admin"), token(&server, "writer"));
    let reader = r#"{"role":"reader"}"#;
    let path = "/li%40example.com";
    for (method, path, body) in [("GET", "", ""), ("PUT", path, reader), ("DELETE", path, "")] {
        assert_eq!(roles(&server, method, path, &writer, body).status, 403, "{method}");
        assert_eq!(roles(&server, method, path, "nothing", body).status, 401, "{method}");
    }
    let given = roles(&server, "PUT", path, &admin, reader);
    assert_eq!((given.status, given.json()), (200, json!({ "user_name": "li@example.com", "role": "reader" })));
    let li = token(&server, "li@example.com");
    let listed = roles(&server, "GET", "", &admin, "").json();
    let expected = [("admin", "admin"), ("li@example.com", "reader"), ("reader", "reader"), ("writer", "writer")];
    let expected = expected.map(|(name, role)| json!({ "user_name": name, "role": role }));
    assert_eq!(listed, json!({ "users": expected }));
    assert_eq!(roles(&server, "DELETE", path, TOKEN, "").status, 204);
    assert_eq!(roles(&server, "DELETE", path, TOKEN, "").status, 204);
    assert_eq!((export(&server, &li, PROJECT).status, access.role("li@example.com", PROJECT).unwrap()), (401, None));
    assert_eq!(roles(&server, "PUT", "/nobody", &admin, reader).status, 404);
    for wrong in ["", "{", "{}", r#"{"role":"owner"}"#, r#"{"role":"reader","more":1}"#] {
        assert_eq!(roles(&server, "PUT", path, &admin, wrong).status, 400, "{wrong}");
    }
    let response = roles(&server, "POST", path, &admin, reader);
    assert_eq!((response.status, response.header("allow")), (405, Some("PUT,DELETE,OPTIONS")));
}
