use std::borrow::Cow;

use serde_json::{Map, Number, Value};

use super::encode::number_text;
use super::style::{Json, Style};
use crate::json_schema::{Schema, Type, View};
use crate::messages;
use crate::percent::percent_decode;
use crate::validate::Expected;

/// Maximum nesting of brackets of a `deepObject`.
const MAX_BRACKETS: usize = 8;

/// Names and values of a query or of cookies: the name decoded, the value as it came.
pub(crate) type Pairs<'p> = dyn Iterator<Item = (&'p str, &'p str)> + 'p;

/// Takes percent-encoding off a piece, where there is any.
type Decode = for<'t> fn(&'t str) -> Option<Cow<'t, str>>;

/// Reads a value from the one text that it stands in: a path segment (encoded) or a header (not encoded).
pub(crate) fn from_text(rule: &Json, name: &str, raw: &str, is_encoded: bool) -> Option<Value> {
    // Around an item of a header there may be blanks.
    let decode: Decode =
        if is_encoded { |raw| percent_decode(raw, false) } else { |raw| Some(raw.trim_matches([' ', '\t']).into()) };
    let read = |view: &View| Ok::<_, ()>(text_as(view, rule, name, raw, decode));
    first_valid(rule.schema, read).ok().flatten()
}

/// Reads a value as the first alternative that accepts it; otherwise as what all of them permit, which is then rejected.
pub(crate) fn first_valid<E>(
    schema: &'static Schema,
    read: impl Fn(&View) -> Result<Option<Value>, E>,
) -> Result<Option<Value>, E> {
    let mut views = View::each(schema);
    let whole = views.pop().unwrap_or_default();
    let valid = views.iter().find_map(|view| read(view).ok().flatten().filter(|value| schema.is_valid(value)));
    valid.map_or_else(|| read(&whole), |value| Ok(Some(value)))
}

fn text_as(view: &View, rule: &Json, name: &str, raw: &str, decode: Decode) -> Option<Value> {
    let (body, between) = match rule.style {
        Style::Json => return serde_json::from_str(&decode(raw)?).ok(),
        Style::Label => (raw.strip_prefix('.')?, if rule.explode { '.' } else { ',' }),
        Style::Matrix => (raw.strip_prefix(';')?, if rule.explode { ';' } else { ',' }),
        _ => (raw, ','),
    };
    let (structure, is_matrix) = (structure(view), rule.style == Style::Matrix);
    // The name stands before the whole of a matrix, or before each of its items.
    let is_named_once = is_matrix && (!rule.explode || matches!(structure, Structure::One));
    let body = if is_named_once { own_value(name, body)? } else { body };
    match structure {
        Structure::One => leaf(view, &decode(body)?),
        Structure::List => {
            let own = |piece| if is_matrix && rule.explode { own_value(name, piece) } else { Some(piece) };
            list(view, pieces(body, between).map(own), decode)
        }
        Structure::Object if rule.explode => {
            fields(view, pieces(body, between).map(|piece| piece.split_once('=')), decode)
        }
        Structure::Object => alternating(view, pieces(body, between), decode),
    }
}

/// Reads a value from the pairs of a query or of cookies; `None` where it is absent, an error where it does not read.
/// `taken` are the names of the other parameters, `decode` takes percent-encoding off a value.
pub(crate) fn from_pairs<'p>(
    rule: &Json,
    name: &str,
    pairs: &mut Pairs<'p>,
    taken: &[&str],
    decode: Decode,
) -> Result<Option<Value>, Expected> {
    let pairs: Vec<_> = pairs.collect();
    first_valid(rule.schema, |view| pairs_as(view, rule, name, &pairs, taken, decode))
}

fn pairs_as(
    view: &View,
    rule: &Json,
    name: &str,
    pairs: &[(&str, &str)],
    taken: &[&str],
    decode: Decode,
) -> Result<Option<Value>, Expected> {
    let structure = structure(view);
    // A name that another parameter has as it is written is that of the other one.
    let pairs = pairs.iter().copied().filter(|(one, _)| rule.style != Style::DeepObject || !taken.contains(one));
    if rule.style == Style::DeepObject {
        return deep(view, Some(name), pairs, decode);
    }
    let is_spread = rule.style == Style::Form && rule.explode;
    if is_spread && matches!(structure, Structure::Object) {
        let mut own =
            pairs.filter(|(one, _)| view.names(one) || !taken.iter().any(|other| has_name(other, one))).peekable();
        if own.peek().is_none() {
            return Ok(None);
        }
        let object = spread(view, own, |view, text| leaf(view, &decode(text)?));
        return object.map(Some).ok_or_else(|| Expected::from(messages::kind_of_fields()));
    }
    let values: Vec<&str> = pairs.filter(|(one, _)| *one == name).map(|(_, value)| value).collect();
    let one = match values.as_slice() {
        [] => return Ok(None),
        _ if is_spread && matches!(structure, Structure::List) => {
            let list = list(view, values.into_iter().map(Some), decode);
            return list.map(Some).ok_or_else(|| Expected::from(messages::kind_of_items()));
        }
        [one] => *one,
        _ => return Err(Expected::from(messages::one_value())),
    };
    if rule.style == Style::Json {
        let text = decode(one).ok_or_else(|| Expected::from(messages::percent_encoded()))?;
        return serde_json::from_str(&text).map(Some).map_err(|_| Expected::from(messages::json()));
    }
    let pieces: Vec<&str> = match rule.style {
        // Written as it is or encoded; an item that has one in it can only be distinguished in the former.
        Style::SpaceDelimited if one.contains(['+', ' ']) => one.split(['+', ' ']).collect(),
        Style::SpaceDelimited => one.split("%20").collect(),
        Style::PipeDelimited if one.contains('|') => one.split('|').collect(),
        Style::PipeDelimited => one.split("%7C").flat_map(|piece| piece.split("%7c")).collect(),
        _ => one.split(',').collect(),
    };
    let value = match structure {
        Structure::One => decode(one).and_then(|text| leaf(view, &text)),
        Structure::List if one.is_empty() => Some(Value::Array(Vec::new())),
        Structure::List => list(view, pieces.into_iter().map(Some), decode),
        Structure::Object => alternating(view, pieces.into_iter(), decode),
    };
    value.map(Some).ok_or_else(|| Expected::from(messages::kind()))
}

/// Reads an object from fields that stand alone and are not encoded; none where one is repeated that is not a list. What does not read as
/// its schema has it stays a text, so that it is reported where it stands.
pub(crate) fn from_fields(view: &View, fields: &[(&str, &str)]) -> Option<Value> {
    spread(view, fields.iter().copied(), |view, text| {
        Some(leaf_of_form(view, text).unwrap_or_else(|| Value::String(text.to_owned())))
    })
}

/// Adds a field that is not a list. One of any type is written as a list by repeating its name; none where another one is repeated.
fn add(object: &mut Map<String, Value>, view: &View, name: &str, value: Value) -> Option<()> {
    match object.get_mut(name) {
        None => drop(object.insert(name.to_owned(), value)),
        Some(Value::Array(items)) if view.types().is_any() => items.push(value),
        Some(first) if view.types().is_any() => *first = Value::Array(vec![first.take(), value]),
        Some(_) => return None,
    }
    Some(())
}

/// Whether a name of a query is that of a parameter; `a[` are the names of all fields of an object `a`.
pub(crate) fn has_name(parameter: &str, name: &str) -> bool {
    let inside = parameter.strip_suffix('[').and_then(|own| name.strip_prefix(own));
    parameter == name || inside.is_some_and(|rest| rest.is_empty() || rest.starts_with('['))
}

/// Structure of a value.
enum Structure {
    One,
    List,
    Object,
}

fn structure(view: &View) -> Structure {
    let types = view.types();
    match () {
        () if types.is_any() => Structure::One,
        () if types.has(Type::Array) => Structure::List,
        () if types.has(Type::Object) => Structure::Object,
        () => Structure::One,
    }
}

/// The pieces of a text; none of an empty one.
fn pieces(text: &str, between: char) -> impl Iterator<Item = &str> {
    text.split(between).filter(move |_| !text.is_empty())
}

/// The value of `name=value`, where the name is the one that is looked for.
fn own_value<'t>(name: &str, piece: &'t str) -> Option<&'t str> {
    let (one, value) = piece.split_once('=').unwrap_or((piece, ""));
    (percent_decode(one, false).as_deref() == Some(name)).then_some(value)
}

fn list<'t>(view: &View, pieces: impl Iterator<Item = Option<&'t str>>, decode: Decode) -> Option<Value> {
    let items = pieces.enumerate().map(|(index, piece)| leaf(&view.item(index), &decode(piece?)?));
    items.collect::<Option<Vec<_>>>().map(Value::Array)
}

fn fields<'t>(view: &View, pieces: impl Iterator<Item = Option<(&'t str, &'t str)>>, decode: Decode) -> Option<Value> {
    let mut object = Map::new();
    for piece in pieces {
        let (name, value) = piece?;
        let name = decode(name)?.into_owned();
        let value = leaf(&view.field(&name), &decode(value)?)?;
        if object.insert(name, value).is_some() {
            return None;
        }
    }
    Some(Value::Object(object))
}

/// The fields of an object that stand alone: a list repeats its name.
fn spread<'t>(
    view: &View,
    pieces: impl Iterator<Item = (&'t str, &'t str)>,
    read: impl Fn(&View, &str) -> Option<Value>,
) -> Option<Value> {
    let mut object = Map::new();
    for (name, text) in pieces {
        let view = view.field(name);
        if matches!(structure(&view), Structure::List) {
            let items = object.entry(name).or_insert_with(|| Value::Array(Vec::new())).as_array_mut()?;
            items.push(read(&view.item(items.len()), text)?);
        } else {
            add(&mut object, &view, name, read(&view, text)?)?;
        }
    }
    Some(Value::Object(object))
}

fn alternating<'t>(view: &View, mut pieces: impl Iterator<Item = &'t str>, decode: Decode) -> Option<Value> {
    let pairs = std::iter::from_fn(|| pieces.next().map(|name| pieces.next().map(|value| (name, value))));
    fields(view, pairs, decode)
}

/// Reads an object from the pairs of a form; in the style `deepObject`, the name of a field is followed by those inside it in brackets.
pub(crate) fn from_form<'p>(rule: &Json, pairs: &mut Pairs<'p>) -> Result<Option<Value>, Expected> {
    let (pairs, decode): (Vec<_>, Decode) = (pairs.collect(), |raw| percent_decode(raw, true));
    if pairs.is_empty() {
        return Ok(None);
    }
    first_valid(rule.schema, |view| {
        if rule.style == Style::DeepObject {
            return deep(view, None, pairs.iter().copied(), decode);
        }
        let object = spread(view, pairs.iter().copied(), |view, text| leaf_of_form(view, &decode(text)?));
        object.map(Some).ok_or_else(|| Expected::from(messages::kind_of_fields()))
    })
}

fn deep<'p>(
    view: &View,
    name: Option<&str>,
    pairs: impl Iterator<Item = (&'p str, &'p str)>,
    decode: Decode,
) -> Result<Option<Value>, Expected> {
    let mut root: Option<Value> = None;
    let read = if name.is_none() { leaf_of_form } else { leaf };
    for (path, value) in pairs {
        let (first, path) = path.split_at(path.find('[').unwrap_or(path.len()));
        if name.is_some_and(|name| name != first) {
            continue;
        }
        let inner = || path.strip_prefix('[').and_then(|path| path.strip_suffix(']'));
        let steps = if path.is_empty() { Some("") } else { inner() };
        let steps = steps.ok_or_else(|| Expected::from(messages::brackets()))?;
        let inner = steps.split("][").filter(|_| !path.is_empty());
        let steps: Vec<&str> = name.is_none().then_some(first).into_iter().chain(inner).collect();
        if steps.len() > MAX_BRACKETS {
            return Err(Expected::from(messages::at_most_brackets(MAX_BRACKETS)));
        }
        let text = decode(value).ok_or_else(|| Expected::from(messages::percent_encoded()))?;
        let wrong = || Expected::from(messages::kind_of_fields());
        if steps.is_empty() && !view.is_list() {
            // A plain value, as beside an object in `anyOf`.
            let plain = read(view, &text).filter(|value| root.is_none() && !value.is_object() && !value.is_array());
            root = Some(plain.ok_or_else(wrong)?);
            continue;
        }
        let empty = || if view.is_list() { Value::Array(Vec::new()) } else { Value::Object(Map::new()) };
        let steps = if steps.is_empty() { &[""] } else { steps.as_slice() };
        put(view, root.get_or_insert_with(empty), steps, &text, read).ok_or_else(wrong)?;
    }
    Ok(root)
}

fn put(
    view: &View,
    target: &mut Value,
    steps: &[&str],
    text: &str,
    read: fn(&View, &str) -> Option<Value>,
) -> Option<()> {
    let (step, rest) = steps.split_first()?;
    match target {
        Value::Array(items) => {
            // `[]` and the next index alike add an item.
            let is_next = step.is_empty() || step.parse() == Ok(items.len());
            if !rest.is_empty() {
                // A field of an object in the list, by its number.
                let index: usize = step.parse().ok()?;
                if index == items.len() {
                    items.push(Value::Object(Map::new()));
                }
                return put(&view.item(index), items.get_mut(index)?, rest, text, read);
            }
            if !is_next {
                return None;
            }
            items.push(read(&view.item(items.len()), text)?);
        }
        Value::Object(object) => {
            let view = view.field(step);
            let is_list = view.is_list();
            if rest.is_empty() && !is_list {
                return add(object, &view, step, read(&view, text)?);
            }
            let fresh = || if is_list { Value::Array(Vec::new()) } else { Value::Object(Map::new()) };
            let inner = object.entry(*step).or_insert_with(fresh);
            // A list without brackets repeats its name.
            return put(&view, inner, if is_list && rest.is_empty() { &[""] } else { rest }, text, read);
        }
        _ => return None,
    }
    Some(())
}

/// A plain value of a parameter. A whole number is that of a parameter of type `integer`: neither a fraction nor an exponent, nor more
/// than 64 bits.
fn leaf(view: &View, text: &str) -> Option<Value> {
    plain(view, text, |number| number.is_i64() || number.is_u64() || text == "-0")
}

/// A plain value of a form. A whole number is that of a JSON body.
fn leaf_of_form(view: &View, text: &str) -> Option<Value> {
    plain(view, text, |number| number.as_f64().is_some_and(|value| value.fract() == 0.0))
}

/// A plain value as its schema sees it; a list or an object inside another one is JSON.
fn plain(view: &View, text: &str, is_whole: impl Fn(&Number) -> bool) -> Option<Value> {
    let types = view.types();
    let fits = |number: &Number| types.has(Type::Number) || (types.has(Type::Integer) && is_whole(number));
    let number = || text.parse().ok().filter(fits);
    let json = || serde_json::from_str(text).ok().filter(|value: &Value| value.is_array() || value.is_object());
    match text {
        _ if types.is_any() => Some(Value::String(text.to_owned())),
        "true" | "false" if types.has(Type::Boolean) => Some(Value::Bool(text == "true")),
        "" | "null" if types.has(Type::Null) && !types.has(Type::String) => Some(Value::Null),
        _ => match (types.has(Type::Integer) || types.has(Type::Number)).then(number).flatten() {
            // As it is read after it was sent: `3.0` is 3.
            Some(number) => Some(Value::Number(number_text(&number).parse().unwrap_or(number))),
            None if types.has(Type::String) => Some(Value::String(text.to_owned())),
            None if types.has(Type::Array) || types.has(Type::Object) => json(),
            None => None,
        },
    }
}
