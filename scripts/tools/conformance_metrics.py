"""Parses /metrics with the official Prometheus client, after records have been exported in each format.

Argument: the address of the server.
"""

import sys
import urllib.request

from prometheus_client.openmetrics.parser import text_string_to_metric_families

with urllib.request.urlopen(sys.argv[1] + "/metrics") as answer:
    assert answer.headers["Content-Type"].startswith("application/openmetrics-text; version=1.0.0"), answer.headers["Content-Type"]
    families = {family.name: family for family in text_string_to_metric_families(answer.read().decode())}

for family in families.values():
    assert family.documentation and family.type in ("counter", "gauge", "histogram"), family
    assert family.name.startswith("deskledger_"), family.name
    keys = [(sample.name, tuple(sorted(sample.labels.items()))) for sample in family.samples]
    assert len(keys) == len(set(keys)), f"{family.name} has a duplicate sample"

exports = {(sample.labels["format"], sample.labels["outcome"]): sample.value for sample in families["deskledger_exports"].samples}
for form in ("xlsx", "csv", "ndjson", "parquet"):
    assert exports[(form, "whole")] >= 1, exports
took = families["deskledger_export_duration_seconds"].samples
buckets = [sample for sample in took if sample.name.endswith("_bucket")]
assert [sample.value for sample in buckets] == sorted(sample.value for sample in buckets), buckets
assert buckets[-1].labels["le"] == "+Inf" and buckets[-1].value == sum(exports.values()), buckets
assert families["deskledger_export_rows"].samples[0].value >= 800, families["deskledger_export_rows"]
print(f"{len(families)} families of /metrics read by prometheus_client")
