use deskledger_runtime::message::Message;

use super::{Pair, Schemas};
use crate::include::Answer;
use crate::messages;
use crate::set::{Flow, Id, take_pairs};
use crate::shape::{Group, types};

impl<'d> Schemas<'_, 'd> {
    /// Compares the alternatives of `anyOf` and of `oneOf`.
    pub(super) fn groups(&mut self, pair: &Pair<'_, 'd>, level: u32) {
        for is_one in [false, true] {
            let of =
                |groups: &[Group]| groups.iter().filter(|group| group.is_one == is_one).cloned().collect::<Vec<_>>();
            let (olds, news) = (of(&pair.old.groups), of(&pair.new.groups));
            for place in 0..olds.len().max(news.len()) {
                match (olds.get(place), news.get(place)) {
                    (Some(old), Some(new)) => self.group(pair, old, new, level),
                    (old, _) => {
                        let message = match old {
                            Some(_) => messages::keyword_was_removed(keyword(is_one)),
                            None => messages::keyword_was_added(keyword(is_one)),
                        };
                        self.alternatives(pair, is_one, pair.answer.clone(), message);
                    }
                }
            }
        }
    }

    fn alternatives(&mut self, pair: &Pair<'_, 'd>, is_one: bool, harm: Answer, message: Message) {
        let ids = match is_one {
            true => ["one-of-narrowed", "one-of-widened"],
            false => ["any-of-narrowed", "any-of-widened"],
        };
        let other = if harm.is_yes() { Answer::No(None) } else { Answer::Yes };
        let answers = if pair.flow == Flow::Request { [&harm, &other] } else { [&other, &harm] };
        self.directed(pair, ids, keyword(is_one), answers, message);
    }

    fn group(&mut self, pair: &Pair<'_, 'd>, old: &Group, new: &Group, level: u32) {
        let (mut left, mut right) = (old.members.clone(), new.members.clone());
        // Alternatives of the same name first, then equal ones, then the one that is left on both sides.
        let named = |one: &Id, two: &Id| self.name(*one).is_some() && self.name(*one) == self.name(*two);
        let mut pairs = take_pairs(&mut left, &mut right, named);
        let includes = |one: &Id, two: &Id| self.inclusion.sets(*one, *two).is_yes();
        if left.len() * right.len() <= 4096 {
            pairs.extend(take_pairs(&mut left, &mut right, |one, two| includes(one, two) && includes(two, one)));
        }
        if left.len() == right.len() && left.len() == 1 {
            pairs.extend(take_pairs(&mut left, &mut right, |_, _| true));
        }
        let keyword = keyword(old.is_one);
        for (one, two) in pairs {
            let part = match self.name(two) {
                Some(name) => messages::alternative_part(name),
                None => messages::unnamed_alternative_part(keyword),
            };
            self.part(pair, (one, two), part, level);
        }
        let lost = if pair.is_proven { Answer::Yes } else { pair.answer.clone() };
        for (ids, is_old) in [(left, true), (right, false)] {
            for id in ids {
                let name = self.name(id).map(Message::of).unwrap_or_else(|| types::names(self.world.shape(id).types));
                let what = messages::alternative();
                let message = match is_old {
                    true => messages::part_was_removed(what, name, keyword),
                    false => messages::part_was_added(what, name, keyword),
                };
                let harm = if is_old == (pair.flow == Flow::Request) { lost.clone() } else { Answer::Yes };
                self.alternatives(pair, old.is_one, harm, message);
            }
        }
    }

    /// The name of an alternative: that of its component, or its title.
    fn name(&self, id: Id) -> Option<String> {
        let (_, _, nodes) = self.world.parts(id);
        let [node] = &*nodes else { return None };
        let text = |name: &str| node.get(name).and_then(|node| node.as_text());
        let reference = text("$ref").and_then(|text| text.rsplit('/').next());
        reference.or_else(|| text("title")).map(str::to_owned)
    }
}

fn keyword(is_one: bool) -> &'static str {
    if is_one { "oneOf" } else { "anyOf" }
}
