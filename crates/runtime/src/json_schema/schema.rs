//! A schema as data, and the plan of its checks: which rules concern a value of each type, worked out at compile time.

use std::sync::OnceLock;

use crate::constraint::decimal::Decimal;
use crate::constraint::format::Format;
use crate::constraint::number::Number;
use crate::validate::Pattern;

/// How deep schemas may be nested, for every function that follows them. A schema that refers to itself without end is
/// rejected there.
pub(crate) const MAX_LEVELS: usize = 512;

/// A schema: every rule applies. Without rules it accepts every value.
#[derive(Clone, Copy, Debug)]
pub struct Schema {
    /// The rules, in the order of the document.
    pub rules: &'static [Rule],
    /// Rules that apply to values of each type.
    pub(super) plan: Plan,
}

/// A rule, and the line of the document that it stands on.
#[derive(Clone, Copy, Debug)]
pub struct Rule {
    /// Line, counted from 1.
    pub line: u32,
    /// The constraint.
    pub keyword: Keyword,
}

impl Rule {
    /// A rule on a line of the document.
    pub const fn new(line: u32, keyword: Keyword) -> Self {
        Self { line, keyword }
    }
}

/// A value of the document.
#[derive(Clone, Copy, Debug)]
pub enum Literal {
    /// `null`.
    Null,
    /// Yes or no.
    Boolean(bool),
    /// A number.
    Number(Number),
    /// A text.
    Text(&'static str),
    /// A list.
    List(&'static [Literal]),
    /// An object.
    Object(&'static [(&'static str, Literal)]),
}

/// A type of JSON Schema.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[allow(missing_docs, reason = "the types of JSON Schema")]
pub enum Type {
    Null,
    Boolean,
    Integer,
    Number,
    String,
    Array,
    Object,
}

impl Type {
    /// Its name in JSON Schema.
    pub fn name(self) -> &'static str {
        match self {
            Type::Null => "null",
            Type::Boolean => "boolean",
            Type::Integer => "integer",
            Type::Number => "number",
            Type::String => "string",
            Type::Array => "array",
            Type::Object => "object",
        }
    }
}

/// A constraint. Each variant is the keyword of its name; lengths are counted in characters (code points).
#[derive(Clone, Copy, Debug)]
#[allow(missing_docs, reason = "the keywords of JSON Schema")]
pub enum Keyword {
    /// The schema `false`.
    Never,
    /// One of the types.
    Type(&'static [Type]),
    Enum(&'static [Literal]),
    Const(Literal),
    MinLength(usize),
    MaxLength(usize),
    Pattern(&'static Pattern),
    Format(Format),
    Minimum {
        limit: Number,
        exclusive: bool,
    },
    Maximum {
        limit: Number,
        exclusive: bool,
    },
    MultipleOf(Decimal),
    MinItems(usize),
    MaxItems(usize),
    UniqueItems,
    PrefixItems(&'static [&'static Schema]),
    /// Every item from this place on.
    Items {
        from: usize,
        item: &'static Schema,
    },
    Contains {
        item: &'static Schema,
        min: usize,
        max: Option<usize>,
    },
    /// Fields by name and by pattern, and those that neither names.
    Properties {
        named: &'static [(&'static str, &'static Schema)],
        patterns: &'static [(&'static Pattern, &'static Schema)],
        additional: Option<&'static Schema>,
    },
    PropertyNames(&'static Schema),
    Required(&'static [&'static str]),
    MinProperties(usize),
    MaxProperties(usize),
    DependentRequired(&'static [(&'static str, &'static [&'static str])]),
    DependentSchemas(&'static [(&'static str, &'static Schema)]),
    AllOf(&'static [&'static Schema]),
    AnyOf(&'static [&'static Schema]),
    OneOf(&'static [&'static Schema]),
    /// The alternative that a field names; each name with its schema.
    Choice {
        property: &'static str,
        options: &'static [(&'static str, &'static Schema)],
    },
    Not(&'static Schema),
    If {
        condition: &'static Schema,
        then: Option<&'static Schema>,
        otherwise: Option<&'static Schema>,
    },
    Reference(&'static Schema),
    /// A reference in a schema that is made while the program runs; it accepts nothing before it is set.
    Deferred(&'static OnceLock<Schema>),
    /// The fields that no other keyword of the schema `of` looks at.
    UnevaluatedProperties {
        of: &'static Schema,
        field: &'static Schema,
    },
    /// The items that no other keyword of the schema `of` looks at.
    UnevaluatedItems {
        of: &'static Schema,
        item: &'static Schema,
    },
    /// The value of an absent field; never violated.
    Default(Literal),
}

impl Schema {
    /// A schema of these rules, of which there are at most 64: more are an error where it is compiled.
    pub const fn new(rules: &'static [Rule]) -> Self {
        Self { rules, plan: Plan::of(rules) }
    }
}

/// The rules of a schema, by what they are about.
#[derive(Clone, Copy, Debug)]
pub(super) struct Plan {
    /// The types that a value may have, as bits.
    types: u8,
    /// The rules that say something of the values of each type, as bits of their places, but for those that follow.
    pub(super) rules: [u64; TYPES],
    /// Fewest and most characters of a text.
    pub(super) length: (usize, usize),
    /// The pattern of a text.
    pub(super) pattern: Option<&'static Pattern>,
    /// Smallest and largest of whole numbers.
    pub(super) range: (i128, i128),
    /// Smallest and largest of numbers with a fraction.
    pub(super) fractions: (f64, f64),
    /// The rules that these ranges are made of, for numbers that are not in them for certain.
    pub(super) bounds: u64,
    /// The divisor of a number.
    pub(super) step: Option<Decimal>,
    /// Fewest and most items of a list.
    pub(super) count: (usize, usize),
    /// Schema of every item of a list.
    pub(super) item: Option<&'static Schema>,
    /// The place of the rule for the fields of an object.
    pub(super) properties: Option<usize>,
    /// The named fields that must be there, as bits of their places.
    required: u64,
    /// Named fields that ask for others, in the same bits.
    dependent: [(u64, u64); 2],
}

const TYPES: usize = 7;

/// Every type, as bits.
pub(super) const ALL: u8 = 0b111_1111;

impl Plan {
    /// The plan of a schema without rules.
    const EMPTY: Self = Self {
        types: ALL,
        rules: [0; TYPES],
        length: (0, usize::MAX),
        pattern: None,
        range: (i128::MIN, i128::MAX),
        fractions: (f64::NEG_INFINITY, f64::INFINITY),
        bounds: 0,
        step: None,
        count: (0, usize::MAX),
        item: None,
        properties: None,
        required: 0,
        dependent: [(0, 0); 2],
    };

    /// The plan for these rules; the keywords of a schema are at most as many as there are bits.
    pub(super) const fn of(rules: &[Rule]) -> Self {
        assert!(rules.len() <= 64, "expected at most 64 rules");
        let (properties, named) = properties(rules);
        let mut plan = Self { properties, ..Self::EMPTY };
        let mut place = 0;
        while place < rules.len() {
            match rules[place].keyword {
                Keyword::Type(types) => plan.types &= bits(types),
                // Nothing to be broken.
                Keyword::Default(_) => {}
                Keyword::Properties { .. } if is_place(properties, place) => {}
                Keyword::MinLength(min) if min > plan.length.0 => plan.length.0 = min,
                Keyword::MaxLength(max) if max < plan.length.1 => plan.length.1 = max,
                Keyword::Pattern(pattern) if plan.pattern.is_none() => plan.pattern = Some(pattern),
                Keyword::MultipleOf(step) if plan.step.is_none() => plan.step = Some(step),
                Keyword::MinItems(min) if min > plan.count.0 => plan.count.0 = min,
                Keyword::MaxItems(max) if max < plan.count.1 => plan.count.1 = max,
                Keyword::Items { from: 0, item } if plan.item.is_none() => plan.item = Some(item),
                // Both spellings of a bound may stand in a schema.
                Keyword::Minimum { limit, exclusive } => {
                    let (whole, fraction) = limit.least(exclusive);
                    plan.range.0 = if whole > plan.range.0 { whole } else { plan.range.0 };
                    plan.fractions.0 = plan.fractions.0.max(fraction);
                    plan.bounds |= 1 << place;
                }
                Keyword::Maximum { limit, exclusive } => {
                    let (whole, fraction) = limit.negative().least(exclusive);
                    let whole = whole.saturating_neg();
                    plan.range.1 = if whole < plan.range.1 { whole } else { plan.range.1 };
                    plan.fractions.1 = plan.fractions.1.min(-fraction);
                    plan.bounds |= 1 << place;
                }
                Keyword::Required(names) => match places(names, named) {
                    Some(places) => plan.required |= places,
                    None => plan.ask(1 << place, bit(Type::Object)),
                },
                Keyword::DependentRequired(dependent) => {
                    if !plan.depend(dependent, named) {
                        plan.ask(1 << place, bit(Type::Object));
                    }
                }
                keyword => plan.ask(1 << place, concerned(&keyword)),
            }
            place += 1;
        }
        plan
    }

    /// Whether a value may have the type.
    #[inline(always)]
    pub(super) const fn allows(&self, one: Type) -> bool {
        self.types & bit(one) != 0
    }

    /// Whether an object with these named fields has all that it must have; nothing where one of them is wrong.
    #[inline(always)]
    pub(super) fn asks_no_more_than(&self, there: Option<u64>) -> bool {
        there.is_some_and(|there| {
            self.required & !there == 0
                && self.dependent.iter().all(|(one, others)| there & one == 0 || others & !there == 0)
        })
    }

    /// Asks values of these types a rule.
    const fn ask(&mut self, rule: u64, types: u8) {
        let mut one = 0;
        while one < TYPES {
            if types >> one & 1 == 1 {
                self.rules[one] |= rule;
            }
            one += 1;
        }
    }

    /// Adds fields that require others, if the bits suffice and all of them are named.
    const fn depend(&mut self, rules: &[(&str, &[&str])], named: &[(&str, &Schema)]) -> bool {
        if rules.len() > self.dependent.len() || self.dependent[0].0 != 0 {
            return false;
        }
        let mut dependent = [(0, 0); 2];
        let mut place = 0;
        while place < rules.len() {
            let (Some(one), Some(others)) = (places(&[rules[place].0], named), places(rules[place].1, named)) else {
                return false;
            };
            dependent[place] = (one, others);
            place += 1;
        }
        self.dependent = dependent;
        true
    }
}

/// The types that a keyword says something of, as bits.
const fn concerned(keyword: &Keyword) -> u8 {
    match keyword {
        Keyword::Format(_) => bit(Type::String),
        Keyword::UniqueItems
        | Keyword::PrefixItems(_)
        | Keyword::Items { .. }
        | Keyword::Contains { .. }
        | Keyword::UnevaluatedItems { .. } => bit(Type::Array),
        Keyword::PropertyNames(_)
        | Keyword::MinProperties(_)
        | Keyword::MaxProperties(_)
        | Keyword::UnevaluatedProperties { .. }
        | Keyword::DependentSchemas(_) => bit(Type::Object),
        _ => ALL,
    }
}

const fn is_place(properties: Option<usize>, place: usize) -> bool {
    matches!(properties, Some(one) if one == place)
}

pub(super) const fn bit(one: Type) -> u8 {
    1 << one as u8
}

/// The bits of types: every number is tested as a whole one or not.
pub(super) const fn bits(types: &[Type]) -> u8 {
    let (mut all, mut place) = (0, 0);
    while place < types.len() {
        all |= bit(types[place]);
        if matches!(types[place], Type::Number) {
            all |= bit(Type::Integer);
        }
        place += 1;
    }
    all
}

/// The place of the rule for the fields of an object, and the fields that it names.
const fn properties(rules: &[Rule]) -> (Option<usize>, &'static [(&'static str, &'static Schema)]) {
    let mut place = 0;
    while place < rules.len() {
        if let Keyword::Properties { named, .. } = rules[place].keyword {
            return (Some(place), named);
        }
        place += 1;
    }
    (None, &[])
}

/// The places of names among the fields that are named, as bits; nothing where one is not, or there is no bit for it.
const fn places(names: &[&str], named: &[(&str, &Schema)]) -> Option<u64> {
    let (mut places, mut one) = (0, 0);
    while one < names.len() {
        let mut place = 0;
        while place < named.len() && !is_same(names[one], named[place].0) {
            place += 1;
        }
        if place >= named.len() || place >= 64 {
            return None;
        }
        places |= 1 << place;
        one += 1;
    }
    Some(places)
}

const fn is_same(one: &str, other: &str) -> bool {
    let (one, other) = (one.as_bytes(), other.as_bytes());
    if one.len() != other.len() {
        return false;
    }
    let mut place = 0;
    while place < one.len() {
        if one[place] != other[place] {
            return false;
        }
        place += 1;
    }
    true
}
