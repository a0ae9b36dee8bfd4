use deskledger_codegen::{Node, Value};

use super::{Call, Operations, positions};
use crate::change::Positions;
use crate::notes::{date, lifecycle, wording};
use crate::set::{Age, Flow};
use crate::shape::{Shape, types};
use crate::world::{is_true, items};

/// A parameter of one document.
#[derive(Clone, Copy)]
struct Parameter<'d> {
    node: &'d Node,
    place: &'d str,
    name: &'d str,
}

impl<'d> Parameter<'d> {
    fn text(self, name: &str) -> Option<&'d str> {
        self.node.get(name).and_then(Node::as_text)
    }

    fn is_same(self, other: Self) -> bool {
        self.place == other.place && self.has_name_of(other)
    }

    fn has_name_of(self, other: Self) -> bool {
        if self.place == "header" { self.name.eq_ignore_ascii_case(other.name) } else { self.name == other.name }
    }

    fn is_required(self) -> bool {
        is_true(self.node, "required") || self.place == "path"
    }

    fn style(self) -> &'d str {
        let usual = if matches!(self.place, "query" | "cookie") { "form" } else { "simple" };
        self.text("style").unwrap_or(usual)
    }

    fn explode(self) -> bool {
        match self.node.get("explode").map(|node| &node.value) {
            Some(Value::Boolean(value)) => *value,
            _ => self.style() == "form",
        }
    }

    /// The schema, and the media type where the value is written in one.
    fn schema(self) -> (Option<&'d Node>, Option<&'d str>) {
        match self.node.get("content").and_then(|content| content.entries().first()) {
            Some((key, node)) => (node.get("schema"), Some(&key.name)),
            None => (self.node.get("schema"), None),
        }
    }

    fn describe(self) -> String {
        match self.place {
            "header" => format!("header {}", self.name),
            "cookie" => format!("cookie {}", self.name),
            place => format!("{place} parameter {}", self.name),
        }
    }
}

impl<'d> Operations<'_, 'd> {
    fn list(&self, age: Age, call: &Call<'d>) -> Vec<Parameter<'d>> {
        let mut list: Vec<Parameter<'d>> = Vec::new();
        for node in items(call.node.get("parameters")).iter().chain(items(call.item.get("parameters"))) {
            let node = self.schemas.world.resolve(age, node);
            let text = |name: &str| node.get(name).and_then(Node::as_text);
            let (Some(place), Some(name)) = (text("in"), text("name")) else { continue };
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
    pub(super) fn parameters(&mut self, old: &Call<'d>, new: &Call<'d>, flow: Flow, at: &str) {
        let (olds, mut news) = (self.list(Age::Old, old), self.list(Age::New, new));
        let mut gone = Vec::new();
        for one in olds {
            match news.iter().position(|two| one.is_same(*two)) {
                Some(place) => {
                    let two = news.remove(place);
                    self.parameter(one, two, flow, &format!("{at}, {}", one.describe()));
                }
                None => gone.push(one),
            }
        }
        self.renamed(old, new, &mut gone, &mut news, flow, at);
        for one in gone {
            let label = format!("{at}, {}", one.describe());
            if let Some(place) = news.iter().position(|two| one.has_name_of(*two)) {
                let two = news.remove(place);
                let places = (Some(one.node.position), Some(two.node.position));
                let message = format!("{} parameter became a {} parameter", one.place, two.place);
                self.schemas.changes.add("parameter-place-changed", places, &label, message);
                self.parameter(one, two, flow, &label);
                continue;
            }
            let sunset = one.node.get("x-sunset").and_then(date);
            let is_past = |day: &String| !self.today.is_empty() && day.as_str() < self.today;
            let id = match sunset {
                Some(day) if is_true(one.node, "deprecated") && is_past(&day) => "parameter-removed-after-sunset",
                Some(_) => "parameter-removed-before-sunset",
                None => "parameter-removed",
            };
            let places = (Some(one.node.position), Some(new.node.position));
            self.schemas.changes.add(id, places, &label, "was removed");
        }
        for two in news {
            let label = format!("{at}, {}", two.describe());
            let has_default = two.schema().0.is_some_and(|schema| schema.get("default").is_some());
            let (id, message) = match (two.is_required(), has_default) {
                (false, _) => ("parameter-added", "was added (optional)"),
                (true, false) => ("parameter-required-added", "was added (required)"),
                (true, true) => ("parameter-required-default-added", "was added (required, with a default)"),
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
        at: &str,
    ) {
        let names =
            |path: &'d str| path.split('{').skip(1).filter_map(|part| part.split('}').next()).collect::<Vec<_>>();
        for (one, two) in names(old.path).into_iter().zip(names(new.path)).filter(|(one, two)| one != two) {
            let find =
                |list: &[Parameter<'d>], name: &str| list.iter().position(|p| p.place == "path" && p.name == name);
            if let (Some(left), Some(right)) = (find(gone, one), find(news, two)) {
                let (left, right) = (gone.remove(left), news.remove(right));
                self.parameter(left, right, flow, &format!("{at}, {}", left.describe()));
            }
        }
    }

    fn parameter(&mut self, one: Parameter<'d>, two: Parameter<'d>, flow: Flow, at: &str) {
        let whole = (one.node, two.node);
        let places = |name: &str| positions(one.node.get(name), two.node.get(name), whole);
        let changes = &mut self.schemas.changes;
        let mut add = |id: &str, places: Positions, message: String| {
            changes.add(id, places, at, message);
        };
        match (one.is_required(), two.is_required()) {
            (false, true) => add("parameter-became-required", places("required"), "became required".to_owned()),
            (true, false) => add("parameter-became-optional", places("required"), "became optional".to_owned()),
            _ => {}
        }
        let is_list = |parameter: Parameter<'d>| {
            let schema = parameter.schema().0.and_then(|schema| schema.get("type")).and_then(Node::as_text);
            !matches!(schema, Some("string" | "integer" | "number" | "boolean"))
        };
        if one.style() != two.style() && one.place == two.place {
            add("parameter-style-changed", places("style"), format!("style {} became {}", one.style(), two.style()));
        }
        if one.explode() != two.explode() && one.place == two.place && (is_list(one) || is_list(two)) {
            add(
                "parameter-explode-changed",
                places("explode"),
                format!("explode {} became {}", one.explode(), two.explode()),
            );
        }
        let flag = |parameter: Parameter<'d>, name: &str| is_true(parameter.node, name);
        if flag(one, "allowReserved") != flag(two, "allowReserved") {
            add("parameter-reserved-changed", places("allowReserved"), "allowReserved changed".to_owned());
        }
        match (flag(one, "allowEmptyValue"), flag(two, "allowEmptyValue")) {
            (true, false) => add(
                "parameter-empty-rejected",
                places("allowEmptyValue"),
                "an empty value is not absent any more".to_owned(),
            ),
            (false, true) => {
                add("parameter-empty-accepted", places("allowEmptyValue"), "an empty value counts as absent".to_owned())
            }
            _ => {}
        }
        let ((old, was), (new, is)) = (one.schema(), two.schema());
        if was != is {
            let name = |media_type: Option<&str>| media_type.unwrap_or("no media type").to_owned();
            add("parameter-content-changed", places("content"), format!("{} became {}", name(was), name(is)));
        }
        wording(changes, Some(one.node), Some(two.node), at);
        lifecycle(
            changes,
            "parameter",
            &|name| one.node.get(name),
            &|name| two.node.get(name),
            places("deprecated"),
            at,
        );
        if !self.is_same_on_the_wire((one, old), (two, new), flow, at) {
            self.schemas.compare(flow, old, new, at);
        }
    }

    /// In an address every value is text: a number may become a text, and a value a list of values. Reports that as a wider
    /// type, if the values written so are all accepted.
    fn is_same_on_the_wire(
        &mut self,
        (_, old): (Parameter<'d>, Option<&'d Node>),
        (parameter, new): (Parameter<'d>, Option<&'d Node>),
        flow: Flow,
        at: &str,
    ) -> bool {
        let (Some(old), Some(new), None, Flow::Request) = (old, new, parameter.schema().1, flow) else { return false };
        let world = self.schemas.world;
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
        let splits = !parameter.explode() && old_shape.types & types::STRING > 0;
        let as_list = new_shape.types == types::ARRAY
            && matches!(parameter.style(), "form" | "simple")
            && !splits
            && new_shape.min_items <= 1
            && new_shape.max_items != Some(0)
            && new_shape.is_plain()
            && new_shape.contains.is_empty()
            && new_shape
                .item(0)
                .is_none_or(|item| is_free(&world.shape(item)) || self.schemas.inclusion.sets(one, item).is_yes());
        if !is_free(&new_shape) && !as_list {
            return false;
        }
        let message = format!("type {} became {}", types::names(old_shape.types), types::names(new_shape.types));
        let places = (old_shape.position("type"), new_shape.position("type"));
        self.schemas.changes.add("request-type-widened", places, at, message);
        true
    }
}
