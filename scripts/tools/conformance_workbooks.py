"""Compares workbooks cell by cell with openpyxl.

Each workbook is copied with a header row in front of every sheet and two columns behind its cells, so that `PROGRAM convert` takes
every row for a record; what it writes is compared with what openpyxl reads from the original. Known differences: openpyxl leaves
`_xHHHH_` escapes as they are, shows a date beyond the year 9999 as `#VALUE!`, a negative date or duration as one before 1900, where
spreadsheet programs show neither, and takes some formats of dates and durations for numbers, such as the built-in ones of Chinese.
"""

import collections
import datetime
import io
import json
import os
import re
import subprocess
import tempfile
import zipfile

import openpyxl
from openpyxl.reader.excel import ExcelReader
from openpyxl.utils.datetime import from_excel, to_excel

# Columns of the copy that make each row a record: its time, and its sheet and number.
TIME_COLUMN, KEY_COLUMN = 1000, 1001
SECONDS = 60


def letters(column):
    name = ""
    while column:
        column, rest = divmod(column - 1, 26)
        name = chr(65 + rest) + name
    return name


def cell(prefix, reference, text):
    text = text.replace("&", "&amp;").replace("<", "&lt;")
    return f'<{prefix}c r="{reference}" t="inlineStr"><{prefix}is><{prefix}t>{text}</{prefix}t></{prefix}is></{prefix}c>'


def with_header(name, sheet):
    """A sheet with a header row, and with the two columns in every row."""
    begin = re.search(rb"<((?:\w+:)?)sheetData(\s[^>]*)?>", sheet)
    if not begin or begin.group(0).endswith(b"/>"):
        return sheet
    prefix, number = begin.group(1).decode(), 0
    header = "".join(cell(prefix, f"{letters(column)}0", f"c{column}") for column in range(1, TIME_COLUMN))
    header += cell(prefix, f"{letters(TIME_COLUMN)}0", "connection_start_time") + cell(prefix, f"{letters(KEY_COLUMN)}0", "user_name")

    def row(found):
        nonlocal number
        reference = re.search(rb'\sr="\s*(\d+)\s*"', found.group(1))
        before, number = number, int(reference.group(1)) if reference else number + 1
        if number == before:
            # Another piece of the same row.
            return found.group(0)
        added = cell(prefix, f"{letters(TIME_COLUMN)}{number}", "2020-04-24T03:02:47Z")
        added += cell(prefix, f"{letters(KEY_COLUMN)}{number}", f"{name}|{number}".lower())
        return found.group(0)[: -len(found.group(2))] + added.encode() + found.group(2)

    tag = prefix.encode() + b"row"
    rows = re.sub(rb"<" + tag + rb'\b((?:[^>"]|"[^"]*")*?)(?<!/)>.*?(</' + tag + rb"\s*>)", row, sheet[begin.end() :], flags=re.S)
    return sheet[: begin.end()] + f'<{prefix}row r="0">{header}</{prefix}row>'.encode() + rows


def copy(content, path):
    with zipfile.ZipFile(io.BytesIO(content)) as original, zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as new:
        for part in original.infolist():
            data = original.read(part)
            if re.search(rb"<(?:\w+:)?worksheet\b", data[:4000]):
                data = with_header(part.filename, data)
            new.writestr(part.filename, data)


def clock(seconds):
    milliseconds = round(seconds * 1000)
    rest, milliseconds = divmod(milliseconds, 1000)
    text = f"{rest // 3600:02}:{rest // 60 % 60:02}:{rest % 60:02}"
    return text + (f".{milliseconds:03}" if milliseconds else "")


def is_same(theirs, ours):
    if isinstance(theirs, bool) or isinstance(ours, bool):
        return theirs is ours
    if isinstance(theirs, datetime.datetime):
        rounded = theirs.replace(microsecond=0) + datetime.timedelta(seconds=round(theirs.microsecond / 1000) // 1000)
        return rounded.replace(tzinfo=None).isoformat() + "Z" == ours
    if isinstance(theirs, datetime.date):
        return theirs.isoformat() + "T00:00:00Z" == ours
    if isinstance(theirs, datetime.time):
        return clock(theirs.hour * 3600 + theirs.minute * 60 + theirs.second + theirs.microsecond / 1e6) == ours
    if isinstance(theirs, datetime.timedelta):
        return clock(theirs.total_seconds()) == ours
    if isinstance(theirs, (int, float)):
        try:
            return float(f"{theirs:.14e}") == float(f"{float(ours):.14e}")
        except (TypeError, ValueError):
            return False
    return str(theirs).replace("\r\n", "\n") == str(ours).replace("\r\n", "\n")


def is_known(theirs, ours):
    if type(theirs) in (int, float) and isinstance(ours, str):
        return is_same(from_excel(theirs), ours) or theirs >= 0 and is_same(datetime.timedelta(days=theirs), ours)
    if isinstance(theirs, (datetime.datetime, datetime.timedelta)) and isinstance(ours, (int, float)):
        return ours < 0 and abs(to_excel(theirs) - ours) < 2
    return theirs == "#VALUE!" or bool(re.search("_x[0-9A-Fa-f]{4}_", str(theirs))) and ours is not None


def sheets(content):
    reader = ExcelReader(io.BytesIO(content))
    reader.read_manifest()
    reader.read_strings()
    reader.read_workbook()
    return [(sheet.name, relation.target.lstrip("/")) for sheet, relation in reader.parser.find_sheets()]


def compare(program, path, report):
    """Compares a workbook; returns the outcome, and how many cells there are, differ in a known way and differ otherwise."""
    with open(path, "rb") as file:
        content = file.read()
    with tempfile.TemporaryDirectory() as directory:
        changed = os.path.join(directory, "changed.xlsx")
        try:
            copy(content, changed)
        except (zipfile.BadZipFile, NotImplementedError, RuntimeError):
            changed = path
        ours = subprocess.run(
            [program, "convert", changed, "--to", "ndjson", "-o", "-", "--on-error", "skip"], capture_output=True, timeout=SECONDS
        )
    said = [line for line in ours.stderr.decode("utf-8", "replace").splitlines() if line.startswith(("left out", "deskledger:"))]
    try:
        book = openpyxl.load_workbook(io.BytesIO(content), data_only=True)
        paths = sheets(content)
    except Exception as error:  # noqa: BLE001: openpyxl raises whatever its parts raise
        report(f"{path}: openpyxl: {type(error).__name__}: {str(error)[:80]!r}; deskledger: {said[-1:]}")
        return ("rejected by both" if ours.returncode else "read here, rejected by openpyxl"), 0, 0, 0
    records = {record["user_name"]: record for record in map(json.loads, ours.stdout.decode().splitlines())}
    cells, known, different = 0, 0, []
    for name, target in paths:
        rows = collections.defaultdict(dict)
        for (row, column), one in getattr(book[name], "_cells", {}).items():
            if one.value not in (None, "") and column < TIME_COLUMN:
                rows[row][column] = one.value
        for row, values in rows.items():
            record = records.get(f"{target}|{row}".lower())
            for column, value in values.items() if record else ():
                cells += 1
                found = record.get(f"c{column}")
                if not is_same(value, found):
                    known += is_known(value, found)
                    different += [] if is_known(value, found) else [(name, f"{letters(column)}{row}", value, found)]
    if ours.returncode and cells == 0 and not records:
        if not any(getattr(book[name], "_cells", {}) for name, _ in paths):
            return "without a row in both", 0, 0, 0
        report(f"{path}: deskledger: {said[-1:]}")
        return "rejected here", 0, 0, 0
    if different:
        report(f"{path}: {len(different)} of {cells} cells: {different[:3]}")
        return "differ", cells, known, len(different)
    if said:
        report(f"{path}: bad rows: {said[0][-160:]}")
        return "agree, with rows that are reported as bad here", cells, known, 0
    return "agree", cells, known, 0
