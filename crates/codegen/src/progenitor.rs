//! The client that progenitor generates from the prepared document. The only file that names it.

mod prepare;

use std::panic::AssertUnwindSafe;

use deskledger_runtime::message::Message;
use proc_macro2::TokenStream;
use progenitor::{GenerationSettings, Generator, HooksMode};
use quote::quote;

use crate::diagnostic::Problems;
use crate::emit::CodeWriter;
use crate::messages;
use crate::model::Document;

/// Generates the client; what is wrong is in `problems` afterwards.
pub(crate) fn generate(document: &Document, problems: &mut Problems) -> Option<String> {
    let code = match run(document) {
        Ok(code) => code,
        Err(reason) => {
            let position = document.operations.first().map(|operation| operation.position).unwrap_or_default();
            problems.report("generator", position, messages::progenitor_fails(reason), messages::look_for_unusual());
            return None;
        }
    };
    let mut out = CodeWriter::new(false);
    out.add(code);
    out.finish(problems)
}

fn run(document: &Document) -> Result<TokenStream, Message> {
    let prepared =
        serde_json::from_value(prepare::prepare(document)).map_err(|error| Message::of(error.to_string()))?;
    let mut settings = GenerationSettings::new();
    settings.with_hooks(HooksMode::Expected).with_inner_type(quote!(adapter::Session));
    // It panics on some documents, though on none that this project knows. A panic is reported with its position.
    let run = AssertUnwindSafe(|| Generator::new(&settings).generate_tokens(&prepared));
    match std::panic::catch_unwind(run) {
        Ok(code) => code.map_err(|error| Message::of(error.to_string())),
        Err(_) => Err(messages::progenitor_panics()),
    }
}
