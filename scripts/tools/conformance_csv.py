"""Compares CSV files field by field with Python's csv.

Each file is copied with a header of as many columns as its widest row, and with a start time and a number in front of every row, so
that `PROGRAM convert` takes every row for a record. Where a row ends, Python's csv decides; what is in it, both do.
"""

import csv
import io
import json
import os
import re
import subprocess
import tempfile

SECONDS = 120
MOST_COLUMNS, MOST_BYTES = 900, 1 << 20
csv.field_size_limit(MOST_BYTES)


def text_of(content):
    """The text and its encoding, as its byte order mark or its letters say; none where it is neither UTF-8 nor UTF-16."""
    for mark, encoding in (b"\xff\xfe", "utf-16le"), (b"\xfe\xff", "utf-16be"), (b"\xef\xbb\xbf", "utf-8"):
        if content.startswith(mark):
            return content[len(mark) :].decode(encoding), encoding
    try:
        return content.decode(), "utf-8"
    except UnicodeDecodeError:
        return None, None


def delimiter_of(text):
    head = text[:4096]
    named = re.match(r'"?sep=([^\r\n])"?\r?\n', head, re.I)
    return named.group(1) if named else max(",\t;|", key=head.count)


def records(text, delimiter):
    """Each row: its fields, and its text with the line end apart."""
    lines = re.findall(r"[^\r\n]*(?:\r\n|\r|\n)|[^\r\n]+\Z", text)
    reader, begin = csv.reader(lines, delimiter=delimiter), 0
    for fields in reader:
        raw = "".join(lines[begin : reader.line_num])
        begin = reader.line_num
        if fields:
            body = raw.rstrip("\r\n") if not raw.endswith('"') else raw
            yield fields, body, raw[len(body) :]


def compare(program, path, report):
    """Compares a file; returns the outcome, and how many fields there are, differ in a known way and differ otherwise."""
    with open(path, "rb") as file:
        text, encoding = text_of(file.read())
    if text is None:
        return "another encoding", 0, 0, 0
    delimiter = delimiter_of(text)
    text = re.sub(r'\A"?sep=[^\r\n]"?\r?\n', "", text, flags=re.I)
    try:
        rows = list(records(text, delimiter))
    except csv.Error as error:
        report(f"{path}: csv: {error}")
        return "rejected by csv", 0, 0, 0
    width = max((len(fields) for fields, _, _ in rows), default=0)
    if not rows or width > MOST_COLUMNS:
        return "without a row" if not rows else "wider than a row of records", 0, 0, 0
    names = ["connection_start_time", "user_name", *(f"c{column}" for column in range(width))]
    changed = delimiter.join(names) + "\n"
    for number, (fields, body, end) in enumerate(rows):
        front = delimiter.join(["2020-04-24T03:02:47Z", f"row {number}", ""])
        changed += front + body + delimiter * (width - len(fields)) + end
    with tempfile.TemporaryDirectory() as directory:
        copy = os.path.join(directory, "changed.csv")
        with open(copy, "wb") as file:
            file.write(changed.encode(encoding))
        options = ["--delimiter", delimiter, "--encoding", encoding]
        found = subprocess.run(
            [program, "convert", copy, "--to", "ndjson", "-o", "-", "--on-error", "skip", *options], capture_output=True, timeout=SECONDS
        )
    ours = {}
    for line in found.stdout.decode().splitlines():
        record = json.loads(line)
        ours[record["user_name"]] = record
    said = [line for line in found.stderr.decode("utf-8", "replace").splitlines() if line.startswith(("left out", "deskledger:"))]
    count, different, missing = 0, [], 0
    for number, (fields, _, _) in enumerate(rows):
        record = ours.get(f"row {number}")
        if record is None:
            missing += 1
            continue
        for column, field in enumerate(fields):
            count += 1
            if record.get(f"c{column}", "") != field:
                different.append((number, column, field[:60], record.get(f"c{column}", "")[:60]))
    if different:
        report(f"{path}: {len(different)} of {count} fields: {different[:3]}")
        return "differ", count, 0, len(different)
    if missing:
        report(f"{path}: {missing} of {len(rows)} rows: {said[:1]}")
        return "agree, with rows that are reported as bad here" if said else "differ", count, 0, 0
    return "agree", count, 0, 0
