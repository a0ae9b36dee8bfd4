//! The outcome of an attempt to connect: a session, a session that drops and is resumed, or a failure.

use deskledger::{ConnectionRecord, DateTime};

use crate::calendar::{DAY, HOUR};
use crate::format::{decimal, join, uuid};
use crate::person::Person;
use crate::random::{Random, mix};
use crate::words;

/// Day since 1970-01-01 of the first software release, and days between two releases.
const FIRST_RELEASE: i64 = 18_151;
const DAYS_A_RELEASE: i64 = 45;

/// Maximum number of retries after a failure.
const MAX_RETRIES: u8 = 4;

/// An attempt to connect, ordered by its start.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct Attempt {
    /// Seconds since 1970-01-01T00:00:00Z.
    pub(crate) start: i64,
    /// Number of the person.
    pub(crate) person: u64,
    /// Number of failed attempts directly before.
    retries: u8,
    is_reconnect: bool,
}

/// Outcome of an attempt.
enum Outcome {
    Failed(&'static str),
    Session { setup: i64, end: i64, is_dropped: bool },
}

impl Attempt {
    pub(crate) fn new(start: i64, person: u64) -> Self {
        Self { start, person, retries: 0, is_reconnect: false }
    }

    /// The record of this attempt, which has number `index`, and its follow-up. `seed` and the end of the period in
    /// seconds since 1970-01-01T00:00:00Z are those of the sequence.
    pub(crate) fn play(
        self,
        index: u64,
        person: &Person,
        (seed, end_of_period): (u64, i64),
        random: &mut Random,
    ) -> (ConnectionRecord, Option<Self>) {
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
            // Half of it is the hashed index, so that two transactions never collide by chance.
            transaction_id: Some(uuid(random.bits(), mix(mix(seed) ^ index))),
            enterprise_project_id: Some(person.enterprise_project_id()),
            desktop_id: Some(person.desktop_id()),
            ..ConnectionRecord::default()
        };
        let follow_up = match self.outcome(random) {
            Outcome::Failed(reason) => {
                record.connection_failure_reason = Some(reason.to_owned());
                let is_retried = self.retries < MAX_RETRIES && random.chance(850);
                is_retried.then(|| Self {
                    start: self.start + random.between(8, 75),
                    retries: self.retries + 1,
                    ..self
                })
            }
            Outcome::Session { setup, end, is_dropped } => {
                record.connection_setup_time = (setup < end_of_period).then(|| time(setup)).flatten();
                record.connection_end_time = (end < end_of_period).then(|| time(end)).flatten();
                let (network, whole) = latency(person, is_home, random);
                (record.network_rtt, record.e2e_rtt) = (Some(network), Some(whole));
                is_dropped.then(|| Self { start: end + random.between(3, 90), retries: 0, is_reconnect: true, ..self })
            }
        };
        (record, follow_up.filter(|follow_up| follow_up.start < end_of_period))
    }

    fn outcome(self, random: &mut Random) -> Outcome {
        // A retry fails more often than a first attempt.
        if random.chance(if self.retries == 0 { 30 } else { 300 }) {
            return Outcome::Failed(random.pick(words::FAILURES));
        }
        let setup = self.start + if random.chance(20) { random.between(8, 28) } else { random.between(1, 4) };
        let is_dropped = random.chance(60);
        let length = match random.below(100) {
            _ if is_dropped => random.between(45, 2 * HOUR),
            0..55 => random.between(HOUR / 3, 4 * HOUR),
            55..85 => random.between(120, HOUR / 3),
            85..95 => random.between(4 * HOUR, 10 * HOUR),
            _ => random.between(5, 120),
        };
        Outcome::Session { setup, end: setup + length, is_dropped }
    }
}

/// Latency in milliseconds on the network, and from end to end, which is never less.
fn latency(person: &Person, is_home: bool, random: &mut Random) -> (i64, i64) {
    let last_mile = if is_home { random.between(4, 45) } else { random.between(0, 6) };
    let spike = if random.chance(15) { random.between(80, 900) } else { 0 };
    let network = person.zone.line + last_mile + spike;
    (network, network + random.between(6, 38))
}

fn time(unix_seconds: i64) -> Option<String> {
    DateTime::from_unix_seconds(unix_seconds).map(|time| time.to_string())
}
