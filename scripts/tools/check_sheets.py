"""Exports so many seeded records as XLSX and CSV, counts the rows of every sheet with openpyxl, and compares the rows at both ends of each."""

import csv
import datetime
import subprocess
import sys
import tempfile

import openpyxl

binary, records = sys.argv[1], int(sys.argv[2])
PROJECT = "8dc9c40a06574a598941b254d4b63b43"
# Rows of a sheet, the one of the headings among them.
ROWS_A_SHEET = 1_048_576


def export(work):
    """Both files, from one server."""
    subprocess.run([binary, "seed", "--data", f"{work}/data", "--records", str(records), "--days", "365"], check=True, capture_output=True)
    server = subprocess.Popen([binary, "serve", "--listen", "127.0.0.1:0", "--data", f"{work}/data"], stdout=subprocess.PIPE,
                              stderr=subprocess.DEVNULL, text=True)
    try:
        url = server.stdout.readline().split()[-1]
        for form in ("xlsx", "csv"):
            subprocess.run([binary, "export", "--endpoint", url, "--token-file", f"{work}/data/tokens", "--project-id", PROJECT,
                            "--format", form, "-o", f"{work}/file.{form}"], check=True, capture_output=True)
    finally:
        server.terminate()
        server.wait()


def same(cell, text):
    """Whether a cell of the workbook says what stands in the CSV."""
    if cell is None:
        return text == ""
    if isinstance(cell, datetime.datetime):
        # A date of a workbook is a fraction of days, and openpyxl does not always round it to the second.
        said = datetime.datetime.fromisoformat(text.replace("Z", "+00:00")).replace(tzinfo=None)
        return abs(cell - said) < datetime.timedelta(milliseconds=500)
    if isinstance(cell, (int, float)) and not isinstance(cell, bool):
        return float(text) == cell
    return str(cell) == text


def ends(rows):
    """The first and the last of them, and how many there are."""
    first = last = None
    count = 0
    for last in rows:
        first = last if first is None else first
        count += 1
    return first, last, count


with tempfile.TemporaryDirectory(prefix="sheets-") as work:
    export(work)
    book = openpyxl.load_workbook(f"{work}/file.xlsx", read_only=True)
    lines = csv.reader(open(f"{work}/file.csv", newline="", encoding="utf-8-sig"))
    headings = next(lines)
    failures, left = [], records
    print("| sheet | rows | of them records |\n|---|---|---|")
    for name in book.sheetnames:
        rows = book[name].iter_rows(values_only=True)
        head = next(rows)
        if len(head) != len(headings) or not all(map(same, head, headings)):
            failures.append(f"{name}: expected the headings {headings}, found {head}")
        first, last, count = ends(rows)
        expected = min(left, ROWS_A_SHEET - 1)
        left -= expected
        if count != expected:
            failures.append(f"{name}: expected {expected:,} records, found {count:,}")
        told_first, told_last, _ = ends(line for _, line in zip(range(expected), lines))
        for which, found, told in (("first", first, told_first), ("last", last, told_last)):
            if len(found) != len(told) or not all(map(same, found, told)):
                failures.append(f"{name}: the {which} record: expected {told}, found {found}")
        print(f"| {name} | {count + 1:,} | {count:,} |", flush=True)
    if left or next(lines, None) is not None:
        failures.append(f"{left:,} records are in no sheet")
    for failure in failures:
        print(failure, file=sys.stderr)
    sys.exit(1 if failures else 0)
