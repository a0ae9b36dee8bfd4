//! Generated code as text: its items by name. It consists of types, calls and literals, so that its data can be read back.

use std::collections::HashMap;
use std::fmt;

/// Part of the generated code that is not data as expected. The generator and this crate are of different versions.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Unreadable(pub(crate) String);

impl Unreadable {
    pub(crate) fn new(expected: &str, found: impl fmt::Display) -> Self {
        let found: String = found.to_string().chars().take(120).collect();
        Self(format!("generated code: expected {expected}, found {found}"))
    }
}

impl fmt::Display for Unreadable {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl std::error::Error for Unreadable {}

/// The items of generated code, as they are written.
#[derive(Default)]
pub(crate) struct Code<'c> {
    /// Values of constants and statics, by module and name; the module of the root is empty.
    pub(crate) values: HashMap<(&'c str, &'c str), &'c str>,
    /// Names of the statics of the root, in their order.
    pub(crate) statics: Vec<&'c str>,
    /// Structs of the root, by name.
    pub(crate) structs: HashMap<&'c str, &'c str>,
    /// Implementations of the root, in their order.
    pub(crate) impls: Vec<&'c str>,
}

impl<'c> Code<'c> {
    /// Splits the code into items by its indentation, which is that of the formatter.
    pub(crate) fn read(text: &'c str) -> Self {
        let mut code = Self::default();
        let (mut module, mut offset) = ("", 0);
        let mut lines = text.split_inclusive('\n');
        while let Some(line) = lines.next() {
            let start = offset;
            offset += line.len();
            let indent = line.len() - line.trim_start_matches(' ').len();
            let head = line.trim();
            if indent == 0 && head == "}" {
                module = "";
            }
            let wanted = if module.is_empty() { 0 } else { 4 };
            let head =
                ["pub ", "pub(super) ", "pub(crate) "].iter().find_map(|vis| head.strip_prefix(vis)).unwrap_or(head);
            if indent == 0
                && let Some(name) = head.strip_prefix("mod ").and_then(|rest| rest.strip_suffix(" {"))
            {
                module = name;
                continue;
            }
            let (kind, rest) = head.split_once(' ').unwrap_or((head, ""));
            if indent != wanted || !matches!(kind, "const" | "static" | "struct" | "impl") {
                continue;
            }
            // An item ends with the first line that closes it at its own indentation.
            let is_value = matches!(kind, "const" | "static");
            let closing = if is_value { ';' } else { '}' };
            let inner = if head.ends_with('=') { indent + 4 } else { indent };
            let mut is_done = head.ends_with(closing) || head.ends_with("{}");
            while !is_done && let Some(next) = lines.next() {
                offset += next.len();
                let next = next.trim_end();
                let own = next.len() - next.trim_start_matches(' ').len();
                is_done = next.ends_with(closing) && (own == indent || own == inner);
            }
            let item = &text[start..offset];
            if is_value {
                let Some(((name, _), (_, value))) = rest.split_once(':').zip(item.split_once('=')) else { continue };
                code.values.insert((module, name), value.trim().trim_end_matches(';'));
                if module.is_empty() && kind == "static" {
                    code.statics.push(name);
                }
            } else if module.is_empty() && kind == "struct" {
                code.structs.insert(rest.split([' ', ';', '{']).next().unwrap_or_default(), item);
            } else if module.is_empty() {
                code.impls.push(item);
            }
        }
        code
    }

    /// A value of the root or of a module, parsed.
    pub(crate) fn value(&self, module: &str, name: &str) -> Result<syn::Expr, Unreadable> {
        let text = self.values.get(&(module, name)).ok_or_else(|| Unreadable::new("an item", name))?;
        syn::parse_str(text).map_err(|error| Unreadable::new("a value", format!("{name}: {error}")))
    }
}
