"""Converts files that pandas, openpyxl and DuckDB wrote from one export with `deskledger convert`: every cell must be preserved."""

import json
import subprocess
import sys
from pathlib import Path

import duckdb
import pandas
from conformance_files import NUMBERS, TIMES, compare

FURTHER = "级别"


def main(directory, command):
    directory = Path(directory)
    table = pandas.read_csv(directory / "records.csv", dtype=str, keep_default_na=False)
    columns = list(pandas.read_parquet(directory / "records.parquet").columns)
    first = subprocess.run(
        [command, "convert", str(directory / "records.csv"), "-o", "-", "--to", "csv", "--language", "zh_CN"],
        check=True, capture_output=True, text=True,
    ).stdout.splitlines()[0]
    # The rows with Chinese headings, in the column types that pandas users have.
    table.columns = first.split(",")
    names = dict(zip(columns, table.columns, strict=True))
    expected = [row + ["金"] for row in table.values.tolist()]
    typed = table.copy()
    typed[FURTHER] = "金"
    for column in TIMES:
        typed[names[column]] = pandas.to_datetime(typed[names[column]], utc=True)
    for column in NUMBERS:
        typed[names[column]] = pandas.to_numeric(typed[names[column]])
    flags = {"Yes": True, "No": False, "": None}
    typed[names["is_reconnect"]] = typed[names["is_reconnect"]].map(flags)
    naive = typed.copy()
    for column in TIMES:
        naive[names[column]] = naive[names[column]].dt.tz_localize(None)

    def check(name, path):
        output = directory / "converted.ndjson"
        subprocess.run([command, "convert", str(path), "-o", str(output), "--force"], check=True)
        lines = [json.loads(line) for line in output.read_text(encoding="utf-8").splitlines()]
        rows = [[line.get(column) for column in [*columns, FURTHER]] for line in lines]
        compare(f"convert, {name}", expected, [*columns, FURTHER], rows)

    path = directory / "made"
    for encoding in ("utf-8", "utf-8-sig", "utf-16", "gb18030"):
        typed.to_csv(path, index=False, encoding=encoding)
        check(f"CSV of pandas in {encoding}", path)
    typed.to_csv(path, index=False, encoding="gb18030", compression="gzip")
    check("CSV of pandas in gb18030 and gzip", path)
    typed.to_csv(path, index=False, compression={"method": "zip", "archive_name": "made.csv"})
    check("CSV of pandas in ZIP", path)
    workbook = path.with_suffix(".xlsx")
    with pandas.ExcelWriter(workbook, engine="openpyxl") as writer:
        naive.iloc[:150].to_excel(writer, index=False, sheet_name="一")
        naive.iloc[150:].to_excel(writer, index=False, sheet_name="二")
    check("XLSX of pandas and openpyxl, two sheets", workbook)
    typed.to_parquet(path, index=False)
    check("Parquet of pandas", path)
    typed.to_json(path, orient="records", lines=True, force_ascii=False, date_format="iso")
    check("NDJSON of pandas", path)
    duckdb.sql("set timezone = 'UTC'")
    duckdb.register("made", typed)
    for form in ("csv", "json", "parquet"):
        duckdb.sql(f"copy made to '{path}' (format {form})")
        check(f"{form} of DuckDB", path)


if __name__ == "__main__":
    main(*sys.argv[1:])
