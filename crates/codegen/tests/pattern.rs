//! Patterns: the meaning of ECMA-262, and tables that agree with another engine.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, reason = "a test may stop")]

use deskledger_codegen::Table;
use proptest::prelude::*;

fn is_match(pattern: &str, text: &str) -> bool {
    Table::new(pattern).unwrap_or_else(|wrong| panic!("{pattern}: {}", wrong.found)).is_match(text)
}

#[test]
fn a_pattern_means_what_ecma_262_says() {
    let cases = [
        // Digits, words and spaces.
        (r"^\d$", "7", true),
        (r"^\d$", "７", false),
        (r"^\D$", "７", true),
        (r"^\w$", "_", true),
        (r"^\w$", "ä", false),
        (r"^\W$", "ä", true),
        (r"^\s$", "\u{feff}", true),
        (r"^\s$", "\u{3000}", true),
        (r"^\s$", "\u{85}", false),
        (r"^\S$", "\u{85}", true),
        (r"^[\s\d]+$", "1 \t2", true),
        (r"^[^\s\d]+$", "1", false),
        (r"^[\W\D]$", "1", false),
        (r"^[\W\D]$", "a", true),
        // The end is the end, not before a newline.
        ("a$", "a", true),
        ("a$", "a\n", false),
        ("^a", "\na", false),
        ("a", "xay", true),
        // Line terminators.
        ("^.$", "\n", false),
        ("^.$", "\r", false),
        ("^.$", "\u{2028}", false),
        ("^.$", "😀", true),
        (r"^\n$", "\n", true),
        // Classes.
        ("^[^]$", "\n", true),
        ("[]", "a", false),
        ("^[]?$", "", true),
        ("^[a-]$", "-", true),
        ("^[-a]$", "-", true),
        (r"^[\-a]$", "-", true),
        ("^[[]$", "[", true),
        ("^[&&]$", "&", true),
        ("^[a~~b]$", "~", true),
        (r"^[\b]$", "\u{8}", true),
        ("^[一-鿿]+$", "连接", true),
        ("^[一-鿿]+$", "x", false),
        // Escapes.
        (r"^\/$", "/", true),
        (r"^\u0041\x42\u{43}$", "ABC", true),
        (r"^\uD83D\uDE00$", "😀", true),
        (r"^\cJ$", "\n", true),
        (r"^\0$", "\0", true),
        (r"^\.\*$", ".*", true),
        (r"^\p{L}+$", "Größe", true),
        (r"^\p{Lu}$", "a", false),
        (r"^\p{Script=Han}$", "连", true),
        (r"^[^\p{L}]$", "1", true),
        // Groups, alternatives and counts.
        ("^(?:a|b)+$", "abba", true),
        ("^(?<name>a)$", "a", true),
        ("^a|b$", "ax", true),
        ("^a|b$", "xb", true),
        ("^(a|b)$", "ax", false),
        ("^a{2}$", "aa", true),
        ("^a{2,}$", "aaaa", true),
        ("^a{2,3}$", "aaaa", false),
        ("^a{0}$", "", true),
        ("^a{$", "a{", true),
        ("^{a}$", "{a}", true),
        ("^a{x}$", "a{x}", true),
        ("^a+?$", "aaa", true),
        ("", "anything", true),
        ("^$", "", true),
        ("^$", "a", false),
        ("a||b", "c", true),
        (r"\bcat\b", "a cat.", true),
        (r"\bcat\b", "concat", false),
        ("#", "a#b", true),
        ("^a b$", "a b", true),
    ];
    for (pattern, text, expected) in cases {
        assert_eq!(is_match(pattern, text), expected, "{pattern} on {text:?}");
    }
}

#[test]
fn a_table_starts_with_refuse_and_accept_and_is_as_small_as_it_can_be() {
    let table = Table::new("^[A-Za-z0-9][A-Za-z0-9_-]*$").unwrap();
    assert_eq!((table.accepts.len(), table.width, table.start), (4, 3, 2));
    for pattern in ["^a", "a", "a$", "", "[]", "^(a+)+$", ".*", "(a|b)*abb"] {
        let table = Table::new(pattern).unwrap();
        assert_eq!(table.accepts[..2], [false, true], "{pattern}");
        assert!(table.next[..table.width].iter().all(|next| *next == 0), "{pattern}");
        assert!(table.next[table.width..2 * table.width].iter().all(|next| *next == 1), "{pattern}");
        assert!(table.next.iter().all(|next| usize::from(*next) < table.accepts.len()), "{pattern}");
    }
    assert_eq!(Table::new("").unwrap().start, 1);
    assert_eq!(Table::new("[]").unwrap().start, 0);
    assert_eq!(Table::new("(a|b|c|d)e").unwrap(), Table::new("[abcd]e").unwrap());
}

#[test]
fn a_pattern_that_makes_backtracking_hang_takes_one_step_a_byte() {
    assert!(!is_match("^(a+)+$", &format!("{}!", "a".repeat(1_000_000))));
}

#[test]
fn patterns_that_cannot_be_kept_are_rejected_and_never_misread() {
    for pattern in [
        "(?=a)",
        "(?!a)",
        "(?<=a)",
        "(?<!a)",
        r"(a)\1",
        r"\k<a>",
        r"\B",
        "(",
        ")",
        "[",
        "[a",
        r"\",
        "*",
        "+a",
        "a**",
        "^*",
        "a{2,1}",
        "a{,2}",
        "[b-a]",
        r"[\d-z]",
        r"\A",
        r"\z",
        r"\h",
        r"\u{110000}",
        r"\uD800",
        r"\u12",
        r"\xZZ",
        r"\c1",
        r"\p{}",
        r"\pL",
        "(?i)a",
        "(?i:a)",
        "(?<>a)",
        r"\u{}",
        "a{99999999999}",
        "(((a{1000}){1000}){1000})",
        "(a|b)*a(a|b){40}",
    ] {
        assert!(Table::new(pattern).is_err(), "{pattern} was accepted");
    }
    assert!(Table::new(&"(".repeat(5000)).is_err());
    assert!(Table::new(&"a".repeat(20_000)).is_err());
}

/// Patterns whose meaning is the same in both dialects.
fn patterns() -> impl Strategy<Value = String> {
    let leaf = prop_oneof![
        prop::sample::select(vec!["a", "b", "é", "中", "😀", "[ab]", "[^ab]", "[b-中]", "[^é-😀]", "(?:)"])
            .prop_map(str::to_owned),
        prop::sample::select(vec!["^", "$"]).prop_map(str::to_owned),
    ];
    leaf.prop_recursive(4, 24, 4, |inner| {
        prop_oneof![
            prop::collection::vec(inner.clone(), 1..4).prop_map(|parts| parts.concat()),
            prop::collection::vec(inner.clone(), 2..4).prop_map(|parts| format!("(?:{})", parts.join("|"))),
            (inner, prop::sample::select(vec!["*", "+", "?", "{2}", "{1,3}", "{0,2}", "{2,}", "*?", "??"]))
                .prop_map(|(part, count)| format!("(?:{part}){count}")),
        ]
    })
}

#[test]
fn a_pattern_that_tells_apart_more_than_64_kinds_of_bytes_does_not_stop_the_generator() {
    let pattern = r"^\p{Script=Han}+\P{Lu}$";
    assert!(Table::new(pattern).unwrap().width > 64);
    assert!(is_match(pattern, "连接a"));
    assert!(!is_match(pattern, "连接A"));
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 512, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn a_table_agrees_with_another_engine(pattern in patterns(), texts in prop::collection::vec("[abé中😀x\n]{0,8}", 16)) {
        let other = regex::Regex::new(&pattern).unwrap();
        let table = Table::new(&pattern).unwrap();
        for text in texts {
            prop_assert_eq!(table.is_match(&text), other.is_match(&text), "{} on {:?}", pattern, text);
        }
    }

    #[test]
    fn any_text_is_a_pattern_or_rejected_without_a_panic(pattern in r"[\PC\\(){}\[\]*+?|^$.,\-0-9a-z]{0,16}", text in "\\PC{0,8}") {
        if let Ok(table) = Table::new(&pattern) {
            table.is_match(&text);
        }
    }
}
