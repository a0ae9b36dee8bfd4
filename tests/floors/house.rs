//! The modules of a crate and their imports, read from its source files.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write as _;
use std::iter::Peekable;
use std::path::{Path, PathBuf};

use proc_macro2::token_stream::IntoIter;
use proc_macro2::{Delimiter, TokenStream, TokenTree};

use super::table::Floors;

/// A module: its file, and its child modules by name.
#[derive(Debug, Default)]
struct Module {
    file: PathBuf,
    children: BTreeMap<String, usize>,
    parent: Option<usize>,
}

/// The modules of a crate, and the imports of its files.
#[derive(Debug, Default)]
pub(super) struct House {
    modules: Vec<Module>,
    imports: BTreeMap<PathBuf, BTreeSet<PathBuf>>,
}

/// A `use` or a path: the module that contains it, and its segments; `name` is the name that a `use` gives to its item.
struct Mention {
    module: usize,
    segments: Vec<String>,
    name: Option<String>,
}

impl House {
    /// Reads the modules below the root files; `read` returns the text of a file.
    pub(super) fn new(roots: &[PathBuf], read: &dyn Fn(&Path) -> Option<String>) -> Self {
        let mut house = Self::default();
        let mut mentions = Vec::new();
        for root in roots {
            let directory = root.parent().unwrap().to_owned();
            house.add(root, &directory, None, read, &mut mentions);
        }
        let mut names = BTreeMap::new();
        for mention in &mentions {
            // A name that stands for itself, such as `use serde;`, leads nowhere.
            if let Some(name) = mention.name.clone().filter(|name| mention.segments.first() != Some(name)) {
                names.insert((mention.module, name), mention.segments.clone());
            }
        }
        for mention in mentions {
            let Some(target) = house.target(&mention, &names) else { continue };
            let (from, to) = (house.modules[mention.module].file.clone(), house.modules[target].file.clone());
            let imports = house.imports.entry(from.clone()).or_default();
            if from != to {
                imports.insert(to);
            }
        }
        house
    }

    /// Adds the module of a file and its descendants.
    fn add(
        &mut self,
        file: &Path,
        directory: &Path,
        parent: Option<usize>,
        read: &dyn Fn(&Path) -> Option<String>,
        mentions: &mut Vec<Mention>,
    ) -> usize {
        let text = read(file).unwrap_or_else(|| panic!("{} cannot be read", file.display()));
        let tokens: TokenStream = text.parse().unwrap_or_else(|error| panic!("{}: {error}", file.display()));
        let module = self.module(file, parent);
        self.imports.entry(file.to_owned()).or_default();
        self.scan(tokens, module, directory, read, mentions);
        module
    }

    fn module(&mut self, file: &Path, parent: Option<usize>) -> usize {
        self.modules.push(Module { file: file.to_owned(), parent, ..Module::default() });
        self.modules.len() - 1
    }

    /// Collects child modules and paths in the code of a module.
    fn scan(
        &mut self,
        tokens: TokenStream,
        module: usize,
        directory: &Path,
        read: &dyn Fn(&Path) -> Option<String>,
        mentions: &mut Vec<Mention>,
    ) {
        let mut tokens = tokens.into_iter().peekable();
        let mut attributes = String::new();
        while let Some(token) = tokens.next() {
            match token {
                TokenTree::Punct(mark) if mark.as_char() == '#' => {
                    if let Some(TokenTree::Punct(_)) = tokens.peek() {
                        tokens.next();
                    }
                    if let Some(TokenTree::Group(group)) = tokens.next() {
                        writeln!(attributes, "{}", group.stream()).unwrap();
                    }
                }
                TokenTree::Ident(word) if word == "mod" => {
                    let Some(TokenTree::Ident(name)) = tokens.next() else { continue };
                    let is_test = attributes.contains("cfg (test)") || attributes.contains("cfg(test)");
                    let path = attributes.lines().find_map(|line| line.strip_prefix("path = "));
                    let path = path.map(|path| path.trim_matches('"').to_owned());
                    attributes.clear();
                    let name = name.to_string();
                    let inner = directory.join(&name);
                    match tokens.next() {
                        Some(_) if is_test => {}
                        Some(TokenTree::Group(group)) => {
                            let file = self.modules[module].file.clone();
                            let child = self.module(&file, Some(module));
                            self.modules[module].children.insert(name, child);
                            self.scan(group.stream(), child, &inner, read, mentions);
                        }
                        _ => {
                            let candidates = match path {
                                Some(path) => vec![self.modules[module].file.parent().unwrap().join(path)],
                                None => vec![directory.join(format!("{name}.rs")), inner.join("mod.rs")],
                            };
                            // A missing file is generated during the build.
                            if let Some(file) = candidates.iter().find(|file| read(file).is_some()) {
                                let child = self.add(file, &inner, Some(module), read, mentions);
                                self.modules[module].children.insert(name, child);
                            }
                        }
                    }
                }
                // A visibility is not an import: `pub(in crate::download)`.
                TokenTree::Ident(word) if word == "pub" => {
                    tokens.next_if(|next| matches!(next, TokenTree::Group(_)));
                }
                // Quoted tokens are code of another crate.
                TokenTree::Ident(word) if word == "quote" => drop((tokens.next(), tokens.next())),
                TokenTree::Ident(word) => {
                    // Modules compiled only for tests are ignored.
                    let is_test = attributes.contains("cfg (test)") || attributes.contains("cfg(test)");
                    attributes.clear();
                    if is_test {
                        skip_item(&mut tokens);
                        continue;
                    }
                    let is_use = word == "use";
                    let first = if is_use { tokens.next_if(|next| matches!(next, TokenTree::Ident(_))) } else { None };
                    let mut found = Vec::new();
                    path(vec![first.map_or(word.to_string(), |first| first.to_string())], &mut tokens, &mut found);
                    mentions.extend(found.into_iter().map(|(segments, alias)| {
                        let name = alias.or_else(|| segments.last().cloned()).filter(|_| is_use);
                        Mention { module, segments, name }
                    }));
                }
                TokenTree::Group(group) => self.scan(group.stream(), module, directory, read, mentions),
                _ => {}
            }
        }
    }

    /// The module that a path refers to; `None` if it is outside this crate.
    fn target(&self, mention: &Mention, names: &BTreeMap<(usize, String), Vec<String>>) -> Option<usize> {
        // `pub(crate)` does not name a module.
        if mention.segments.len() < 2 {
            return None;
        }
        // A path that begins with an imported name continues the path of its `use`.
        let imported = mention.segments.first().and_then(|first| names.get(&(mention.module, first.clone())));
        let rest = if imported.is_some() { &mention.segments[1..] } else { &mention.segments[..] };
        let mut segments = imported.into_iter().flatten().chain(rest).map(String::as_str).peekable();
        let mut module = mention.module;
        match *segments.peek()? {
            "crate" => {
                while let Some(parent) = self.modules[module].parent {
                    module = parent;
                }
                segments.next();
            }
            "self" => drop(segments.next()),
            "super" => {
                while segments.next_if_eq(&"super").is_some() {
                    module = self.modules[module].parent?;
                }
            }
            name if self.modules[module].children.contains_key(name) => {}
            _ => return None,
        }
        while let Some(child) = segments.next().and_then(|name| self.modules[module].children.get(name)) {
            module = *child;
        }
        Some(module)
    }

    /// Import cycles between files, each with its imports.
    pub(super) fn circles(&self) -> Vec<String> {
        let reached: BTreeMap<&PathBuf, BTreeSet<&PathBuf>> =
            self.imports.keys().map(|file| (file, self.reached(file))).collect();
        let mut done: BTreeSet<&PathBuf> = BTreeSet::new();
        let mut circles = Vec::new();
        for file in self.imports.keys().filter(|file| reached[file].contains(file)) {
            let circle: BTreeSet<&PathBuf> =
                reached[file].iter().filter(|other| reached[*other].contains(file)).copied().collect();
            if !done.insert(file) || circle.iter().any(|other| *other != file && done.contains(other)) {
                continue;
            }
            let mut text = format!("a circle of {} files:", circle.len());
            for from in &circle {
                for to in self.imports[*from].iter().filter(|to| circle.contains(to)) {
                    write!(text, "\n    {} -> {}", from.display(), to.display()).unwrap();
                }
            }
            circles.push(text);
        }
        circles
    }

    fn reached(&self, file: &PathBuf) -> BTreeSet<&PathBuf> {
        let mut reached = BTreeSet::new();
        let mut queue: Vec<&PathBuf> = self.imports[file].iter().collect();
        while let Some(next) = queue.pop() {
            if reached.insert(next) {
                queue.extend(self.imports.get(next).into_iter().flatten());
            }
        }
        reached
    }

    /// Imports of a higher layer, and modules without a layer.
    pub(super) fn upward(&self, source: &Path, floors: Floors) -> Vec<String> {
        let floor = |file: &Path| {
            let top = file.strip_prefix(source).ok()?.components().next()?;
            let name = Path::new(top.as_os_str()).file_stem()?.to_str()?.to_owned();
            if ["lib", "main"].contains(&name.as_str()) {
                return Some(floors.len());
            }
            floors.iter().position(|names| names.contains(&name.as_str()))
        };
        let mut found = Vec::new();
        for (from, imports) in &self.imports {
            match floor(from) {
                None => found.push(format!("{} has no floor", from.display())),
                Some(own) => found.extend(
                    imports
                        .iter()
                        .filter(|to| floor(to).is_some_and(|other| other > own))
                        .map(|to| format!("{} on floor {own} imports {} above it", from.display(), to.display())),
                ),
            }
        }
        found
    }
}

/// Skips the rest of an item, up to its braces or semicolon.
fn skip_item(tokens: &mut Peekable<IntoIter>) {
    for token in tokens.by_ref() {
        match token {
            TokenTree::Group(group) if group.delimiter() == Delimiter::Brace => return,
            TokenTree::Punct(mark) if mark.as_char() == ';' => return,
            _ => {}
        }
    }
}

/// Parses the rest of a path, including the braces of a `use`, and its other name.
fn path(begun: Vec<String>, tokens: &mut Peekable<IntoIter>, found: &mut Vec<(Vec<String>, Option<String>)>) {
    let mut segments = begun;
    let is_colon = |token: Option<&TokenTree>| matches!(token, Some(TokenTree::Punct(mark)) if mark.as_char() == ':');
    while is_colon(tokens.peek()) {
        tokens.next();
        if !is_colon(tokens.peek()) {
            break;
        }
        tokens.next();
        match tokens.peek() {
            Some(TokenTree::Ident(word)) => {
                segments.push(word.to_string());
                tokens.next();
            }
            Some(TokenTree::Group(group)) if group.delimiter() == Delimiter::Brace => {
                let mut inner = group.stream().into_iter().peekable();
                tokens.next();
                while let Some(token) = inner.next() {
                    if let TokenTree::Ident(word) = token {
                        let mut begun = segments.clone();
                        // `{self}` is the module itself.
                        begun.extend(Some(word.to_string()).filter(|word| word != "self"));
                        path(begun, &mut inner, found);
                    }
                }
                return;
            }
            // All names of a module.
            Some(TokenTree::Punct(mark)) if mark.as_char() == '*' => segments.push("*".to_owned()),
            _ => break,
        }
    }
    let is_as = tokens.next_if(|next| matches!(next, TokenTree::Ident(word) if word == "as")).is_some();
    let alias = if is_as { tokens.next().map(|name| name.to_string()) } else { None };
    found.push((segments, alias));
}
