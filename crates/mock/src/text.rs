//! Texts of patterns, lengths and formats.

use std::cell::RefCell;
use std::collections::HashMap;
use std::rc::Rc;

use deskledger_codegen::Table;
use rand::RngExt;
use rand_pcg::Pcg64;

/// The longest text that is made, in bytes.
const MAX_BYTES: usize = 16 << 10;

/// How often the distances of an automaton are improved. Most need few rounds: states follow one another.
const MAX_ROUNDS: usize = 256;

/// Rules of a text.
#[derive(Clone, Debug, Default)]
pub(crate) struct TextRules {
    pub(crate) min: usize,
    pub(crate) max: Option<usize>,
    pub(crate) patterns: Vec<&'static str>,
    pub(crate) format: Option<&'static str>,
}

/// Texts of each format.
const FORMATS: [(&str, [&str; 2]); 12] = [
    ("byte", ["ZGVza2xlZGdlcg==", "YQ=="]),
    ("date", ["2024-02-29", "2026-11-30"]),
    ("date-time", ["2024-02-29T08:30:00Z", "2026-11-30T23:59:59Z"]),
    ("duration", ["P1D", "PT30M"]),
    ("email", ["ada@example.com", "grace@example.org"]),
    ("hostname", ["example.com", "www.example.org"]),
    ("ipv4", ["192.0.2.1", "198.51.100.7"]),
    ("ipv6", ["2001:db8::1", "2001:db8::17"]),
    ("minute", ["2024-02-29T08:30Z", "2026-11-30T23:59Z"]),
    ("time", ["08:30:00Z", "23:59:59Z"]),
    ("uri", ["https://example.com/", "https://example.org/a"]),
    ("uuid", ["8dc9c40a-0657-4a59-8941-b254d4b63b43", "01890a5d-ac96-774b-bcce-b302099a8057"]),
];

const WORDS: [&str; 8] = ["amber", "birch", "cedar", "delta", "ember", "fjord", "grove", "harbor"];

/// A text that probably matches the rules; the caller checks it.
pub(crate) fn text(rules: &TextRules, random: &mut Pcg64) -> String {
    let known = rules.format.and_then(|format| FORMATS.iter().find(|(name, _)| *name == format));
    if let (Some((_, texts)), []) = (known, &*rules.patterns) {
        return texts[random.random_range(0..texts.len())].to_owned();
    }
    if let [first, ..] = rules.patterns[..]
        && let Some(text) = Walk::of(first).and_then(|walk| walk.text(rules, random))
    {
        return text;
    }
    let mut text = WORDS[random.random_range(0..WORDS.len())].to_owned();
    while text.len() < rules.min.min(MAX_BYTES) {
        text.push(char::from(b'a' + u8::try_from(text.len() % 26).unwrap_or(0)));
    }
    text.chars().take(rules.max.unwrap_or(usize::MAX)).collect()
}

/// A walk through the automaton of a pattern.
struct Walk {
    table: Table,
    /// Fewest bytes from each state to one that accepts.
    distance: Vec<Option<usize>>,
    /// The bytes of each class that are preferred in texts.
    bytes: HashMap<u8, Vec<u8>>,
}

thread_local! {
    /// The walks of the patterns so far, of which a document has so many: an automaton takes long to build.
    static WALKS: RefCell<HashMap<&'static str, Option<Rc<Walk>>>> = RefCell::default();
}

impl Walk {
    fn of(pattern: &'static str) -> Option<Rc<Self>> {
        let new = || Self::new(pattern).map(Rc::new);
        WALKS.with_borrow_mut(|walks| walks.entry(pattern).or_insert_with(new).clone())
    }

    fn new(pattern: &str) -> Option<Self> {
        let table = Table::new(pattern).ok()?;
        let states = table.accepts.len();
        let mut distance: Vec<Option<usize>> = table.accepts.iter().map(|accepts| accepts.then_some(0)).collect();
        if states > 1 {
            distance[1] = Some(0);
        }
        // Each round finds the states that are one byte farther away.
        for _ in 0..states.min(MAX_ROUNDS) {
            let mut is_done = true;
            for state in (2..states).rev() {
                let next =
                    (0..table.width).filter_map(|class| distance[usize::from(table.next[state * table.width + class])]);
                let best = next.min().map(|next| next + 1);
                if best.is_some_and(|best| distance[state].is_none_or(|known| best < known)) {
                    (distance[state], is_done) = (best, false);
                }
            }
            if is_done {
                break;
            }
        }
        let mut bytes: HashMap<u8, Vec<u8>> = HashMap::new();
        let liked = (b'a'..=b'z').chain(b'A'..=b'Z').chain(b'0'..=b'9').chain(b' '..=b'~').chain(0..=255);
        for byte in liked {
            let list = bytes.entry(table.classes[usize::from(byte)]).or_default();
            if list.len() < 26 && !list.contains(&byte) {
                list.push(byte);
            }
        }
        Some(Self { table, distance, bytes })
    }

    /// A text of the pattern: at random until it is long enough, then by the shortest way to its end.
    fn text(&self, rules: &TextRules, random: &mut Pcg64) -> Option<String> {
        let most = rules.max.unwrap_or(MAX_BYTES).min(MAX_BYTES);
        let wanted = rules.min.max(random.random_range(0..=most.min(rules.min + 8))).min(most);
        let (mut state, mut text) = (usize::from(self.table.start), Vec::new());
        loop {
            let is_end = state == 1 || self.table.accepts.get(state).copied().unwrap_or(false);
            if is_end && text.len() >= wanted {
                break;
            }
            if state == 1 {
                text.push(b'a');
                continue;
            }
            let next = |class: usize| usize::from(self.table.next[state * self.table.width + class]);
            let ways = (0..self.table.width).filter_map(|class| Some((class, self.distance[next(class)]?)));
            let ways: Vec<(usize, usize)> = ways.filter(|(_, distance)| text.len() + 1 + distance <= most).collect();
            let least = ways.iter().map(|(_, distance)| *distance).min()?;
            let is_long = text.len() >= wanted;
            let ways: Vec<usize> =
                ways.iter().filter(|(_, distance)| !is_long || *distance == least).map(|(class, _)| *class).collect();
            // Printable characters first: few texts of a document have others in them.
            let plain = |class: &&usize| self.of_class(**class).first().is_some_and(u8::is_ascii_graphic);
            let plain: Vec<usize> = ways.iter().filter(plain).copied().collect();
            let ways = if plain.is_empty() { ways } else { plain };
            let class = ways[random.random_range(0..ways.len())];
            let bytes = self.of_class(class);
            text.push(*bytes.get(random.random_range(0..bytes.len().max(1)))?);
            state = next(class);
            if text.len() > most {
                return None;
            }
        }
        String::from_utf8(text).ok()
    }

    fn of_class(&self, class: usize) -> &[u8] {
        u8::try_from(class).ok().and_then(|class| self.bytes.get(&class)).map_or(&[], Vec::as_slice)
    }
}
