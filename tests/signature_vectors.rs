//! The signature, by published vectors.

#![allow(clippy::unwrap_used, reason = "a test stops where it fails")]

use deskledger::{SigningRequest, sign};
use deskledger_client::hex;
use ring::digest::{SHA256, digest};

const VECTORS: &str = include_str!("data/signing-vectors.json");

fn pairs(query: &str) -> Vec<(String, String)> {
    query.split('&').filter_map(|pair| pair.split_once('=')).map(|(n, v)| (n.to_owned(), v.to_owned())).collect()
}

#[test]
fn the_published_vectors_are_met_so_that_no_key_pair_gets_locked() {
    let data: serde_json::Value = serde_json::from_str(VECTORS).unwrap();
    for vector in data["vectors"].as_array().unwrap() {
        let text = |name: &str| vector[name].as_str().unwrap_or_default();
        let mut headers = vec![("Host", text("host")), ("X-Sdk-Date", text("x_sdk_date"))];
        headers.extend(
            vector["headers"].as_object().unwrap().iter().map(|(name, value)| (name.as_str(), value.as_str().unwrap())),
        );
        let query = pairs(text("query"));
        let path: Vec<String> = text("path").split('/').skip(1).map(str::to_owned).collect();
        let body = text("body").as_bytes();
        let request = SigningRequest { method: text("method"), path: &path, query: &query, headers: &headers, body };
        if let Some(expected) = vector["canonical_request_sha256"].as_str() {
            assert_eq!(hex(digest(&SHA256, request.canonical().as_bytes()).as_ref()), expected);
        }
        let expected = format!(
            "SDK-HMAC-SHA256 Access={}, SignedHeaders={}, Signature={}",
            text("ak"),
            text("signed_headers"),
            text("signature")
        );
        assert_eq!(sign(request, text("ak"), text("sk"), text("x_sdk_date")), expected);
    }
}

#[test]
fn odd_characters_and_repeated_names_are_encoded_as_the_service_does() {
    let data: serde_json::Value = serde_json::from_str(VECTORS).unwrap();
    let query: Vec<(String, String)> = serde_json::from_value(data["query_encoding"]["pairs"].clone()).unwrap();
    let request = SigningRequest { method: "GET", path: &[], query: &query, headers: &[], body: b"" };
    assert_eq!(request.canonical().lines().nth(2).unwrap(), data["query_encoding"]["canonical"]);
}
