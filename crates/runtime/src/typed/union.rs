use serde_json::Value;

use super::value::{Alternative, Kind, Scalar, Slot, Typed, Union};

/// The only alternative whose values have a kind.
fn by_kind(union: &dyn Union, kind: Kind) -> Option<usize> {
    let is_possible = |one: &Alternative| one.kinds & (kind as u8 | Alternative::ANY) != 0;
    let mut places = union.alternatives().0.iter().enumerate().filter(|(_, one)| is_possible(one));
    let (first, _) = places.next()?;
    places.next().is_none().then_some(first)
}

/// Takes a value: as that of the alternative that the discriminator names, or the first whose schema accepts it, or else as
/// it is. `read` reads it; `true`: no value is lost.
pub(super) fn take(union: &mut dyn Union, value: &Value, read: &mut dyn FnMut(&mut dyn Typed) -> bool) -> bool {
    let (alternatives, tag) = union.alternatives();
    let (name, kind) = (value.get(tag).and_then(Value::as_str), value.view().kind() as u8);
    let named = alternatives.iter().position(|one| name.is_some_and(|name| one.tags.contains(&name)));
    // A name that the document does not have is that of an alternative to come.
    let any = if name.is_some() && named.is_none() { 0 } else { alternatives.len() };
    let accepted = |is_stated: bool| {
        let all = alternatives.iter().enumerate().filter(move |(_, one)| (one.kinds & kind != 0) == is_stated);
        all.filter_map(|(index, one)| one.schema?.accepts(value).then_some(index))
    };
    for index in named.into_iter().chain(accepted(true)).chain(accepted(false)).chain(0..any).chain([usize::MAX]) {
        union.set(index);
        if read(union.get_mut()) {
            return true;
        }
    }
    false
}

/// Sets a value: to a number with all its digits only where it reads them.
fn put_into(value: &mut dyn Typed, scalar: Scalar<'_>) -> bool {
    match scalar {
        Scalar::Digits(_, number) if !value.reads_digits() => value.put(Scalar::Number(number)),
        _ => value.put(scalar),
    }
}

/// Sets a union to a value without parts.
pub fn put(union: &mut dyn Union, scalar: Scalar<'_>) -> bool {
    if let Some(index) = by_kind(union, scalar.kind()) {
        union.set(index);
        if put_into(union.get_mut(), scalar) {
            return true;
        }
    }
    take(union, &scalar.to_value(), &mut |value| put_into(value, scalar))
}

/// Destination of the parts of a value of a union.
pub fn open<'v>(union: &'v mut dyn Union, kind: Kind) -> Slot<'v> {
    match by_kind(union, kind) {
        Some(index) => {
            union.set(index);
            union.get_mut().open(kind)
        }
        None => Slot::Union(union),
    }
}
