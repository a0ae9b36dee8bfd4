"""Load-tests two servers, one with injected faults; prints their resource usage and fails if records were lost or usage grew."""

import collections
import json
import random
import sqlite3
import sys
import tempfile
import threading
import time

from soak_load import EXPORT, FORMS, Load
from soak_watch import PROJECT, Server, growth, slower, table

binary, minutes, seed = sys.argv[1], float(sys.argv[2]), int(sys.argv[3])

# Bounds: peak memory in MiB; growth of memory under load (factor of the early value plus MiB, in runs of ten minutes or more); growth of
# open files and of threads after the load. Four pooled database connections stay open, with up to four files each.
PEAK, MEMORY, FILES, THREADS = 160, (1.1, 8.0), 20, 2
# Times of authenticated requests under attack: factor of the quiet time, and milliseconds of noise.
SLOWER = (2.0, 5.0)

SEEDED = 20_000
RESTING = "an-idle-project"
CHAOS = {"seed": seed, "rules": [
    {"chance": 0.05, "fault": {"status": {"status": 503, "retry_after": 1}}},
    {"chance": 0.02, "fault": {"status": {"status": 500, "retry_after": None}}},
    {"chance": 0.02, "fault": {"status": {"status": 429, "retry_after": 1}}},
    {"chance": 0.1, "fault": {"latency": {"millis": 200}}},
    {"path": "/desktops", "chance": 0.1, "fault": {"truncate": {"after": 3000}}},
    {"path": "/export", "chance": 0.1, "fault": {"truncate": {"after": 200_000}}},
    {"path": "/desktops", "chance": 0.05, "fault": {"stall": {"after": 2000, "millis": 1500}}},
    {"path": "/desktops", "chance": 0.03, "fault": {"wrong_length": {"more": 10}}},
    {"path": "/records", "chance": 0.05, "fault": {"truncate": {"after": 10}}},
    {"path": "/export", "chance": 0.05, "fault": "changed_etag"},
    {"path": "/desktops", "chance": 0.02, "fault": "expired_token"},
    {"path": PROJECT, "chance": 0.05, "fault": {"duplicated_records": {"every": 7}}},
    {"path": PROJECT, "chance": 0.05, "fault": {"late_records": {"every": 5, "offset": 20}}},
    {"path": PROJECT, "chance": 0.05, "fault": {"malformed_records": {"every": 9}}},
]}


def main(work):
    wrong, stop = [], threading.Event()
    plain = Server(binary, f"{work}/plain", SEEDED)
    faulty = Server(binary, f"{work}/faulty", SEEDED, CHAOS)
    servers = [plain, faulty]
    for server in servers:
        server.command("seed", "--project-id", RESTING, "--records", "3000", "--days", "3", "--end", "2026-06-01T00:00Z")
    resting = plain.ask("GET", EXPORT.replace(EXPORT.split("/")[2], RESTING), {"Accept": FORMS["ndjson"]}).body
    time.sleep(1)
    idle = [server.sample(0.0) for server in servers]
    [server.samples.clear() for server in servers]

    workers = []
    for server in servers:
        for at, name in enumerate(["ingest", "exports", "burst", "readers_that_go_away", "lists", "signed", "oddities", "strangers", "command"]):
            if name == "command" and server is plain or name in ("burst", "signed", "oddities", "strangers") and server is faulty:
                continue
            load = Load(server, random.Random(seed * 1000 + at), stop, wrong, server is faulty)
            load.resting, load.turn = resting, min(60.0, minutes * 10)
            workers.append(threading.Thread(target=guarded, args=(getattr(load, name), wrong), daemon=True))
    begun = time.monotonic()
    [worker.start() for worker in workers]
    interval = min(5.0, minutes * 60 / 40)
    reported = 0
    while (passed := time.monotonic() - begun) < minutes * 60:
        if passed // 600 > reported:
            reported = passed // 600
            print(f"\nafter {passed / 60:.0f} minutes, {plain.samples[-1][1]:.1f} MiB:")
            slower(plain, *SLOWER)
            sys.stdout.flush()
        time.sleep(min(interval, minutes * 60 - passed))
        for server in servers:
            server.sample((time.monotonic() - begun) / 60)
            if server.process.poll() is not None:
                sys.exit(f"the server {server.name} ended with {server.process.returncode}")
    stop.set()
    [worker.join(120) for worker in workers]
    # Idle worker threads end after ten seconds.
    time.sleep(15)
    quiet = [server.sample(minutes) for server in servers]
    [server.samples.pop() for server in servers]

    for server, before, after in zip(servers, idle, quiet):
        table(server, before, after)
        wrong += growth(server, before, after, PEAK, MEMORY, FILES, THREADS)
        wrong += kept(server)
    wrong += slower(plain, *SLOWER)
    print(f"\n{minutes:g} minutes; " + "; ".join(
        f"{server.name}: {sum(server.tally.values()):,} requests, {len(server.acknowledged):,} records acknowledged" for server in servers))
    for what, count in collections.Counter(wrong).most_common(20):
        print(f"{count} times: {what}", file=sys.stderr)
    if wrong:
        sys.exit(1)
    print("no unexpected response, every acknowledged record is stored once, no growth")


def guarded(worker, wrong):
    try:
        worker()
    except Exception as error:
        wrong.append(f"{worker.__name__} ended: {error!r}")


def kept(server):
    """Checks the records through the server and, after it has stopped, in the database."""
    # A response with injected record faults has no ETag.
    for _ in range(100):
        answer = server.ask("GET", EXPORT, {"Accept": FORMS["ndjson"]})
        if answer.status == 200 and answer.whole and "etag" in answer.headers:
            break
    else:
        return [f"{server.name}: no fault-free export in a hundred"]
    found = collections.Counter(json.loads(line).get("transaction_id") for line in answer.body.splitlines())
    code = server.stop()
    database = sqlite3.connect(server.directory / "ledger.sqlite")
    is_sound = database.execute("PRAGMA integrity_check").fetchall() == [("ok",)]
    stored = {key for (key,) in database.execute("SELECT key FROM record")}
    database.close()
    checks = [
        (server.acknowledged - found.keys(), "acknowledged records are missing in the export"),
        (server.acknowledged - stored, "acknowledged records are missing in the database"),
        ([key for key, times in found.items() if times > 1], "records are duplicated"),
        ([key for key in found if str(key).startswith("bad-")], "records of a rejected batch were stored"),
        ([] if is_sound else [1], "the database fails its integrity check"),
        ([] if code == 0 else [code], "the server exited with an error"),
    ]
    return [f"{server.name}: {len(bad)} {what}, such as {next(iter(bad))}" for bad, what in checks if bad]


with tempfile.TemporaryDirectory(prefix="soak-") as work:
    main(work)
