"""Writes the same records with several programs, each in its own process, and prints time, processor time and memory.

Then selections, beside DuckDB in its own process and in one that has run the query before.
"""

import csv
import glob
import http.client
import importlib.util
import io
import json
import os
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
import urllib.parse
import urllib.request

binary, records = sys.argv[1], int(sys.argv[2])
turns = int(sys.argv[3]) if len(sys.argv) > 3 else 5
racers, parquet = [], []
PROJECT = "8dc9c40a06574a598941b254d4b63b43"


def peak(pid):
    """Peak resident memory of a running process, in MiB."""
    lines = open(f"/proc/{pid}/status").read().splitlines()
    return next((int(line.split()[1]) for line in lines if line.startswith("VmHWM")), 0) / 1024


def processor(pid):
    """Processor time of a running process in seconds."""
    fields = open(f"/proc/{pid}/stat").read().rsplit(")", 1)[1].split()
    return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")


def process(*arguments, text=None, **more):
    """Seconds, peak memory in MiB and processor time in seconds of one process."""
    begun = time.monotonic()
    child = subprocess.Popen(arguments, stdin=subprocess.PIPE if text else None, stderr=subprocess.PIPE, **more)
    if text:
        child.stdin.write(text.encode())
        child.stdin.close()
    memory = 0.0
    # Polled, because the resource usage of a finished child includes the memory of its parent at the fork.
    ended = 0
    while not ended:
        memory = max(memory, peak(child.pid))
        time.sleep(0.002)
        ended, status, usage = os.wait4(child.pid, os.WNOHANG)
    took = time.monotonic() - begun
    child.returncode = os.waitstatus_to_exitcode(status)
    if child.returncode:
        sys.exit(f"{arguments[0]} failed: {child.stderr.read().decode()[-500:]}")
    return took, memory, usage.ru_utime + usage.ru_stime


def beside(server, *arguments):
    """As process, with the processor time of the server."""
    before = processor(server.pid)
    took, memory, used = process(*arguments)
    return took, memory, used + processor(server.pid) - before


def python(code):
    return process(sys.executable, "-c", code, stdout=subprocess.DEVNULL)


def say(name, took, memory, used, path, first=None):
    used = "" if used is None else f"{used:.2f}"
    first = "" if first is None else f"{first * 1000:.0f}"
    print(f"| {name} | {took:.2f} | {used} | {records / took:,.0f} | {memory} | {first} | {os.path.getsize(path):,} |", flush=True)


def first(name, export, path, memory=None):
    """Runs an export, and again in the turns of all programs."""
    took, peak_, used = export()
    say(name, took, memory or f"{peak_:.0f}", None if memory else used, path)
    racers.append((name, export, not memory))


def serve(work):
    server = subprocess.Popen([binary, "serve", "--listen", "127.0.0.1:0", "--data", f"{work}/data"], stdout=subprocess.PIPE,
                              stderr=subprocess.DEVNULL, text=True)
    return server, server.stdout.readline().split()[-1]


def export(url, work, form, *selection):
    return (binary, "export", "--endpoint", url, "--token-file", f"{work}/data/tokens", "--project-id", PROJECT, "--format", form, "-o", f"{work}/race.{form}", "--force", *selection)


def race(work):
    server, url = serve(work)
    race_of(server, url, work, "csv", racers)
    if parquet:
        race_of(server, url, work, "parquet", parquet)
    if importlib.util.find_spec("duckdb"):
        selections(server, url, work)
    server.terminate()
    server.wait()


def race_of(server, url, work, form, racers):
    """Exports in alternation, so that all meet the same machine."""
    own = f"deskledger, {form}"
    racers = [(own, lambda: beside(server, *export(url, work, form)), True), *racers]
    found = {name: [] for name, *_ in racers}
    for _ in range(turns):
        for name, run, _ in racers:
            found[name].append(run())
    print(f"\n| {turns} turns | median seconds | least seconds | processor seconds | deskledger's time relative to it, by turn |\n|---|---|---|---|---|")
    for name, _, is_whole in racers:
        took, _, used = zip(*found[name])
        ratio = statistics.median(ours[0] / theirs for ours, theirs in zip(found[own], took))
        used = f"{statistics.median(used):.2f}" if is_whole else ""
        print(f"| {name} | {statistics.median(took):.2f} | {min(took):.2f} | {used} | {ratio:.2f} |", flush=True)


def selections(server, url, work):
    """Selective exports to CSV: in a server and a process that are running, and as whole processes."""
    with open(f"{work}/ours.csv", encoding="utf-8-sig", newline="") as lines:
        middle = next(row for number, row in enumerate(csv.DictReader(lines)) if number >= records // 2)
    day = middle["Connection Started"][:10]
    first = f"{day[:8]}{min(int(day[8:]), 21):02}"
    week = first, f"{day[:8]}{int(first[8:]) + 7:02}"
    user, desktop = middle["Connected User"], middle["Desktop Name"]
    quoted = lambda text: "'" + text.replace("'", "''") + "'"
    selected = (
        ("seven days", {"start_time": f"{week[0]}T00:00Z", "end_time": f"{week[1]}T00:00Z"}, f"connection_start_time >= '{week[0]}' AND connection_start_time < '{week[1]}'"),
        ("one user", {"user_name": user}, f"user_name = {quoted(user)}"),
        ("one desktop", {"computer_name": desktop}, f"computer_name = {quoted(desktop)}"),
    )
    address = urllib.parse.urlsplit(url)
    connection = http.client.HTTPConnection(address.hostname, address.port, timeout=60)
    token = open(f"{work}/data/tokens").read().split()[0]

    def get(query):
        begun = time.monotonic()
        connection.request("GET", f"/v2/{PROJECT}/connections/desktops/export?{urllib.parse.urlencode(query)}", headers={"X-Auth-Token": token, "Accept": "text/csv"})
        response = connection.getresponse()
        body = response.read()
        assert response.status == 200, body
        took = time.monotonic() - begun
        return took, sum(1 for _ in csv.reader(io.StringIO(body.decode(), newline=""))) - 1

    print(f"\n| selection, median of {turns * 4} | records | deskledger, running, ms | DuckDB, running, ms | deskledger, a process, ms | DuckDB, a process, ms |\n|---|---|---|---|---|---|")
    for name, query, condition in selected:
        copy = f"COPY (SELECT * FROM r WHERE {condition} ORDER BY {order}) TO '{work}/selected.csv' (HEADER)"
        warm = f"import duckdb, sys, time; c = duckdb.connect('{work}/duck'); q = sys.argv[1]\nfor line in sys.stdin:\n begun = time.monotonic(); c.sql(q); print(time.monotonic() - begun, flush=True)"
        child = subprocess.Popen([sys.executable, "-c", warm, copy], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)
        running = []
        # In alternation; the first turn of both is not counted.
        for _ in range(turns * 4 + 1):
            child.stdin.write("\n")
            child.stdin.flush()
            running.append((*get(query), float(child.stdout.readline())))
        child.communicate()
        options = [part for key, value in query.items() for part in ("--" + key.replace("_", "-"), value)]
        whole = [(process(*export(url, work, "csv", *options))[0], python(f"import duckdb; duckdb.connect('{work}/duck').sql(\"\"\"{copy}\"\"\")")[0]) for _ in range(turns)]
        theirs = sum(1 for _ in csv.reader(open(f"{work}/selected.csv", encoding="utf-8", newline=""))) - 1
        ours, found, warm = zip(*running[1:])
        assert found[0] == theirs, (name, found[0], theirs)
        times = [statistics.median(column) * 1000 for column in (ours, warm, *zip(*whole))]
        print(f"| {name} | {found[0]:,} | " + " | ".join(f"{time_:.1f}" for time_ in times) + " |", flush=True)


def ours(work):
    tokens = f"{work}/data/tokens"
    for form in ("csv", "ndjson", "xlsx", "parquet"):
        server, url = serve(work)
        token = open(tokens).read().split()[0]
        media_types = {"csv": "text/csv", "ndjson": "application/x-ndjson", "parquet": "application/vnd.apache.parquet"}
        request = urllib.request.Request(f"{url}/v2/{PROJECT}/connections/desktops/export",
                                         headers={"X-Auth-Token": token, "Accept": media_types.get(form, "*/*")})
        begun = time.monotonic()
        with urllib.request.urlopen(request) as answer:
            answer.read(1)
            first_byte = time.monotonic() - begun
        out = f"{work}/ours.{form}"
        took, memory, used = beside(server, *export(url, work, form))
        os.rename(f"{work}/race.{form}", out)
        say(f"deskledger, {form}", took, f"{peak(server.pid):.0f} + {memory:.0f}", used, out, first_byte)
        server.terminate()
        server.wait()


def sqlite(work):
    database = f"{work}/peer.sqlite"
    subprocess.run(["sqlite3", database, ".mode csv", f".import {work}/ours.csv r"], check=True)
    first("sqlite3, its own table", lambda: process("sqlite3", database, text=f".headers on\n.mode csv\n.once {work}/sqlite.csv\nSELECT * FROM r ORDER BY rowid;\n"), f"{work}/sqlite.csv")


def duckdb(work):
    python(f"import duckdb; duckdb.connect('{work}/duck').sql(\"CREATE TABLE r AS SELECT * FROM read_json('{ndjson}') ORDER BY {order}\")")
    first("DuckDB, its own table", lambda: python(f"import duckdb; duckdb.connect('{work}/duck').sql(\"COPY (SELECT * FROM r ORDER BY {order}) TO '{work}/duck.csv' (HEADER)\")"), f"{work}/duck.csv")
    parquet.append(("DuckDB, its own table", lambda: python(f"import duckdb; duckdb.connect('{work}/duck').sql(\"COPY (SELECT * FROM r ORDER BY {order}) TO '{work}/duck.parquet' (FORMAT parquet)\")"), True))


def polars(work):
    read = f"import polars; polars.scan_parquet('{work}/ours.parquet')"
    first("polars, a sorted Parquet file", lambda: python(f"{read}.sink_csv('{work}/polars.csv')"), f"{work}/polars.csv")
    parquet.append(("polars, a sorted Parquet file", lambda: python(f"{read}.sink_parquet('{work}/polars.parquet')"), True))


def clickhouse(work):
    session = f"from chdb import session; r = session.Session('{work}/clickhouse')"
    python(f"{session}; r.query('CREATE DATABASE d'); r.query(\"CREATE TABLE d.r ENGINE = MergeTree ORDER BY ({order}) SETTINGS allow_nullable_key = 1 AS SELECT * FROM file('{ndjson}', JSONEachRow)\")")
    first("ClickHouse's engine (chdb), its own table", lambda: python(f"{session}; r.query(\"SELECT * FROM d.r ORDER BY {order} INTO OUTFILE '{work}/clickhouse.csv' TRUNCATE FORMAT CSVWithNames\")"), f"{work}/clickhouse.csv")


def postgres(work, columns):
    found = sorted(glob.glob("/usr/lib/postgresql/*/bin"))
    if not found or not shutil.which("runuser"):
        print("PostgreSQL is not installed and is skipped", file=sys.stderr)
        return race(work)
    home, where = f"{work}/postgres", found[-1]
    os.makedirs(home)
    os.chmod(work, 0o755)
    shutil.chown(home, "postgres")
    run = lambda *arguments, **more: process("runuser", "-u", "postgres", "--", *arguments, stdout=subprocess.DEVNULL, **more)
    run(f"{where}/initdb", "-D", f"{home}/data", "-A", "trust")
    run(f"{where}/pg_ctl", "-D", f"{home}/data", "-o", f"-p 18490 -k {home} -c listen_addresses=''", "-w", "-l", f"{home}/log", "start")
    try:
        os.chmod(f"{work}/ours.csv", 0o644)
        psql = (f"{where}/psql", "-h", home, "-p", "18490", "-v", "ON_ERROR_STOP=1", "-q", "-c")
        table = ", ".join(f"{name} text" for name in columns)
        run(*psql, f"CREATE TABLE r ({table})")
        run(*psql, f"COPY r FROM '{work}/ours.csv' WITH (FORMAT csv, HEADER)")
        run(*psql, "CREATE INDEX i ON r (connection_start_time, transaction_id); ANALYZE r")
        first("PostgreSQL COPY", lambda: run(*psql, f"COPY (SELECT * FROM r ORDER BY connection_start_time, transaction_id) TO '{home}/out.csv' WITH (FORMAT csv, HEADER)"), f"{home}/out.csv", "a server")
        race(work)
    finally:
        run(f"{where}/pg_ctl", "-D", f"{home}/data", "-m", "fast", "stop")


with tempfile.TemporaryDirectory(prefix="peers-") as work:
    subprocess.run([binary, "seed", "--data", f"{work}/data", "--records", str(records), "--days", "365"], check=True, capture_output=True)
    print(f"| {records:,} records | seconds | processor seconds | rows per second | peak MiB (server + client) | first byte, ms | bytes |\n|---|---|---|---|---|---|---|")
    ours(work)
    # The other programs use column names that need no quoting.
    ndjson = f"{work}/ours.ndjson"
    with open(f"{work}/ours.ndjson", encoding="utf-8") as lines:
        columns = list(dict.fromkeys(name for line in lines for name in json.loads(line)))
    order = "connection_start_time, transaction_id"
    for peer, is_installed in (
        (sqlite, shutil.which("sqlite3")),
        (duckdb, importlib.util.find_spec("duckdb")),
        (polars, importlib.util.find_spec("polars")),
        (clickhouse, importlib.util.find_spec("chdb")),
    ):
        if is_installed:
            peer(work)
        else:
            print(f"{peer.__name__} is not installed and is skipped", file=sys.stderr)
    postgres(work, columns)
