//! What the server counts, in the text form of Prometheus (version 0.0.4). A few counters and one histogram: a library
//! would be larger than they are.

use std::collections::BTreeMap;
use std::fmt::Write;
use std::sync::Mutex;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::Duration;

use super::audit::Login;
use crate::export::Report;
use crate::sync::lock;

/// Upper bounds of the buckets of the histogram, in milliseconds.
const BUCKETS: [u64; 10] = [10, 50, 100, 500, 1000, 5000, 15_000, 60_000, 300_000, 1_800_000];

/// Media type of the text.
pub(crate) const MEDIA_TYPE: &str = "text/plain; version=0.0.4; charset=utf-8";

#[derive(Debug, Default)]
pub(crate) struct Metrics {
    /// By route and status. Both come from lists of ours, so there is a bound.
    requests: Mutex<BTreeMap<(String, u16), u64>>,
    exports: Mutex<BTreeMap<(&'static str, &'static str), u64>>,
    logins: Mutex<BTreeMap<&'static str, u64>>,
    faults: Mutex<BTreeMap<&'static str, u64>>,
    export_rows: AtomicU64,
    export_bytes: AtomicU64,
    export_millis: AtomicU64,
    buckets: [AtomicU64; BUCKETS.len() + 1],
    throttled: AtomicU64,
    refused: AtomicU64,
    records: AtomicU64,
    expired: AtomicU64,
}

impl Metrics {
    pub(crate) fn request(&self, route: &str, status: u16) {
        *lock(&self.requests).entry((route.to_owned(), status)).or_default() += 1;
        match status {
            401 => &self.refused,
            429 => &self.throttled,
            _ => return,
        }
        .fetch_add(1, Ordering::Relaxed);
    }

    pub(crate) fn export(&self, format: &'static str, report: &Report, took: Duration) {
        *lock(&self.exports).entry((format, report.outcome.name())).or_default() += 1;
        self.export_rows.fetch_add(report.rows, Ordering::Relaxed);
        self.export_bytes.fetch_add(report.sent_bytes, Ordering::Relaxed);
        let millis = u64::try_from(took.as_millis()).unwrap_or(u64::MAX);
        self.export_millis.fetch_add(millis, Ordering::Relaxed);
        let bucket = BUCKETS.iter().position(|bound| millis <= *bound).unwrap_or(BUCKETS.len());
        if let Some(bucket) = self.buckets.get(bucket) {
            bucket.fetch_add(1, Ordering::Relaxed);
        }
    }

    pub(crate) fn login(&self, login: Login) {
        *lock(&self.logins).entry(login.name()).or_default() += 1;
    }

    pub(crate) fn fault(&self, name: &'static str) {
        *lock(&self.faults).entry(name).or_default() += 1;
    }

    pub(crate) fn received(&self, records: u64) {
        self.records.fetch_add(records, Ordering::Relaxed);
    }

    pub(crate) fn expired(&self, records: u64) {
        self.expired.fetch_add(records, Ordering::Relaxed);
    }

    /// Everything, with how many exports run now.
    pub(crate) fn text(&self, running: usize) -> String {
        let mut out = String::new();
        let head = |out: &mut String, name: &str, kind: &str, help: &str| {
            let _ = writeln!(out, "# HELP {name} {help}\n# TYPE {name} {kind}");
        };
        head(&mut out, "deskledger_requests_total", "counter", "Requests that were answered.");
        for ((route, status), count) in &*lock(&self.requests) {
            let _ = writeln!(out, "deskledger_requests_total{{route=\"{route}\",status=\"{status}\"}} {count}");
        }
        head(&mut out, "deskledger_exports_total", "counter", "Exports that ended.");
        for ((format, outcome), count) in &*lock(&self.exports) {
            let _ = writeln!(out, "deskledger_exports_total{{format=\"{format}\",outcome=\"{outcome}\"}} {count}");
        }
        head(&mut out, "deskledger_tokens_asked_total", "counter", "Questions for a token with a password.");
        for (outcome, count) in &*lock(&self.logins) {
            let _ = writeln!(out, "deskledger_tokens_asked_total{{outcome=\"{outcome}\"}} {count}");
        }
        let faults = lock(&self.faults);
        if !faults.is_empty() {
            head(&mut out, "deskledger_faults_total", "counter", "Faults that happened on request.");
        }
        for (fault, count) in &*faults {
            let _ = writeln!(out, "deskledger_faults_total{{fault=\"{fault}\"}} {count}");
        }
        for (name, help, value) in [
            ("deskledger_export_rows_total", "Rows read for exports.", &self.export_rows),
            ("deskledger_export_bytes_total", "Bytes of exports handed over.", &self.export_bytes),
            ("deskledger_records_received_total", "Records acknowledged to callers.", &self.records),
            ("deskledger_records_expired_total", "Records removed for their age.", &self.expired),
            ("deskledger_throttled_total", "Requests answered with 429.", &self.throttled),
            ("deskledger_unauthorized_total", "Requests answered with 401.", &self.refused),
        ] {
            head(&mut out, name, "counter", help);
            let _ = writeln!(out, "{name} {}", value.load(Ordering::Relaxed));
        }
        head(&mut out, "deskledger_exports_running", "gauge", "Exports that run now.");
        let _ = writeln!(out, "deskledger_exports_running {running}");
        let name = "deskledger_export_duration_seconds";
        head(&mut out, name, "histogram", "How long exports took, to their last byte.");
        let mut sum = 0;
        let bounds = BUCKETS.iter().map(|millis| seconds(*millis)).chain(["+Inf".to_owned()]);
        for (bound, count) in bounds.zip(&self.buckets) {
            sum += count.load(Ordering::Relaxed);
            let _ = writeln!(out, "{name}_bucket{{le=\"{bound}\"}} {sum}");
        }
        let _ = writeln!(out, "{name}_sum {}", seconds(self.export_millis.load(Ordering::Relaxed)));
        let _ = writeln!(out, "{name}_count {sum}");
        out
    }
}

fn seconds(millis: u64) -> String {
    format!("{}", millis as f64 / 1000.0)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::export::Outcome;

    #[test]
    fn the_buckets_of_the_histogram_add_up() {
        let metrics = Metrics::default();
        let report = Report { outcome: Outcome::Whole, rows: 3, bytes: 90, digest: String::new(), sent_bytes: 9 };
        for millis in [10, 11, 40_000_000] {
            metrics.export("csv", &report, Duration::from_millis(millis));
        }
        let text = metrics.text(2);
        for line in [
            "deskledger_exports_total{format=\"csv\",outcome=\"whole\"} 3",
            "deskledger_export_rows_total 9",
            "deskledger_exports_running 2",
            "deskledger_export_duration_seconds_bucket{le=\"0.01\"} 1",
            "deskledger_export_duration_seconds_bucket{le=\"0.05\"} 2",
            "deskledger_export_duration_seconds_bucket{le=\"1800\"} 2",
            "deskledger_export_duration_seconds_bucket{le=\"+Inf\"} 3",
            "deskledger_export_duration_seconds_count 3",
            "deskledger_export_duration_seconds_sum 40000.021",
        ] {
            assert!(text.lines().any(|found| found == line), "{line}\n{text}");
        }
    }
}
