"""Reads an XLSX file with openpyxl and a CSV file with Python's csv module, and compares them cell by cell."""

import csv
import datetime
import sys

import openpyxl


def text(value):
    """A cell as text, in the notation of the CSV file."""
    if value is None:
        return ""
    if isinstance(value, datetime.datetime):
        # Spreadsheet dates are binary fractions of days: round to the nearest second.
        return (value + datetime.timedelta(microseconds=500_000)).strftime("%Y-%m-%dT%H:%M:%SZ")
    return str(value)


def main(xlsx, csv_file):
    book = openpyxl.load_workbook(xlsx, read_only=True)
    rows = 0
    with open(csv_file, newline="", encoding="utf-8-sig") as file:
        other = csv.reader(file)
        for sheet in book.worksheets:
            for index, row in enumerate(sheet.iter_rows(values_only=True)):
                if rows > 0 and index == 0:
                    continue  # Further sheets repeat the headings.
                ours = [text(cell) for cell in row]
                theirs = next(other)
                ours += [""] * (len(theirs) - len(ours))
                if ours != theirs:
                    sys.exit(f"row {rows + 1} differs:\n  {xlsx}: {ours}\n  {csv_file}: {theirs}")
                rows += 1
        if (rest := next(other, None)) is not None:
            sys.exit(f"{csv_file} has an extra row: {rest}")
    if rows < 2:
        sys.exit(f"expected rows, found {rows}")
    print(f"{xlsx} and {csv_file} agree on {rows} rows")


if __name__ == "__main__":
    main(*sys.argv[1:])
