//! The header `Link` (RFC 8288).

/// The target of the first link of a header with `rel="next"`.
pub(crate) fn next(mut header: &str) -> Option<&str> {
    while let Some((target, rest)) = header.split_once('<').and_then(|(_, rest)| rest.split_once('>')) {
        let (parameters, others) = rest.split_at(end(rest, ','));
        if is_next(parameters) {
            return Some(target.trim());
        }
        header = others;
    }
    None
}

/// Whether the first `rel` of a link has `next` among its relations.
fn is_next(mut parameters: &str) -> bool {
    while !parameters.is_empty() {
        let (parameter, rest) = parameters.split_at(end(parameters, ';'));
        if let Some((name, value)) = parameter.split_once('=')
            && name.trim().eq_ignore_ascii_case("rel")
        {
            let mut relations = value.trim().trim_matches('"').split_ascii_whitespace();
            return relations.any(|one| one.eq_ignore_ascii_case("next"));
        }
        parameters = rest.get(1..).unwrap_or_default();
    }
    false
}

/// Position of the first of these characters outside quotes, or the end.
fn end(text: &str, character: char) -> usize {
    let (mut is_quoted, mut is_escaped) = (false, false);
    let found = text.find(|one| {
        let is_plain = !std::mem::take(&mut is_escaped);
        is_quoted ^= is_plain && one == '"';
        is_escaped = is_plain && is_quoted && one == '\\';
        !is_quoted && one == character
    });
    found.unwrap_or(text.len())
}

#[cfg(test)]
mod tests {
    use super::next;

    #[test]
    fn only_the_link_to_the_next_page_is_found_in_whatever_stands_around_it() {
        for (header, target) in [
            (r#"<https://a/x?page=2>; rel="next", <https://a/x?page=9>; rel="last""#, Some("https://a/x?page=2")),
            (r#"<?p=1>; rel="prev", <?p=3>; title="a, b; <c>"; REL="last Next""#, Some("?p=3")),
            (r#"</a,b;c>;rel=next"#, Some("/a,b;c")),
            (r#"<a>; title="\", rel=\"next"; rel=up, <b> ; rel=next"#, Some("b")),
            (r#"<a>; rel=up; rel=next"#, None),
            (r#"<a>; rel="nextpage""#, None),
            (r#"<a; rel=next"#, None),
            ("", None),
        ] {
            assert_eq!(next(header), target, "{header}");
        }
    }
}
