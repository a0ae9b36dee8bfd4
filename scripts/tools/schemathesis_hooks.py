"""Teaches schemathesis what the documents state in prose or extensions.

A positive request satisfies the rule over two parameters (x-rules: both ends of a time range or neither, the start before the end, both of
them valid calendar minutes), a time zone exists, and its batch is lines of records. Every second one names a user, password and project that exist on the server
(CONFORMANCE_... in the environment), so that successful responses are checked as well. Negative requests are left as generated.
"""

import datetime
import json
import os
import pathlib
import re
import zlib
import zoneinfo

import schemathesis
from hypothesis import strategies as st
from schemathesis import GenerationMode

seconds = st.datetimes(datetime.datetime(2000, 1, 1), datetime.datetime(2030, 1, 1)).map(lambda time: f"{time:%Y-%m-%dT%H:%M:%SZ}")
text = st.text(st.characters(codec="utf-8", exclude_categories=["Cc", "Cs"]), min_size=1, max_size=100)
records = st.fixed_dictionaries(
    {"transaction_id": text, "connection_start_time": seconds},
    optional={"user_name": text, "computer_name": text, "network_rtt": st.integers(0, 10**6), "is_reconnect": st.booleans()},
)
lines = st.lists(records, min_size=1, max_size=20, unique_by=lambda record: record["transaction_id"]).map(
    lambda batch: "".join(json.dumps(record) + "\n" for record in batch))

schemathesis.openapi.media_type("application/x-ndjson", lines)


@schemathesis.serializer("application/x-ndjson")
def ndjson(_context, value):
    return value if isinstance(value, bytes) else str(value).encode()


def minute(text):
    try:
        return datetime.datetime.strptime(text, "%Y-%m-%dT%H:%MZ")
    except (TypeError, ValueError):
        return None


def is_zone(text):
    try:
        return bool(re.fullmatch(r"[+-](0\d|1\d|2[0-3]):[0-5]\d", text)) or bool(zoneinfo.ZoneInfo(text))
    except (OSError, TypeError, ValueError, zoneinfo.ZoneInfoNotFoundError):
        return False


def known(case):
    """The same request with a user and project that exist on the server."""
    project, subject = os.environ["CONFORMANCE_PROJECT"], os.environ["CONFORMANCE_SUBJECT"]
    for name, value in {"project_id": project, "user_name": subject}.items():
        if name in (case.path_parameters or {}):
            case.path_parameters[name] = value
    if case.operation.path == "/v3/auth/tokens":
        password = pathlib.Path(os.environ["CONFORMANCE_PASSWORD_FILE"]).read_text().strip()
        user = {"name": os.environ["CONFORMANCE_USER"], "password": password, "domain": {"name": "checks"}}
        case.body["auth"] = {"identity": {"methods": ["password"], "password": {"user": user}}, "scope": {"project": {"id": project}}}


@schemathesis.hook
def before_call(_context, case, _kwargs):
    is_good = case.meta is not None and case.meta.generation.mode == GenerationMode.POSITIVE
    if (case.path_parameters or {}).get("user_name") == os.environ["CONFORMANCE_USER"]:
        # Other responses contain this user's name; without its role, its token requests would fail.
        case.path_parameters["user_name"] = os.environ["CONFORMANCE_SUBJECT"]
    if not is_good:
        return
    ends = [(case.query or {}).get(name) for name in ("start_time", "end_time")]
    if any(ends):
        start, end = map(minute, ends)
        if start is None or end is None or start >= end:
            for name in ("start_time", "end_time"):
                case.query.pop(name, None)
    if "time_zone" in (case.query or {}) and not is_zone(case.query["time_zone"]):
        case.query.pop("time_zone")
    if zlib.crc32(repr((case.path_parameters, case.body)).encode("utf-8", "surrogatepass")) % 2:
        known(case)


@schemathesis.deserializer(
    "multipart/form-data", "text/csv", "application/x-ndjson", "application/vnd.apache.parquet", "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
)
def file(_context, response):
    return response.content.decode("latin-1")
