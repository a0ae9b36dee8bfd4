//! State between requests: failed attempts and used signatures.
//!
//! It is stored in the access file, so that a restart neither lifts a lock nor makes an intercepted signature valid
//! again. A failure is synced to disk before it is reported. A signature is written before the response to its request,
//! which survives any end of the process; it is not synced, so that a power failure may lose the last ones.

use std::hash::{BuildHasher, RandomState};
use std::net::IpAddr;
use std::sync::LazyLock;
use std::time::Duration;

use rusqlite::{Connection, OptionalExtension, params};

use super::error::AccessError;
use super::file::{Access, millis};
use crate::http::peer::network_name;
use crate::messages;

/// More consecutive failures lock a name.
const MAX_FAILURES: u32 = 5;

/// Duration of a lock.
const LOCK: Duration = Duration::from_secs(5 * 60);

/// Maximum difference between the clocks of caller and server.
pub(crate) const CLOCK_SKEW: Duration = Duration::from_secs(15 * 60);

/// How long a signature may be repeated from the address that sent it first. Its date has a resolution of seconds, so
/// that two equal requests within one second have the same signature and cannot be distinguished from a replay; the second one
/// may be delayed. A replay from another address, or a later one, is rejected. Behind a proxy all callers share an
/// address: there only the time counts.
const REPEAT_WINDOW: Duration = Duration::from_secs(2);

/// Maximum number of remembered signatures: some 200 a second, and some 30 MB on disk. It is shared out among the users
/// with keys, half of it at most for one, so that nobody blocks the others.
const MAX_SIGNATURES: i64 = 200_000;

/// Maximum number of expired signatures deleted per new one: more than arrive, at a bounded cost.
const DELETED_PER_SIGNATURE: u32 = 100;

/// Number of locks for all unknown users: many more than one address can set before they open again.
const UNKNOWN: u64 = 4096;

/// Status of a name.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Standing {
    /// No failure since the last success.
    Good,
    /// At least one failure.
    Failed,
    /// Too many failures: locked for some time.
    Locked,
}

/// Subject of a lock: a user or a key, at one address, so that nobody locks out somebody else.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Lock(String);

impl Lock {
    /// Sign-ins of a user.
    pub(crate) fn of_user(name: &str, peer: Option<IpAddr>) -> Self {
        Self::new(&format!("user:{name}"), peer)
    }

    /// Sign-ins of an unknown user: recorded as well, so that the time does not reveal who exists. Instead of the name it has some
    /// bits of its hash: the name may be a password in the wrong field. Nobody can tell which names share them, so that none can
    /// be locked by others to see whether it exists.
    pub(crate) fn of_nobody(name: &str, peer: Option<IpAddr>) -> Self {
        static HASHER: LazyLock<RandomState> = LazyLock::new(RandomState::new);
        Self::new(&format!("nobody {}", HASHER.hash_one(name) % UNKNOWN), peer)
    }

    /// Signatures of an access key.
    pub(crate) fn of_key(id: &str, peer: Option<IpAddr>) -> Self {
        Self::new(&format!("key:{id}"), peer)
    }

    fn new(name: &str, peer: Option<IpAddr>) -> Self {
        Self(format!("{name} from {}", network_name(peer)))
    }
}

/// `now` and `until` are times since 1970.
impl Access {
    /// Status of a user or a key.
    pub(crate) fn standing(&self, Lock(name): &Lock, now: Duration) -> Result<Standing, AccessError> {
        let sql = "SELECT count, last FROM failure WHERE name = ?1";
        let found: Option<(u32, i64)> = self.find(sql, [name], |row| row.try_into())?;
        Ok(match found {
            None => Standing::Good,
            Some((count, last)) if count > MAX_FAILURES && (millis(now) - last).abs() < millis(LOCK) => {
                Standing::Locked
            }
            Some(_) => Standing::Failed,
        })
    }

    /// Records a failure.
    pub(crate) fn failed(&self, Lock(name): &Lock, now: Duration) -> Result<(), AccessError> {
        self.change(|connection| {
            connection.execute("DELETE FROM failure WHERE abs(?1 - last) >= ?2", [millis(now), millis(LOCK)])?;
            let sql = "INSERT INTO failure (name, count, last) VALUES (?1, 1, ?2)
                ON CONFLICT (name) DO UPDATE SET count = count + 1, last = excluded.last";
            connection.execute(sql, params![name, millis(now)]).map(drop)
        })
    }

    /// Deletes the failures of a user or a key.
    pub(crate) fn succeeded(&self, Lock(name): &Lock) -> Result<(), AccessError> {
        self.execute("DELETE FROM failure WHERE name = ?1", [name]).map(drop)
    }

    /// The locks of a user and its keys that are in force: the name of the user or the id of the key, and the address.
    pub(super) fn locks(connection: &Connection, now: Duration) -> rusqlite::Result<Vec<(String, String)>> {
        let sql = "SELECT name FROM failure WHERE count > ?1 AND abs(?2 - last) < ?3 ORDER BY name";
        let mut select = connection.prepare_cached(sql)?;
        let names =
            select.query_map(params![MAX_FAILURES, millis(now), millis(LOCK)], |row| row.get::<_, String>(0))?;
        let split = |name: &String| name.rsplit_once(" from ").map(|(name, peer)| (name.to_owned(), peer.to_owned()));
        names.filter_map(|name| name.map(|name| split(&name)).transpose()).collect()
    }

    /// Number of locks in force.
    pub(crate) fn count_locks(&self) -> Result<usize, AccessError> {
        let now = self.clock_time();
        self.read(|connection| Self::locks(connection, now).map(|locks| locks.len()))
    }

    /// Lifts the locks of a user and its keys.
    ///
    /// # Errors
    /// The user does not exist, or the file cannot be written.
    pub fn unlock(&self, user: &str) -> Result<(), AccessError> {
        self.expect_user(user)?;
        self.change(|connection| forget_failures(connection, user))
    }

    /// Whether a signature of a user, valid `until` a time, may be used now; records its use.
    ///
    /// # Errors
    /// The file cannot be written, or the maximum number of signatures is reached until old ones expire.
    pub(crate) fn is_fresh(
        &self,
        user: &str,
        signature: &[u8; 32],
        peer: Option<IpAddr>,
        now: Duration,
        until: Duration,
    ) -> Result<bool, AccessError> {
        let peer = peer.map(|peer| peer.to_string());
        let fresh = self.change_with("normal", |connection| {
            use_once(connection, (user, signature), peer.as_deref(), millis(now), millis(until))
        })?;
        fresh.ok_or_else(|| AccessError::busy(messages::the_maximum_of_remembered_signatures(MAX_SIGNATURES)))
    }
}

/// Forgets the failures of a user and its keys, at every address.
pub(super) fn forget_failures(connection: &Connection, user: &str) -> rusqlite::Result<()> {
    let sql = "DELETE FROM failure WHERE instr(name, 'user:' || ?1 || ' from ') = 1
        OR EXISTS (SELECT 1 FROM access_key WHERE user = ?1 AND instr(name, 'key:' || id || ' from ') = 1)";
    connection.execute(sql, [user]).map(drop)
}

/// Numbers of all signatures and of those of a user without those of a clock that was ahead, which remain for as long as it was
/// ahead; `None` if there are none of these.
fn current(transaction: &Connection, user: &str, last: i64) -> rusqlite::Result<Option<(i64, i64)>> {
    let ahead = "SELECT EXISTS (SELECT 1 FROM signature WHERE good_until > ?1)";
    if !transaction.prepare_cached(ahead)?.query_row([last], |row| row.get::<_, bool>(0))? {
        return Ok(None);
    }
    // Without the index on keys, which leads to all of them.
    let count = "SELECT count(*), count(*) FILTER (WHERE key = ?1) FROM signature INDEXED BY signature_by_end
        WHERE good_until <= ?2";
    let row = |row: &rusqlite::Row<'_>| Ok((row.get(0)?, row.get(1)?));
    transaction.prepare_cached(count)?.query_row(params![user, last], row).map(Some)
}

/// Records a signature; `Some(false)` for a replay, `None` if the maximum number is reached.
fn use_once(
    transaction: &Connection,
    (user, signature): (&str, &[u8; 32]),
    peer: Option<&str>,
    now: i64,
    until: i64,
) -> rusqlite::Result<Option<bool>> {
    let expire = "DELETE FROM signature WHERE number IN
        (SELECT number FROM signature WHERE good_until < ?1 ORDER BY good_until LIMIT ?2)";
    transaction.prepare_cached(expire)?.execute(params![now, DELETED_PER_SIGNATURE])?;
    let find = "SELECT peer, used_at FROM signature WHERE digest = ?1";
    let found = transaction.prepare_cached(find)?.query_row([signature], |row| row.try_into()).optional()?;
    if let Some::<(Option<String>, i64)>((from, at)) = found {
        return Ok(Some(from.as_deref() == peer && (now - at).abs() < millis(REPEAT_WINDOW)));
    }
    // Numbered in the order of their arrival: the difference bounds their count.
    let count = "SELECT (SELECT max(number) FROM signature) - (SELECT min(number) FROM signature) + 1";
    let count: Option<i64> = transaction.prepare_cached(count)?.query_row((), |row| row.get(0))?;
    // The same within each user, whose share depends on the number of users with keys. The column is named `key`.
    let turns =
        "SELECT (SELECT min(turn) FROM signature WHERE key = ?1), (SELECT max(turn) FROM signature WHERE key = ?1)";
    let users = "SELECT count(DISTINCT user) FROM access_key";
    let users: i64 = transaction.prepare_cached(users)?.query_row((), |row| row.get(0))?;
    let (first, last): (Option<i64>, Option<i64>) =
        transaction.prepare_cached(turns)?.query_row([user], |row| row.try_into())?;
    let of_user = first.zip(last).map_or(0, |(first, last)| last - first + 1);
    let is_full = |count, of_user| count >= MAX_SIGNATURES || of_user >= MAX_SIGNATURES / users.max(2);
    if is_full(count.unwrap_or_default(), of_user) {
        let (count, of_user) =
            current(transaction, user, now + 2 * millis(CLOCK_SKEW))?.unwrap_or((i64::MAX, i64::MAX));
        if is_full(count, of_user) {
            return Ok(None);
        }
    }
    let insert = "INSERT INTO signature (digest, peer, used_at, good_until, key, turn) VALUES (?1, ?2, ?3, ?4, ?5, ?6)";
    let turn = last.unwrap_or_default() + 1;
    transaction.prepare_cached(insert)?.execute(params![signature, peer, now, until, user, turn])?;
    Ok(Some(true))
}

#[cfg(test)]
mod tests {
    use super::*;

    const fn at(seconds: u64) -> Duration {
        Duration::from_secs(1_000_000 + seconds)
    }

    fn count(access: &Access, table: &str) -> i64 {
        let sql = format!("SELECT count(*) FROM {table}");
        access.read(|connection| connection.query_row(&sql, (), |row| row.get(0))).unwrap()
    }

    #[test]
    fn guessing_locks_and_the_lock_opens_again() {
        let (dir, access) = Access::temporary();
        let fail = |second| access.failed(&Lock::of_key("key", None), at(second)).unwrap();
        let standing = |second| access.standing(&Lock::of_key("key", None), at(second)).unwrap();
        (0..5).for_each(fail);
        assert_eq!(standing(5), Standing::Failed);
        fail(5);
        assert_eq!(
            (standing(6), access.standing(&Lock::of_key("other", None), at(6)).unwrap()),
            (Standing::Locked, Standing::Good)
        );
        let again = Access::open(dir.path()).unwrap();
        assert_eq!(
            again.standing(&Lock::of_key("key", None), at(6)).unwrap(),
            Standing::Locked,
            "a new start opened the lock"
        );
        assert_eq!((standing(304), standing(305)), (Standing::Locked, Standing::Failed));
        fail(305);
        assert_eq!(standing(306), Standing::Failed, "one failure after the lock locked again");
        access.succeeded(&Lock::of_key("key", None)).unwrap();
        assert_eq!((standing(306), count(&access, "failure")), (Standing::Good, 0));
    }

    #[test]
    fn somebody_with_many_addresses_of_a_network_has_no_more_guesses_than_with_one() {
        let (_dir, access) = Access::temporary();
        let lock = |address: &str| Lock::of_user("wang", Some(address.parse().unwrap()));
        for number in 1..=6 {
            access.failed(&lock(&format!("2001:db8:0:1::{number}")), at(0)).unwrap();
        }
        let standing = |address| access.standing(&lock(address), at(1)).unwrap();
        assert_eq!([standing("2001:db8:0:1:ffff::"), standing("2001:db8:0:2::1")], [Standing::Locked, Standing::Good]);
        assert_eq!(standing("::ffff:10.0.0.1"), Standing::Good);
    }

    #[test]
    fn an_intercepted_signature_cannot_be_reused() {
        let (dir, access) = Access::temporary();
        let [here, elsewhere] = [[10, 0, 0, 1], [10, 0, 0, 2]].map(|address| Some(IpAddr::from(address)));
        let is_fresh = |number: u8, peer, now| access.is_fresh("key", &[number; 32], peer, at(now), at(900)).unwrap();
        assert!(is_fresh(1, here, 0) && is_fresh(1, here, 1));
        assert!(!is_fresh(1, elsewhere, 1) && !is_fresh(1, None, 1));
        assert!(!is_fresh(1, here, 2) && !is_fresh(1, here, 900));
        let again = Access::open(dir.path()).unwrap();
        assert!(!again.is_fresh("key", &[1; 32], here, at(2), at(900)).unwrap(), "a new start forgot it");
        assert!(is_fresh(2, elsewhere, 901));
        assert_eq!(count(&access, "signature"), 1, "one that is good no longer is forgotten");
    }

    #[test]
    fn signatures_do_not_fill_the_disk() {
        let (_dir, access) = Access::temporary();
        let fresh = |number: u8, now| access.is_fresh("key", &[number; 32], None, at(now), at(now + 900));
        assert!(fresh(1, 0).unwrap());
        let fill = |connection: &mut Connection| {
            connection.execute("UPDATE signature SET number = ?1", [2 - MAX_SIGNATURES])?;
            connection.execute(
                "INSERT INTO signature SELECT 1, x'00', NULL, used_at, good_until, NULL, NULL FROM signature",
                (),
            )
        };
        access.read(fill).unwrap();
        assert!(fresh(2, 1).unwrap_err().is_busy(), "there is room for no more");
        assert!(fresh(3, 901).unwrap(), "old ones have made room");
        assert_eq!(count(&access, "signature"), 1);
    }

    #[test]
    fn one_key_that_signs_without_end_does_not_shut_out_the_others() {
        let (_dir, access) = Access::temporary();
        let fresh = |key: &str, number: u8, now| access.is_fresh(key, &[number; 32], None, at(now), at(now + 900));
        assert!(fresh("busy", 1, 0).unwrap() && fresh("busy", 2, 0).unwrap());
        let fill = |connection: &mut Connection| {
            connection.execute("UPDATE signature SET turn = ?1 WHERE turn = 2", [MAX_SIGNATURES / 2])
        };
        access.read(fill).unwrap();
        assert!(fresh("busy", 3, 1).unwrap_err().is_busy(), "it has more than its share");
        assert!(fresh("other", 4, 1).unwrap() && fresh("other", 5, 1).unwrap());
        assert!(fresh("busy", 6, 901).unwrap(), "its old ones have made room");
    }
}
