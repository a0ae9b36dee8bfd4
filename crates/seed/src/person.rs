//! Users, their desktops and their terminals. No state is kept: a user is derived from a number.

use crate::calendar::{WORLD, ZONES, Zone};
use crate::format::{decimal, hexadecimal, join, uuid};
use crate::random::{Random, mix, nth};
use crate::words;

/// Connections of one user on one working day; the population grows with the number of records.
const CONNECTIONS_A_DAY: u64 = 3;

/// Minimum number of users.
const MIN_PEOPLE: u64 = 12;

/// One user in this many has a name that needs escaping in some file formats.
const AWKWARD: u64 = 59;

/// All users; within each zone they connect in a fixed rotation.
#[derive(Debug)]
pub(crate) struct Population {
    seed: u64,
    zones: [Turns; ZONES],
}

#[derive(Clone, Copy, Debug, Default)]
struct Turns {
    people: u64,
    stride: u64,
    place: u64,
}

#[derive(Debug)]
pub(crate) struct Person {
    pub(crate) zone: &'static Zone,
    seed: u64,
    number: u64,
    bits: u64,
}

#[derive(Debug)]
pub(crate) struct Terminal {
    pub(crate) ip: String,
    pub(crate) mac: String,
    pub(crate) name: String,
    pub(crate) system: &'static str,
    pub(crate) public_ip: String,
}

impl Population {
    pub(crate) fn new(seed: u64, records: u64, days: u32) -> Self {
        let turns = u64::from(days).saturating_mul(5 * CONNECTIONS_A_DAY).max(1);
        let people = (u128::from(records) * 7 / u128::from(turns)) as u64;
        let mut zones = [Turns::default(); ZONES];
        for (turns, zone) in zones.iter_mut().zip(&WORLD) {
            turns.people =
                (people.max(MIN_PEOPLE) / 100 * zone.share + people.max(MIN_PEOPLE) % 100 * zone.share / 100).max(1);
            turns.stride = coprime(turns.people);
        }
        Self { seed, zones }
    }

    /// Number of the user who connects next. The rotation keeps sessions of one user from overlapping; some users connect
    /// more often than others.
    pub(crate) fn next(&mut self, weights: &[u64; ZONES], random: &mut Random) -> u64 {
        let mut at = random.below(weights.iter().sum());
        for (index, (turns, weight)) in self.zones.iter_mut().zip(weights).enumerate() {
            if at < *weight {
                let within = if random.chance(150) {
                    random.below(turns.people).min(random.below(turns.people))
                } else {
                    turns.place = (turns.place + turns.stride) % turns.people;
                    turns.place
                };
                return within * ZONES as u64 + index as u64;
            }
            at -= weight;
        }
        0
    }

    pub(crate) fn person(&self, number: u64) -> Person {
        let index = usize::try_from(number % ZONES as u64).unwrap_or_default();
        let zone = WORLD.get(index).unwrap_or(&WORLD[0]);
        Person { zone, seed: self.seed, number, bits: mix(mix(self.seed) ^ number) }
    }
}

/// A stride that visits every user before it repeats: near the golden ratio, so that neighbours are far apart.
fn coprime(people: u64) -> u64 {
    let golden = (u128::from(people) * 618 / 1000) as u64;
    (golden.max(1)..=people).find(|stride| gcd(*stride, people) == 1).unwrap_or(1)
}

fn gcd(a: u64, b: u64) -> u64 {
    if b == 0 { a } else { gcd(b, a % b) }
}

impl Person {
    fn random(&self, what: u64) -> Random {
        Random::new(self.seed, self.number.wrapping_mul(4).wrapping_add(what))
    }

    /// Names are unique: the number that distinguishes namesakes is part of them.
    pub(crate) fn user_name(&self) -> String {
        let number = self.number / ZONES as u64;
        let mut name = String::with_capacity(48);
        if self.number % AWKWARD == 17 {
            name.push_str(nth(words::AWKWARD_NAMES, self.number / AWKWARD));
            decimal(&mut name, self.number, 1);
        } else if let Some(domain) = self.zone.domain {
            pair(&mut name, words::FIRST_NAMES, ".", words::LAST_NAMES, number);
            name.push('@');
            name.push_str(domain);
        } else if self.bits >> 62 == 0 {
            name.push_str("jy");
            decimal(&mut name, number, 2);
            name.push_str("@local.com");
        } else {
            pair(&mut name, words::SURNAMES, "", words::GIVEN_NAMES, number);
        }
        name
    }

    pub(crate) fn computer_name(&self) -> String {
        let mut name = String::with_capacity(10);
        name.push_str("JY");
        decimal(&mut name, self.number + 11, 3);
        name
    }

    pub(crate) fn desktop_ip(&self) -> String {
        let [.., high, middle, low] = self.number.to_be_bytes();
        join("172", '.', [16 + u64::from(high % 16), middle.into(), low.into()])
    }

    pub(crate) fn desktop_id(&self) -> String {
        let mut random = self.random(1);
        uuid(random.bits(), random.bits())
    }

    pub(crate) fn sid(&self) -> String {
        let domain = mix(self.seed);
        let (one, two) = (domain >> 32, domain & 0xffff_ffff);
        join("S-1-5-21", '-', [one, two, mix(domain) >> 32, 1100 + self.number])
    }

    pub(crate) fn enterprise_project_id(&self) -> String {
        match self.bits % 5 {
            0 | 1 => "0".to_owned(),
            other => uuid(mix(self.seed ^ other), mix(mix(self.seed) ^ other)),
        }
    }

    /// Days between a release of the software and its installation by this user.
    pub(crate) fn update_lag(&self) -> i64 {
        i64::from((self.bits >> 8) as u8 % 40)
    }

    /// Whether the user is at home at this time.
    pub(crate) fn is_home(&self, time: i64) -> bool {
        let (hour, is_weekend) = self.zone.local(time);
        let day = time.div_euclid(crate::calendar::DAY).cast_unsigned();
        is_weekend || !(7..19).contains(&hour) || mix(self.bits ^ day).is_multiple_of(5)
    }

    /// The terminal at home or at the office.
    pub(crate) fn terminal(&self, is_home: bool) -> Terminal {
        let mut random = self.random(if is_home { 2 } else { 3 });
        let bits = random.bits();
        let [office, home] = self.zone.egress;
        let (ip, systems, egress) = if is_home {
            (
                join("192.168", '.', [bits % 4, 2 + bits / 4 % 250]),
                words::HOME_SYSTEMS,
                join(home, '.', [1 + bits % 254]),
            )
        } else {
            let [.., high, middle, low] = self.number.to_be_bytes();
            let ip = join("10", '.', [20 + u64::from(high % 200), middle.into(), low.into()]);
            (ip, words::OFFICE_SYSTEMS, join(office, '.', [1 + bits % 6]))
        };
        Terminal {
            ip,
            mac: mac(bits),
            name: terminal_name(random.bits()),
            system: random.pick(systems),
            public_ip: egress,
        }
    }
}

/// Appends the name of a number; from the second round on with a numeric suffix.
fn pair(name: &mut String, first: &[&str], between: &str, second: &[&str], number: u64) {
    let all = (first.len() * second.len()) as u64;
    // The stride is coprime to the length of every list: neighbours differ in both parts.
    let spread = number % all * 389 % all;
    name.push_str(nth(first, spread));
    name.push_str(between);
    name.push_str(nth(second, spread / first.len() as u64));
    if number >= all {
        decimal(name, number / all + 1, 1);
    }
}

/// A MAC address of one vendor.
fn mac(bits: u64) -> String {
    let mut text = String::with_capacity(17);
    text.push_str("00");
    for byte in bits.to_be_bytes().into_iter().take(5) {
        text.push('-');
        hexadecimal(&mut text, byte.into(), 2);
    }
    text
}

/// Seven capitals and digits, like the default name of a new Windows machine.
fn terminal_name(mut bits: u64) -> String {
    const LETTERS: &[u8; 36] = b"0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ";
    let mut name = String::with_capacity(15);
    name.push_str("DESKTOP-");
    for _ in 0..7 {
        name.push(char::from(LETTERS.get((bits % 36) as usize).copied().unwrap_or(b'0')));
        bits /= 36;
    }
    name
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::collections::HashSet;

    #[test]
    fn two_people_never_share_a_name_a_desktop_or_an_address() {
        let population = Population::new(7, 1_000_000, 30);
        let people = || (0..40_000).map(|number| population.person(number));
        let distinct = |what: fn(&Person) -> String| people().map(|person| what(&person)).collect::<HashSet<_>>().len();
        for what in [Person::user_name, Person::computer_name, Person::desktop_ip, Person::desktop_id, Person::sid] {
            assert_eq!(distinct(what), 40_000);
        }
    }

    #[test]
    fn everybody_takes_a_turn_before_somebody_takes_two() {
        for people in [1, 2, 3, 4, 12, 100, 618, 1000, 9973] {
            assert_eq!(gcd(coprime(people), people), 1, "{people}");
        }
    }
}
