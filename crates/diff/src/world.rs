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
    old: RefCell<Reader<'d>>,
    new: RefCell<Reader<'d>>,
    is_3_1: [bool; 2],
    numbers: RefCell<Numbers>,
    sets: RefCell<Sets<'d>>,
    shapes: RefCell<HashMap<Id, Rc<Shape<'d>>>>,
    building: RefCell<HashSet<Id>>,
    pub(crate) patterns: Patterns,
    pub(crate) fuel: Fuel,
}

/// How many shapes are kept; they are made again where they are needed later.
const MAX_SHAPES: usize = 2_000;

/// How many shapes are evaluated with values in one run.
const MAX_EVALUATIONS: u32 = 3_000_000;

/// How many shapes may need one another.
const MAX_NESTED: usize = 64;

impl<'d> World<'d> {
    pub(crate) fn new(old: &'d Contract, new: &'d Contract) -> Self {
        Self {
            old: RefCell::new(Reader::new(old)),
            new: RefCell::new(Reader::new(new)),
            is_3_1: [old.is_3_1(), new.is_3_1()],
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
        let reader = if age == Age::Old { &self.old } else { &self.new };
        reader.borrow_mut().resolve(node).unwrap_or(node)
    }

    pub(crate) fn is_3_1(&self, age: Age) -> bool {
        self.is_3_1[usize::from(age == Age::New)]
    }

    /// The values that every one of the schemas accepts.
    pub(crate) fn set(&self, age: Age, flow: Flow, nodes: &[&'d Node]) -> Id {
        let mut nodes = nodes.to_vec();
        nodes.sort_by_key(|node| std::ptr::from_ref::<Node>(node));
        nodes.dedup_by_key(|node| std::ptr::from_ref::<Node>(node));
        let key = nodes.iter().map(|node| std::ptr::from_ref::<Node>(node) as usize).collect();
        *self.numbers.borrow_mut().entry((age, flow, key)).or_insert_with(|| {
            let mut sets = self.sets.borrow_mut();
            sets.push((age, flow, nodes.into()));
            Id::new(sets.len() - 1)
        })
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

    /// The rules of a set in one form.
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
            waiting.extend(items(node.get("allOf")).iter().rev());
            out.push(node);
        }
        out
    }

    /// Whether a schema of the set, or one that it refers to, has the flag.
    pub(crate) fn has_flag(&self, id: Id, flag: &str) -> bool {
        let (age, _, nodes) = self.parts(id);
        self.flat(age, &nodes).iter().any(|node| is_true(node, flag))
    }
}

/// Whether an entry of a map is `true`.
pub(crate) fn is_true(node: &Node, name: &str) -> bool {
    node.get(name).is_some_and(|node| node.value == Value::Boolean(true))
}

/// The items of a list; none of any other value.
pub(crate) fn items(node: Option<&Node>) -> &[Node] {
    match node {
        Some(Node { value: Value::List(list), .. }) => list,
        _ => &[],
    }
}
