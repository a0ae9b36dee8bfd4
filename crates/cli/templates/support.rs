//! The mock that the tests call: `deskledger spec mock` where that command is found, otherwise a script of its responses.

use std::collections::HashMap;
use std::io::{BufRead, BufReader, Read, Write};
use std::net::{TcpListener, TcpStream};
use std::process::{Child, Command, Stdio};
use std::thread;

use CRATE::client::Client;
use CRATE::runtime::json_schema::{Value, literal};

const DOCUMENT: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/src/openapi.json");
const RESPONSES: &str = include_str!("responses.json");

pub struct Mock {
    address: String,
    child: Option<Child>,
}

impl Mock {
    /// Starts the command, or the one that the variable `DESKLEDGER` names.
    pub fn start() -> Self {
        let command = std::env::var("DESKLEDGER").unwrap_or_else(|_| "deskledger".to_owned());
        let arguments = ["spec", "mock", DOCUMENT, "--listen", "127.0.0.1:0"];
        let started = Command::new(command).args(arguments).stdout(Stdio::piped()).stderr(Stdio::null()).spawn();
        if let Ok(mut child) = started {
            let mut line = String::new();
            if let Some(stdout) = child.stdout.take() {
                let _ = BufReader::new(stdout).read_line(&mut line);
            }
            if let Some(address) = line.trim().strip_prefix("listening on ") {
                return Self { address: address.to_owned(), child: Some(child) };
            }
            let _ = child.kill();
            let _ = child.wait();
        }
        Self { address: scripted(), child: None }
    }

    /// A client of the mock, with any credentials.
    pub fn client(&self) -> Client {
        let builder = Client::builder().endpoint(&self.address)CREDENTIALS;
        builder.build().expect("a client of the mock")
    }
}

impl Drop for Mock {
    fn drop(&mut self) {
        if let Some(child) = &mut self.child {
            let _ = child.kill();
            let _ = child.wait();
        }
    }
}

/// Serves the recorded responses, and returns the address.
fn scripted() -> String {
    let listener = TcpListener::bind("127.0.0.1:0").expect("a free port");
    let address = format!("http://{}", listener.local_addr().expect("an address"));
    let responses: HashMap<String, Value> = match literal(RESPONSES) {
        Value::Object(responses) => responses.into_iter().collect(),
        _ => HashMap::new(),
    };
    thread::spawn(move || {
        for stream in listener.incoming().flatten() {
            let _ = respond(stream, &responses);
        }
    });
    address
}

fn respond(mut stream: TcpStream, responses: &HashMap<String, Value>) -> std::io::Result<()> {
    let mut reader = BufReader::new(stream.try_clone()?);
    let mut line = String::new();
    reader.read_line(&mut line)?;
    let target = line.rsplit_once(' ').map(|(target, _)| target.to_owned()).unwrap_or_default();
    let mut length = 0;
    loop {
        let mut header = String::new();
        if reader.read_line(&mut header)? <= 2 {
            break;
        }
        if let Some((name, value)) = header.split_once(':')
            && name.eq_ignore_ascii_case("content-length")
        {
            length = value.trim().parse().unwrap_or(0);
        }
    }
    reader.take(length).read_to_end(&mut Vec::new())?;
    // A key in the query follows the parameters.
    let known = responses.get(&target).or_else(|| {
        let longest = responses.iter().filter(|(one, _)| target.starts_with(one.as_str()));
        longest.max_by_key(|(one, _)| one.len()).map(|(_, response)| response)
    });
    let Some(response) = known else {
        return write!(stream, "HTTP/1.1 404 Not Found\r\nconnection: close\r\ncontent-length: 0\r\n\r\n");
    };
    let body: Vec<u8> = match &response["body"] {
        Value::String(text) => text.clone().into_bytes(),
        Value::Array(bytes) => bytes.iter().filter_map(|byte| u8::try_from(byte.as_u64()?).ok()).collect(),
        _ => Vec::new(),
    };
    write!(stream, "HTTP/1.1 {} Scripted\r\nconnection: close\r\n", response["status"])?;
    for (name, value) in response["headers"].as_object().into_iter().flatten() {
        write!(stream, "{name}: {}\r\n", value.as_str().unwrap_or_default())?;
    }
    if response["status"] != 204 {
        write!(stream, "content-length: {}\r\n", body.len())?;
    }
    write!(stream, "\r\n")?;
    stream.write_all(&body)
}
