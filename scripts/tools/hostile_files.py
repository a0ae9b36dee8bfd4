"""Writes one hostile file after the other, converts it with each program, and prints time and memory."""

import os, resource, signal, sys, tempfile

# Pages of all columns of Parquet together may have 1 GiB.
MAX_PEAK, MAX_SECONDS = 1200, 300
is_short = sys.argv[1] == "--short"
programs = [os.path.realpath(program) for program in sys.argv[2 if is_short else 1 :]]
# A short run makes files of a sixteenth.
MIB = (1 << 16) if is_short else (1 << 20)
HEADER = b"connection_start_time,user_name\n"
TIME = "2020-04-24T03:02:47Z"
ROW = f"{TIME},jy01@local.com\n".encode()
START = f'{{"connection_start_time":"{TIME}"'.encode()
MAIN = 'xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"'
OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
RELATIONSHIPS = "http://schemas.openxmlformats.org/package/2006/relationships"
HEADINGS = "<row>" + "".join(f'<c t="inlineStr"><is><t>{name}</t></is></c>' for name in HEADER.decode().strip().split(",")) + "</row>"
CELL = f'<c t="inlineStr"><is><t>{TIME}</t></is></c>'


def repeated(piece, size):
    """So many bytes of one piece, in chunks of about a mebibyte."""
    many = max(1, (1 << 20) // len(piece))
    for _ in range(max(1, size // (len(piece) * many))):
        yield piece * many


def plain(*parts):
    def make(path):
        with open(path, "wb") as out:
            for part in parts:
                out.writelines([part] if isinstance(part, bytes) else part())

    return make


def gzipped(*parts, level=6):
    def make(path):
        import gzip

        with gzip.open(path, "wb", level) as out:
            for part in parts:
                for chunk in [part] if isinstance(part, bytes) else part():
                    out.write(chunk)

    return make


def zipped(members):
    """An archive of the members that a function lists: this process stays small."""
    def make(path):
        import zipfile

        with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED, compresslevel=6) as out:
            for name, parts in members():
                with out.open(name, "w", force_zip64=True) as member:
                    for part in parts:
                        for chunk in [part] if isinstance(part, (bytes, str)) else part():
                            member.write(chunk.encode() if isinstance(chunk, str) else chunk)

    return make


def workbook(*parts, **more):
    """A workbook of these parts, each as pieces."""
    return zipped(lambda: members(*parts, **more))


def members(sheet, strings=None, styles=None, sheets=1, root=lambda: []):
    kinds = ["worksheet"] * sheets + ["sharedStrings"] * bool(strings) + ["styles"] * bool(styles)
    targets = [f"sheet{number}.xml" if sheets < 100 else "sheet1.xml" for number in range(1, sheets + 1)]
    targets += ["sharedStrings.xml"] * bool(strings) + ["styles.xml"] * bool(styles)
    links = "".join(f'<Relationship Id="r{at}" Type="{OFFICE}/{kind}" Target="{target}"/>' for at, (kind, target) in enumerate(zip(kinds, targets)))
    names = "".join(f'<sheet name="s{at}" sheetId="{at + 1}" r:id="r{at}"/>' for at in range(sheets))
    found = [
        ("_rels/.rels", [f'<Relationships xmlns="{RELATIONSHIPS}"><Relationship Id="r" Type="{OFFICE}/officeDocument" Target="xl/workbook.xml"/></Relationships>']),
        ("[Content_Types].xml", ['<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types"/>']),
        ("xl/workbook.xml", [f'<workbook {MAIN} xmlns:r="{OFFICE}"><sheets>{names}</sheets></workbook>']),
        ("xl/_rels/workbook.xml.rels", [f'<Relationships xmlns="{RELATIONSHIPS}">{links}</Relationships>']),
        ("xl/sheet1.xml", [f"<worksheet {MAIN}", root, "><sheetData>", *sheet]),
    ]
    found += [("xl/sharedStrings.xml", [f"<sst {MAIN}>", *strings])] if strings else []
    found += [("xl/styles.xml", [f"<styleSheet {MAIN}>", *styles])] if styles else []
    return found


def rows(*parts):
    return [HEADINGS, *parts, "</sheetData></worksheet>"]


def table(columns, count=1, **options):
    """A Parquet file of so many rows; `columns` gives the values of further columns."""
    def make(path):
        import pyarrow
        import pyarrow.parquet

        made = {"connection_start_time": pyarrow.array([TIME] * count), **columns(pyarrow)}
        pyarrow.parquet.write_table(pyarrow.table(made), path, compression="zstd", **options)

    return make


def again(pa, value, count):
    """One long text in many rows."""
    dictionary = pa.array([value]).dictionary_encode().dictionary
    return {"note": pa.DictionaryArray.from_arrays(pa.array([0] * count, pa.int32()), dictionary)}


def numbered(form, count):
    return lambda: ("".join(form.format(number) for number in range(at, min(at + 4096, count))) for at in range(0, count, 4096))


def nested(path):
    import gzip

    content = HEADER + ROW
    for _ in range(32):
        content = gzip.compress(content)
    with open(path, "wb") as out:
        out.write(content)


BIG = 1024 * MIB
FILES = [
    ("gzip: one row again and again", "csv.gz", gzipped(HEADER, lambda: repeated(ROW, BIG // 16), level=9)),
    ("gzip: line feeds", "csv.gz", gzipped(HEADER, lambda: repeated(b"\n", BIG))),
    ("gzip in gzip, 32 times", "csv.gz", nested),
    ("ZIP: one row again and again", "zip", zipped(lambda: [("a.csv", [HEADER, lambda: repeated(ROW, BIG // 16)])])),
    ("ZIP: 65,000 files", "zip", zipped(lambda: ((f"{number}.csv", [HEADER, ROW]) for number in range(65000 * MIB >> 20)))),
    ("XLSX: a sheet of spaces", "xlsx", workbook(rows(lambda: repeated(b" ", BIG)))),
    ("XLSX: a million shared strings", "xlsx", workbook(rows(f"<row>{CELL}</row>"), [numbered("<si><t>a text with the number {}</t></si>", MIB), "</sst>"])),
    ("XLSX: shared strings of 400 MiB", "xlsx", workbook(rows(f"<row>{CELL}</row>"), [lambda: repeated(b"<si><t>" + b"x" * 1000 + b"</t></si>", 400 * MIB), "</sst>"])),
    ("XLSX: 64 million empty shared strings", "xlsx", workbook(rows(f"<row>{CELL}</row>"), [lambda: repeated(b"<si/>", 5 * 64 * MIB), "</sst>"])),
    ("XLSX: a shared string in 16 million runs", "xlsx", workbook(rows(f"<row>{CELL}</row>"), ["<si>", lambda: repeated(b"<r><t>x</t></r>", 15 * 16 * MIB), "</si></sst>"])),
    ("XLSX: a cell of 256 MiB", "xlsx", workbook(rows(f"<row>{CELL}", '<c t="inlineStr"><is><t>', lambda: repeated(b"x", 256 * MIB), "</t></is></c></row>"))),
    ("XLSX: a cell of 16 million entities", "xlsx", workbook(rows(f"<row>{CELL}", '<c t="inlineStr"><is><t>', lambda: repeated(b"&amp;", 5 * 16 * MIB), "</t></is></c></row>"))),
    ("XLSX: a start tag of 256 MiB", "xlsx", workbook(rows("<row ", lambda: repeated(b'a="b" ', 256 * MIB), f">{CELL}</row>"))),
    ("XLSX: elements in elements", "xlsx", workbook(rows(lambda: repeated(b"<a>", 64 * MIB)))),
    ("XLSX: a comment of 256 MiB", "xlsx", workbook(rows("<!--", lambda: repeated(b"x", 256 * MIB), f"--><row>{CELL}</row>"))),
    ("XLSX: a million namespaces", "xlsx", workbook(rows(f"<row>{CELL}</row>"), root=numbered(' xmlns:n{}="u"', MIB))),
    ("XLSX: a row of 4 million cells", "xlsx", workbook(rows("<row>", lambda: repeated(CELL.encode(), 4 * MIB * len(CELL)), "</row>"))),
    ("XLSX: rows of 1,000 further columns", "xlsx", workbook(["<row>", CELL.replace(TIME, "connection_start_time"), numbered('<c t="inlineStr"><is><t>column {}</t></is></c>', 999), "</row>", lambda: repeated((f"<row>{CELL}" + '<c t="inlineStr"><is><t>x</t></is></c>' * 999 + "</row>").encode(), 64 * MIB), "</sheetData></worksheet>"])),
    ("XLSX: row 1,048,576 and column XFD", "xlsx", workbook(rows(f'<row r="1048576"><c r="A1048576" t="inlineStr"><is><t>{TIME}</t></is></c><c r="XFD1048576"><v>1</v></c></row>'))),
    ("XLSX: rows with great numbers", "xlsx", workbook(rows(*(f'<row r="{1 << shift}"><c r="A1" t="inlineStr"><is><t>{TIME}</t></is></c></row>' for shift in range(20, 64))))),
    ("XLSX: 8 million styles", "xlsx", workbook(rows(f"<row>{CELL}</row>"), styles=["<cellXfs>", lambda: repeated(b'<xf numFmtId="14"/>', 19 * 8 * MIB), "</cellXfs></styleSheet>"])),
    ("XLSX: 70,000 sheets", "xlsx", workbook(rows(f"<row>{CELL}</row>"), sheets=70_000)),
    ("CSV: a line of 1 GiB", "csv", plain(HEADER, lambda: repeated(b"x", BIG))),
    ("CSV: a quote that is not closed", "csv", plain(HEADER, b'"', lambda: repeated(ROW, BIG))),
    ("CSV: 16 million columns", "csv", plain(HEADER[:-1], lambda: repeated(b",x", 32 * MIB), b"\n")),
    ("CSV: rows of 1,000 further columns", "csv", plain(HEADER[:-1], lambda: [f",column {number}".encode() for number in range(999)], b"\n", lambda: repeated(ROW[:-1] + b",x" * 999 + b"\n", 64 * MIB))),
    ("CSV: bad rows", "csv", plain(HEADER, lambda: repeated(b"soon," + b"x" * 300 + b"\n", 256 * MIB))),
    ("NDJSON: a line of 1 GiB", "ndjson", plain(START, b',"a":"', lambda: repeated(b"x", BIG))),
    ("NDJSON: arrays in arrays", "ndjson", plain(START, b',"a":', lambda: repeated(b"[", MIB // 2), b"\n")),
    ("NDJSON: an object of 100,000 keys", "ndjson", plain(START, lambda: [f',"{number}":1'.encode() for number in range(90_000)], b"}\n")),
    ("NDJSON: 900 keys of 1 MiB", "ndjson", plain(lambda: (START + f',"{number}'.encode() + b"x" * (1_000_000 * MIB >> 20) + b'":1}\n' for number in range(900)))),
    ("JSON: a record of 1 GiB", "json", plain(b'{"records":[', START, b',"a":"', lambda: repeated(b"x", BIG))),
    ("JSON: a text of 1 GiB beside the records", "json", plain(b'{"a":"', lambda: repeated(b"x", BIG), b'","records":[', START, b"}]}")),
    ("JSON: a key of 1 GiB", "json", plain(b'{"', lambda: repeated(b"x", BIG), b'":1,"records":[', START, b"}]}")),
    ("Parquet: one text of 900 KB in 1,000 rows", "parquet", table(lambda pa: again(pa, "x" * (900_000 * MIB >> 20), 1000), 1000)),
    ("Parquet: a text of 512 MiB", "parquet", table(lambda pa: {"note": pa.array(["x" * (512 * MIB)])}, use_dictionary=False)),
    ("Parquet: a dictionary of 4 million texts", "parquet", table(lambda pa: {"note": pa.array(map(str, range(4 * MIB)))}, 4 * MIB, dictionary_pagesize_limit=1 << 30)),
    ("Parquet: a page of 8 million rows", "parquet", table(lambda pa: {}, 8 * MIB, data_page_size=1 << 30, row_group_size=1 << 30, use_dictionary=False)),
    ("Parquet: 20,000 columns", "parquet", table(lambda pa: {f"c{number}": pa.array(["x"]) for number in range(20_000 * MIB >> 20)})),
    ("Parquet: 990 columns of long texts", "parquet", table(lambda pa: {f"c{number}": pa.array(["x" * 1000] * (4096 * MIB >> 20)) for number in range(990)}, 4096 * MIB >> 20, use_dictionary=False)),
]


def in_child(make, path):
    """Makes a file in another process: a child begins with the peak of its parent, which has to stay small."""
    child = os.fork()
    if child == 0:
        make(path)
        os._exit(0)
    assert os.waitpid(child, 0)[1] == 0, path


def run(program, path, work):
    """Exit status, seconds of the processor, peak in MiB and the first line of the message."""
    text = open(f"{work}/text", "w+b")
    child = os.fork()
    if child == 0:
        resource.setrlimit(resource.RLIMIT_CPU, (MAX_SECONDS,) * 2)
        os.dup2(text.fileno(), 2)
        os.dup2(os.open(os.devnull, os.O_WRONLY), 1)
        environment = {**os.environ, "LC_ALL": "C", "TMPDIR": work}
        os.execve(program, [program, "convert", path, "-o", "/dev/null", "--to", "ndjson"], environment)
    _, status, usage = os.wait4(child, 0)
    text.seek(0)
    line = (text.read(4096).decode(errors="replace").splitlines() or [""])[0]
    code = os.waitstatus_to_exitcode(status)
    return (signal.Signals(-code).name if code < 0 else code), usage.ru_utime + usage.ru_stime, usage.ru_maxrss / 1024, line.replace(f"{work}/", "").removeprefix("deskledger: ").removeprefix("error: ")


names = ["old ", "new "] if len(programs) == 2 else [""]
print("| file | bytes | " + " | ".join(f"{name}{what}" for what in ("exit", "seconds", "peak MiB") for name in names) + " | message |")
print("|---" * (3 + 3 * len(names)) + "|")
worst = 0
with tempfile.TemporaryDirectory() as work:
    for name, extension, make in FILES:
        path = f"{work}/in.{extension}"
        in_child(make, path)
        found = [run(program, path, work) for program in programs]
        cells = [one[0] for one in found] + [f"{one[1]:.2f}" for one in found] + [f"{one[2]:.0f}" for one in found]
        message = found[-1][3].replace("|", "\\|")
        print(f"| {name} | {os.path.getsize(path):,} | " + " | ".join(map(str, cells)) + f" | {message[:160]} |", flush=True)
        worst = max(worst, found[-1][2])
        os.remove(path)
if worst > MAX_PEAK:
    sys.exit(f"expected a peak of at most {MAX_PEAK} MiB, found {worst:.0f}")
