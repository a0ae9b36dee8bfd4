"""Writes the same records as CSV with several programs, each in its own process, and prints time and memory."""

import glob
import importlib.util
import json
import os
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
import urllib.request

binary, records = sys.argv[1], int(sys.argv[2])
turns = int(sys.argv[3]) if len(sys.argv) > 3 else 5
racers = []
PROJECT = "8dc9c40a06574a598941b254d4b63b43"


def peak(pid):
    """Peak resident memory of a running process, in MiB."""
    lines = open(f"/proc/{pid}/status").read().splitlines()
    return next((int(line.split()[1]) for line in lines if line.startswith("VmHWM")), 0) / 1024


def process(*arguments, text=None, **more):
    """Seconds and peak memory in MiB of one process."""
    begun = time.monotonic()
    child = subprocess.Popen(arguments, stdin=subprocess.PIPE if text else None, stderr=subprocess.PIPE, **more)
    if text:
        child.stdin.write(text.encode())
        child.stdin.close()
    memory = 0.0
    # Polled, because the resource usage of a finished child includes the memory of its parent at the fork.
    while child.poll() is None:
        memory = max(memory, peak(child.pid))
        time.sleep(0.005)
    if child.returncode:
        sys.exit(f"{arguments[0]} failed: {child.stderr.read().decode()[-500:]}")
    return time.monotonic() - begun, memory


def python(code):
    return process(sys.executable, "-c", code, stdout=subprocess.DEVNULL)


def say(name, took, memory, path, first=None):
    rows = f"{records / took:,.0f}"
    first = "" if first is None else f"{first * 1000:.0f}"
    print(f"| {name} | {took:.2f} | {rows} | {memory} | {first} | {os.path.getsize(path):,} |", flush=True)


def first(name, export, path, memory=None):
    """Runs an export, and again in the turns of all programs."""
    took, peak_ = export()
    say(name, took, memory or f"{peak_:.0f}", path)
    racers.append((name, export))


def serve(work):
    server = subprocess.Popen([binary, "serve", "--listen", "127.0.0.1:0", "--data", f"{work}/data"], stdout=subprocess.PIPE,
                              stderr=subprocess.DEVNULL, text=True)
    return server, server.stdout.readline().split()[-1]


def race(work):
    """The exports to CSV in alternation, so that all meet the same machine."""
    server, url = serve(work)
    out = f"{work}/ours.csv"
    command = [binary, "export", "--endpoint", url, "--token-file", f"{work}/data/tokens", "--project-id", PROJECT, "--format", "csv", "-o", out, "--force"]
    racers.insert(0, ("deskledger, csv", lambda: process(*command)))
    found = {name: [] for name, _ in racers}
    for _ in range(turns):
        for name, export in racers:
            found[name].append(export()[0])
    server.terminate()
    server.wait()
    base = found["deskledger, csv"]
    print(f"\n| {turns} turns | median seconds | least seconds | deskledger's time relative to it, by turn |\n|---|---|---|---|")
    for name, all_ in found.items():
        ratio = statistics.median(ours / theirs for ours, theirs in zip(base, all_))
        print(f"| {name} | {statistics.median(all_):.2f} | {min(all_):.2f} | {ratio:.2f} |")


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
        took, memory = process(binary, "export", "--endpoint", url, "--token-file", tokens, "--project-id", PROJECT, "--format", form, "-o", out)
        say(f"deskledger, {form}", took, f"{peak(server.pid):.0f} + {memory:.0f}", out, first_byte)
        server.terminate()
        server.wait()


def sqlite(work):
    database = f"{work}/peer.sqlite"
    subprocess.run(["sqlite3", database, ".mode csv", f".import {work}/ours.csv r"], check=True)
    first("sqlite3, its own table", lambda: process("sqlite3", database, text=f".headers on\n.mode csv\n.once {work}/sqlite.csv\nSELECT * FROM r ORDER BY rowid;\n"), f"{work}/sqlite.csv")


def duckdb(work):
    python(f"import duckdb; duckdb.connect('{work}/duck').sql(\"CREATE TABLE r AS SELECT * FROM read_json('{ndjson}') ORDER BY {order}\")")
    first("DuckDB, its own table", lambda: python(f"import duckdb; duckdb.connect('{work}/duck').sql(\"COPY (SELECT * FROM r ORDER BY {order}) TO '{work}/duck.csv' (HEADER)\")"), f"{work}/duck.csv")


def polars(work):
    first("polars, a sorted Parquet file", lambda: python(f"import polars; polars.scan_parquet('{work}/ours.parquet').sink_csv('{work}/polars.csv')"), f"{work}/polars.csv")


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
    print(f"| {records:,} records | seconds | rows per second | peak MiB (server + client) | first byte, ms | bytes |\n|---|---|---|---|---|---|")
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
