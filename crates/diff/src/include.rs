//! Whether every value of one set is in another one.

mod disjoint;
mod object;
mod text;
mod typed;

use std::borrow::Cow;
use std::cell::{Cell, RefCell};
use std::collections::{HashMap, HashSet};

use deskledger_codegen::Node;
use serde_json::Value as Json;

use crate::fuel::Fuel;
use crate::same::Same;
use crate::set::{Age, Id};
use crate::shape::{Condition, Group, Shape, types};
use crate::world::World;

/// Maximum nesting of comparisons.
const MAX_LEVELS: usize = 48;
/// Maximum number of alternatives of one question, and of one run; the rest is not decided.
const MAX_CASES: u32 = 500;
const MAX_ALL_CASES: u32 = 50_000;
/// How many pairs of sets are compared again: an answer that was assumed on the way to itself is not kept.
const MAX_AGAIN: u32 = 1_000;
const MAX_ALL_AGAIN: u32 = 50_000;
/// The same for samples of values, and how many schemas are looked at to check values for one question.
const MAX_SAMPLES: u32 = 1_000;
const MAX_EVALUATIONS: u32 = 30_000;
const MAX_ALL_SAMPLES: u32 = 100_000;
/// How many values of a range are looked at, one by one.
const MAX_VALUES: i128 = 64;
/// How many alternatives are looked at, one by one.
const MAX_MEMBERS: usize = 64;

/// Whether every value of one set is in another one.
#[derive(Clone, Debug, PartialEq)]
pub(crate) enum Answer {
    Yes,
    /// No, with a value of the first set that is not in the second, if one was found.
    No(Option<Json>),
    Unknown,
}

impl Answer {
    /// Yes, if it was proved.
    fn proved(is_proved: bool) -> Self {
        if is_proved { Self::Yes } else { Self::Unknown }
    }

    /// The conjunction of both answers.
    fn and(self, other: impl FnOnce() -> Self) -> Self {
        match self {
            Self::No(_) => self,
            Self::Yes => other(),
            Self::Unknown => match other() {
                Self::Yes => Self::Unknown,
                other => other,
            },
        }
    }

    fn every(answers: impl IntoIterator<Item = Self>) -> Self {
        let mut result = Self::Yes;
        for answer in answers {
            match answer {
                Self::No(_) => return answer,
                Self::Unknown => result = answer,
                Self::Yes => {}
            }
        }
        result
    }

    pub(crate) fn is_yes(&self) -> bool {
        *self == Self::Yes
    }

    /// The same for a value that contains the one of the answer.
    fn within(self, wrap: impl FnOnce(Json) -> Option<Json>) -> Self {
        match self {
            Self::No(witness) => Self::No(witness.and_then(wrap)),
            other => other,
        }
    }
}

/// Every value of a shape, where its rules leave only a few: some of them may break another rule of it.
fn few_values(shape: &Shape<'_>) -> Option<Vec<Json>> {
    match (shape.types, shape.whole_range()) {
        (types::WHOLE, (Some(min), Some(max))) if max - min < MAX_VALUES => {
            (min..=max).map(|value| i64::try_from(value).ok().map(Json::from)).collect()
        }
        (types::STRING, _) if shape.max_length == Some(0) => Some(vec!["".into()]),
        (types::ARRAY, _) if shape.max_items == Some(0) => Some(vec![Json::Array(Vec::new())]),
        _ => None,
    }
}

/// Answers, each found once.
pub(crate) struct Inclusion<'w, 'd> {
    pub(crate) world: &'w World<'d>,
    same: &'w Same<'d>,
    known: RefCell<HashMap<(Id, Id), Answer>>,
    open: RefCell<Vec<(Id, Id)>>,
    /// The lowest open question that an answer was assumed of.
    assumed: Cell<usize>,
    cases: Fuel,
    again: Fuel,
    /// The pairs that were compared before.
    tried: RefCell<HashSet<(Id, Id)>>,
    pub(crate) samples: Fuel,
}

impl<'w, 'd> Inclusion<'w, 'd> {
    pub(crate) fn new(world: &'w World<'d>, same: &'w Same<'d>) -> Self {
        Self {
            world,
            same,
            known: RefCell::default(),
            open: RefCell::default(),
            assumed: Cell::new(usize::MAX),
            cases: Fuel::new(MAX_ALL_CASES),
            again: Fuel::new(MAX_ALL_AGAIN),
            tried: RefCell::default(),
            samples: Fuel::new(MAX_ALL_SAMPLES),
        }
    }

    /// Begins the questions about a pair of schemas, which share a limit of work.
    pub(crate) fn begin(&self) {
        self.cases.begin(MAX_CASES);
        self.again.begin(MAX_AGAIN);
        self.samples.begin(MAX_SAMPLES);
        self.world.fuel.begin(MAX_EVALUATIONS);
    }

    /// Whether every value of the first set is in the second.
    pub(crate) fn sets(&self, one: Id, other: Id) -> Answer {
        if one == other {
            return Answer::Yes;
        }
        if let Some(answer) = self.known.borrow().get(&(one, other)) {
            return answer.clone();
        }
        if self.have_same_rules(one, other) {
            self.known.borrow_mut().insert((one, other), Answer::Yes);
            return Answer::Yes;
        }
        let place = self.open.borrow().iter().position(|open| *open == (one, other));
        if let Some(place) = place {
            // A schema that contains itself: nothing contradicts the inclusion so far.
            self.assumed.set(self.assumed.get().min(place));
            return Answer::Yes;
        }
        let level = self.open.borrow().len();
        if level >= MAX_LEVELS || !(self.tried.borrow_mut().insert((one, other)) || self.again.step()) {
            return Answer::Unknown;
        }
        self.open.borrow_mut().push((one, other));
        let before = self.assumed.replace(usize::MAX);
        let answer = self.shapes(&self.world.shape(one), &self.world.shape(other));
        self.open.borrow_mut().pop();
        let assumed = self.assumed.get();
        if assumed >= level || matches!(answer, Answer::No(_)) {
            self.known.borrow_mut().insert((one, other), answer.clone());
        }
        self.assumed.set(before.min(if assumed < level { assumed } else { usize::MAX }));
        answer
    }

    /// Whether two sets are versions of each other whose schemas differ in wording at most.
    fn have_same_rules(&self, one: Id, other: Id) -> bool {
        let ((age, flow, ones), (other_age, other_flow, others)) = (self.world.parts(one), self.world.parts(other));
        let are = |(one, other): (&&'d Node, &&'d Node)| match age {
            Age::Old => self.same.have_same_rules(one, other),
            Age::New => self.same.have_same_rules(other, one),
        };
        age != other_age && flow == other_flow && ones.len() == others.len() && ones.iter().zip(&*others).all(are)
    }

    /// Whether every value of the first shape is one of the second.
    pub(crate) fn shapes(&self, one: &Shape<'d>, other: &Shape<'d>) -> Answer {
        if one.is_empty() {
            return Answer::Yes;
        }
        match self.decide(one, other).within(|value| Some(value).filter(|value| self.is_witness(one, other, value))) {
            // Values of a type or without an encoding that the other does not have: there is one, even if none is found.
            Answer::No(None) if one.is_plain() && self.has_more(one, other) => Answer::No(None),
            Answer::No(None) | Answer::Unknown => {
                self.witness(one, other).map_or(Answer::Unknown, |value| Answer::No(Some(value)))
            }
            answer => answer,
        }
    }

    /// Whether types, or texts in another form, are not among those of the other shape.
    fn has_more(&self, one: &Shape<'d>, other: &Shape<'d>) -> bool {
        one.types & !other.types > 0
            || !other.encodings.is_subset(&one.encodings)
            || !other.media_types.is_subset(&one.media_types)
            || other
                .content
                .is_some_and(|other| one.content.is_none_or(|own| matches!(self.sets(own, other), Answer::No(_))))
    }

    /// Whether a value is in the first set and not in the second.
    fn is_witness(&self, one: &Shape<'d>, other: &Shape<'d>, value: &Json) -> bool {
        // Nothing was said of a name that only the second shape knows.
        let is_named = |name: &String| one.property(self.world, name).is_some();
        let is_said = |name: &String| is_named(name) || !other.properties.contains_key(name.as_str());
        value.as_object().is_none_or(|object| object.keys().all(is_said))
            && self.world.shape_accepts(one, value) == Some(true)
            && self.world.shape_accepts(other, value) == Some(false)
    }

    /// Looks for a value that decides what could not be proved.
    fn witness(&self, one: &Shape<'d>, other: &Shape<'d>) -> Option<Json> {
        self.candidates(one, other).into_iter().find(|value| self.is_witness(one, other, value))
    }

    fn decide(&self, one: &Shape<'d>, other: &Shape<'d>) -> Answer {
        if let Some(values) = &one.values {
            return Answer::every(values.iter().map(|value| {
                match (self.world.shape_accepts(one, value), self.world.shape_accepts(other, value)) {
                    (Some(false), _) | (_, Some(true)) => Answer::Yes,
                    (Some(true), Some(false)) => Answer::No(Some(value.clone())),
                    _ => Answer::Unknown,
                }
            }));
        }
        let mut rest = Cow::Borrowed(other);
        if !other.groups.is_empty() || !other.nots.is_empty() || !other.conditions.is_empty() {
            let rest = rest.to_mut();
            rest.groups.retain(|group| !one.groups.iter().any(|own| self.is_group_within(own, group)));
            rest.nots.retain(|not| !one.nots.iter().any(|own| self.sets(*not, *own).is_yes()));
            rest.conditions
                .retain(|condition| !one.conditions.iter().any(|own| self.is_condition_within(own, condition)));
        }
        if one.groups.is_empty() {
            return self.conjunction(one, &rest);
        }
        let mut base = one.clone();
        base.groups.clear();
        match self.conjunction(&base, &rest) {
            Answer::Yes => Answer::Yes,
            _ => self.expand(one, &rest),
        }
    }

    /// Looks at each alternative of the first group.
    fn expand(&self, one: &Shape<'d>, other: &Shape<'d>) -> Answer {
        let mut base = one.clone();
        let group = base.groups.swap_remove(0);
        if group.members.len() > MAX_MEMBERS {
            return Answer::Unknown;
        }
        Answer::every(group.members.iter().map(|member| {
            if !self.cases.step() {
                return Answer::Unknown;
            }
            let mut case = base.clone();
            case.meet(self.world, Shape::clone(&self.world.shape(*member)));
            let level = self.open.borrow().len();
            if level >= MAX_LEVELS {
                return Answer::Unknown;
            }
            // Counts as a level: a group may contain further ones.
            self.open.borrow_mut().push((*member, *member));
            let answer = self.shapes(&case, other);
            self.open.borrow_mut().pop();
            answer
        }))
    }

    /// The rules of the second shape one by one; the first one has no groups.
    fn conjunction(&self, one: &Shape<'d>, other: &Shape<'d>) -> Answer {
        let extra = one.types & !other.types;
        if extra > 0 {
            return Answer::No(self.sample(&one.only(extra)));
        }
        let groups = || Answer::every(other.groups.iter().map(|group| self.within_group(one, group)));
        let is_apart = |not: &Id| self.are_disjoint(one, &self.world.shape(*not), 0);
        let nots = || Answer::proved(other.nots.iter().all(is_apart));
        let conditions =
            || Answer::every(other.conditions.iter().map(|condition| self.within_condition(one, condition)));
        let rest = || groups().and(nots).and(conditions).and(|| Answer::proved(!other.is_partial));
        self.within_values(one, other).and(|| self.typed(one, other)).and(rest)
    }

    fn within_values(&self, one: &Shape<'d>, other: &Shape<'d>) -> Answer {
        let Some(values) = &other.values else { return Answer::Yes };
        if one.types & !(types::NULL | types::BOOLEAN) == 0 {
            let all = [Json::Null, false.into(), true.into()];
            let missing = all.into_iter().filter(|value| crate::value::type_of(value) & one.types > 0);
            let mut missing = missing.filter(|value| !values.contains(value));
            return missing.next().map_or(Answer::Yes, |value| Answer::No(Some(value)));
        }
        if let Some(all) = few_values(one) {
            return Answer::every(all.into_iter().map(|value| match self.world.shape_accepts(other, &value) {
                Some(true) => Answer::Yes,
                Some(false) if self.world.shape_accepts(one, &value) == Some(true) => Answer::No(Some(value)),
                _ => Answer::Unknown,
            }));
        }
        Answer::No(self.witness(one, other))
    }

    /// Whether every value is accepted by an alternative, or by exactly one.
    fn within_group(&self, one: &Shape<'d>, group: &Group) -> Answer {
        if group.members.len() > MAX_MEMBERS {
            return Answer::Unknown;
        }
        let members: Vec<_> = group.members.iter().map(|member| self.world.shape(*member)).collect();
        let Some(place) = members.iter().position(|member| self.cases.step() && self.shapes(one, member).is_yes())
        else {
            let bits: Vec<u8> = types::EACH.into_iter().filter(|bit| one.types & bit > 0).collect();
            if bits.len() > 1 {
                return Answer::every(bits.into_iter().map(|bit| self.within_group(&one.only(bit), group)));
            }
            return Answer::Unknown;
        };
        let mut others = members.iter().enumerate().filter(|(other, _)| *other != place);
        let is_alone = !group.is_one || group.is_tagged || others.all(|(_, other)| self.are_disjoint(one, other, 0));
        Answer::proved(is_alone)
    }

    fn within_condition(&self, one: &Shape<'d>, condition: &Condition) -> Answer {
        let branch = |id: Option<Id>| {
            id.map(|id| self.world.shape(id))
                .is_none_or(|shape| self.breach(one, &shape).is_none() && self.shapes(one, &shape).is_yes())
        };
        let when = self.world.shape(condition.when);
        Answer::proved(match self.are_disjoint(one, &when, 0) {
            true => branch(condition.otherwise),
            false => branch(condition.then) && (branch(condition.otherwise) || self.shapes(one, &when).is_yes()),
        })
    }

    /// Whether the alternatives of one group are alternatives of another one.
    fn is_group_within(&self, own: &Group, other: &Group) -> bool {
        if own.members.len() > MAX_MEMBERS || other.members.len() > MAX_MEMBERS || own.is_one != other.is_one {
            return false;
        }
        let equal = |one: Id, two: Id| self.sets(one, two).is_yes() && self.sets(two, one).is_yes();
        if other.is_one && !other.is_tagged {
            let mut left: Vec<Id> = other.members.clone();
            let taken = own.members.iter().all(|member| {
                let place = left.iter().position(|two| equal(*member, *two));
                place.map(|place| left.swap_remove(place)).is_some()
            });
            return taken && left.is_empty();
        }
        own.members.iter().all(|member| other.members.iter().any(|two| self.sets(*member, *two).is_yes()))
    }

    fn is_condition_within(&self, own: &Condition, other: &Condition) -> bool {
        let equal = self.sets(own.when, other.when).is_yes() && self.sets(other.when, own.when).is_yes();
        let within = |own: Option<Id>, other: Option<Id>| match (own, other) {
            (_, None) => true,
            (Some(own), Some(other)) => self.sets(own, other).is_yes(),
            (None, Some(_)) => false,
        };
        equal && within(own.then, other.then) && within(own.otherwise, other.otherwise)
    }
}
