//! Metrics in the OpenMetrics text format, which Prometheus reads.

use std::fmt;
use std::time::Duration;

use prometheus_client::encoding::EncodeLabelSet;
use prometheus_client::encoding::text::encode;
use prometheus_client::metrics::counter::Counter;
use prometheus_client::metrics::family::Family;
use prometheus_client::metrics::gauge::Gauge;
use prometheus_client::metrics::histogram::Histogram;
use prometheus_client::registry::{Metric, Registry};

use super::audit::Login;
use crate::export::Report;

/// Upper bounds of the buckets of the histogram in seconds.
const BUCKETS: [f64; 10] = [0.01, 0.05, 0.1, 0.5, 1.0, 5.0, 15.0, 60.0, 300.0, 1800.0];

/// Media type of the text.
pub(crate) const MEDIA_TYPE: &str = "application/openmetrics-text; version=1.0.0; charset=utf-8";

/// The metrics of a server. Label values come from fixed sets, so that their number is bounded.
#[derive(Debug)]
pub(crate) struct Metrics {
    registry: Registry,
    requests: Family<Request, Counter>,
    exports: Family<Labels<2>, Counter>,
    logins: Family<Labels<1>, Counter>,
    faults: Family<Labels<1>, Counter>,
    export_rows: Counter,
    export_bytes: Counter,
    export_duration: Histogram,
    exports_running: Gauge,
    throttled: Counter,
    unauthorized: Counter,
    pub(crate) records_received: Counter,
    pub(crate) records_expired: Counter,
    retention_withheld: Gauge,
    ready: Gauge,
    log_lines_lost: Gauge,
    locked: Gauge,
}

#[derive(Clone, Debug, PartialEq, Eq, Hash, EncodeLabelSet)]
struct Request {
    route: String,
    status: u16,
}

/// Names and values of labels.
type Labels<const N: usize> = [(&'static str, &'static str); N];

impl Default for Metrics {
    fn default() -> Self {
        fn add<M: Metric + Clone>(registry: &mut Registry, name: &str, help: &str, metric: M) -> M {
            registry.register(name, help, metric.clone());
            metric
        }
        let mut registry = Registry::with_prefix("deskledger");
        let r = &mut registry;
        Self {
            requests: add(r, "requests", "Responses by route and status", Family::default()),
            exports: add(r, "exports", "Finished exports", Family::default()),
            logins: add(r, "token_requests", "Token requests with a password", Family::default()),
            faults: add(r, "faults", "Injected faults", Family::default()),
            export_rows: add(r, "export_rows", "Rows read for exports", Counter::default()),
            export_bytes: add(r, "export_bytes", "Bytes of exports sent", Counter::default()),
            records_received: add(r, "records_received", "Records acknowledged", Counter::default()),
            records_expired: add(
                r,
                "records_expired",
                "Records deleted after the retention period",
                Counter::default(),
            ),
            retention_withheld: add(
                r,
                "retention_withheld",
                "Expired records that wait for an operator: more than the share of one run",
                Gauge::default(),
            ),
            ready: add(r, "ready", "1 if the data can be read and written", Gauge::default()),
            log_lines_lost: add(r, "log_lines_lost", "Lines of the log that could not be written", Gauge::default()),
            locked: add(r, "locked", "Users and keys locked at an address after failures", Gauge::default()),
            throttled: add(r, "throttled", "Responses with status 429", Counter::default()),
            unauthorized: add(r, "unauthorized", "Responses with status 401", Counter::default()),
            exports_running: add(r, "exports_running", "Running exports", Gauge::default()),
            export_duration: add(r, "export_duration_seconds", "Duration of exports", Histogram::new(BUCKETS)),
            registry,
        }
    }
}

impl Metrics {
    pub(crate) fn request(&self, route: &str, status: u16) {
        self.requests.get_or_create(&Request { route: route.to_owned(), status }).inc();
        match status {
            401 => drop(self.unauthorized.inc()),
            429 => drop(self.throttled.inc()),
            _ => {}
        }
    }

    pub(crate) fn export(&self, format: &'static str, report: &Report, duration: Duration) {
        self.exports.get_or_create(&[("format", format), ("outcome", report.outcome.name())]).inc();
        self.export_rows.inc_by(report.rows);
        self.export_bytes.inc_by(report.sent_bytes);
        self.export_duration.observe(duration.as_secs_f64());
    }

    pub(crate) fn login(&self, login: Login) {
        self.logins.get_or_create(&[("outcome", login.name())]).inc();
    }

    pub(crate) fn fault(&self, fault: &'static str) {
        self.faults.get_or_create(&[("fault", fault)]).inc();
    }

    pub(crate) fn health(&self, is_ready: bool, log_lines_lost: u64, locks: usize) {
        self.locked.set(i64::try_from(locks).unwrap_or(i64::MAX));
        self.ready.set(is_ready.into());
        self.log_lines_lost.set(i64::try_from(log_lines_lost).unwrap_or(i64::MAX));
    }

    pub(crate) fn retention_withheld(&self, records: u64) {
        self.retention_withheld.set(i64::try_from(records).unwrap_or(i64::MAX));
    }

    /// All metrics, with the number of running exports.
    pub(crate) fn text(&self, running: usize) -> Result<String, fmt::Error> {
        self.exports_running.set(i64::try_from(running).unwrap_or(i64::MAX));
        let mut text = String::new();
        encode(&mut text, &self.registry)?;
        Ok(text)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::export;

    #[test]
    fn the_buckets_of_the_histogram_add_up() {
        let metrics = Metrics::default();
        let outcome = export::Outcome::Whole;
        let report = Report { outcome, rows: 3, bytes: 90, digest: String::new(), sent_bytes: 9, chunk: None };
        for millis in [10, 11, 40_000_000] {
            metrics.export("csv", &report, Duration::from_millis(millis));
        }
        let text = metrics.text(2).unwrap();
        for line in [
            "deskledger_exports_total{format=\"csv\",outcome=\"whole\"} 3",
            "deskledger_export_rows_total 9",
            "deskledger_exports_running 2",
            "deskledger_export_duration_seconds_bucket{le=\"0.01\"} 1",
            "deskledger_export_duration_seconds_bucket{le=\"0.05\"} 2",
            "deskledger_export_duration_seconds_bucket{le=\"1800.0\"} 2",
            "deskledger_export_duration_seconds_bucket{le=\"+Inf\"} 3",
            "deskledger_export_duration_seconds_count 3",
            "deskledger_export_duration_seconds_sum 40000.021",
        ] {
            assert!(text.lines().any(|found| found == line), "{line}\n{text}");
        }
    }
}
