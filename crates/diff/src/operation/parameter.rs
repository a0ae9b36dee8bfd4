use deskledger_codegen::{Node, Value};
use deskledger_runtime::message::{Argument, Message};

use super::{Call, Operations, positions, schema_of};
use crate::annotations::{lifecycle, removal, wording};
use crate::change::At;
use crate::include::Answer;
use crate::kind::Verdict;
use crate::messages;
use crate::set::{Age, Flow};
use crate::shape::types;

/// A parameter of one document, or a header of a response, which is written as a parameter.
#[derive(Clone, Copy)]
pub(super) struct Parameter<'d> {
    pub(super) node: &'d Node,
    pub(super) place: &'d str,
    pub(super) name: &'d str,
}

impl<'d> Parameter<'d> {
    fn is_same(self, other: Self) -> bool {
        self.place == other.place && self.has_name_of(other)
    }

    fn has_name_of(self, other: Self) -> bool {
        if self.place == "header" { self.name.eq_ignore_ascii_case(other.name) } else { self.name == other.name }
    }

    fn is_required(self) -> bool {
        self.node.is("required") || self.place == "path"
    }

    fn style(self) -> &'d str {
        let usual = if matches!(self.place, "query" | "cookie") { "form" } else { "simple" };
        self.node.text("style").unwrap_or(usual)
    }

    pub(super) fn explode(self) -> bool {
        match self.node.get("explode").map(|node| &node.value) {
            Some(Value::Boolean(value)) => *value,
            _ => self.style() == "form",
        }
    }

    fn part(self) -> Message {
        match self.place {
            "header" => messages::header_part(self.name),
            "cookie" => messages::cookie_part(self.name),
            _ => messages::parameter_part(self.place(), self.name),
        }
    }

    /// The place in words.
    fn place(self) -> Argument {
        match self.place {
            "query" => messages::query().into(),
            "path" => messages::path().into(),
            "header" => messages::header().into(),
            "cookie" => messages::cookie().into(),
            other => other.into(),
        }
    }
}

/// The names of the parameters of a path, in their order.
fn names(path: &str) -> impl Iterator<Item = &str> {
    path.split('{').skip(1).filter_map(|part| part.split('}').next())
}

/// A path without the names of its parameters.
fn blank(path: &str) -> Vec<&str> {
    path.split('{').map(|part| part.split_once('}').map_or(part, |(_, rest)| rest)).collect()
}

impl<'d> Operations<'_, 'd> {
    fn list(&self, age: Age, call: &Call<'d>) -> Vec<Parameter<'d>> {
        let mut list: Vec<Parameter<'d>> = Vec::new();
        for node in call.node.list("parameters").iter().chain(call.item.list("parameters")) {
            let node = self.schemas.world.resolve(age, node);
            let (Some(place), Some(name)) = (node.text("in"), node.text("name")) else { continue };
            let one = Parameter { node, place, name };
            // These headers are described by other parts of the document.
            let is_ignored = place == "header"
                && ["accept", "content-type", "authorization"].iter().any(|known| name.eq_ignore_ascii_case(known));
            if !is_ignored && !list.iter().any(|other| other.is_same(one)) {
                list.push(one);
            }
        }
        list
    }

    /// Compares the parameters of an operation.
    pub(super) fn parameters(&mut self, old: &Call<'d>, new: &Call<'d>, flow: Flow, at: &At<'_>) {
        let (olds, mut news) = (self.list(Age::Old, old), self.list(Age::New, new));
        let mut gone = Vec::new();
        // In the same path a parameter is the one at its place, whatever it is called.
        let is_same_path = blank(old.path) == blank(new.path);
        let names: Vec<(&str, &str)> = names(old.path).zip(names(new.path)).collect();
        let is_same = |one: Parameter<'d>, two: Parameter<'d>| match one.place == "path" && is_same_path {
            true => two.place == "path" && names.contains(&(one.name, two.name)),
            false => one.is_same(two),
        };
        for one in olds {
            match news.iter().position(|two| is_same(one, *two)) {
                Some(place) => self.parameter(one, news.remove(place), flow, &at.within(one.part())),
                None => gone.push(one),
            }
        }
        self.renamed(old, new, &mut gone, &mut news, flow, at);
        for one in gone {
            let label = at.within(one.part());
            if let Some(place) = news.iter().position(|two| one.has_name_of(*two)) {
                let two = news.remove(place);
                let places = (Some(one.node.position), Some(two.node.position));
                let message = messages::place_became(one.place(), two.place());
                self.schemas.changes.add("parameter-place-changed", places, &label, message);
                self.parameter(one, two, flow, &label);
                continue;
            }
            let id = format!("parameter-{}", removal(one.node, self.today));
            let places = (Some(one.node.position), Some(new.node.position));
            // A subscriber relies on what the service always sent.
            let is_missed = self.schemas.changes.is_flipped && one.is_required() && id == "parameter-removed";
            let wire = is_missed.then_some(Verdict::Breaking);
            self.schemas.changes.add_rated(&id, wire, places, &label, messages::was_removed(), None);
        }
        for two in news {
            let label = at.within(two.part());
            let has_default = schema_of(two.node).0.is_some_and(|schema| schema.get("default").is_some());
            let (id, message) = match (two.is_required(), has_default) {
                (false, _) => ("parameter-added", messages::was_added_optional()),
                (true, false) => ("parameter-required-added", messages::was_added_required()),
                (true, true) => ("parameter-required-default-added", messages::was_added_with_default()),
            };
            self.schemas.changes.add(id, (Some(old.node.position), Some(two.node.position)), &label, message);
        }
    }

    /// A parameter of the path may have another name at the same place of the path.
    fn renamed(
        &mut self,
        old: &Call<'d>,
        new: &Call<'d>,
        gone: &mut Vec<Parameter<'d>>,
        news: &mut Vec<Parameter<'d>>,
        flow: Flow,
        at: &At<'_>,
    ) {
        for (one, two) in names(old.path).zip(names(new.path)).filter(|(one, two)| one != two) {
            let find =
                |list: &[Parameter<'d>], name: &str| list.iter().position(|p| p.place == "path" && p.name == name);
            if let (Some(left), Some(right)) = (find(gone, one), find(news, two)) {
                let (left, right) = (gone.remove(left), news.remove(right));
                self.parameter(left, right, flow, &at.within(left.part()));
            }
        }
    }

    fn parameter(&mut self, one: Parameter<'d>, two: Parameter<'d>, flow: Flow, at: &At<'_>) {
        let whole = (one.node, two.node);
        let places = |name: &str| positions(one.node.get(name), two.node.get(name), whole);
        let required = (one.is_required(), two.is_required());
        self.schemas.changes.add_required("parameter", required, places("required"), at);
        // A value without parts is written alike whatever separates parts, except in a path.
        let have_parts = self.have_types(one, two, types::ARRAY | types::OBJECT, flow);
        let deep = [one, two].map(|parameter| parameter.style() == "deepObject");
        let is_seen = have_parts || one.place == "path" || deep[0] || deep[1];
        let changes = &mut self.schemas.changes;
        if one.style() != two.style() && one.place == two.place && is_seen {
            let message = messages::became("style", one.style(), two.style());
            changes.add("parameter-style-changed", places("style"), at, message);
        }
        let is_seen = one.place == two.place && deep != [true, true];
        if is_seen && self.is_exploded_otherwise(one, two, flow) {
            let message = messages::became("explode", one.explode().to_string(), two.explode().to_string());
            self.schemas.changes.add("parameter-explode-changed", places("explode"), at, message);
        }
        let changes = &mut self.schemas.changes;
        if one.node.is("allowReserved") != two.node.is("allowReserved") {
            let message = messages::keyword_changed("allowReserved");
            changes.add("parameter-reserved-changed", places("allowReserved"), at, message);
        }
        let (id, message) = match two.node.is("allowEmptyValue") {
            false => ("parameter-empty-rejected", messages::empty_rejected()),
            true => ("parameter-empty-accepted", messages::empty_accepted()),
        };
        if one.node.is("allowEmptyValue") != two.node.is("allowEmptyValue") {
            changes.add(id, places("allowEmptyValue"), at, message);
        }
        self.content("parameter", whole, at);
        let (old, new) = (schema_of(one.node).0, schema_of(two.node).0);
        let changes = &mut self.schemas.changes;
        wording(changes, Some(one.node), Some(two.node), at);
        let (was, is) = (|name: &str| one.node.get(name), |name: &str| two.node.get(name));
        lifecycle(changes, "parameter", &was, &is, places("deprecated"), at);
        if !self.is_text_on_the_wire(old, (two, new), flow, at) {
            self.schemas.compare(flow, old, new, at);
        }
    }

    /// Compares the media types in which the value of a parameter or a header is written.
    pub(super) fn content(&mut self, part: &str, (one, two): (&Node, &Node), at: &At<'_>) {
        let (was, is) = (schema_of(one).1, schema_of(two).1);
        if was != is {
            let name = |name: Option<&str>| name.map_or_else(|| messages::no_media_type().into(), Argument::from);
            let message = messages::media_type_became(name(was), name(is));
            let places = positions(one.get("content"), two.get("content"), (one, two));
            self.schemas.changes.add(&format!("{part}-content-changed"), places, at, message);
        }
    }

    /// Whether a parameter has values of some types, in one of the documents.
    fn have_types(&self, one: Parameter<'d>, two: Parameter<'d>, bits: u8, flow: Flow) -> bool {
        let world = self.schemas.world;
        [(one, Age::Old), (two, Age::New)].into_iter().any(|(parameter, age)| {
            world.shape(world.set(age, flow, schema_of(parameter.node).0.as_slice())).types & bits > 0
        })
    }

    /// Whether `explode` differs where it counts: lists of the style `simple` are written with commas in either case.
    pub(super) fn is_exploded_otherwise(&self, one: Parameter<'d>, two: Parameter<'d>, flow: Flow) -> bool {
        let is_simple = one.style() == "simple" && two.style() == "simple";
        let bits = if is_simple { types::OBJECT } else { types::ARRAY | types::OBJECT };
        one.explode() != two.explode() && self.have_types(one, two, bits, flow)
    }

    /// In an address and in a header every value is text: a number may become a text, or a text of digits a number, and a value
    /// a list of values. Reports that, unless values are lost; then the schemas are compared as any others.
    pub(super) fn is_text_on_the_wire(
        &mut self,
        old: Option<&'d Node>,
        (parameter, new): (Parameter<'d>, Option<&'d Node>),
        flow: Flow,
        at: &At<'_>,
    ) -> bool {
        let (Some(old), Some(new), None) = (old, new, schema_of(parameter.node).1) else { return false };
        if self.schemas.same.have_same_rules(old, new) {
            return false;
        }
        let (world, inclusion) = (self.schemas.world, &self.schemas.inclusion);
        let (old, new) = (world.set(Age::Old, flow, &[old]), world.set(Age::New, flow, &[new]));
        let (old_shape, new_shape) = (world.shape(old), world.shape(new));
        let (one, other) = match flow {
            Flow::Request => (&old_shape, &new_shape),
            Flow::Response => (&new_shape, &old_shape),
        };
        if one.types & !types::TEXTUAL > 0 || one.types & !other.types == 0 {
            return false;
        }
        inclusion.begin();
        let takes = |item| inclusion.as_texts(one, &world.shape(item)).is_yes() || inclusion.sets(old, item).is_yes();
        let splits = !parameter.explode() && one.types & types::STRING > 0;
        let as_list = flow == Flow::Request
            && new_shape.types == types::ARRAY
            && matches!(parameter.style(), "form" | "simple")
            && !splits
            && new_shape.min_items <= 1
            && new_shape.max_items != Some(0)
            && new_shape.is_plain()
            && new_shape.contains.is_empty()
            && new_shape.item(0).is_none_or(takes);
        let answer = if as_list { Answer::Yes } else { inclusion.as_texts(one, other) };
        let (id, wire) = match (answer, flow) {
            (Answer::No(_), _) => return false,
            (Answer::Yes, Flow::Request) => ("request-type-widened", None),
            (Answer::Yes, Flow::Response) => ("response-type-narrowed", None),
            (Answer::Unknown, Flow::Request) => ("request-type-narrowed", Some(Verdict::Maybe)),
            (Answer::Unknown, Flow::Response) => ("response-type-widened", Some(Verdict::Maybe)),
        };
        let message = messages::type_became(types::names(old_shape.types), types::names(new_shape.types));
        let places = (old_shape.position("type"), new_shape.position("type"));
        self.schemas.changes.add_rated(id, wire, places, at, message, None);
        self.schemas.retyped(flow, (&old_shape, &new_shape), at);
        true
    }
}
