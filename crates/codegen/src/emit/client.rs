//! What progenitor makes of the prepared document. The only file that names it.

use std::collections::BTreeMap;
use std::panic::AssertUnwindSafe;

use proc_macro2::TokenStream;
use progenitor::{GenerationSettings, Generator, HooksMode};
use quote::quote;

use crate::diagnostic::Problems;
use crate::model::{Document, Operation};
use crate::{names, prepare};

/// The generated client.
pub(super) struct Client {
    pub(super) code: TokenStream,
    /// Arguments of the function of each operation, by operationId.
    pub(super) signatures: BTreeMap<String, Vec<Argument>>,
}

/// An argument of a generated function.
pub(super) struct Argument {
    /// Index of its parameter in the operation.
    pub(super) parameter: usize,
    /// Whether it is an `Option`.
    pub(super) optional: bool,
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
    let signatures = signatures(document, &code, problems)?;
    Some(Client { code, signatures })
}

fn run(document: &Document) -> Result<TokenStream, String> {
    let prepared = serde_json::from_value(prepare::prepare(document)).map_err(|error| error.to_string())?;
    let mut settings = GenerationSettings::new();
    settings.with_hooks(HooksMode::Expected).with_inner_type(quote!(runtime::Context));
    // It panics on some documents. None of ours gets that far; should one do so, it is still told where.
    let run = AssertUnwindSafe(|| Generator::new(&settings).generate_tokens(&prepared));
    match std::panic::catch_unwind(run) {
        Ok(code) => code.map_err(|error| error.to_string()),
        Err(_) => Err("a panic in it".to_owned()),
    }
}

/// Reads the order of the arguments off the generated code, rather than guess it.
fn signatures(
    document: &Document,
    code: &TokenStream,
    problems: &mut Problems,
) -> Option<BTreeMap<String, Vec<Argument>>> {
    let file: syn::File = syn::parse2(code.clone()).ok()?;
    let functions = file.items.iter().filter_map(|item| match item {
        syn::Item::Impl(block) if block.trait_.is_none() => Some(&block.items),
        _ => None,
    });
    let functions: BTreeMap<String, &syn::Signature> = functions
        .flatten()
        .filter_map(|item| match item {
            syn::ImplItem::Fn(function) => Some((function.sig.ident.to_string(), &function.sig)),
            _ => None,
        })
        .collect();
    let mut signatures = BTreeMap::new();
    for operation in document.operations.iter().filter(|operation| operation.is_prepared()) {
        let arguments = functions.get(&names::snake(&operation.id)).and_then(|found| arguments(operation, found));
        match arguments {
            Some(arguments) => {
                signatures.insert(operation.id.clone(), arguments);
            }
            None => {
                let found = format!("expected a generated function for {}, found another", operation.id);
                problems.report("generator", operation.position, found, "rename the operation or its parameters");
                return None;
            }
        }
    }
    Some(signatures)
}

fn arguments(operation: &Operation, function: &syn::Signature) -> Option<Vec<Argument>> {
    let typed = function.inputs.iter().filter_map(|input| match input {
        syn::FnArg::Typed(typed) => Some(typed),
        syn::FnArg::Receiver(_) => None,
    });
    let arguments = typed.map(|typed| {
        let syn::Pat::Ident(name) = &*typed.pat else { return None };
        let name = name.ident.to_string();
        let parameter = operation.parameters.iter().position(|one| names::snake(&one.name) == name)?;
        let optional = matches!(&*typed.ty, syn::Type::Path(path)
            if path.path.segments.last().is_some_and(|segment| segment.ident == "Option"));
        Some(Argument { parameter, optional })
    });
    let arguments: Vec<Argument> = arguments.collect::<Option<_>>()?;
    (arguments.len() == operation.parameters.len()).then_some(arguments)
}
