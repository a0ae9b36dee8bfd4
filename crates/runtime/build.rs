//! Compiles the message files in `messages`.

#[allow(dead_code, unused_imports, unreachable_pub, reason = "a module of the library, which exports more of it")]
#[path = "src/message_files/mod.rs"]
mod message_files;

fn main() -> std::process::ExitCode {
    message_files::build()
}
