//! Texts of patterns, lengths and formats.

use std::cell::RefCell;
use std::collections::HashMap;
use std::rc::Rc;

use deskledger_codegen::Table;

use crate::draw::Draw;

/// The longest text that is made, in bytes.
const MAX_BYTES: usize = 16 << 10;

/// How often the distances of an automaton are improved. Most need few rounds: states follow one another.
const MAX_ROUNDS: usize = 256;

/// Most states of an automaton of several patterns.
const MAX_STATES: usize = 4096;

/// Most patterns of one text.
const MAX_PATTERNS: usize = 8;

/// Most bytes of a character.
const MAX_WIDTH: usize = 4;

/// Rules of a text.
#[derive(Clone, Debug, Default)]
pub(crate) struct TextRules {
    pub(crate) min: usize,
    pub(crate) max: Option<usize>,
    pub(crate) patterns: Vec<&'static str>,
    pub(crate) format: Option<&'static str>,
}

impl TextRules {
    /// Whether nothing is asked of a text.
    pub(crate) fn is_empty(&self) -> bool {
        self.min == 0 && self.max.is_none() && self.patterns.is_empty() && self.format.is_none()
    }

    fn fits(&self, length: usize) -> bool {
        length >= self.min && self.max.is_none_or(|max| length <= max)
    }
}

/// Texts of each format, and a pattern of further ones for lengths and patterns that these do not have.
const FORMATS: [(&str, &[&str], &str); 12] = [
    ("byte", &["dGV4dA==", "YQ=="], "^([A-Za-z0-9+/]{4})*([A-Za-z0-9+/]{3}=)?$"),
    ("date", &["2024-05-01", "2026-11-30"], "^[0-9]{4}-(0[1-9]|1[0-2])-(0[1-9]|1[0-9]|2[0-8])$"),
    (
        "date-time",
        &["2024-05-01T09:30:00Z", "2026-11-30T23:59:59Z"],
        r"^[0-9]{4}-(0[1-9]|1[0-2])-(0[1-9]|1[0-9]|2[0-8])T([01][0-9]|2[0-3]):[0-5][0-9]:[0-5][0-9](\.[0-9]+)?Z$",
    ),
    ("duration", &["PT1H", "P1D", "P1Y2M3DT4H5M6S"], "^P([1-9][0-9]*[WDMY]|T[1-9][0-9]*[HMS])$"),
    (
        "email",
        &["name@example.com", "grace@example.org"],
        r"^[a-z0-9]+([._-][a-z0-9]+)*@([a-z0-9]{1,30}\.)+[a-z]{2,9}$",
    ),
    ("hostname", &["example.com", "www.example.org"], r"^[a-z0-9]{1,20}(-[a-z0-9]{1,20})?(\.[a-z0-9]{1,30})*$"),
    ("ipv4", &["192.0.2.1", "198.51.100.7"], r"^((1[0-9]?|[2-9])?[0-9]\.){3}(1[0-9]?|[2-9])?[0-9]$"),
    ("ipv6", &["2001:db8::1", "2001:db8::17", "::1", "::"], "^([0-9a-f]{1,4}:){7}[0-9a-f]{1,4}$"),
    (
        "minute",
        &["2024-05-01T09:30Z", "2026-11-30T23:59Z"],
        "^[0-9]{4}-(0[1-9]|1[0-2])-(0[1-9]|1[0-9]|2[0-8])T([01][0-9]|2[0-3]):[0-5][0-9]Z$",
    ),
    ("time", &["09:30:00Z", "23:59:59Z"], r"^([01][0-9]|2[0-3]):[0-5][0-9]:[0-5][0-9](\.[0-9]+)?Z$"),
    (
        "uri",
        &["https://example.com/", "https://example.org/a"],
        r"^https?://[a-z0-9]+([.-][a-z0-9]+)*(:[1-9][0-9]{0,3})?(/[A-Za-z0-9._~-]*)*(\?[a-z0-9=&]*)?$",
    ),
    (
        "uuid",
        &["8dc9c40a-0657-4a59-8941-b254d4b63b43", "01890a5d-ac96-774b-bcce-b302099a8057"],
        "^[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$",
    ),
];

const WORDS: [&str; 8] = ["text", "birch", "cedar", "delta", "ember", "fjord", "grove", "harbor"];

/// A text that probably matches the rules; the caller checks it.
pub(crate) fn text(rules: &TextRules, draw: &mut Draw) -> String {
    let known = rules.format.and_then(|format| FORMATS.iter().find(|(name, ..)| *name == format));
    let own = Walk::of(&rules.patterns);
    if let Some((_, texts, _)) = known.filter(|_| !draw.is_varied()) {
        let is_long = |text: &str| rules.fits(text.len());
        let is_match = |text: &str| match &own {
            Some(walk) => walk.table.is_match(text),
            None => rules.patterns.is_empty(),
        };
        let texts: Vec<&str> = texts.iter().copied().filter(|text| is_long(text) && is_match(text)).collect();
        if let Some(text) = draw.pick(&texts) {
            return text.to_owned();
        }
    }
    // A text of the patterns may have a format that its own pattern does not know.
    let both = known.and_then(|(.., pattern)| Walk::of(&[&rules.patterns[..], &[*pattern]].concat()));
    if let Some(text) = both.into_iter().chain(own).find_map(|walk| walk.text(rules, draw)) {
        return text;
    }
    let word = draw.pick(&WORDS).unwrap_or_default();
    let length = word.len().max(rules.min.min(MAX_BYTES)).min(rules.max.unwrap_or(usize::MAX));
    if draw.is_varied() {
        let letters: Vec<char> = ('a'..='z').chain('0'..='9').collect();
        return (0..length).filter_map(|_| draw.pick(&letters)).collect();
    }
    word.chars().cycle().take(length).collect()
}

/// A walk through the automaton of a pattern.
struct Walk {
    table: Table,
    /// Fewest bytes from each state to one that accepts.
    distance: Vec<Option<usize>>,
    /// The bytes of each class that are preferred in texts.
    bytes: HashMap<u8, Vec<u8>>,
    /// The classes, those of letters first.
    order: Vec<usize>,
}

thread_local! {
    /// The walks of the patterns so far, of which a document has so many: an automaton takes long to build.
    static WALKS: RefCell<HashMap<Vec<&'static str>, Option<Rc<Walk>>>> = RefCell::default();
}

impl Walk {
    /// The walk of texts that all patterns have in them; none of no pattern.
    fn of(patterns: &[&'static str]) -> Option<Rc<Self>> {
        let new = || Self::new(patterns).map(Rc::new);
        WALKS.with_borrow_mut(|walks| walks.entry(patterns.to_vec()).or_insert_with(new).clone())
    }

    fn new(patterns: &[&str]) -> Option<Self> {
        if patterns.len() > MAX_PATTERNS {
            return None;
        }
        let mut tables = patterns.iter().map(|pattern| Table::new(pattern).ok());
        let first = tables.next()??;
        let table = tables.try_fold(first, |known, table| product(&known, &table?))?;
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
        let (mut bytes, mut order): (HashMap<u8, Vec<u8>>, Vec<usize>) = (HashMap::new(), Vec::new());
        let liked = (b'a'..=b'z').chain(b'A'..=b'Z').chain(b'0'..=b'9').chain(b'!'..=b'~').chain(0..=255);
        for byte in liked {
            let class = table.classes[usize::from(byte)];
            let list = bytes.entry(class).or_default();
            if list.is_empty() {
                order.push(usize::from(class));
            }
            if list.len() < 26 && !list.contains(&byte) {
                list.push(byte);
            }
        }
        Some(Self { table, distance, bytes, order })
    }

    /// A text of the pattern, whose characters may have several bytes each.
    fn text(&self, rules: &TextRules, draw: &mut Draw) -> Option<String> {
        (1..=MAX_WIDTH).find_map(|width| {
            let scaled = |length: usize| length.saturating_mul(width).min(MAX_BYTES);
            let text = self.of_length(scaled(rules.min), scaled(rules.max.unwrap_or(MAX_BYTES)), draw);
            text.filter(|text| rules.fits(text.chars().count()))
        })
    }

    /// A text of this number of bytes: at random until it is long enough, then by the shortest way to its end.
    fn of_length(&self, least: usize, most: usize, draw: &mut Draw) -> Option<String> {
        let wanted = least.max(draw.below(most.min(least + 8) + 1)).min(most);
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
            let ways = self.order.iter().filter_map(|class| Some((*class, self.distance[next(*class)]?)));
            let ways: Vec<(usize, usize)> = ways.filter(|(_, distance)| text.len() + 1 + distance <= most).collect();
            let Some(shortest) = ways.iter().map(|(_, distance)| *distance).min() else {
                // It has no longer text.
                if is_end && text.len() >= least {
                    break;
                }
                return None;
            };
            let is_long = text.len() >= wanted;
            let ways: Vec<usize> = ways
                .iter()
                .filter(|(_, distance)| !is_long || *distance == shortest)
                .map(|(class, _)| *class)
                .collect();
            // Printable characters first: few texts of a document have others in them.
            let plain = |class: &&usize| self.of_class(**class).first().is_some_and(u8::is_ascii_graphic);
            let plain: Vec<usize> = ways.iter().filter(plain).copied().collect();
            let ways = if plain.is_empty() { ways } else { plain };
            let class = draw.pick(&ways)?;
            text.push(draw.pick(self.of_class(class))?);
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

/// The automaton of the texts that two others both accept.
fn product(one: &Table, other: &Table) -> Option<Table> {
    let (mut classes, mut pairs) = (Box::new([0; 256]), Vec::new());
    for (byte, class) in classes.iter_mut().enumerate() {
        let pair = (usize::from(one.classes[byte]), usize::from(other.classes[byte]));
        let known = pairs.iter().position(|known| *known == pair);
        *class = u8::try_from(known.unwrap_or(pairs.len())).ok()?;
        pairs.extend(known.is_none().then_some(pair));
    }
    let next = |table: &Table, state: u16, class: usize| match state {
        0 | 1 => state,
        _ => table.next[usize::from(state) * table.width + class],
    };
    // States 0 and 1 have the meaning that they have in each automaton.
    let (mut states, mut numbers) = (vec![(0, 0), (1, 1)], HashMap::from([((0, 0), 0), ((1, 1), 1)]));
    let mut number = |states: &mut Vec<(u16, u16)>, (one, other): (u16, u16)| {
        let pair = if one == 0 || other == 0 { (0, 0) } else { (one, other) };
        let found = *numbers.entry(pair).or_insert(states.len());
        if found == states.len() {
            states.push(pair);
        }
        u16::try_from(found).ok()
    };
    let start = number(&mut states, (one.start, other.start))?;
    let (mut rows, mut place) = (Vec::new(), 0);
    while let Some((left, right)) = states.get(place).copied().filter(|_| states.len() <= MAX_STATES) {
        for (class, other_class) in &pairs {
            rows.push(number(&mut states, (next(one, left, *class), next(other, right, *other_class)))?);
        }
        place += 1;
    }
    let is_end = |table: &Table, state: u16| state == 1 || table.accepts[usize::from(state)];
    let accepts = states.iter().map(|(left, right)| is_end(one, *left) && is_end(other, *right)).collect();
    (place == states.len()).then_some(Table { classes, width: pairs.len(), next: rows, accepts, start })
}
