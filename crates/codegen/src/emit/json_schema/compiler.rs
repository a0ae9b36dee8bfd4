use std::collections::{BTreeMap, BTreeSet};

use proc_macro2::{Ident, TokenStream};
use quote::{format_ident, quote};

use super::super::code_writer::CodeWriter;
use super::super::pattern::pattern_fields;
use super::draft::{Direction, Draft};
use crate::diagnostic::{Position, Problems};
use crate::pattern::Pattern;
use crate::spec::{Files, Identifiers, Naming, Node, Source};

/// Maximum number of consecutive plain references; a cycle of them stays unchanged.
const MAX_REFERENCES: usize = 16;

/// Keywords beside a reference that are not rules.
const BESIDE: [&str; 5] = ["$ref", "$comment", "description", "summary", "title"];

/// What a schema means depends on the way to it.
#[derive(Clone, Default)]
pub(super) struct Scope<'s> {
    /// The schema that each dynamic anchor means.
    anchors: BTreeMap<&'s str, &'s Node>,
    /// The fields that the schema requires and that another part of the same value leaves to the other side.
    pub(super) one_sided: BTreeSet<&'s str>,
}

/// Every schema becomes a static of its own, so that schemas may refer to each other in any order and to themselves.
pub(crate) struct Compiler<'s> {
    pub(super) source: Source<'s>,
    pub(super) draft: Draft,
    pub(super) identifiers: Identifiers<'s>,
    /// The schemas by where they stand, which distinguishes equal schemas at different places.
    numbers: BTreeMap<(Position, Direction, usize), usize>,
    queue: Vec<(&'s Node, Direction, usize)>,
    /// The scopes under which schemas are compiled. The first is empty.
    scopes: Vec<Scope<'s>>,
    /// The scope of the schema that is compiled, and whether the document makes a difference at all.
    scope: usize,
    is_dynamic: bool,
    /// The direction of the schema that is compiled, and whether the document makes a difference at all.
    pub(super) direction: Direction,
    pub(super) is_directed: bool,
    /// In JSON Schema formats are annotations; in OpenAPI they are rules.
    pub(super) asserts_formats: bool,
    patterns: Vec<Pattern>,
    /// Whether schemas are compiled for what is wrong with them only.
    is_checking: bool,
}

impl<'s> Compiler<'s> {
    /// For a schema that stands alone.
    pub(super) fn new(files: &'s Files, draft: Draft, asserts_formats: bool) -> Self {
        let naming = match draft {
            Draft::Draft4 => Naming::Draft4,
            Draft::Draft2020 => Naming::Draft2020,
            Draft::OpenApi30 => Naming::Nothing,
        };
        let mut problems = Problems::default();
        let mut compiler = Self::with(files, draft, naming, &mut problems);
        compiler.asserts_formats = asserts_formats;
        (compiler.source.problems, compiler.source.warns_of_patterns) = (problems, false);
        compiler
    }

    /// For the schemas of an OpenAPI document, which are requested one by one.
    pub(crate) fn of_document(files: &'s Files, is_3_1: bool) -> Self {
        let draft = if is_3_1 { Draft::Draft2020 } else { Draft::OpenApi30 };
        Self::with(files, draft, Naming::of(files), &mut Problems::default())
    }

    fn with(files: &'s Files, draft: Draft, naming: Naming, problems: &mut Problems) -> Self {
        let mut source = Source::new(files);
        source.is_3_1 = draft == Draft::Draft2020;
        let says = |words: &[&str]| files.iter().any(|file| words.iter().any(|word| file.text.contains(word)));
        Self {
            source,
            draft,
            identifiers: Identifiers::collect(files, naming, problems),
            numbers: BTreeMap::new(),
            queue: Vec::new(),
            scopes: vec![Scope::default()],
            scope: 0,
            is_dynamic: says(&["$dynamicRef"]),
            direction: Direction::Both,
            is_directed: says(&["readOnly", "writeOnly"]),
            asserts_formats: true,
            patterns: Vec::new(),
            is_checking: false,
        }
    }

    pub(super) fn compile(&mut self) -> TokenStream {
        let root = self.schema(self.source.root);
        let mut statics = Vec::new();
        self.statics(0, |item| statics.push(item));
        quote! {
            use super::runtime::{self, json_schema as json};
            pub static SCHEMA: &json::Schema = #root;
            #(#statics)*
        }
    }

    /// Writes the schemas that an OpenAPI document needs: those that were requested, and what they refer to.
    pub(crate) fn write(mut self, out: &mut CodeWriter, problems: &mut Problems) {
        self.statics(0, |item| out.add(item));
        problems.absorb(std::mem::take(&mut self.source.problems));
        self.check_unused();
        problems.absorb_as_warnings(self.source.problems);
    }

    /// The number of the static of a requested schema.
    pub(crate) fn index(&mut self, node: &'s Node, direction: Direction) -> usize {
        self.direction = if self.is_directed { direction } else { Direction::Both };
        self.scope = 0;
        self.schema(node);
        let node = self.meant(node);
        let scope = self.entered(node, BTreeSet::new());
        self.numbers.get(&(node.position, self.direction, scope)).copied().unwrap_or_default()
    }

    /// The scope inside a schema: that of the schema before, with the dynamic anchors of its resource.
    fn entered(&mut self, node: &Node, one_sided: BTreeSet<&'s str>) -> usize {
        if !self.is_dynamic && one_sided.is_empty() {
            return 0;
        }
        let mut anchors = self.scope().anchors.clone();
        if self.is_dynamic {
            for (anchor, schema) in self.identifiers.dynamic_anchors(node.position) {
                anchors.entry(anchor).or_insert(schema);
            }
        }
        let is_same = |one: &Scope<'s>| {
            one.one_sided == one_sided
                && one.anchors.len() == anchors.len()
                && one.anchors.iter().zip(&anchors).all(|(a, b)| a.0 == b.0 && std::ptr::eq(*a.1, *b.1))
        };
        self.scopes.iter().position(is_same).unwrap_or_else(|| {
            self.scopes.push(Scope { anchors, one_sided });
            self.scopes.len() - 1
        })
    }

    /// The scope of the schema that is compiled.
    pub(super) fn scope(&self) -> &Scope<'s> {
        &self.scopes[self.scope]
    }

    /// The schema that a dynamic reference means: the outermost one with the anchor, where the target has it too.
    pub(super) fn dynamic(&self, target: &'s Node, reference: &str) -> &'s Node {
        let anchor = target.text("$dynamicAnchor");
        let anchor = anchor.filter(|anchor| reference.split_once('#').is_some_and(|(_, name)| name == *anchor));
        anchor.and_then(|anchor| self.scope().anchors.get(anchor)).copied().unwrap_or(target)
    }

    /// Compiles the components that nothing uses, for what is wrong with them.
    fn check_unused(&mut self) {
        (self.is_checking, self.direction, self.scope) = (true, Direction::Both, 0);
        let done = self.queue.len();
        let components = self.source.root.get("components").and_then(|node| node.get("schemas"));
        for (_, node) in components.map_or(&[][..], Node::entries) {
            self.schema(node);
        }
        self.statics(done, drop);
    }

    /// Passes on the statics of the queue, from a place on.
    fn statics(&mut self, mut done: usize, mut add: impl FnMut(TokenStream)) {
        while let Some((node, direction, scope)) = self.queue.get(done).copied() {
            (self.direction, self.scope) = (direction, scope);
            let rules = self.rules(node);
            let name = format_ident!("SCHEMA_{done}");
            add(quote!(pub(super) static #name: json::Schema = json::Schema::new(&[#(#rules),*]);));
            done += 1;
        }
        self.patterns.iter().enumerate().for_each(|(index, pattern)| add(table(index, pattern)));
    }

    /// A reference to the static of a schema, or, where that would say nothing but what another one says, of that one.
    pub(super) fn schema(&mut self, node: &'s Node) -> TokenStream {
        self.compiled(node, BTreeSet::new())
    }

    /// The same of a schema that concerns the value of the schema that is compiled, too.
    pub(super) fn part(&mut self, schema: &'s Node, node: &'s Node) -> TokenStream {
        let one_sided = self.passed_on(schema, node);
        self.compiled(node, one_sided)
    }

    fn compiled(&mut self, node: &'s Node, one_sided: BTreeSet<&'s str>) -> TokenStream {
        let node = self.meant(node);
        let fresh = self.numbers.len();
        let all = (node.position, Direction::Both, 0)..=(node.position, Direction::Response, usize::MAX);
        if self.is_checking && self.numbers.range(all).next().is_some() {
            return quote!();
        }
        let scope = self.entered(node, one_sided);
        let number = *self.numbers.entry((node.position, self.direction, scope)).or_insert(fresh);
        if number == fresh {
            self.queue.push((node, self.direction, scope));
        }
        let name = format_ident!("SCHEMA_{number}");
        quote!(&#name)
    }

    /// The schema that a reference with nothing beside it means, through up to a few of them.
    ///
    /// Where references depend on the way to them, none is skipped.
    fn meant(&mut self, mut node: &'s Node) -> &'s Node {
        if self.is_dynamic {
            return node;
        }
        for _ in 0..MAX_REFERENCES {
            let Some(target) = Self::alone(node).and_then(|text| self.identifiers.find(node.position, text)) else {
                break;
            };
            node = target;
        }
        node
    }

    /// The text of a reference with nothing beside it that is a rule.
    fn alone(node: &'s Node) -> Option<&'s str> {
        let text = node.get("$ref")?.as_text()?;
        node.entries().iter().all(|(key, _)| BESIDE.contains(&key.name.as_str())).then_some(text)
    }

    /// The static of a pattern.
    pub(super) fn pattern(&mut self, source: &'s str, node: &Node) -> Option<Ident> {
        let pattern = self.source.pattern(source, node.position)?;
        let index = self.patterns.iter().position(|one| one.source == pattern.source).unwrap_or_else(|| {
            self.patterns.push(pattern);
            self.patterns.len() - 1
        });
        Some(format_ident!("PATTERN_{index}"))
    }
}

/// The static with the table of a pattern.
fn table(index: usize, pattern: &Pattern) -> TokenStream {
    let (name, fields) = (format_ident!("PATTERN_{index}"), pattern_fields(pattern));
    quote!(static #name: runtime::Pattern = #fields;)
}
