"""Reads the four forms of one export with pandas, DuckDB and LibreOffice: all have to agree on every cell."""

import csv
import subprocess
import sys
from pathlib import Path

import duckdb
import openpyxl
import pandas

TIMES = ["connection_start_time", "connection_setup_time", "connection_end_time"]
NUMBERS = ["network_rtt", "e2e_rtt"]


def shown(value, column):
    """A value as CSV has it."""
    if value is None or value is pandas.NaT or (not isinstance(value, str) and pandas.isna(value)) or value == "":
        return ""
    if column in TIMES and not isinstance(value, str):
        # A date of a spreadsheet is a binary fraction of days: the second is the nearest one.
        return pandas.Timestamp(value).round("s").strftime("%Y-%m-%dT%H:%M:%SZ")
    if column in TIMES:
        return value.replace(" UTC", "Z").replace(" ", "T")
    if column in NUMBERS:
        return str(int(float(value)))
    if column == "is_reconnect":
        return "Yes" if str(value).lower() in ("yes", "true") else "No"
    return str(value)


def compare(name, expected, columns, rows):
    rows = [[shown(value, column) for value, column in zip(row, columns, strict=True)] for row in rows]
    if len(rows) != len(expected):
        sys.exit(f"{name}: expected {len(expected)} rows, found {len(rows)}")
    for number, (ours, theirs) in enumerate(zip(expected, rows), 1):
        if ours != theirs:
            sys.exit(f"{name}: row {number} differs:\n  expected {ours}\n  found    {theirs}")
    print(f"{name} agrees on {len(rows)} rows of {len(columns)} columns")


def look(path, rows, columns):
    """What a person needs beside the cells: headings that stay, columns that are wide enough, filters, and dates that are dates."""
    sheet = openpyxl.load_workbook(path).worksheets[0]
    assert sheet.freeze_panes == "A2", f"the headings do not stay: {sheet.freeze_panes}"
    last = openpyxl.utils.get_column_letter(len(columns))
    assert sheet.auto_filter.ref == f"A1:{last}{rows + 1}", f"the filters are at {sheet.auto_filter.ref}"
    for cell, column in zip(sheet[1], columns, strict=True):
        width = sheet.column_dimensions[cell.column_letter].width
        assert width >= len(cell.value) + 2, f"{cell.value} does not fit a column of {width}"
    for line in sheet.iter_rows(min_row=2):
        for cell, column in zip(line, columns):
            kind = "d" if column in TIMES else "n" if column in NUMBERS else cell.data_type
            assert cell.value is None or cell.data_type == kind, f"{cell.coordinate} of {column} is no {kind}: {cell.value!r}"
            assert cell.data_type != "f", f"{cell.coordinate} is a formula: {cell.value}"
    print(f"openpyxl, XLSX: headings stay, {len(columns)} columns fit them, filters over {rows} rows, times are dates")


def main(directory):
    file = {form: Path(directory) / f"records.{form}" for form in ("xlsx", "csv", "ndjson", "parquet")}
    table = pandas.read_parquet(file["parquet"])
    columns = list(table.columns)
    with open(file["csv"], newline="", encoding="utf-8") as text:
        expected = list(csv.reader(text))[1:]
    if not expected:
        sys.exit("expected rows, found none")
    compare("pandas, Parquet", expected, columns, table.itertuples(index=False))
    texts = {"dtype": str, "keep_default_na": False}
    compare("pandas, CSV", expected, columns, pandas.read_csv(file["csv"], **texts).itertuples(index=False))
    workbook = pandas.read_excel(file["xlsx"], dtype=object, keep_default_na=False)
    compare("pandas, XLSX", expected, columns, workbook.itertuples(index=False))
    look(file["xlsx"], len(expected), columns)
    lines = pandas.read_json(file["ndjson"], lines=True, dtype=False).reindex(columns=columns)
    compare("pandas, NDJSON", expected, columns, lines.itertuples(index=False))
    duckdb.sql("set timezone = 'UTC'")
    rows = duckdb.sql(f"select * from read_parquet('{file['parquet']}')").fetchall()
    compare("DuckDB, Parquet", expected, columns, rows)
    rows = duckdb.sql(f"select * from read_csv('{file['csv']}', header = true, all_varchar = true)").fetchall()
    compare("DuckDB, CSV", expected, columns, rows)
    types = ", ".join(f"{column}: 'VARCHAR'" for column in columns)
    rows = duckdb.sql(f"select * from read_json('{file['ndjson']}', columns = {{{types}}})").fetchall()
    compare("DuckDB, NDJSON", expected, columns, rows)
    office = Path(directory) / "office"
    command = ["soffice", f"-env:UserInstallation=file://{office}/profile", "--headless", "--convert-to"]
    # Separator, quote, UTF-8, first line, no column formats, no quotes beyond need, values as they are shown.
    command += ["csv:Text - txt - csv (StarCalc):44,34,76,1,,0,false,true", "--outdir", str(office), str(file["xlsx"])]
    subprocess.run(command, check=True, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, timeout=300)
    with open(office / "records.csv", newline="", encoding="utf-8-sig") as text:
        compare("LibreOffice, XLSX", expected, columns, list(csv.reader(text))[1:])


if __name__ == "__main__":
    main(*sys.argv[1:])
