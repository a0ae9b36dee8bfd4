//! What becomes of an attempt to connect: a session, one that drops and is resumed, or a failure.

use deskledger::{ConnectionRecord, DateTime};

use super::Seed;
use super::draw::{Draw, mix};
use super::person::Person;
use super::rhythm::{DAY, HOUR};
use super::spell::{decimal, join, uuid};
use super::words;

/// Day since 1970-01-01 before which every version is the first, and days until the next one comes out.
const FIRST_RELEASE: i64 = 18_151;
const DAYS_A_RELEASE: i64 = 45;

/// How often somebody tries in vain before giving up.
const MOST_TRIES: u8 = 4;

/// Somebody connects. Attempts are ordered by their start.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Attempt {
    /// Seconds since 1970-01-01T00:00:00Z.
    pub(super) start: i64,
    /// Number of the person.
    pub(super) person: u64,
    /// How many attempts have failed just before.
    tries: u8,
    is_reconnect: bool,
}

/// How an attempt ends.
enum Course {
    Failed(&'static str),
    Session { setup: i64, end: i64, is_dropped: bool },
}

impl Attempt {
    pub(super) fn new(start: i64, person: u64) -> Self {
        Self { start, person, tries: 0, is_reconnect: false }
    }

    /// The record of this attempt, which is the `index`th, and the attempt that follows on it.
    pub(super) fn play(
        self,
        index: u64,
        person: &Person,
        seed: Seed,
        draw: &mut Draw,
    ) -> (ConnectionRecord, Option<Self>) {
        let end_of_period = seed.end.unix_seconds();
        let is_home = person.is_home(self.start);
        let terminal = person.terminal(is_home);
        let release =
            ((self.start.div_euclid(DAY) - person.update_lag() - FIRST_RELEASE) / DAYS_A_RELEASE).max(0).unsigned_abs();
        let mut client_version = String::with_capacity(9);
        client_version.push_str("1.8.");
        decimal(&mut client_version, release, 5);
        let mut record = ConnectionRecord {
            user_name: Some(person.user_name()),
            computer_name: Some(person.computer_name()),
            terminal_ip: Some(terminal.ip),
            terminal_type: Some(terminal.system.to_owned()),
            desktop_ip: Some(person.desktop_ip()),
            source_ip: Some(terminal.public_ip.clone()),
            public_ip: Some(terminal.public_ip),
            connection_start_time: time(self.start).unwrap_or_default(),
            terminal_mac: Some(terminal.mac),
            terminal_name: Some(terminal.name),
            agent_version: Some(join(&client_version, '.', [10_001 + release * 109])),
            client_version: Some(client_version),
            is_reconnect: Some(self.is_reconnect),
            sid: Some(person.sid()),
            // Half of it is the scrambled index, so that chance alone never makes two transactions the same.
            transaction_id: Some(uuid(draw.bits(), mix(mix(seed.seed) ^ index))),
            enterprise_project_id: Some(person.enterprise_project_id()),
            desktop_id: Some(person.desktop_id()),
            ..ConnectionRecord::default()
        };
        let sequel = match self.course(draw) {
            Course::Failed(reason) => {
                record.connection_failure_reason = Some(reason.to_owned());
                let is_tried_again = self.tries < MOST_TRIES && draw.chance(850);
                is_tried_again.then(|| Self { start: self.start + draw.between(8, 75), tries: self.tries + 1, ..self })
            }
            Course::Session { setup, end, is_dropped } => {
                record.connection_setup_time = (setup < end_of_period).then(|| time(setup)).flatten();
                record.connection_end_time = (end < end_of_period).then(|| time(end)).flatten();
                let (network, whole) = latency(person, is_home, draw);
                (record.network_rtt, record.e2e_rtt) = (Some(network), Some(whole));
                is_dropped.then(|| Self { start: end + draw.between(3, 90), tries: 0, is_reconnect: true, ..self })
            }
        };
        (record, sequel.filter(|sequel| sequel.start < end_of_period))
    }

    fn course(self, draw: &mut Draw) -> Course {
        // Who has just failed fails again more often than others.
        if draw.chance(if self.tries == 0 { 30 } else { 300 }) {
            return Course::Failed(draw.pick(words::FAILURES));
        }
        let setup = self.start + if draw.chance(20) { draw.between(8, 28) } else { draw.between(1, 4) };
        let is_dropped = draw.chance(60);
        let length = match draw.below(100) {
            _ if is_dropped => draw.between(45, 2 * HOUR),
            0..55 => draw.between(HOUR / 3, 4 * HOUR),
            55..85 => draw.between(120, HOUR / 3),
            85..95 => draw.between(4 * HOUR, 10 * HOUR),
            _ => draw.between(5, 120),
        };
        Course::Session { setup, end: setup + length, is_dropped }
    }
}

/// Milliseconds over the network, and from end to end, which is never less.
fn latency(person: &Person, is_home: bool, draw: &mut Draw) -> (i64, i64) {
    let last_mile = if is_home { draw.between(4, 45) } else { draw.between(0, 6) };
    let spike = if draw.chance(15) { draw.between(80, 900) } else { 0 };
    let network = person.zone.line + last_mile + spike;
    (network, network + draw.between(6, 38))
}

fn time(unix_seconds: i64) -> Option<String> {
    DateTime::from_unix_seconds(unix_seconds).map(|time| time.to_string())
}
