//! The schemas of both documents, as sets of values: a set is a list of schemas that must all accept a value.

use std::cell::RefCell;
use std::collections::{HashMap, HashSet};
use std::rc::Rc;

use deskledger_codegen::{Contract, Node, Reader, Value};

use crate::fuel::Fuel;
use crate::patterns::Patterns;
use crate::set::{Age, Flow, Id};
use crate::shape::Shape;

/// The sets by the addresses of their schemas.
type Numbers = HashMap<(Age, Flow, Vec<usize>), Id>;
type Sets<'d> = Vec<(Age, Flow, Rc<[&'d Node]>)>;

/// Both documents, and what is known of their schemas.
pub(crate) struct World<'d> {
    /// The old document, and the new one.
    readers: [RefCell<Reader<'d>>; 2],
    is_3_1: [bool; 2],
    /// Whether a schema may have other rules in requests than in responses.
    has_directions: bool,
    /// The same for those of one schema, which are nearly all: by its address, the next one for responses.
    singles: RefCell<HashMap<usize, Id>>,
    numbers: RefCell<Numbers>,
    sets: RefCell<Sets<'d>>,
    shapes: RefCell<HashMap<Id, Rc<Shape<'d>>>>,
    building: RefCell<HashSet<Id>>,
    pub(crate) patterns: Patterns,
    pub(crate) fuel: Fuel,
}

/// Maximum number of cached shapes.
const MAX_SHAPES: usize = 2_000;

/// Maximum number of shapes evaluated with values in one run.
const MAX_EVALUATIONS: u32 = 3_000_000;

/// Maximum nesting of shapes that need one another.
const MAX_NESTED: usize = 64;

impl<'d> World<'d> {
    pub(crate) fn new(old: &'d Contract, new: &'d Contract) -> Self {
        Self {
            readers: [old, new].map(|contract| RefCell::new(Reader::new(contract))),
            is_3_1: [old.is_3_1(), new.is_3_1()],
            has_directions: has_directions(old.root()) || has_directions(new.root()),
            singles: RefCell::default(),
            numbers: RefCell::default(),
            sets: RefCell::default(),
            shapes: RefCell::default(),
            building: RefCell::default(),
            patterns: Patterns::default(),
            fuel: Fuel::new(MAX_EVALUATIONS),
        }
    }

    /// The value that a node stands for.
    pub(crate) fn resolve(&self, age: Age, node: &'d Node) -> &'d Node {
        if node.get("$ref").is_none() {
            return node;
        }
        self.readers[age as usize].borrow_mut().resolve(node).unwrap_or(node)
    }

    pub(crate) fn is_3_1(&self, age: Age) -> bool {
        self.is_3_1[age as usize]
    }

    /// Whether one document is of 3.0 and the other one of 3.1, so that other spellings may say the same.
    pub(crate) fn is_mixed(&self) -> bool {
        self.is_3_1[0] != self.is_3_1[1]
    }

    /// The values that every one of the schemas accepts.
    pub(crate) fn set(&self, age: Age, flow: Flow, nodes: &[&'d Node]) -> Id {
        let flow = if self.has_directions { flow } else { Flow::Request };
        let add = |nodes: Rc<[&'d Node]>| {
            let mut sets = self.sets.borrow_mut();
            sets.push((age, flow, nodes));
            Id::new(sets.len() - 1)
        };
        if let [node] = nodes {
            let key = std::ptr::from_ref::<Node>(node) as usize + usize::from(flow == Flow::Response);
            return *self.singles.borrow_mut().entry(key).or_insert_with(|| add(nodes.into()));
        }
        let mut nodes = nodes.to_vec();
        nodes.sort_by_key(|node| std::ptr::from_ref::<Node>(node));
        nodes.dedup_by_key(|node| std::ptr::from_ref::<Node>(node));
        if let [node] = *nodes {
            return self.set(age, flow, &[node]);
        }
        let key = nodes.iter().map(|node| std::ptr::from_ref::<Node>(node) as usize).collect();
        *self.numbers.borrow_mut().entry((age, flow, key)).or_insert_with(|| add(nodes.into()))
    }

    /// Every value, in the document and the direction of a set.
    pub(crate) fn any_like(&self, id: Id) -> Id {
        let (age, flow, _) = self.parts(id);
        self.set(age, flow, &[])
    }

    /// The values that both sets contain.
    pub(crate) fn both(&self, one: Id, other: Id) -> Id {
        if one == other {
            return one;
        }
        let ((age, flow, left), (_, _, right)) = (self.parts(one), self.parts(other));
        self.set(age, flow, &[&*left, &*right].concat())
    }

    /// The document, the direction and the schemas of a set.
    pub(crate) fn parts(&self, id: Id) -> (Age, Flow, Rc<[&'d Node]>) {
        self.sets.borrow()[id.place()].clone()
    }

    /// The rules of a set in a normal form.
    pub(crate) fn shape(&self, id: Id) -> Rc<Shape<'d>> {
        if let Some(shape) = self.shapes.borrow().get(&id) {
            return Rc::clone(shape);
        }
        // A schema that is an alternative of itself says nothing by that.
        if self.building.borrow().len() >= MAX_NESTED || !self.building.borrow_mut().insert(id) {
            return Rc::new(Shape { is_partial: true, ..Shape::any() });
        }
        let shape = Rc::new(Shape::of(self, id));
        self.building.borrow_mut().remove(&id);
        let mut shapes = self.shapes.borrow_mut();
        if shapes.len() >= MAX_SHAPES {
            shapes.clear();
        }
        shapes.insert(id, Rc::clone(&shape));
        shape
    }

    /// Whether a set has no value.
    pub(crate) fn is_empty(&self, id: Id) -> bool {
        self.shape(id).is_empty()
    }

    /// The schemas with every reference and `allOf` followed, each once.
    pub(crate) fn flat(&self, age: Age, nodes: &[&'d Node]) -> Vec<&'d Node> {
        let (mut out, mut seen) = (Vec::new(), HashSet::new());
        let mut waiting: Vec<&'d Node> = nodes.iter().rev().copied().collect();
        while let Some(node) = waiting.pop() {
            if !seen.insert(std::ptr::from_ref(node)) {
                continue;
            }
            if node.get("$ref").is_some() {
                let target = self.resolve(age, node);
                if !std::ptr::eq(target, node) {
                    waiting.push(target);
                }
                if !self.is_3_1(age) {
                    continue;
                }
            }
            waiting.extend(node.list("allOf").iter().rev());
            out.push(node);
        }
        out
    }

    /// Whether a schema of the set, or one that it refers to, is `readOnly` or `writeOnly`.
    pub(crate) fn has_flag(&self, id: Id, flag: &str) -> bool {
        if !self.has_directions {
            return false;
        }
        let (age, _, nodes) = self.parts(id);
        match &*nodes {
            [node] if node.get("$ref").or_else(|| node.get("allOf")).is_none() => node.is(flag),
            nodes => self.flat(age, nodes).iter().any(|node| node.is(flag)),
        }
    }
}

/// Whether something of a document is only in requests, or only in responses.
fn has_directions(node: &Node) -> bool {
    match &node.value {
        Value::List(list) => list.iter().any(has_directions),
        Value::Map(entries) => entries
            .iter()
            .any(|(key, node)| matches!(key.name.as_str(), "readOnly" | "writeOnly") || has_directions(node)),
        _ => false,
    }
}

/// The items of a list; none of any other value.
pub(crate) fn items(node: Option<&Node>) -> &[Node] {
    node.map(Node::items).unwrap_or_default()
}
