use serde::de::IgnoredAny;
use serde_json::Value;

use super::check::{Check, Seen};
use super::field_set::FieldSet;
use super::json_text::Text;
use super::mismatch::{Mismatch, Read};
use super::union::take;
use super::value::{Kind, Map, Num, Object, Scalar, Slot, Typed, Union, View};
use super::visits::Visits;
use crate::constraint::text::place;

/// Reads a value from JSON.
///
/// # Errors
/// It is not JSON, or not of the type.
pub fn from_slice<T: Typed + Default>(json: &[u8]) -> Result<Read<T>, Mismatch> {
    from_slice_checked(json, ()).map(|(read, _)| read)
}

/// Reads a value from JSON; also whether it certainly satisfies the rules: not if its type has rounded a number.
pub(crate) fn from_slice_checked<T: Typed + Default>(
    json: &[u8],
    check: impl Check,
) -> Result<(Read<T>, bool), Mismatch> {
    let mut value = T::default();
    let (is_exact, is_valid) = read_whole(&mut value, json, check)?;
    Ok((Read { value, is_exact }, is_valid))
}

/// Reads a value from one of any type.
///
/// # Errors
/// It is not of the type.
pub fn from_value<T: Typed + Default>(any: &Value) -> Result<Read<T>, Mismatch> {
    from_slice(any.to_string().as_bytes())
}

/// A value of the document, which the generator has read before.
pub fn literal<T: Typed + Default>(json: &str) -> T {
    from_slice(json.as_bytes()).map(|read| read.value).unwrap_or_default()
}

/// Whether nothing is lost, and whether the rules are certainly satisfied.
fn read_whole(value: &mut dyn Typed, json: &[u8], check: impl Check) -> Result<(bool, bool), Mismatch> {
    let _visits = Visits::begin(parts(json));
    let mut reader = Reader::new(Text::new(std::str::from_utf8(json).unwrap_or_default()));
    let mut read = reader.value(value, check);
    if read.is_ok() && !reader.text.is_at_end() {
        read = Err(Fault::Syntax);
    }
    let message = match read {
        Ok(()) => return Ok((reader.is_exact, reader.is_valid && !reader.is_rounded && !Visits::are_over())),
        Err(Fault::Kind(kind)) => format!("expected a value of another type than {kind:?}"),
        Err(Fault::Missing) => format!("expected the field {}, found none", reader.missing),
        // serde_json names what is wrong, and the line.
        Err(Fault::Syntax) => match serde_json::from_slice::<Value>(json) {
            Err(error) => error.to_string(),
            Ok(_) => format!("expected at most {MAX_DEPTH} levels"),
        },
    };
    let escaped = |step: &String| format!("/{}", step.replace('~', "~0").replace('/', "~1"));
    Err(Mismatch { pointer: reader.way.iter().rev().map(escaped).collect(), message })
}

/// How many parts a text has at most: each value follows a byte that begins a list or an object, or one that separates. It is one
/// of its container, too, and alternatives are looked at before they are read. Those of a short text are not counted, as there are
/// looks enough for each.
fn parts(json: &[u8]) -> usize {
    const SHORT: usize = 1 << 12;
    match json.len() {
        0..SHORT => 0,
        _ => 4 * (1 + json.iter().filter(|byte| matches!(byte, b',' | b'[' | b'{')).count()),
    }
}

/// Maximum nesting of lists and objects, as in serde_json.
const MAX_DEPTH: u8 = 127;

/// Why a value cannot be read.
enum Fault {
    /// It is not JSON, or nested too deep.
    Syntax,
    /// The type has no values of this kind.
    Kind(Kind),
    /// A field is missing.
    Missing,
}

/// The one reader of all types.
struct Reader<'j> {
    text: Text<'j>,
    depth: u8,
    /// Remaining number of bytes of values that may be read again.
    fuel: usize,
    is_exact: bool,
    /// Whether every checked rule is satisfied.
    is_valid: bool,
    /// Whether a whole number is another one in its type.
    is_rounded: bool,
    /// Whether the value that was read last is `null`.
    is_null: bool,
    /// The field that is missing.
    missing: &'static str,
    /// The way to what is wrong, from the inside.
    way: Vec<String>,
}

impl<'j> Reader<'j> {
    fn new(text: Text<'j>) -> Self {
        let fuel = text.length().saturating_mul(MAX_DEPTH.into());
        Self {
            text,
            depth: 0,
            fuel,
            is_exact: true,
            is_valid: true,
            is_rounded: false,
            is_null: false,
            missing: "",
            way: Vec::new(),
        }
    }

    fn value<C: Check>(&mut self, value: &mut dyn Typed, check: C) -> Result<(), Fault> {
        let (mut text, mut is_long) = (String::new(), false);
        let scalar = match self.text.peek() {
            b'"' => Scalar::Text(self.text.string(&mut text).ok_or(Fault::Syntax)?),
            b'-' | b'0'..=b'9' => {
                let start = self.text;
                let number;
                (number, is_long) = self.text.number().ok_or(Fault::Syntax)?;
                match value.reads_digits() {
                    true => Scalar::Digits(self.text.since(start), number),
                    false => Scalar::Number(number),
                }
            }
            b'{' => return self.object(value, check),
            b'[' => return self.list(value, check),
            b't' if self.text.pass_word("true") => Scalar::Boolean(true),
            b'f' if self.text.pass_word("false") => Scalar::Boolean(false),
            b'n' if self.text.pass_word("null") => Scalar::Null,
            _ => return Err(Fault::Syntax),
        };
        self.is_null = matches!(scalar, Scalar::Null);
        self.is_valid = self.is_valid && check.accepts_scalar(scalar);
        let is_put = value.put(scalar);
        self.is_rounded |= is_long && is_rounded(value, scalar);
        if is_put { Ok(()) } else { Err(Fault::Kind(scalar.kind())) }
    }

    /// A part of a value; `step` leads to it.
    #[inline(always)]
    fn part<C: Check>(&mut self, value: &mut dyn Typed, check: C, step: impl FnOnce() -> String) -> Result<(), Fault> {
        self.value(value, check).inspect_err(|_| self.way.push(step()))
    }

    fn list<C: Check>(&mut self, value: &mut dyn Typed, check: C) -> Result<(), Fault> {
        match value.open(Kind::List) {
            Slot::List(list) => {
                let (item, mut index) = (check.item(), 0_usize);
                let mut is_more = self.enter(b']')?;
                while is_more {
                    let value = list.push().ok_or(Fault::Kind(Kind::List))?;
                    self.part(value, item, || index.to_string())?;
                    index += 1;
                    is_more = self.is_more(b']')?;
                }
                self.is_valid = self.is_valid && check.accepts_but_parts(value, &Seen::default());
                Ok(())
            }
            Slot::Union(union) => self.whole(union, check),
            _ => Err(Fault::Kind(Kind::List)),
        }
    }

    fn object<C: Check>(&mut self, value: &mut dyn Typed, check: C) -> Result<(), Fault> {
        let mut seen = Seen::default();
        match value.open(Kind::Object) {
            Slot::Object(object) => self.fields(object, check, &mut seen)?,
            Slot::Map(map) => {
                let mut is_more = self.enter(b'}')?;
                while is_more {
                    let mut other = String::new();
                    let name = self.name(&mut other)?;
                    self.entry(map, name, check.field(name, &mut seen))?;
                    is_more = self.is_more(b'}')?;
                }
            }
            Slot::Union(union) => return self.whole(union, check),
            _ => return Err(Fault::Kind(Kind::Object)),
        }
        self.is_valid = self.is_valid && check.accepts_but_parts(value, &seen);
        Ok(())
    }

    fn fields<C: Check>(&mut self, object: &mut dyn Object, check: C, seen: &mut Seen) -> Result<(), Fault> {
        let names = object.names();
        let (mut read, mut next) = (FieldSet::of(names.len()), 0);
        let mut is_more = self.enter(b'}')?;
        while is_more {
            let mut other = String::new();
            let name = self.name(&mut other)?;
            let part = check.field(name, seen);
            match place(names, name, next) {
                Some(index) => {
                    let value = object.slot(index).ok_or(Fault::Kind(Kind::Object))?;
                    self.part(value, part, || name.to_owned())?;
                    // A `null` that the field cannot hold is lost, and the first value of a field that is there twice.
                    let is_kept = !std::mem::take(&mut self.is_null)
                        || names[index].1
                        || object.get(index).is_some_and(|value| !value.is_absent());
                    self.is_exact &= read.add(index) && is_kept;
                    next = index + 1;
                }
                None => match object.rest_mut() {
                    Some(map) => self.entry(map, name, part)?,
                    None => {
                        self.text.any::<IgnoredAny>().ok_or(Fault::Syntax)?;
                        self.is_exact = false;
                    }
                },
            }
            is_more = self.is_more(b'}')?;
        }
        match names.iter().enumerate().find(|(index, (_, required))| *required && !read.has(*index)) {
            None => Ok(()),
            Some((_, (name, _))) => {
                self.missing = name;
                Err(Fault::Missing)
            }
        }
    }

    fn entry<C: Check>(&mut self, map: &mut dyn Map, name: &str, check: C) -> Result<(), Fault> {
        let before = map.len();
        self.part(map.slot(name), check, || name.to_owned())?;
        self.is_exact &= map.len() > before;
        Ok(())
    }

    /// A value whose type depends on its content. It is read again as one of each type that it may have, and so are those in
    /// it each time: a value that is of none of them would be read twice as often for each level, without the limit.
    fn whole<C: Check>(&mut self, union: &mut dyn Union, check: C) -> Result<(), Fault> {
        let start = self.text;
        let any = self.text.any().ok_or(Fault::Syntax)?;
        self.is_valid = self.is_valid && check.accepts(&any);
        let Some(fuel) = self.fuel.checked_sub(self.text.since(start).len()) else {
            union.set(usize::MAX);
            self.is_exact = false;
            return Reader { depth: self.depth, ..Reader::new(start) }.value(union.get_mut(), ());
        };
        self.fuel = fuel;
        let mut is_too_deep = false;
        let is_exact = take(union, &any, &mut |value| {
            let mut reader = Reader { fuel: self.fuel, depth: self.depth, ..Reader::new(start) };
            let read = reader.value(value, ());
            self.fuel = reader.fuel;
            self.is_rounded |= reader.is_rounded;
            // The text is JSON, as it was read before.
            is_too_deep = matches!(read, Err(Fault::Syntax));
            is_too_deep || (read.is_ok() && reader.is_exact)
        });
        self.is_exact &= is_exact;
        if is_too_deep { Err(Fault::Syntax) } else { Ok(()) }
    }

    /// The name of a field, and the colon.
    #[inline(always)]
    fn name<'s>(&mut self, other: &'s mut String) -> Result<&'s str, Fault>
    where
        'j: 's,
    {
        match if self.text.peek() == b'"' { self.text.string(other) } else { None } {
            Some(name) if self.text.next() == b':' => Ok(name),
            _ => Err(Fault::Syntax),
        }
    }

    /// Passes the first byte of a list or an object; whether it has a part.
    fn enter(&mut self, end: u8) -> Result<bool, Fault> {
        self.text.next();
        self.depth += 1;
        match self.text.peek() {
            _ if self.depth > MAX_DEPTH => Err(Fault::Syntax),
            byte if byte == end => self.is_more(end),
            _ => Ok(true),
        }
    }

    /// Passes the byte after a part; whether there is one more.
    #[inline(always)]
    fn is_more(&mut self, end: u8) -> Result<bool, Fault> {
        match self.text.next() {
            b',' => Ok(true),
            byte if byte == end => {
                self.depth -= 1;
                Ok(false)
            }
            _ => Err(Fault::Syntax),
        }
    }
}

/// Whether a whole number is another one in the type that it was put in; numbers with a fraction are rounded for every check.
#[cold]
fn is_rounded(value: &dyn Typed, scalar: Scalar<'_>) -> bool {
    match (scalar, value.view()) {
        (Scalar::Number(Num::Float(_)), _) => false,
        (Scalar::Number(number), View::Number(kept)) => kept != number,
        _ => false,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::typed::json_text::random;

    #[test]
    fn text_that_is_not_json_is_rejected_and_json_read_as_serde_json_reads_it() {
        let texts = [
            r#" {"a": [1, -2.50, 1e3, {}, [], "x\n\u00e9\ud83d\ude00 \"y\""], "b": {"c": null, "d": true}, "é": false} "#,
            r#"[0,-0,0.1,12345678901234567890,123456789012345678901234567890,1.7976931348623157e308,"/\/",{"":""}]"#,
        ];
        let pieces = [
            "\"", "\\", "{", "}", "[", "]", ",", ":", "0", "-", ".", "e5", "\n", "\0", "\u{1}", "é", "null", "tru",
            " ", "\\u12",
        ];
        let (mut below, mut valid) = (random(), 0);
        for _ in 0..30_000 {
            let mut text = texts[below(2)].as_bytes().to_vec();
            for _ in 0..=below(3) {
                let at = below(text.len());
                match below(4) {
                    0 => text.truncate(at),
                    1 => drop(text.drain(at..(at + 1 + below(4)).min(text.len()))),
                    _ => drop(text.splice(at..at, pieces[below(pieces.len())].bytes())),
                }
                text.push(b' ');
            }
            let (own, expected) = (from_slice::<Value>(&text), serde_json::from_slice::<Value>(&text));
            valid += usize::from(expected.is_ok());
            let shown = String::from_utf8_lossy(&text);
            match (own, expected) {
                (Ok(own), Ok(expected)) => assert_eq!(own.value, expected, "{shown}"),
                (Err(own), Err(expected)) => assert_eq!(own.message, expected.to_string(), "{shown}"),
                (own, expected) => panic!("{shown}: {own:?} {expected:?}"),
            }
        }
        assert!((1_000..29_000).contains(&valid), "{valid}");
    }

    #[test]
    fn depth_is_bounded_as_by_serde_json() {
        for depth in [1, 126, 127, 128, 10_000] {
            for (begin, end) in [("[", "]"), (r#"{"a":"#, "}")] {
                let text = begin.repeat(depth) + "1" + &end.repeat(depth);
                let own = from_slice::<Value>(text.as_bytes()).map(|read| read.value);
                let expected = serde_json::from_str::<Value>(&text).map_err(|error| error.to_string());
                assert_eq!(own.map_err(|error| error.message), expected);
            }
        }
    }
}
