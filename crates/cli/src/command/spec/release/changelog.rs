//! The section of a release in a changelog.

use std::ops::Range;

/// The heading of what is generated; other sections of a release are left as they are.
const HEADING: &str = "### Contract\n";

/// The changelog with the section of a version: an existing one is renewed, and what is listed as unreleased becomes part of it.
pub(super) fn with_entry(changelog: &str, version: &str, today: &str, body: &str) -> String {
    let contract = format!("{HEADING}\n{body}");
    let changelog = if changelog.trim().is_empty() { "# Changelog\n" } else { changelog };
    let ours = [format!("## [{version}]"), format!("## {version}")];
    let is_ours = |line: &str| {
        let rest = ours.iter().find_map(|ours| line.strip_prefix(ours.as_str()));
        rest.is_some_and(|rest| rest.starts_with(char::is_whitespace))
    };
    let mut out = changelog.to_owned();
    if let Some(entry) = section(changelog, is_ours) {
        let start = entry.start + line_length(&changelog[entry.clone()]);
        match section(&changelog[start..entry.end], |line| line == HEADING) {
            Some(old) => {
                let end = start + old.end;
                out.replace_range(start + old.start..end, &closed(&contract, &changelog[end..]));
            }
            None => out.insert_str(start, &format!("\n{contract}")),
        }
        return out;
    }
    let heading = format!("## [{version}] - {today}\n\n{contract}");
    let unreleased = lines(changelog).find(|(_, line)| line.to_ascii_lowercase().starts_with("## [unreleased]"));
    let first = || lines(changelog).find(|(_, line)| line.starts_with("## ")).map(|(start, _)| start);
    match unreleased {
        Some((start, line)) => out.insert_str(start + line.len(), &format!("\n{heading}")),
        None => {
            let start = first().unwrap_or(out.len());
            let gap = if out[..start].ends_with("\n\n") { "" } else { "\n" };
            let text = closed(&heading, &out[start..]);
            out.insert_str(start, &format!("{gap}{text}"));
        }
    }
    out
}

/// A text with an empty line after it, if something follows.
fn closed(text: &str, rest: &str) -> String {
    if rest.is_empty() { text.to_owned() } else { format!("{text}\n") }
}

/// Lines with their places.
fn lines(text: &str) -> impl Iterator<Item = (usize, &str)> {
    text.split_inclusive('\n').scan(0, |start, line| {
        let here = *start;
        *start += line.len();
        Some((here, line))
    })
}

fn line_length(text: &str) -> usize {
    text.split_inclusive('\n').next().map_or(0, str::len)
}

/// A heading with what belongs to it: up to the next heading of its level or a higher one.
fn section(text: &str, is_heading: impl Fn(&str) -> bool) -> Option<Range<usize>> {
    let level = |line: &str| line.bytes().take_while(|byte| *byte == b'#').count();
    let (start, heading) = lines(text).find(|(_, line)| is_heading(line))?;
    let ends = |line: &str| (1..=level(heading)).contains(&level(line));
    let end = lines(text).find(|(place, line)| *place > start && ends(line)).map_or(text.len(), |(place, _)| place);
    Some(start..end)
}

#[cfg(test)]
mod tests {
    use super::with_entry;

    #[test]
    fn handwritten_parts_of_a_changelog_stay_and_a_second_run_changes_nothing() {
        let body = "#### Breaking\n\n- x\n";
        for (before, after) in [
            ("", "# Changelog\n\n## [2.0.0] - D\n\n### Contract\n\n#### Breaking\n\n- x\n"),
            (
                "# Log\n\nText.\n\n## [1.0.0] - C\n\n- old\n",
                "# Log\n\nText.\n\n## [2.0.0] - D\n\n### Contract\n\n#### Breaking\n\n- x\n\n## [1.0.0] - C\n\n- old\n",
            ),
            (
                "# Log\n\n## [Unreleased]\n\n### Fixed\n\n- own\n\n## 1.0.0\n",
                "# Log\n\n## [Unreleased]\n\n## [2.0.0] - D\n\n### Contract\n\n#### Breaking\n\n- x\n\n### Fixed\n\n- own\n\n## 1.0.0\n",
            ),
            (
                "# Log\n\n## 2.0.0 (C)\n\n### Contract\n\n#### Safe\n\n- y\n\n### Fixed\n\n- own\n",
                "# Log\n\n## 2.0.0 (C)\n\n### Contract\n\n#### Breaking\n\n- x\n\n### Fixed\n\n- own\n",
            ),
            (
                "# Log\n\n## [2.0.0] - C\n\n### Fixed\n\n- own\n\n## [1.0.0]\n",
                "# Log\n\n## [2.0.0] - C\n\n### Contract\n\n#### Breaking\n\n- x\n\n### Fixed\n\n- own\n\n## [1.0.0]\n",
            ),
        ] {
            let once = with_entry(before, "2.0.0", "D", body);
            assert_eq!(once, after);
            assert_eq!(with_entry(&once, "2.0.0", "E", body), after);
        }
    }
}
