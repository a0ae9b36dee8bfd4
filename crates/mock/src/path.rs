//! Path templates.

/// The values of the parameters of a path, still percent-encoded; none where the path is not one of the template.
pub(crate) fn values<'a>(template: &'a str, path: &'a str) -> Option<Vec<(&'a str, &'a str)>> {
    let template = template.split(['#', '?']).next().unwrap_or_default();
    let (mut wanted, mut given) = (template.split('/'), path.split('/'));
    let mut values = Vec::new();
    loop {
        match (wanted.next(), given.next()) {
            (None, None) => return Some(values),
            (Some(wanted), Some(given)) => segment(wanted, given, &mut values)?,
            _ => return None,
        }
    }
}

/// Takes the values of the parameters out of a segment: `{name}.{extension}` has two.
fn segment<'a>(mut wanted: &'a str, mut given: &'a str, values: &mut Vec<(&'a str, &'a str)>) -> Option<()> {
    while let Some((text, rest)) = wanted.split_once('{') {
        let (name, rest) = rest.split_once('}')?;
        given = given.strip_prefix(text)?;
        let next = rest.split('{').next().unwrap_or_default();
        let end = match (next.is_empty(), rest.contains('{')) {
            (true, _) => given.len(),
            (false, false) => given.len().checked_sub(next.len()).filter(|_| given.ends_with(next))?,
            (false, true) => given.find(next)?,
        };
        let value = &given[..end];
        if value.is_empty() {
            return None;
        }
        values.push((name, value));
        (given, wanted) = (&given[end..], rest);
    }
    (wanted == given).then_some(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_path_is_not_taken_for_that_of_another_call() {
        for (template, path, wanted) in [
            ("/a/{id}", "/a/1", Some(vec![("id", "1")])),
            ("/a/{id}", "/a/", None),
            ("/a/{id}", "/a/1/b", None),
            ("/a/{name}.{kind}", "/a/x.json", Some(vec![("name", "x"), ("kind", "json")])),
            ("/a/{id}:start", "/a/7:start", Some(vec![("id", "7")])),
            ("/a/{id}:start", "/a/7:stop", None),
            ("/a?action=list", "/a", Some(vec![])),
            ("/a b/{id}", "/a%20b/1", None),
        ] {
            assert_eq!(values(template, path), wanted, "{template} {path}");
        }
    }
}
