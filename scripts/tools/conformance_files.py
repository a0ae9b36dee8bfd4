"""Reads one export in four formats with pandas, DuckDB and LibreOffice, which must agree on every cell and on the headings of a language.

Arguments: DIRECTORY [LANGUAGE of the headings].
"""

import csv
import functools
import subprocess
import sys
from pathlib import Path

import duckdb
import openpyxl
import openpyxl.utils.escape
import pandas

TIMES = ["connection_start_time", "connection_setup_time", "connection_end_time"]
NUMBERS = ["network_rtt", "e2e_rtt"]
YES_AND_NO = {"en_US": ("Yes", "No"), "zh_CN": ("是", "否")}
# Earlier times are texts in a workbook: spreadsheet dates begin in 1900, and programs disagree on the first day.
FIRST_DAY = "1900-03-01"


def shown(value, column, language):
    """A value as text, in the notation of the CSV file."""
    if value is None or value is pandas.NaT or (not isinstance(value, str) and pandas.isna(value)) or value == "":
        return ""
    if column in TIMES and not isinstance(value, str):
        # Spreadsheet dates are binary fractions of days: round to the nearest second.
        return pandas.Timestamp(value).round("s").tz_localize(None).isoformat(timespec="seconds") + "Z"
    if column in TIMES:
        return value.replace(" UTC", "Z").replace(" ", "T")
    if column in NUMBERS:
        return str(int(float(value)))
    if column == "is_reconnect":
        yes, no = YES_AND_NO[language]
        return yes if str(value).lower() in (yes.lower(), "true") else no
    return str(value)


def compare(name, expected, columns, rows, language="en_US"):
    rows = [[shown(value, column, language) for value, column in zip(row, columns, strict=True)] for row in rows]
    if len(rows) != len(expected):
        sys.exit(f"{name}: expected {len(expected)} rows, found {len(rows)}")
    for number, (ours, theirs) in enumerate(zip(expected, rows), 1):
        if ours != theirs:
            sys.exit(f"{name}: row {number} differs:\n  expected {ours}\n  found    {theirs}")
    print(f"{name} agrees on {len(rows)} rows of {len(columns)} columns")


def same(name, headings, found):
    if headings != found:
        sys.exit(f"{name}: expected the headings {headings}, found {found}")


def look(path, rows, columns):
    """Checks the layout: frozen header row, column widths, filters, and dates stored as dates."""
    sheet = openpyxl.load_workbook(path).worksheets[0]
    assert sheet.freeze_panes == "A2", f"the header row is not frozen: {sheet.freeze_panes}"
    last = openpyxl.utils.get_column_letter(len(columns))
    assert sheet.auto_filter.ref == f"A1:{last}{rows + 1}", f"the filter range is {sheet.auto_filter.ref}"
    for cell, column in zip(sheet[1], columns, strict=True):
        width = sheet.column_dimensions[cell.column_letter].width
        assert width >= len(cell.value) + 2, f"{cell.value} does not fit a column of width {width}"
    for line in sheet.iter_rows(min_row=2):
        for cell, column in zip(line, columns):
            is_date = column in TIMES and not (isinstance(cell.value, str) and cell.value < FIRST_DAY)
            kind = "d" if is_date else "n" if column in NUMBERS else cell.data_type
            assert cell.value is None or cell.data_type == kind, f"{cell.coordinate} of {column} is no {kind}: {cell.value!r}"
            assert cell.data_type != "f", f"{cell.coordinate} is a formula: {cell.value}"
    print(f"openpyxl, XLSX: header row frozen, {len(columns)} columns wide enough, filters over {rows} rows, times stored as dates")


def main(directory, language="en_US"):
    agree = functools.partial(compare, language=language)
    file = {form: Path(directory) / f"records.{form}" for form in ("xlsx", "csv", "ndjson", "parquet")}
    table = pandas.read_parquet(file["parquet"])
    columns = list(table.columns)
    with open(file["csv"], newline="", encoding="utf-8") as text:
        headings, *expected = csv.reader(text)
    is_chinese = any("\u4e00" <= character for heading in headings for character in heading)
    if len(headings) != len(columns) or is_chinese != (language == "zh_CN"):
        sys.exit(f"the headings of {language} are {headings}")
    if not expected:
        sys.exit("expected rows, found none")
    agree("pandas, Parquet", expected, columns, table.itertuples(index=False))
    texts = {"dtype": str, "keep_default_na": False}
    agree("pandas, CSV", expected, columns, pandas.read_csv(file["csv"], **texts).itertuples(index=False))
    workbook = pandas.read_excel(file["xlsx"], dtype=object, keep_default_na=False)
    same("pandas, XLSX", headings, list(workbook.columns))
    # pandas leaves the format's escapes (ECMA-376, part 1, 22.9.2.19) in texts; openpyxl's function decodes them.
    plain = workbook.map(lambda value: openpyxl.utils.escape.unescape(value) if isinstance(value, str) else value)
    agree("pandas, XLSX", expected, columns, plain.itertuples(index=False))
    look(file["xlsx"], len(expected), columns)
    lines = pandas.read_json(file["ndjson"], lines=True, dtype=False).reindex(columns=columns)
    agree("pandas, NDJSON", expected, columns, lines.itertuples(index=False))
    duckdb.sql("set timezone = 'UTC'")
    rows = duckdb.sql(f"select * from read_parquet('{file['parquet']}')").fetchall()
    agree("DuckDB, Parquet", expected, columns, rows)
    rows = duckdb.sql(f"select * from read_csv('{file['csv']}', header = true, all_varchar = true)").fetchall()
    agree("DuckDB, CSV", expected, columns, rows)
    types = ", ".join(f"{column}: 'VARCHAR'" for column in columns)
    rows = duckdb.sql(f"select * from read_json('{file['ndjson']}', columns = {{{types}}})").fetchall()
    agree("DuckDB, NDJSON", expected, columns, rows)
    office = Path(directory) / "office"
    command = ["soffice", f"-env:UserInstallation=file://{office}/profile", "--headless", "--convert-to"]
    # Separator, quote, UTF-8, first line, no column formats, minimal quoting, values as displayed.
    command += ["csv:Text - txt - csv (StarCalc):44,34,76,1,,0,false,true", "--outdir", str(office), str(file["xlsx"])]
    subprocess.run(command, check=True, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, timeout=300)
    with open(office / "records.csv", newline="", encoding="utf-8-sig") as text:
        found, *rows = csv.reader(text)
    same("LibreOffice, XLSX", headings, found)
    # LibreOffice cells have a single kind of line break.
    one_break = [[text.replace("\r\n", "\n") for text in row] for row in expected]
    agree("LibreOffice, XLSX", one_break, columns, rows)


if __name__ == "__main__":
    main(*sys.argv[1:])
