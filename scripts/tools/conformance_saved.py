"""Compares a workbook saved by our command, read with openpyxl, with the CSV that curl downloaded."""

import csv
import sys

from openpyxl import load_workbook

workbook, csv_file = sys.argv[1:]
rows = [["" if value is None else str(value) for value in row] for row in load_workbook(workbook, read_only=True).active.values]
with open(csv_file, newline="", encoding="utf-8-sig") as file:
    expected = list(csv.reader(file))
assert len(rows) == len(expected), f"expected {len(expected)} rows, found {len(rows)}"
# Times and numbers are typed in a workbook and texts in CSV, so only text columns are compared cell by cell.
texts = [at for at, name in enumerate(expected[0]) if name in ("Connected User", "Desktop Name", "Terminal Name", "Desktop IP Address")]
assert len(texts) == 4, expected[0]
for number, (ours, theirs) in enumerate(zip(rows, expected)):
    assert [ours[at] for at in texts] == [theirs[at] for at in texts], f"row {number}: {ours} and {theirs}"
print(f"openpyxl reads the same {len(rows)} rows that curl downloaded")
