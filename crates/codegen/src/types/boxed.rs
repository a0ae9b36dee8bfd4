//! A type that holds itself is boxed where the circle closes.

use super::definition::{Kind, Rust, Types};

/// Boxes every field and alternative that leads back to its own type.
pub(super) fn box_circles(types: &mut Types<'_>) {
    let edges: Vec<Vec<usize>> = types.definitions.iter().map(|one| held(&one.kind)).collect();
    let component = components(&edges);
    for (index, definition) in types.definitions.iter_mut().enumerate() {
        let is_circle = |target: usize| {
            component.get(target) == component.get(index) && (target != index || edges[index].contains(&index))
        };
        match &mut definition.kind {
            Kind::Struct { fields, .. } => fields.iter_mut().for_each(|field| boxed(&mut field.rust, &is_circle)),
            Kind::Union { alternatives, .. } => {
                alternatives.iter_mut().for_each(|one| boxed(&mut one.rust, &is_circle));
            }
            Kind::Texts(_) | Kind::Ints(_) | Kind::Responses { .. } => {}
        }
    }
}

fn boxed(rust: &mut Rust, is_circle: &impl Fn(usize) -> bool) {
    match rust {
        Rust::Named(target) if is_circle(*target) => *rust = Rust::Boxed(*target),
        Rust::Optional(inner) => boxed(inner, is_circle),
        _ => {}
    }
}

/// The types that a value of the type holds without a list or a map between.
fn held(kind: &Kind<'_>) -> Vec<usize> {
    match kind {
        Kind::Struct { fields, .. } => fields.iter().filter_map(|field| target(&field.rust)).collect(),
        Kind::Union { alternatives, .. } => alternatives.iter().filter_map(|one| target(&one.rust)).collect(),
        Kind::Texts(_) | Kind::Ints(_) | Kind::Responses { .. } => Vec::new(),
    }
}

fn target(rust: &Rust) -> Option<usize> {
    match rust {
        Rust::Named(index) => Some(*index),
        Rust::Optional(inner) => target(inner),
        _ => None,
    }
}

/// For each type the number of its strongly connected component (Tarjan, without recursion).
fn components(edges: &[Vec<usize>]) -> Vec<usize> {
    let unseen = usize::MAX;
    let (mut order, mut low) = (vec![unseen; edges.len()], vec![0; edges.len()]);
    let (mut component, mut stack, mut next) = (vec![unseen; edges.len()], Vec::new(), 0);
    for start in 0..edges.len() {
        if order[start] != unseen {
            continue;
        }
        let mut path = vec![(start, 0)];
        while let Some((node, edge)) = path.pop() {
            if edge == 0 {
                (order[node], low[node]) = (next, next);
                next += 1;
                stack.push(node);
            }
            if let Some(target) = edges[node].get(edge).copied() {
                path.push((node, edge + 1));
                if order[target] == unseen {
                    path.push((target, 0));
                } else if component[target] == unseen {
                    low[node] = low[node].min(order[target]);
                }
                continue;
            }
            if low[node] == order[node] {
                while let Some(member) = stack.pop() {
                    component[member] = node;
                    if member == node {
                        break;
                    }
                }
            }
            if let Some((parent, _)) = path.last() {
                low[*parent] = low[*parent].min(low[node]);
            }
        }
    }
    component
}

/// The first field of each struct that holds its own type without an end: no value of it exists.
pub(super) fn endless(types: &Types<'_>) -> Vec<(usize, usize)> {
    let edges: Vec<Vec<usize>> = types.definitions.iter().map(|one| required(&one.kind)).collect();
    let component = components(&edges);
    let mut found = Vec::new();
    for (index, definition) in types.definitions.iter().enumerate() {
        let Kind::Struct { fields, .. } = &definition.kind else { continue };
        for (place, field) in fields.iter().enumerate().filter(|(_, field)| field.required) {
            if let Rust::Named(target) = field.rust
                && component[target] == component[index]
                && (target != index || edges[index].contains(&index))
            {
                found.push((index, place));
            }
        }
    }
    found
}

fn required(kind: &Kind<'_>) -> Vec<usize> {
    let Kind::Struct { fields, .. } = kind else { return Vec::new() };
    let fields = fields.iter().filter(|field| field.required);
    fields
        .filter_map(|field| match field.rust {
            Rust::Named(index) => Some(index),
            _ => None,
        })
        .collect()
}
