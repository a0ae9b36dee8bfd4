//! Compiles the message files in `messages`.

fn main() -> std::process::ExitCode {
    deskledger_runtime::message_files::build()
}
