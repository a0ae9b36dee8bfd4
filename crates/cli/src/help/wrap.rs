//! Wrapping of Chinese text: a line may break between any two characters, but does not start with a comma.
//!
//! By hand: textwrap breaks Chinese with the data of ICU (six more crates), and would also break inside of the square
//! brackets that hold defaults, values and variables.

use unicode_width::{UnicodeWidthChar, UnicodeWidthStr};

/// Characters that do not start a line.
const NOT_FIRST: &str = "，。；：、？！）】”’》…,.;:?!)]}";
/// Characters that do not end a line.
const NOT_LAST: &str = "（【“‘《([{";
/// Break opportunities of text in square brackets.
const COMMAS: &str = "，；、";

/// The text in lines of at most this many columns, as far as unbroken words allow it. Continued lines keep the indent. A
/// line without Chinese is a command to be typed, and is not changed.
pub(crate) fn wrapped(text: &str, columns: usize) -> String {
    let lines: Vec<String> = text.lines().map(|line| broken(line, columns)).collect();
    lines.join("\n")
}

fn broken(line: &str, columns: usize) -> String {
    if !line.contains(is_wide) {
        return line.to_owned();
    }
    let body = line.trim_start_matches(' ');
    let indent = &line[..line.len() - body.len()];
    let mut text = indent.to_owned();
    let mut used = indent.len();
    for piece in pieces(body) {
        let width = piece.trim_end().width();
        if used + width > columns && used > indent.len() {
            text.truncate(text.trim_end().len());
            text.push('\n');
            text.push_str(indent);
            used = indent.len();
        }
        text.push_str(piece);
        used += piece.width();
    }
    text
}

/// The parts that are not broken: words of Latin letters, single wide characters with their punctuation, and text in square
/// brackets up to a comma.
fn pieces(line: &str) -> Vec<&str> {
    let mut pieces = Vec::new();
    let mut start = 0;
    let mut depth = 0_usize;
    let mut before: Option<char> = None;
    for (index, character) in line.char_indices() {
        if before.is_some_and(|before| may_break(before, character) && (depth == 0 || COMMAS.contains(before))) {
            pieces.push(&line[start..index]);
            start = index;
        }
        match character {
            '[' => depth += 1,
            ']' => depth = depth.saturating_sub(1),
            _ => {}
        }
        before = Some(character);
    }
    pieces.push(&line[start..]);
    pieces
}

fn may_break(before: char, after: char) -> bool {
    let is_between = before == ' ' || is_wide(before) || is_wide(after);
    is_between && after != ' ' && !NOT_FIRST.contains(after) && !NOT_LAST.contains(before)
}

fn is_wide(character: char) -> bool {
    character.width() == Some(2)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_long_line_of_chinese_ends_before_the_terminal_does_and_no_line_begins_with_a_comma() {
        let text = "将项目的连接记录下载为一个文件，要么完整出现，要么完全不出现。";
        let lines = wrapped(text, 16);
        assert!(lines.lines().all(|line| line.width() <= 16), "{lines}");
        assert!(lines.lines().all(|line| !line.starts_with(['，', '。'])), "{lines}");
        assert_eq!(lines.replace('\n', ""), text);
    }

    #[test]
    fn a_word_stays_whole_and_a_line_that_goes_on_keeps_its_place() {
        assert_eq!(
            wrapped("  设置 DESKLEDGER_TOKEN（令牌）\n2    参数", 22),
            "  设置\n  DESKLEDGER_TOKEN（令\n  牌）\n2    参数"
        );
        assert_eq!(wrapped("  deskledger export -o - | head", 20), "  deskledger export -o - | head");
        assert_eq!(wrapped("令牌 [环境变量：A；B 为令牌本身]", 20), "令牌 [环境变量：A；\nB 为令牌本身]");
    }
}
