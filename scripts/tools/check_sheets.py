"""Exports seeded records as XLSX and CSV, counts the rows of every sheet with openpyxl, and compares the first and last rows of each."""

import csv
import datetime
import subprocess
import sys
import tempfile

import openpyxl

binary, records = sys.argv[1], int(sys.argv[2])
PROJECT = "8dc9c40a06574a598941b254d4b63b43"
# Rows of a sheet, including the header row.
ROWS_A_SHEET = 1_048_576


def export(work):
    """Writes both files from one server."""
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
    """Whether a cell of the workbook equals the text in the CSV."""
    if cell is None:
        return text == ""
    if isinstance(cell, datetime.datetime):
        # Workbook dates are fractions of days, which openpyxl does not always round to the second.
        said = datetime.datetime.fromisoformat(text.replace("Z", "+00:00")).replace(tzinfo=None)
        return abs(cell - said) < datetime.timedelta(milliseconds=500)
    if isinstance(cell, (int, float)) and not isinstance(cell, bool):
        return float(text) == cell
    return str(cell) == text


def ends(rows):
    """The first row, the last row and the number of rows."""
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
    print("| sheet | rows | records |\n|---|---|---|")
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
        csv_first, csv_last, _ = ends(line for _, line in zip(range(expected), lines))
        for which, found, wanted in (("first", first, csv_first), ("last", last, csv_last)):
            if len(found) != len(wanted) or not all(map(same, found, wanted)):
                failures.append(f"{name}: the {which} record: expected {wanted}, found {found}")
        print(f"| {name} | {count + 1:,} | {count:,} |", flush=True)
    if left or next(lines, None) is not None:
        failures.append(f"{left:,} records are missing from the sheets")
    for failure in failures:
        print(failure, file=sys.stderr)
    sys.exit(1 if failures else 0)
