"""Reads a workbook with openpyxl, a reader that is not ours, and prints what it found as JSON."""

import datetime
import json
import sys

import openpyxl
from openpyxl.utils.escape import unescape


def plain(cell):
    if isinstance(cell.value, datetime.datetime):
        # A date of a workbook is a fraction of days: the nearest second is meant.
        second = (cell.value + datetime.timedelta(microseconds=500_000)).replace(microsecond=0)
        return {"date": second.isoformat(), "format": cell.number_format}
    if isinstance(cell.value, str):
        return {"text": unescape(cell.value), "type": cell.data_type}
    return cell.value


def main(path):
    book = openpyxl.load_workbook(path)
    sheets = [
        {
            "name": sheet.title,
            "frozen": sheet.freeze_panes,
            "filter": sheet.auto_filter.ref,
            "widths": [round(sheet.column_dimensions[letter].width) for letter in ("A", "G", "J")],
            "bold": sheet["A1"].font.bold,
            "rows": [[plain(cell) for cell in row] for row in sheet.iter_rows()],
        }
        for sheet in book.worksheets
    ]
    json.dump(sheets, sys.stdout)


if __name__ == "__main__":
    main(sys.argv[1])
