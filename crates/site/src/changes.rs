//! Contract changes of each release, from the changelog that `spec release` writes.

use deskledger_diff::changelog_in_chinese;
use deskledger_runtime::message::Locale;

/// The section of a release that is written from the comparison of two documents.
const SECTION: &str = "### Contract";

/// The releases of a changelog with changes of the contract: the heading of each, and its changes in Markdown.
pub(crate) fn releases(changelog: &str) -> Vec<(String, String)> {
    let mut found: Vec<(String, String)> = Vec::new();
    let (mut release, mut is_contract) = (String::new(), false);
    for line in changelog.lines() {
        if let Some(heading) = line.strip_prefix("## ") {
            release = heading.replace(['[', ']'], "");
            is_contract = false;
        } else if line.starts_with("# ") || line.starts_with("### ") {
            is_contract = line.trim_end() == SECTION;
            found.extend(is_contract.then(|| (release.clone(), String::new())));
        } else if let Some((_, text)) = found.last_mut().filter(|_| is_contract) {
            text.push_str(&format!("{line}\n"));
        }
    }
    found.into_iter().map(|(release, text)| (release, text.trim().to_owned())).collect()
}

/// A changelog that was written in English, in each language.
pub(crate) fn in_each_language(changelog: String) -> [String; Locale::COUNT] {
    let chinese = changelog_in_chinese(&changelog);
    [changelog, chinese]
}
