use deskledger_codegen::{Node, Value};
use deskledger_runtime::message::{Argument, Message};

use super::{Call, Operations, positions, schema_of};
use crate::annotations::{lifecycle, removal, wording};
use crate::change::At;
use crate::kind::Verdict;
use crate::messages;
use crate::set::{Age, Flow};
use crate::shape::{Shape, types};

/// A parameter of one document.
#[derive(Clone, Copy)]
struct Parameter<'d> {
    node: &'d Node,
    place: &'d str,
    name: &'d str,
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

    fn explode(self) -> bool {
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
        let changes = &mut self.schemas.changes;
        changes.add_required("parameter", (one.is_required(), two.is_required()), places("required"), at);
        let world = self.schemas.world;
        // A value without parts is written alike whatever separates parts, except in a path.
        let has_parts = |parameter: Parameter<'d>, age| {
            let set = world.set(age, flow, schema_of(parameter.node).0.as_slice());
            world.shape(set).types & (types::ARRAY | types::OBJECT) > 0
        };
        let have_parts = has_parts(one, Age::Old) || has_parts(two, Age::New);
        let deep = [one, two].map(|parameter| parameter.style() == "deepObject");
        let is_seen = have_parts || one.place == "path" || deep[0] || deep[1];
        if one.style() != two.style() && one.place == two.place && is_seen {
            let message = messages::became("style", one.style(), two.style());
            changes.add("parameter-style-changed", places("style"), at, message);
        }
        if one.explode() != two.explode() && one.place == two.place && have_parts && deep != [true, true] {
            let message = messages::became("explode", one.explode().to_string(), two.explode().to_string());
            changes.add("parameter-explode-changed", places("explode"), at, message);
        }
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
        let ((old, was), (new, is)) = (schema_of(one.node), schema_of(two.node));
        if was != is {
            let name = |name: Option<&str>| name.map_or_else(|| messages::no_media_type().into(), Argument::from);
            let message = messages::media_type_became(name(was), name(is));
            changes.add("parameter-content-changed", places("content"), at, message);
        }
        wording(changes, Some(one.node), Some(two.node), at);
        let (was, is) = (|name: &str| one.node.get(name), |name: &str| two.node.get(name));
        lifecycle(changes, "parameter", &was, &is, places("deprecated"), at);
        if !self.is_same_on_the_wire(old, (two, new), flow, at) {
            self.schemas.compare(flow, old, new, at);
        }
    }

    /// In an address every value is text: a number may become a text, and a value a list of values. Reports that as a wider
    /// type, if the values written so are all accepted.
    fn is_same_on_the_wire(
        &mut self,
        old: Option<&'d Node>,
        (parameter, new): (Parameter<'d>, Option<&'d Node>),
        flow: Flow,
        at: &At<'_>,
    ) -> bool {
        let (Some(old), Some(new), None, Flow::Request) = (old, new, schema_of(parameter.node).1, flow) else {
            return false;
        };
        let world = self.schemas.world;
        if self.schemas.same.have_same_rules(old, new) {
            return false;
        }
        let one = world.set(Age::Old, flow, &[old]);
        let two = world.set(Age::New, flow, &[new]);
        let (old_shape, new_shape) = (world.shape(one), world.shape(two));
        let scalar = types::BOOLEAN | types::NUMBER | types::STRING;
        if old_shape.types & !scalar > 0 || old_shape.types & !new_shape.types == 0 {
            return false;
        }
        let is_free = |shape: &Shape<'d>| {
            shape.types & types::STRING > 0
                && shape.is_plain()
                && (shape.values.is_none() && shape.patterns.is_empty() && shape.formats.is_empty())
                && shape.min_length <= 1
                && shape.max_length.is_none()
        };
        // The texts of a boolean, all of which the new values contain.
        let as_texts = old_shape.types == types::BOOLEAN && old_shape.is_plain() && {
            let old_values = old_shape.values.clone().unwrap_or_else(|| vec![false.into(), true.into()]);
            old_values.iter().all(|value| world.shape_accepts(&new_shape, &value.to_string().into()) == Some(true))
        };
        let takes_text = |item| is_free(&world.shape(item)) || self.schemas.inclusion.sets(one, item).is_yes();
        let splits = !parameter.explode() && old_shape.types & types::STRING > 0;
        let as_list = new_shape.types == types::ARRAY
            && matches!(parameter.style(), "form" | "simple")
            && !splits
            && new_shape.min_items <= 1
            && new_shape.max_items != Some(0)
            && new_shape.is_plain()
            && new_shape.contains.is_empty()
            && new_shape.item(0).is_none_or(takes_text);
        if !is_free(&new_shape) && !as_list && !as_texts {
            return false;
        }
        let message = messages::type_became(types::names(old_shape.types), types::names(new_shape.types));
        let places = (old_shape.position("type"), new_shape.position("type"));
        self.schemas.changes.add("request-type-widened", places, at, message);
        true
    }
}
