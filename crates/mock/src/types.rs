//! Values of the types of generated code, as source code that makes them.

use std::collections::HashMap;

use deskledger_codegen::Output;
use serde_json::Value;
use syn::parse::ParseStream;
use syn::{GenericArgument, Ident, Item, Lit, LitBool, LitInt, LitStr, PathArguments, Token, Type, braced, bracketed};

use crate::code::Unreadable;
use crate::data::Read;

/// Maximum nesting of values of types.
const MAX_DEPTH: usize = 32;
/// Bit of the alternatives that values of every kind may be of.
const ANY: u8 = 64;

/// The types of a document, by name.
#[derive(Default)]
pub struct Types {
    /// Types of the fields of structs and of the variants of enums; the only one of an alias has no name.
    members: HashMap<String, HashMap<String, Type>>,
    descriptions: HashMap<String, Description>,
}

/// How a type is read from JSON: what the macros of the runtime are called with.
enum Description {
    /// Fields with their names in JSON.
    Object(Vec<(Ident, String)>),
    /// Variants with their values.
    Enum(Vec<(Ident, Value)>),
    /// A tag, and variants with the bits of their kinds and the values of the tag.
    Union { tag: String, variants: Vec<(Ident, u8, Vec<String>)> },
}

impl Types {
    /// Reads the types from the output of the generator.
    ///
    /// # Errors
    /// The code is not that of the generator of this version.
    pub fn read(output: &Output) -> Result<Self, Unreadable> {
        let code = output.files.get("openapi.rs").map_or("", String::as_str);
        let module = code.split_once("\npub mod types {\n").and_then(|(_, rest)| rest.split_once("\n}\n"));
        let Some((module, _)) = module else { return Ok(Self::default()) };
        let file: syn::File = syn::parse_str(module).map_err(|error| Unreadable::new("types", error))?;
        let mut types = Self::default();
        file.items.into_iter().try_for_each(|item| types.add(item))?;
        Ok(types)
    }

    fn add(&mut self, item: Item) -> Read<()> {
        let (name, members) = match item {
            Item::Struct(item) => {
                let fields = item.fields.into_iter().filter_map(|field| Some((field.ident?.to_string(), field.ty)));
                (item.ident, fields.collect())
            }
            Item::Enum(item) => {
                let inner =
                    |variant: syn::Variant| Some((variant.ident.to_string(), variant.fields.into_iter().next()?.ty));
                (item.ident, item.variants.into_iter().filter_map(inner).collect())
            }
            Item::Type(item) => (item.ident, [(String::new(), *item.ty)].into()),
            Item::Macro(item) => {
                let kind = item.mac.path.segments.last().map(|one| one.ident.to_string()).unwrap_or_default();
                let read: fn(ParseStream<'_>) -> syn::Result<(Ident, Description)> = match kind.as_str() {
                    "object" => object,
                    "text_enum" | "int_enum" => variants,
                    "union" => union,
                    _ => return Ok(()),
                };
                let described = item.mac.parse_body_with(read);
                let (name, description) =
                    described.map_err(|error| Unreadable::new("a type", format!("{kind}: {error}")))?;
                self.descriptions.insert(name.to_string(), description);
                return Ok(());
            }
            _ => return Ok(()),
        };
        self.members.insert(name.to_string(), members);
        Ok(())
    }

    /// Source code of a value of a type, which is named as in the generated code. A value without a shorter expression is parsed from JSON.
    pub fn expression(&self, of: &str, value: &Value) -> String {
        let built = syn::parse_str(of).ok().and_then(|of| self.built(&of, value, MAX_DEPTH));
        built.unwrap_or_else(|| literal(value))
    }

    fn value(&self, of: &Type, value: &Value, depth: usize) -> String {
        self.built(of, value, depth).unwrap_or_else(|| literal(value))
    }

    fn built(&self, of: &Type, value: &Value, depth: usize) -> Option<String> {
        let depth = depth.checked_sub(1)?;
        let Type::Path(path) = of else { return None };
        let mut segments = path.path.segments.iter().rev();
        let (last, module) = (segments.next()?, segments.next().map(|one| one.ident.to_string()));
        let inner = match &last.arguments {
            PathArguments::AngleBracketed(arguments) => arguments.args.last(),
            _ => None,
        };
        let inner = inner.and_then(|one| if let GenericArgument::Type(one) = one { Some(one) } else { None });
        let quoted = || value.as_str().map(|text| format!("{text:?}.into()"));
        match (&*last.ident.to_string(), inner) {
            ("String", None) => quoted(),
            (_, None) if module.as_deref() == Some("text") => quoted(),
            ("i32" | "i64", None) => value.as_i64().map(|number| number.to_string()),
            ("u64", None) => value.as_u64().map(|number| number.to_string()),
            ("f64", None) => value.as_f64().map(|number| format!("{number:?}")),
            ("bool", None) => value.as_bool().map(|truth| truth.to_string()),
            // An optional field that may be null.
            ("Option", Some(Type::Path(inner))) if value.is_null() => {
                let is_option = inner.path.segments.last().is_some_and(|one| one.ident == "Option");
                Some(if is_option { "Some(None)" } else { "None" }.to_owned())
            }
            ("Option", Some(inner)) => Some(format!("Some({})", self.value(inner, value, depth))),
            ("Box", Some(inner)) => Some(format!("Box::new({})", self.value(inner, value, depth))),
            ("Vec", Some(inner)) => {
                let items: Vec<_> = value.as_array()?.iter().map(|item| self.value(inner, item, depth)).collect();
                let items = items.join(", ");
                // The formatter does not break lines in macros.
                Some(if items.contains('{') { format!("Vec::from([{items}])") } else { format!("vec![{items}]") })
            }
            ("BTreeMap", Some(inner)) => {
                let entry = |(name, value)| format!("({name:?}.into(), {})", self.value(inner, value, depth));
                let entries: Vec<_> = value.as_object()?.iter().map(entry).collect();
                Some(format!("[{}].into()", entries.join(", ")))
            }
            (name, None) => self.named(name, value, depth),
            _ => None,
        }
    }

    fn named(&self, name: &str, value: &Value, depth: usize) -> Option<String> {
        let members = self.members.get(name)?;
        if let Some(alias) = members.get("") {
            return self.built(alias, value, depth);
        }
        match self.descriptions.get(name)? {
            Description::Object(fields) => {
                let object = value.as_object()?;
                let given = fields.iter().filter_map(|(field, wire)| Some((field, object.get(wire)?)));
                let given = given.map(|(field, value)| {
                    Some(format!("{field}: {}", self.value(members.get(&field.to_string())?, value, depth)))
                });
                let mut given = given.collect::<Option<Vec<_>>>()?;
                // Other properties have a map of their own: JSON is shorter.
                if given.len() < object.len() {
                    return None;
                }
                if given.len() < members.len() {
                    given.push("..Default::default()".to_owned());
                }
                Some(format!("types::{name} {{ {} }}", given.join(", ")))
            }
            Description::Enum(variants) => {
                let (variant, _) = variants.iter().find(|(_, one)| one == value)?;
                Some(format!("types::{name}::{variant}"))
            }
            Description::Union { tag, variants } => {
                let (kind, tagged) = (kind(value), value.get(tag).and_then(Value::as_str));
                let mut found = variants.iter().filter(|(_, kinds, tags)| match tagged {
                    Some(tag) => tags.iter().any(|one| one == tag),
                    None => kinds & (kind | ANY) != 0,
                });
                let ((variant, ..), None) = (found.next()?, found.next()) else { return None };
                let inner = self.built(members.get(&variant.to_string())?, value, depth)?;
                Some(format!("types::{name}::{variant}({inner})"))
            }
        }
    }
}

/// The bit of a kind of JSON.
fn kind(value: &Value) -> u8 {
    match value {
        Value::Null => 1,
        Value::Bool(_) => 2,
        Value::Number(_) => 4,
        Value::String(_) => 8,
        Value::Array(_) => 16,
        Value::Object(_) => 32,
    }
}

/// A value of any type, read from its JSON.
fn literal(value: &Value) -> String {
    format!("runtime::typed::literal({})", raw(&value.to_string()))
}

/// A raw string literal.
pub fn raw(text: &str) -> String {
    if !text.contains('"') {
        return format!("r\"{text}\"");
    }
    let longest =
        text.split('"').skip(1).map(|rest| rest.len() - rest.trim_start_matches('#').len()).max().unwrap_or(0);
    let marks = "#".repeat(longest + 1);
    format!("r{marks}\"{text}\"{marks}")
}

fn object(input: ParseStream<'_>) -> syn::Result<(Ident, Description)> {
    let (name, content);
    name = input.parse()?;
    braced!(content in input);
    let mut fields = Vec::new();
    while !content.is_empty() {
        content.parse::<LitInt>()?;
        fields.push((content.parse()?, content.parse::<LitStr>()?.value()));
        content.parse::<LitBool>()?;
    }
    // The fields of other properties and of other values.
    while input.parse::<Option<Token![|]>>()?.is_some() || input.parse::<Option<Ident>>()?.is_some() {}
    Ok((name, Description::Object(fields)))
}

fn variants(input: ParseStream<'_>) -> syn::Result<(Ident, Description)> {
    let (name, content);
    name = input.parse()?;
    braced!(content in input);
    let mut variants = Vec::new();
    while !content.is_empty() {
        let variant = content.parse()?;
        let is_negative = content.parse::<Option<Token![-]>>()?.is_some();
        let value = match content.parse()? {
            Lit::Str(text) => Value::from(text.value()),
            Lit::Int(number) => {
                let number: i128 = number.base10_parse()?;
                Value::from(i64::try_from(if is_negative { -number } else { number }).unwrap_or_default())
            }
            other => return Err(syn::Error::new_spanned(other, "expected a text or an integer")),
        };
        variants.push((variant, value));
    }
    Ok((name, Description::Enum(variants)))
}

fn union(input: ParseStream<'_>) -> syn::Result<(Ident, Description)> {
    let (name, tag, content);
    name = input.parse()?;
    tag = input.parse::<LitStr>()?.value();
    braced!(content in input);
    let mut variants = Vec::new();
    while !content.is_empty() {
        content.parse::<LitInt>()?;
        let (variant, kinds, tags);
        variant = content.parse()?;
        kinds = content.parse::<LitInt>()?.base10_parse()?;
        bracketed!(tags in content);
        let mut names = Vec::new();
        while !tags.is_empty() {
            names.push(tags.parse::<LitStr>()?.value());
        }
        content.parse::<syn::Expr>()?;
        content.parse::<Token![;]>()?;
        variants.push((variant, kinds, names));
    }
    Ok((name, Description::Union { tag, variants }))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_text_with_marks_stays_one_literal() {
        for text in ["plain", "a \"quoted\" word", "\"# and \"## too"] {
            let code = raw(text);
            let start = code.find('"').unwrap();
            assert!(code[start + 1..].ends_with(&format!("{text}\"{}", "#".repeat(start - 1))), "{code}");
            assert!(!text.contains(&format!("\"{}", "#".repeat(start - 1))), "{code}");
        }
    }
}
