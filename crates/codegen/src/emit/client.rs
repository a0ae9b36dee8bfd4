//! What progenitor makes of the prepared document. The only file that names it.

use std::panic::AssertUnwindSafe;

use proc_macro2::TokenStream;
use progenitor::{GenerationSettings, Generator, HooksMode};
use quote::quote;

use crate::diagnostic::Problems;
use crate::model::Document;
use crate::prepare;

/// The generated client.
pub(super) struct Client {
    pub(super) code: TokenStream,
}

/// Generates the client.
pub(super) fn generate(document: &Document, problems: &mut Problems) -> Option<Client> {
    let code = match run(document) {
        Ok(code) => code,
        Err(reason) => {
            let position = document.operations.first().map(|operation| operation.position).unwrap_or_default();
            let found = format!("expected a document that the client generator understands, found: {reason}");
            problems.report("generator", position, found, "look for an unusual path or name");
            return None;
        }
    };
    Some(Client { code })
}

fn run(document: &Document) -> Result<TokenStream, String> {
    let prepared = serde_json::from_value(prepare::prepare(document)).map_err(|error| error.to_string())?;
    let mut settings = GenerationSettings::new();
    settings.with_hooks(HooksMode::Expected).with_inner_type(quote!(adapter::Session));
    // It panics on some documents. None of ours gets that far; should one do so, it is still told where.
    let run = AssertUnwindSafe(|| Generator::new(&settings).generate_tokens(&prepared));
    match std::panic::catch_unwind(run) {
        Ok(code) => code.map_err(|error| error.to_string()),
        Err(_) => Err("a panic in it".to_owned()),
    }
}
