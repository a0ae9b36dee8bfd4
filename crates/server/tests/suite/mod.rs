//! The conformance suite of stores: what callers rely on, whichever store they have.

#![allow(dead_code, reason = "each test of a store uses some helpers")]

mod ranges;

use std::ops::ControlFlow;

use deskledger::{ConnectionRecord, Value};
use deskledger_server::{Filter, Outcome, Page, Row, Store};
pub(crate) use ranges::{
    a_range_near_the_first_or_the_last_year_selects_no_other_record,
    a_range_takes_its_first_second_and_leaves_its_last_minute,
};

/// A test of each case, on an empty store of its own; none where the store is not available.
macro_rules! of {
    ($open:expr) => {
        $crate::suite::of! { $open;
            importing_the_same_file_twice_changes_nothing
            an_older_snapshot_does_not_reopen_a_session_that_ended
            an_import_that_is_dropped_leaves_nothing
            a_record_that_is_rejected_does_not_spoil_the_import
            records_come_by_start_and_then_by_transaction_id_whatever_the_order_of_the_import
            a_range_takes_its_first_second_and_leaves_its_last_minute
            a_range_near_the_first_or_the_last_year_selects_no_other_record
            filters_match_the_whole_text_with_case
            an_export_sees_the_records_of_the_moment_it_began
            an_export_that_nobody_wants_ends_though_no_record_matches
            every_combination_of_filters_selects_what_a_look_at_every_record_does
            every_change_has_a_new_version_and_nothing_else_has
            a_conflict_stores_nothing_and_a_correction_replaces
            what_is_removed_or_expired_is_gone_and_the_rest_stays
            a_project_into_which_an_import_ends_meanwhile_is_not_removed
            concurrent_imports_lose_no_record_and_no_value
            concurrent_batches_are_stored_as_wholes_with_results_of_their_own
            pages_are_those_of_the_export_in_both_orders
        }
    };
    ($open:expr; $($case:ident)*) => {
        $(#[test]
        fn $case() {
            if let Some((_guard, store)) = $open() {
                $crate::suite::$case(&store);
            }
        })*
    };
}
pub(crate) use of;

pub(crate) fn record(id: &str, start: &str) -> ConnectionRecord {
    ConnectionRecord {
        user_name: Some("jy01@local.com".into()),
        computer_name: Some("JY011".into()),
        terminal_type: Some("Windows 10".into()),
        transaction_id: Some(id.into()),
        connection_start_time: start.into(),
        ..Default::default()
    }
}

pub(crate) fn import(store: &Store, project: &str, records: &[ConnectionRecord]) -> Vec<Outcome> {
    let mut import = store.import(project).unwrap();
    import.prepare(records).unwrap();
    let outcomes = records.iter().map(|record| import.add(record).unwrap()).collect();
    import.commit().unwrap();
    outcomes
}

pub(crate) fn column(store: &Store, filter: &Filter, name: &str) -> Vec<String> {
    let index = ConnectionRecord::COLUMNS.iter().position(|column| column.name == name).unwrap();
    let mut found = Vec::new();
    let each = |row: &deskledger_server::Row<'_>| {
        found.push(match row.values()[index] {
            Value::Text(text) => text.to_owned(),
            value => format!("{value:?}"),
        });
        ControlFlow::Continue(())
    };
    assert_eq!(store.export(filter, || true, each).unwrap(), ControlFlow::Continue(()));
    found
}

pub(crate) fn importing_the_same_file_twice_changes_nothing(store: &Store) {
    let bare = ConnectionRecord { transaction_id: None, ..record("", "2020-04-24T03:02:47Z") };
    let records = [record("a", "2020-04-24T03:02:47Z"), bare];
    assert_eq!(import(store, "p", &records), [Outcome::Added; 2]);
    assert_eq!(import(store, "p", &records), [Outcome::Unchanged; 2]);
    assert_eq!(store.count(Filter::project("p")).unwrap(), 2);
    assert_eq!(import(store, "q", &records), [Outcome::Added; 2]);
}

pub(crate) fn an_older_snapshot_does_not_reopen_a_session_that_ended(store: &Store) {
    let open = record("a", "2020-04-24T03:02:47Z");
    let ended = ConnectionRecord { connection_end_time: Some("2020-04-24T03:36:43Z".into()), ..open.clone() };
    let outcomes = import(store, "p", &[open.clone(), ended, open]);
    assert_eq!(outcomes, [Outcome::Added, Outcome::Updated, Outcome::Unchanged]);
    assert_eq!(column(store, &Filter::project("p"), "connection_end_time"), ["2020-04-24T03:36:43Z"]);
}

pub(crate) fn an_import_that_is_dropped_leaves_nothing(store: &Store) {
    let mut import = store.import("p").unwrap();
    import.add(&record("a", "2020-04-24T03:02:47Z")).unwrap();
    drop(import);
    assert_eq!(store.count(Filter::project("p")).unwrap(), 0);
}

pub(crate) fn a_record_that_is_rejected_does_not_spoil_the_import(store: &Store) {
    let mut import = store.import("p").unwrap();
    assert!(import.add(&record("a", "yesterday")).unwrap_err().is_invalid_record());
    import.add(&record("b", "2020-04-24T03:02:47Z")).unwrap();
    import.commit().unwrap();
    assert_eq!(column(store, &Filter::project("p"), "transaction_id"), ["b"]);
}

pub(crate) fn records_come_by_start_and_then_by_transaction_id_whatever_the_order_of_the_import(store: &Store) {
    let noon = "2020-04-24T12:00:00Z";
    let bare = ConnectionRecord { transaction_id: None, ..record("", noon) };
    import(store, "p", &[bare, record("b", noon), record("Z", noon), record("c", "2020-04-24T11:59:59Z")]);
    let all = Filter::project("p");
    assert_eq!(column(store, &all, "transaction_id"), ["c", "Z", "b", "Absent"]);
    let one = Filter { user_name: Some("jy01@local.com".into()), ..all };
    assert_eq!(column(store, &one, "transaction_id"), ["c", "Z", "b", "Absent"]);
}

pub(crate) fn filters_match_the_whole_text_with_case(store: &Store) {
    import(store, "p", &[record("a", "2020-04-24T03:02:47Z")]);
    let count = |user: &str, computer: &str, terminal: &str| {
        let given = |text: &str| Some(text.to_owned());
        let filter = Filter {
            user_name: given(user),
            computer_name: given(computer),
            terminal_type: given(terminal),
            ..Filter::project("p")
        };
        store.count(&filter).unwrap()
    };
    assert_eq!(count("jy01@local.com", "JY011", "Windows 10"), 1);
    assert_eq!(count("JY01@local.com", "JY011", "Windows 10"), 0);
    assert_eq!(count("jy01@local.com", "JY01", "Windows 10"), 0);
    assert_eq!(count("jy01@local.com", "JY011", "Windows%"), 0);
    assert_eq!(count("' OR '1' = '1", "JY011", "Windows 10"), 0);
}

pub(crate) fn an_export_sees_the_records_of_the_moment_it_began(store: &Store) {
    import(store, "p", &[record("a", "2020-04-24T03:02:47Z"), record("b", "2020-04-24T03:02:48Z")]);
    let mut seen = 0;
    let count = |_: &deskledger_server::Row<'_>| {
        if seen == 0 {
            import(store, "p", &[record("c", "2020-04-24T03:02:49Z")]);
        }
        seen += 1;
        ControlFlow::Continue(())
    };
    assert_eq!(store.export(&Filter::project("p"), || true, count).unwrap(), ControlFlow::Continue(()));
    assert_eq!(seen, 2);
    assert_eq!(store.count(Filter::project("p")).unwrap(), 3);
}

pub(crate) fn an_export_that_nobody_wants_ends_though_no_record_matches(store: &Store) {
    let records: Vec<_> = (0..20_000).map(|number| record(&number.to_string(), "2020-04-24T03:02:47Z")).collect();
    import(store, "p", &records);
    let asked = std::sync::Arc::new(std::sync::atomic::AtomicUsize::new(0));
    let counter = asked.clone();
    let is_wanted = move || counter.fetch_add(1, std::sync::atomic::Ordering::Relaxed) == 0;
    let nobody = Filter { terminal_type: Some("none".into()), ..Filter::project("p") };
    let end = store.export(&nobody, is_wanted, |_| ControlFlow::Continue(())).unwrap();
    assert_eq!(end, ControlFlow::Break(()));
    assert_eq!(asked.load(std::sync::atomic::Ordering::Relaxed), 2);
}

pub(crate) fn every_combination_of_filters_selects_what_a_look_at_every_record_does(store: &Store) {
    let pick = |number: usize, texts: [Option<&str>; 4]| texts[number % 4].map(str::to_owned);
    let records: Vec<_> = (0..400)
        .map(|number: usize| ConnectionRecord {
            user_name: pick(number, [Some("a"), Some("b,\"c\""), None, Some("张三")]),
            computer_name: pick(number / 4, [Some("A"), Some("a"), Some("x,y"), None]),
            terminal_type: pick(number / 16, [Some("W"), None, Some("\"W\""), Some("w")]),
            ..record(&format!("{:03}", number * 7 % 400), &format!("2020-04-24T{:02}:02:47Z", number * 11 % 24))
        })
        .collect();
    import(store, "p", &records);
    let mut sorted = records;
    sorted.sort_by_key(|record| (record.connection_start_time.clone(), record.transaction_id.clone()));
    let range = |start: &str, end: &str| {
        Some(deskledger::TimeRange::new(start.parse().unwrap(), end.parse().unwrap()).unwrap())
    };
    let given = |text: Option<&str>| text.map(str::to_owned);
    for (user, computer, terminal) in [None, Some("a"), Some("b,\"c\""), Some("张三"), Some("none")]
        .into_iter()
        .flat_map(|user| [None, Some("a"), Some("x,y")].map(|computer| (user, computer)))
        .flat_map(|(user, computer)| [None, Some("W"), Some("\"W\"")].map(|terminal| (user, computer, terminal)))
    {
        for time_range in [None, range("2020-04-24T03:00Z", "2020-04-24T09:00Z")] {
            let filter = Filter {
                project_id: "p".into(),
                time_range,
                user_name: given(user),
                computer_name: given(computer),
                terminal_type: given(terminal),
            };
            let is_in = |record: &&ConnectionRecord| {
                user.is_none_or(|user| record.user_name.as_deref() == Some(user))
                    && computer.is_none_or(|computer| record.computer_name.as_deref() == Some(computer))
                    && terminal.is_none_or(|terminal| record.terminal_type.as_deref() == Some(terminal))
                    && (time_range.is_none() || ("03".."09").contains(&&record.connection_start_time[11..13]))
            };
            let expected: Vec<_> =
                sorted.iter().filter(is_in).map(|record| record.transaction_id.clone().unwrap()).collect();
            assert_eq!(column(store, &filter, "transaction_id"), expected, "{filter:?}");
            assert_eq!(store.count(&filter).unwrap(), expected.len() as u64);
            let mut page = 0;
            let count = |_: &deskledger_server::Row<'_>| {
                page += 1;
                ControlFlow::Continue(())
            };
            assert!(store.page(&filter, (5, 7), || true, count).unwrap().is_continue());
            assert_eq!(page, expected.len().saturating_sub(5).min(7), "{filter:?}");
        }
    }
}

pub(crate) fn every_change_has_a_new_version_and_nothing_else_has(store: &Store) {
    assert_eq!(store.revision("p").unwrap(), b"");
    let open = record("a", "2020-04-24T03:02:47Z");
    let ended = ConnectionRecord { connection_end_time: Some("2020-04-24T03:36:43Z".into()), ..open.clone() };
    let mut versions = vec![Vec::new()];
    let mut expect = |is_new: bool| {
        let version = store.revision("p").unwrap();
        assert_eq!(!versions.contains(&version), is_new, "{version:?}");
        assert!(is_new || versions.last() == Some(&version));
        versions.push(version);
    };
    import(store, "p", &[open.clone(), record("b", "2020-05-24T03:02:47Z")]);
    expect(true);
    import(store, "p", &[open]);
    expect(false);
    import(store, "p", std::slice::from_ref(&ended));
    expect(true);
    import(store, "q", &[ended]);
    expect(false);
    assert_eq!(store.remove(&Filter { user_name: Some("nobody".into()), ..Filter::project("q") }, 10).unwrap(), 0);
    let snapshot = store.snapshot().unwrap();
    let before = snapshot.revision("p").unwrap();
    let expire = || store.expire("2020-05-01T00:00:00Z".parse().unwrap(), 10).unwrap();
    let mut expired: Vec<String> = std::iter::from_fn(expire).map(|expired| expired.project_id).collect();
    // One project at a time, in no certain order.
    expired.sort();
    assert_eq!(expired, ["p", "q"]);
    expect(true);
    assert_eq!(snapshot.revision("p").unwrap(), before);
}

pub(crate) fn a_conflict_stores_nothing_and_a_correction_replaces(store: &Store) {
    let first = record("a", "2020-04-24T03:02:47Z");
    let other = ConnectionRecord { terminal_type: Some("Linux".into()), desktop_id: Some("x".into()), ..first.clone() };
    import(store, "p", std::slice::from_ref(&first));
    let mut refused = store.import("p").unwrap();
    refused.prepare([&other, &first]).unwrap();
    let error = refused.add(&other).unwrap_err();
    assert!(error.is_conflict() && error.to_string().contains("terminal_type"), "{error}");
    assert_eq!(refused.add(&first).unwrap(), Outcome::Unchanged);
    refused.commit().unwrap();
    let all = Filter::project("p");
    assert_eq!(column(store, &all, "terminal_type"), ["Windows 10"]);
    let mut correcting = store.import("p").unwrap().correcting();
    assert_eq!(correcting.add(&other).unwrap(), Outcome::Corrected);
    correcting.commit().unwrap();
    let of = |terminal: &str| Filter { terminal_type: Some(terminal.into()), ..all.clone() };
    assert_eq!(column(store, &of("Linux"), "desktop_id"), ["x"]);
    // The former value selects nothing.
    assert_eq!((store.count(of("Windows 10")).unwrap(), column(store, &of("Windows 10"), "user_name").len()), (0, 0));
}

pub(crate) fn what_is_removed_or_expired_is_gone_and_the_rest_stays(store: &Store) {
    let starts = ["1969-12-31T23:59:59Z", "2020-03-31T23:59:59Z", "2020-04-01T00:00:00Z", "2020-05-01T00:00:00Z"];
    for project in ["p", "q"] {
        import(store, project, &starts.map(|start| record(start, start)));
        let other = ConnectionRecord { user_name: Some("other".into()), ..record("o", starts[2]) };
        import(store, project, &[other]);
    }
    let before = "2020-04-01T00:00:00Z".parse().unwrap();
    let expiring = store.expiring(before).unwrap();
    let numbers: Vec<_> = expiring.iter().map(|one| (&*one.project_id, one.expired, one.total)).collect();
    assert_eq!(numbers, [("p", 2, 5), ("q", 2, 5)]);
    let mut expired = Vec::new();
    while let Some(batch) = store.expire(before, 100).unwrap() {
        expired.push((batch.project_id, batch.records));
    }
    expired.sort();
    assert_eq!(expired, [("p".to_owned(), 2), ("q".to_owned(), 2)]);
    assert_eq!(column(store, &Filter::project("p"), "connection_start_time"), [starts[2], starts[2], starts[3]]);
    let other = Filter { user_name: Some("other".into()), ..Filter::project("p") };
    assert_eq!((store.remove(&other, 100).unwrap(), store.remove(&other, 100).unwrap()), (1, 0));
    let range = deskledger::TimeRange::new("2020-04-01T00:00Z".parse().unwrap(), "2020-04-02T00:00Z".parse().unwrap());
    let day = Filter { time_range: Some(range.unwrap()), ..Filter::project("p") };
    assert_eq!(store.remove(&day, 100).unwrap(), 1);
    assert_eq!(column(store, &Filter::project("p"), "connection_start_time"), [starts[3]]);
    assert!(store.remove_project("p").is_err());
    assert_eq!(store.remove(&Filter::project("p"), 100).unwrap(), 1);
    assert!(store.remove_project("p").unwrap() && !store.remove_project("p").unwrap());
    assert!(!store.has_project("p").unwrap() && store.has_project("q").unwrap());
    assert_eq!((store.projects(9).unwrap(), store.count(Filter::project("q")).unwrap()), (vec!["q".to_owned()], 3));
    // A removed record can be added again.
    assert_eq!(import(store, "p", &[record("o", starts[2])]), [Outcome::Added]);
}

pub(crate) fn a_project_into_which_an_import_ends_meanwhile_is_not_removed(store: &Store) {
    import(store, "p", &[]);
    let mut late = store.import("p").unwrap();
    late.add(&record("a", "2020-04-24T03:02:47Z")).unwrap();
    std::thread::scope(|scope| {
        let removed = scope.spawn(|| store.remove_project("p"));
        std::thread::sleep(std::time::Duration::from_millis(500));
        late.commit().unwrap();
        assert!(removed.join().unwrap().is_err());
    });
    assert_eq!(store.count(Filter::project("p")).unwrap(), 1);
}

pub(crate) fn concurrent_imports_lose_no_record_and_no_value(store: &Store) {
    let open: Vec<_> = (0..40).map(|number| record(&number.to_string(), "2020-04-24T03:02:47Z")).collect();
    let with = |change: fn(&mut ConnectionRecord)| {
        let mut records = open.clone();
        records.iter_mut().for_each(change);
        records
    };
    let batches = [
        with(|record| record.connection_end_time = Some("2020-04-24T03:36:43Z".into())),
        with(|record| record.desktop_id = Some("d".into())),
        with(|record| record.connection_setup_time = Some("2020-04-24T03:02:48Z".into())),
        open.clone(),
    ];
    let added: usize = std::thread::scope(|scope| {
        let threads: Vec<_> = batches.iter().map(|batch| scope.spawn(|| import(store, "p", batch))).collect();
        let outcomes = threads.into_iter().flat_map(|thread| thread.join().unwrap());
        outcomes.filter(|outcome| *outcome == Outcome::Added).count()
    });
    assert_eq!((added, store.count(Filter::project("p")).unwrap()), (40, 40));
    for field in ["connection_end_time", "desktop_id", "connection_setup_time"] {
        let values = column(store, &Filter::project("p"), field);
        assert!(values.len() == 40 && values.iter().all(|value| value != "Absent"), "{field}: {values:?}");
    }
}

pub(crate) fn concurrent_batches_are_stored_as_wholes_with_results_of_their_own(store: &Store) {
    let start = "2020-04-24T03:02:47Z";
    let batch = |number: u32| (0..9).map(|id| record(&format!("{number}-{id}"), start)).collect::<Vec<_>>();
    import(store, "p", &[record("known", start)]);
    let other = ConnectionRecord { terminal_type: Some("Linux".into()), ..record("known", start) };
    let wrong = [batch(9), vec![other]].concat();
    std::thread::scope(|scope| {
        let rejected: Vec<_> = (0..3).map(|_| scope.spawn(|| store.add("p", wrong.clone()))).collect();
        let added: Vec<_> = (0..4).map(|number| scope.spawn(move || store.add("p", batch(number)))).collect();
        for thread in added {
            assert_eq!(thread.join().unwrap().unwrap().unwrap().added, 9);
        }
        for thread in rejected {
            let conflicts = thread.join().unwrap().unwrap().unwrap_err();
            assert!(conflicts.len() == 1 && conflicts[0].0 == 9 && conflicts[0].1.is_conflict());
        }
    });
    assert_eq!(store.count(Filter::project("p")).unwrap(), 37);
}

pub(crate) fn pages_are_those_of_the_export_in_both_orders(store: &Store) {
    let records: Vec<_> = (0..50).map(|number| record(&format!("{number:02}"), "2020-04-24T03:02:47Z")).collect();
    import(store, "p", &records);
    let ended = |record: &ConnectionRecord| ConnectionRecord {
        connection_end_time: Some("2020-04-24T03:36:43Z".into()),
        ..record.clone()
    };
    import(store, "p", &records.iter().map(ended).collect::<Vec<_>>());
    let mut all = column(store, &Filter::project("p"), "transaction_id");
    for is_newest_first in [false, true] {
        let mut pages = Vec::new();
        for offset in [0, 20, 40, 60] {
            let each = |row: &Row<'_>| {
                pages.push(row.values().into_iter().find_map(|value| match value {
                    Value::Text(text) if text.len() == 2 => Some(text.to_owned()),
                    _ => None,
                }));
                ControlFlow::Continue(())
            };
            let page = Page { offset, limit: 20, is_newest_first };
            assert!(store.page(&Filter::project("p"), page, || true, each).unwrap().is_continue());
        }
        assert_eq!(pages.into_iter().flatten().collect::<Vec<_>>(), all);
        all.reverse();
    }
}
