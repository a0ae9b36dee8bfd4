use std::collections::BTreeSet;

use serde_json::{Number, Value as Json};

use super::{Answer, Inclusion};
use crate::number::whole;
use crate::patterns::{Inclusion as Within, Texts};
use crate::shape::{Shape, types};
use crate::value::Known;

/// Texts of the values of a shape.
#[derive(Default)]
struct Language {
    patterns: BTreeSet<String>,
    min: u64,
    max: Option<u64>,
}

impl Language {
    fn one_of(texts: Vec<String>) -> Self {
        Self { patterns: BTreeSet::from([format!("^(?:{})$", texts.join("|"))]), ..Self::default() }
    }
}

impl<'d> Inclusion<'_, 'd> {
    /// Whether every value of the first shape, written as text, is read as a value of the second one.
    pub(crate) fn as_texts(&self, one: &Shape<'d>, other: &Shape<'d>) -> Answer {
        if let Some(values) = &one.values {
            let texts = values.iter().filter(|value| self.world.shape_accepts(one, value) != Some(false)).map(text_of);
            return Answer::every(texts.map(|text| match text.and_then(|text| self.accepts_text(other, &text)) {
                Some(true) => Answer::Yes,
                Some(false) => Answer::No(None),
                None => Answer::Unknown,
            }));
        }
        let (written, read) = (written(one), self.read(other));
        let mut found = None;
        if let Some(read) = read {
            let [own, others] = [&written, &read].map(|one| one.patterns.iter().map(String::as_str).collect());
            let own = Texts { patterns: &own, min: written.min, max: written.max };
            match self.world.patterns.includes(&own, &Texts { patterns: &others, min: read.min, max: read.max }) {
                Within::Yes => return Answer::Yes,
                Within::No(text) => found = Some(text),
                Within::Unknown => {}
            }
        }
        let accepts = |shape, text: &str| self.accepts_text(shape, text);
        let is_lost = |text: &String| accepts(one, text) == Some(true) && accepts(other, text) == Some(false);
        let candidates = self.candidates(one, other);
        let texts = candidates.iter().filter_map(text_of);
        match found.into_iter().chain(texts).find(is_lost) {
            Some(text) => Answer::No(Some(text.into())),
            None => Answer::Unknown,
        }
    }

    /// Texts that are certainly values, as far as there are some.
    fn read(&self, shape: &Shape<'d>) -> Option<Language> {
        let texts = match &shape.values {
            Some(values) => {
                let accepted = values.iter().filter(|value| self.world.shape_accepts(shape, value) == Some(true));
                accepted.filter_map(text_of).map(|text| escaped(&text)).collect()
            }
            None if !shape.is_plain() => Vec::new(),
            None if shape.types & types::STRING > 0 => {
                let contents = (&shape.encodings, &shape.media_types, shape.content.is_none());
                let is_exact = shape.formats.is_empty() && contents == (&BTreeSet::new(), &BTreeSet::new(), true);
                return is_exact.then(|| own_texts(shape));
            }
            None => literals(shape, false),
        };
        (!texts.is_empty()).then(|| Language::one_of(texts))
    }

    /// Whether a text is read as a value of a shape.
    fn accepts_text(&self, shape: &Shape<'d>, text: &str) -> Known {
        let literal = match text {
            "true" | "false" => Some(Json::Bool(text == "true")),
            // A whole number has neither a fraction nor an exponent.
            _ if text.contains(['.', 'e', 'E']) && shape.types & types::FRACTION == 0 => None,
            _ if text.contains(|c: char| c.is_whitespace()) => None,
            _ => serde_json::from_str::<Number>(text).ok().map(Json::Number),
        };
        let read = [Some(Json::from(text)), literal].into_iter().flatten();
        let known = read.map(|value| self.world.shape_accepts(shape, &value)).collect::<Vec<_>>();
        if known.contains(&Some(true)) { Some(true) } else { crate::value::all(known) }
    }
}

/// Every text that a value may have, and perhaps others.
fn written(shape: &Shape<'_>) -> Language {
    match shape.types & types::STRING {
        0 => Language::one_of(literals(shape, true)),
        _ if shape.types == types::STRING => own_texts(shape),
        _ => Language::default(),
    }
}

/// The texts of strings, by their patterns and lengths.
fn own_texts(shape: &Shape<'_>) -> Language {
    let patterns = shape.patterns.iter().map(|pattern| (*pattern).to_owned()).collect();
    Language { patterns, min: shape.min_length, max: shape.max_length }
}

fn text_of(value: &Json) -> Option<String> {
    match value {
        Json::String(text) => Some(text.clone()),
        Json::Number(number) => Some(whole(number).map_or_else(|| number.to_string(), |whole| whole.to_string())),
        Json::Bool(value) => Some(value.to_string()),
        _ => None,
    }
}

fn escaped(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for character in text.chars() {
        if r"\^$.*+?()[]{}|/".contains(character) {
            out.push('\\');
        }
        out.push(character);
    }
    out
}

/// Patterns of the booleans and numbers of a shape: of all, or of some whose texts are certainly values of it.
fn literals(shape: &Shape<'_>, is_all: bool) -> Vec<String> {
    let mut out = Vec::new();
    if shape.types & types::BOOLEAN > 0 {
        out.push("true|false".to_owned());
    }
    let is_simple = shape.multiples.is_empty() && shape.formats.iter().all(|name| *name == "double");
    if shape.types & types::FRACTION > 0 {
        if is_all || (is_simple && shape.min.is_none() && shape.max.is_none()) {
            out.push(r"-?(?:0|[1-9][0-9]*)(?:\.[0-9]+)?(?:[eE][+\-]?[0-9]+)?".to_owned());
        }
    } else if shape.types & types::WHOLE > 0 && (is_all || shape.multiples.is_empty()) {
        let (min, max) = shape.whole_range();
        if min.is_none_or(|min| min <= 0) && max.is_none_or(|max| max >= 0) {
            // Nobody writes a negative zero; it is read as zero.
            out.push(if is_all { "0" } else { "-?0" }.to_owned());
        }
        out.extend(naturals(min, max, is_all));
        let negative = naturals(max.map(i128::saturating_neg), min.map(i128::saturating_neg), is_all);
        out.extend(negative.map(|naturals| format!("-(?:{naturals})")));
    }
    out
}

/// A pattern of the whole numbers above zero of a range, by their number of digits.
fn naturals(min: Option<i128>, max: Option<i128>, is_all: bool) -> Option<String> {
    if !is_all && min.is_some_and(|min| min > 1) {
        return None;
    }
    let Some(max) = max else { return Some("[1-9][0-9]*".to_owned()) };
    let digits = max.checked_ilog10()?;
    // Numbers of as many digits may be too large, unless the limit consists of nines.
    let is_full = 10_i128.checked_pow(digits + 1).is_some_and(|power| max == power - 1);
    match digits {
        0 => Some(format!("[1-{max}]")),
        _ if is_all || is_full => Some(format!("[1-9][0-9]{{0,{digits}}}")),
        _ => Some(format!("[1-9][0-9]{{0,{}}}", digits - 1)),
    }
}

#[cfg(test)]
mod tests {
    use std::cmp::Ordering;

    use deskledger_codegen::Numeral;

    use super::*;
    use crate::number::Bound;
    use crate::patterns::Patterns;

    /// The pattern of written numbers misses none, and that of numbers which are read has no others.
    #[test]
    fn no_number_is_missed_and_none_is_taken_for_one() {
        let patterns = Patterns::default();
        let limits = [-1000, -999, -101, -10, -9, -2, -1, 0, 1, 2, 5, 9, 10, 99, 100, 1000];
        let ends = || limits.iter().copied().map(Some).chain([None]);
        for (min, max) in ends().flat_map(|min| ends().map(move |max| (min, max))) {
            let bound = |limit: i32| Bound { limit: Numeral { value: limit.into(), digits: None }, exclusive: false };
            let shape = Shape { types: types::WHOLE, min: min.map(bound), max: max.map(bound), ..Shape::default() };
            let [all, some] = [true, false].map(|is_all| literals(&shape, is_all));
            let is_match = |list: &[String], text: &str| {
                !list.is_empty() && patterns.is_match(&format!("^(?:{})$", list.join("|")), text) == Some(true)
            };
            for number in (-1100..=1100).step_by(if min.is_some() && max.is_some() { 7 } else { 1 }).chain(limits) {
                let is_within =
                    |bound: &Option<Bound>, side| bound.as_ref().is_none_or(|bound| bound.allows(&number.into(), side));
                let is_in = is_within(&shape.min, Ordering::Greater) && is_within(&shape.max, Ordering::Less);
                let text = number.to_string();
                assert!(!is_in || is_match(&all, &text), "{text} in {min:?} to {max:?}: {all:?}");
                assert!(is_in || !is_match(&some, &text), "{text} in {min:?} to {max:?}: {some:?}");
            }
        }
    }
}
