"""Writes Parquet files of every type, encoding and codec, and workbooks of awkward cells: conformance_siblings.py DIRECTORY"""

import datetime
import decimal
import os
import sys

import openpyxl
import pyarrow
import pyarrow.parquet

directory = sys.argv[1]
os.makedirs(directory, exist_ok=True)
decimal.getcontext().prec = 90
SECOND = 1587697367
UNITS = {"s": 1, "ms": 10**3, "us": 10**6, "ns": 10**9}


def write(name, values, kind, **options):
    table = pyarrow.table({"x": pyarrow.array(values, kind)})
    pyarrow.parquet.write_table(table, f"{directory}/{name}.parquet", **options)


for precision, scale in ((4, 2), (9, 0), (18, 5), (38, 10), (38, 38), (76, 20)):
    kind = pyarrow.decimal128(precision, scale) if precision <= 38 else pyarrow.decimal256(precision, scale)
    most = decimal.Decimal("9" * precision).scaleb(-scale)
    for whole in (True, False):
        numbers = [decimal.Decimal(0), most, -most, None, decimal.Decimal(-5).scaleb(-scale)]
        write(f"decimal-{precision}-{scale}-{whole}", numbers, kind, store_decimal_as_integer=whole)
for bits in (8, 16, 32, 64):
    write(f"uint{bits}", [0, 1, 2**bits - 1, None], getattr(pyarrow, f"uint{bits}")())
    write(f"int{bits}", [0, -1, 2 ** (bits - 1) - 1, -(2 ** (bits - 1))], getattr(pyarrow, f"int{bits}")())
for unit, per_second in UNITS.items():
    for zone in (None, "UTC", "+08:00"):
        times = [0, -per_second, SECOND * per_second, None] + ([] if unit == "s" else [SECOND * per_second + per_second - per_second // 1000])
        write(f"timestamp-{unit}-{zone}", times, pyarrow.timestamp(unit, zone))
    kind = pyarrow.time32(unit) if unit in ("s", "ms") else pyarrow.time64(unit)
    write(f"time-{unit}", [0, 86400 * per_second - 1, 3723 * per_second], kind)
write("int96", [0, -1, SECOND * 10**9 + 10**9 - 1], pyarrow.timestamp("ns"), use_deprecated_int96_timestamps=True)
write("date32", [0, -1, 18376, -719162], pyarrow.date32())
write("date64", [0, 86400000], pyarrow.date64())
write("float16", [1.5, -0.0, float("inf"), float("nan"), 65504.0], pyarrow.float16())
write("float32", [0.1, 1e38, float("-inf"), None], pyarrow.float32())
write("float64", [0.1, 5e-324, 1.7976931348623157e308, float("nan"), -0.0], pyarrow.float64())
write("boolean", [True, False, None], pyarrow.bool_())
write("null", [None, None], pyarrow.null())
write("text", ["", "a", " b ", "\u5f20\n\u4e09", "x" * 70000, None], pyarrow.large_string())
write("bytes", [b"a", b"\xff", None], pyarrow.binary())
write("fixed", [b"abc"], pyarrow.binary(3))
write("list", [[1], [2]], pyarrow.list_(pyarrow.int32()))
write("struct", [{"a": 1}], pyarrow.struct([("a", pyarrow.int32())]))
texts, numbers = [f"value {index % 7}" for index in range(5000)], list(range(-50, 3000))
for codec in ("snappy", "gzip", "brotli", "zstd", "lz4", "none"):
    for version in ("1.0", "2.0"):
        write(f"{codec}-{version}", texts, pyarrow.string(), compression=codec, data_page_version=version, data_page_size=2000)
for encoding in ("PLAIN", "DELTA_BINARY_PACKED", "BYTE_STREAM_SPLIT"):
    write(encoding, numbers, pyarrow.int64(), use_dictionary=False, column_encoding={"x": encoding}, row_group_size=777)
for encoding in ("DELTA_LENGTH_BYTE_ARRAY", "DELTA_BYTE_ARRAY"):
    write(encoding, texts, pyarrow.string(), use_dictionary=False, column_encoding={"x": encoding})

for epoch in (openpyxl.utils.datetime.WINDOWS_EPOCH, openpyxl.utils.datetime.MAC_EPOCH):
    book = openpyxl.Workbook()
    book.epoch = epoch
    sheet = book.active
    moment = datetime.datetime(2020, 4, 24, 3, 2, 47)
    for part in range(0, 1000, 37):
        sheet.append([moment + datetime.timedelta(milliseconds=part), part / 7, part * 10**12, str(part), part % 2 == 0])
    for row in (
        [datetime.date(2020, 4, 24), datetime.time(23, 59, 59), datetime.timedelta(hours=36, seconds=5), "#N/A", True],
        ["", " a ", "a\nb", "\u5f20\u4e09", "<&>"],
        [0.1 + 0.2, 1e16, -1e-300, 123456789012345, 1 / 3],
    ):
        sheet.append(row)
    book.create_sheet("second").append([moment, 1])
    book.save(f"{directory}/cells-{epoch.year}.xlsx")
