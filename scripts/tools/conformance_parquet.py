"""Compares Parquet files value by value with pyarrow.

Each file is copied with one more column, a start time, so that `PROGRAM convert` takes every row for a record: its pages stay as they
are, and only the footer, which lists the columns, is written anew. What the program writes is compared with what pyarrow reads from
the original.
"""

import datetime
import decimal
import io
import json
import math
import os
import re
import subprocess
import tempfile

import pyarrow
import pyarrow.parquet

TIME = "connection_start_time"
SECONDS = 120
STRUCT, LIST, SET, MAP, BINARY = 12, 9, 10, 11, 8


class Thrift:
    """Reads the compact protocol: a structure is a list of [field, type, value]."""

    def __init__(self, data):
        self.data = io.BytesIO(data)

    def varint(self):
        value = shift = 0
        while True:
            (byte,) = self.data.read(1)
            value |= (byte & 0x7F) << shift
            if byte < 0x80:
                return value
            shift += 7

    def signed(self):
        value = self.varint()
        return value >> 1 ^ -(value & 1)

    def value(self, kind):
        if kind in (1, 2, 3):
            return self.data.read(1) if kind == 3 else kind == 1
        if kind in (4, 5, 6):
            return self.signed()
        if kind == 7:
            return self.data.read(8)
        if kind == BINARY:
            return self.data.read(self.varint())
        if kind in (LIST, SET):
            (head,) = self.data.read(1)
            size = self.varint() if head >> 4 == 15 else head >> 4
            of = head & 15
            return of, [self.data.read(1) if of in (1, 2) else self.value(of) for _ in range(size)]
        assert kind == STRUCT, kind
        fields, field = [], 0
        while head := self.data.read(1)[0]:
            field = field + (head >> 4) if head >> 4 else self.signed()
            fields.append([field, head & 15, self.value(head & 15)])
        return fields


def varint(value):
    data = b""
    while value >= 0x80:
        data, value = data + bytes([value & 0x7F | 0x80]), value >> 7
    return data + bytes([value])


def signed(value):
    return varint(value << 1 if value >= 0 else (-value << 1) - 1)


def written(kind, value):
    if kind in (1, 2):
        return b""
    if kind in (3, 7):
        return value
    if kind in (4, 5, 6):
        return signed(value)
    if kind == BINARY:
        return varint(len(value)) + value
    if kind in (LIST, SET):
        of, items = value
        head = bytes([len(items) << 4 | of]) if len(items) < 15 else bytes([0xF0 | of]) + varint(len(items))
        return head + b"".join(item if of in (1, 2) else written(of, item) for item in items)
    return b"".join(bytes([one]) + signed(field) + written(one, item) for field, one, item in value) + b"\0"


def get(structure, field):
    return next((item for known, _, item in structure if known == field), None)


def put(structure, field, value):
    for item in structure:
        if item[0] == field:
            item[2] = value


def footer(content):
    length = int.from_bytes(content[-8:-4], "little")
    return Thrift(content[-8 - length : -8]).value(STRUCT), content[: -8 - length]


def with_start_time(content):
    """The file with one more column, whose pages are those of a file of pyarrow."""
    metadata, body = footer(content)
    of, schema = get(metadata, 2)
    for group in get(metadata, 4)[1]:
        table = pyarrow.table({TIME: pyarrow.array(["2020-04-24T03:02:47Z"] * get(group, 3), pyarrow.string())})
        sink = io.BytesIO()
        pyarrow.parquet.write_table(table, sink, compression="none", row_group_size=max(1, table.num_rows), store_schema=False)
        added, pages = footer(sink.getvalue())
        chunk = get(get(added, 4)[1][0], 1)[1][0]
        known = [item for item in get(chunk, 3) if item[0] in (1, 2, 3, 4, 5, 6, 7, 9, 11)]
        begin = get(known, 11) or get(known, 9)
        for field in (9, 11):
            put(known, field, get(known, field) and get(known, field) - begin + len(body))
        put(chunk, 3, known)
        get(group, 1)[1].append([item for item in chunk if item[0] in (2, 3)])
        body += pages[begin : begin + get(known, 7)]
        element = get(added, 2)[1][1]
    schema.append(element)
    put(schema[0], 5, get(schema[0], 5) + 1)
    if orders := get(metadata, 7):
        orders[1].append(orders[1][0])
    encoded = written(STRUCT, metadata)
    return body + encoded + len(encoded).to_bytes(4, "little") + b"PAR1"


def clock(value, per_second):
    seconds, fraction = divmod(value, per_second)
    text = f"{seconds // 3600:02}:{seconds // 60 % 60:02}:{seconds % 60:02}"
    digits = str(fraction).zfill(len(str(per_second)) - 1).rstrip("0")
    return text + (f".{digits}" if digits else "")


UNITS = {"s": 1, "ms": 10**3, "us": 10**6, "ns": 10**9}


def instant(seconds):
    try:
        return (datetime.datetime(1970, 1, 1) + datetime.timedelta(seconds=seconds)).isoformat() + "Z"
    except OverflowError:
        return "no year"


def values(column):
    """The values of a column as they are to be read; None where nothing is."""
    kind = column.type
    if pyarrow.types.is_dictionary(kind):
        return values(column.cast(kind.value_type))
    if pyarrow.types.is_timestamp(kind):
        return [instant(v.value // UNITS[kind.unit]) if v.is_valid else None for v in column]
    if pyarrow.types.is_date(kind):
        return [instant(v.value * 86400) if v.is_valid else None for v in column]
    if pyarrow.types.is_time(kind):
        return [clock(v.value, UNITS[kind.unit]) if v.is_valid else None for v in column]
    if pyarrow.types.is_binary(kind) or pyarrow.types.is_large_binary(kind):
        return [v if v is None else v.decode("utf-8", "surrogateescape") for v in column.to_pylist()]
    return column.to_pylist()


def is_same(theirs, ours):
    if theirs is None or theirs == "" or isinstance(theirs, float) and math.isnan(theirs):
        return ours is None
    if isinstance(theirs, bool) or isinstance(ours, bool):
        return theirs is ours
    if isinstance(theirs, float) and math.isinf(theirs):
        return ours == ("Infinity" if theirs > 0 else "-Infinity")
    if isinstance(theirs, (int, decimal.Decimal)):
        return ours is not None and decimal.Decimal(str(ours)) == theirs
    if isinstance(theirs, float):
        return not isinstance(ours, str) and ours is not None and float(ours) == theirs
    return str(theirs) == ours


def compare(program, path, report):
    """Compares a file; returns the outcome, and how many values there are, differ in a known way and differ otherwise."""
    with open(path, "rb") as file:
        content = file.read()
    try:
        table = pyarrow.parquet.ParquetFile(path, coerce_int96_timestamp_unit="ms").read()
        theirs = {field.name: values(table.column(field.name)) for field in table.schema if not pyarrow.types.is_nested(field.type)}
        rows, rejected = table.num_rows, None
    except Exception as error:  # noqa: BLE001: pyarrow raises whatever its parts raise
        rejected = f"{type(error).__name__}: {str(error)[:100]}"
    with tempfile.TemporaryDirectory() as directory:
        changed = os.path.join(directory, "changed.parquet")
        try:
            data = with_start_time(content)
        except Exception:  # noqa: BLE001: a footer that is broken
            data = content
        with open(changed, "wb") as file:
            file.write(data)
        found = subprocess.run(
            [program, "convert", changed, "--to", "ndjson", "-o", "-", "--on-error", "skip"], capture_output=True, timeout=SECONDS
        )
    said = found.stderr.decode("utf-8", "replace").strip().splitlines()
    left_out = {int(one.group(1)): line for line in said if (one := re.match(r"left out (\d+):", line))}
    records = [json.loads(line) for line in found.stdout.decode().splitlines()]
    if found.returncode and not records and not left_out:
        report(f"{path}: deskledger: {said[-1:]}" + (f"; pyarrow: {rejected}" if rejected else ""))
        return ("rejected by both" if rejected else "rejected here, with the reason"), 0, 0, 0
    if rejected:
        report(f"{path}: pyarrow: {rejected}; deskledger reads {len(records)} rows, {said[-1:]}")
        return "read here, rejected by pyarrow", 0, 0, 0
    if left_out:
        report(f"{path}: {len(left_out)} bad rows: {list(left_out.values())[0][-200:]}")
    if len(records) + len(left_out) != rows:
        report(f"{path}: {len(records)} rows of {rows}: {said[-2:]}")
        return "differ", 0, 0, 1
    numbers, count, different = (number for number in range(1, rows + 1) if number not in left_out), 0, []
    for number, record in zip(numbers, records):
        for name, column in theirs.items():
            count += 1
            if not is_same(column[number - 1], record.get(name.strip())):
                different.append((name, number, column[number - 1], record.get(name.strip())))
    if different:
        report(f"{path}: {len(different)} of {count} values: {different[:3]}")
        return "differ", count, 0, len(different)
    return ("agree, with rows that are reported as bad here" if left_out else "agree"), count, 0, 0
