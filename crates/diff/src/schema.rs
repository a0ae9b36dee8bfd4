//! Changes of schemas: which rule changed, rated by whether the sets of values include one another.

mod annotations;
mod combine;
mod object;
mod reworded;
mod rules;

use std::collections::{HashMap, HashSet};

use deskledger_codegen::Node;
use deskledger_runtime::message::Message;
use serde_json::Value as Json;

use crate::annotations::text_of;
use crate::change::{At, Changes, Positions};
use crate::include::{Answer, Inclusion};
use crate::kind::Verdict;
use crate::messages;
use crate::same::Same;
use crate::set::{Age, Flow, Id};
use crate::shape::Shape;
use crate::world::World;

/// Maximum depth of schemas.
const MAX_LEVELS: u32 = 80;

/// Compares schemas, each pair once.
pub(crate) struct Schemas<'w, 'd> {
    pub(crate) world: &'w World<'d>,
    pub(crate) inclusion: Inclusion<'w, 'd>,
    pub(crate) same: &'w Same<'d>,
    compared: HashMap<(Flow, Id, Id, bool), Verdict>,
    /// Schemas with other wording that have been compared, by their addresses.
    worded: HashSet<(*const Node, *const Node)>,
    pub(crate) changes: Changes<'d>,
}

/// Identity of a pair of schemas.
fn addresses(pair: (&Node, &Node)) -> (*const Node, *const Node) {
    (pair.0, pair.1)
}

/// Two versions of a schema that are being compared.
struct Pair<'a, 'd> {
    flow: Flow,
    old: &'a Shape<'d>,
    new: &'a Shape<'d>,
    at: &'a At<'a>,
    /// Whether the values of the harmless direction include the others.
    is_proven: bool,
    answer: &'a Answer,
}

impl Pair<'_, '_> {
    fn positions(&self, keyword: &str) -> Positions {
        (self.old.position(keyword), self.new.position(keyword))
    }

    fn prefix(&self) -> &'static str {
        if self.flow == Flow::Request { "request" } else { "response" }
    }

    fn witness(&self) -> Option<Json> {
        match self.answer {
            Answer::No(witness) => witness.clone(),
            _ => None,
        }
    }
}

impl<'w, 'd> Schemas<'w, 'd> {
    pub(crate) fn new(world: &'w World<'d>, same: &'w Same<'d>, changes: Changes<'d>) -> Self {
        let inclusion = Inclusion::new(world, same);
        Self { world, inclusion, same, compared: HashMap::new(), worded: HashSet::new(), changes }
    }

    /// Compares the schemas of a part, each absent where every value is allowed.
    pub(crate) fn compare(&mut self, flow: Flow, old: Option<&'d Node>, new: Option<&'d Node>, at: &At<'_>) {
        let set = |age, node: Option<&'d Node>| self.world.set(age, flow, node.as_slice());
        let (old, new) = (set(Age::Old, old), set(Age::New, new));
        self.sets(flow, (old, new), at, false, 0);
    }

    /// Compares two sets, once; what is found counts for what they are parts of each time.
    pub(crate) fn sets(&mut self, flow: Flow, sets: (Id, Id), at: &At<'_>, is_proven: bool, level: u32) {
        let outside = std::mem::replace(&mut self.changes.strongest, Verdict::Information);
        let key = (flow, sets.0, sets.1, is_proven);
        if !self.compared.contains_key(&key) {
            self.compared.insert(key, Verdict::Information);
            if self.sets_once(flow, sets, at, is_proven, level) {
                self.compared.insert(key, self.changes.strongest);
            }
        }
        self.changes.strongest = outside.max(self.compared[&key]);
    }

    /// Compares two sets; `false` if that was not necessary, or only their wording differs.
    fn sets_once(&mut self, flow: Flow, (old, new): (Id, Id), at: &At<'_>, is_proven: bool, level: u32) -> bool {
        let ((_, _, olds), (_, _, news)) = (self.world.parts(old), self.world.parts(new));
        let single = if let ([one], [two]) = (&*olds, &*news) { Some((*one, *two)) } else { None };
        if single.is_some_and(|pair| self.worded.contains(&addresses(pair))) {
            return false;
        }
        let alike = olds.len() == news.len() && olds.iter().zip(&*news).all(|(old, new)| self.same.are(old, new));
        if alike || level > MAX_LEVELS {
            return false;
        }
        let is_reworded = |(one, two): &(&'d Node, &'d Node)| {
            self.is_simple(Age::Old, one) && self.is_simple(Age::New, two) && self.same.have_same_rules(one, two)
        };
        if let Some(pair) = single.filter(is_reworded) {
            self.worded.insert(addresses(pair));
            self.reworded(flow, pair, at, level);
            return false;
        }
        self.inclusion.begin();
        let answer = match (is_proven, flow) {
            (true, _) => Answer::Yes,
            (false, Flow::Request) => self.inclusion.sets(old, new),
            (false, Flow::Response) => self.inclusion.sets(new, old),
        };
        let (old_shape, new_shape) = (self.world.shape(old), self.world.shape(new));
        let pair = Pair { flow, old: &old_shape, new: &new_shape, at, is_proven: answer.is_yes(), answer: &answer };
        self.groups(&pair, level);
        let is_wrapped = pair.is_proven && pair.old.groups.is_empty() != pair.new.groups.is_empty();
        if !is_wrapped {
            self.rules(&pair);
            self.parts(&pair, level);
        }
        self.annotations(&pair);
        let undecided = match answer {
            Answer::No(_) => Some(Verdict::Breaking),
            Answer::Unknown => Some(Verdict::Maybe),
            Answer::Yes => None,
        };
        if let Some(verdict) = undecided.filter(|verdict| self.changes.strongest < *verdict) {
            let harm = if flow == Flow::Request { "narrowed" } else { "widened" };
            let id = format!("{}-values-{harm}", pair.prefix());
            let message = match verdict {
                Verdict::Maybe => messages::values_undecided(),
                _ if flow == Flow::Request => messages::values_forbidden(),
                _ => messages::values_allowed(),
            };
            self.changes.add_rated(&id, Some(verdict), pair.positions(""), at, message, pair.witness());
        }
        true
    }

    /// Compares what says nothing of the values, of schemas whose values have another type and the same texts.
    pub(crate) fn retyped(&mut self, flow: Flow, (old, new): (&Shape<'d>, &Shape<'d>), at: &At<'_>) {
        let (mut old, mut new) = (old.clone(), new.clone());
        let [was, is] = [&old, &new].map(|shape| shape.notes.get("default").map(|node| text_of(node)));
        if was == is {
            old.notes.remove("default");
            new.notes.remove("default");
        }
        self.annotations(&Pair { flow, old: &old, new: &new, at, is_proven: true, answer: &Answer::Yes });
    }

    /// Reports a rule that allows fewer values, or more: the harmful direction first.
    fn directed(
        &mut self,
        pair: &Pair<'_, 'd>,
        ids: [&str; 2],
        keyword: &str,
        answers: [&Answer; 2],
        message: Message,
    ) {
        let [narrowed, widened] = answers;
        let (harm, harmless) = match pair.flow {
            Flow::Request => ((ids[0], narrowed), (ids[1], widened)),
            Flow::Response => ((ids[1], widened), (ids[0], narrowed)),
        };
        let (id, verdict, witness) = match (harm.1, harmless.1) {
            (Answer::Yes, Answer::Yes) => return,
            (Answer::Yes, _) => (harmless.0, None, None),
            (_, _) if pair.is_proven => (harm.0, Some(Verdict::Safe), None),
            // Narrower or wider by itself; with the other rules it cannot be shown.
            _ if *pair.answer == Answer::Unknown => (harm.0, Some(Verdict::Maybe), None),
            (Answer::Unknown, _) => (harm.0, Some(Verdict::Maybe), None),
            (Answer::No(_), _) => (harm.0, None, pair.witness()),
        };
        let id = format!("{}-{id}", pair.prefix());
        self.changes.add_rated(&id, verdict, pair.positions(keyword), pair.at, message, witness);
    }
}
