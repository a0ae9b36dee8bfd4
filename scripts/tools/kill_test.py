"""Kills the server during ingestion at seeded times; every acknowledged record is stored once. The embedded database passes its integrity check."""

import http.client
import json
import pathlib
import random
import signal
import sqlite3
import subprocess
import sys
import tempfile
import threading
import time
import urllib.request

binary, times, seed = sys.argv[1], int(sys.argv[2]), int(sys.argv[3])
# The address of a cluster of one node; without it, the embedded store.
cluster = sys.argv[4] if len(sys.argv) > 4 else None
store = ["--store", cluster] if cluster else []
# A cluster waits for the lock of a server that was killed.
patience = 90 if cluster else 10
moments = random.Random(seed)
project = "p1"
acknowledged, batches = set(), 0


def start(data):
    server = subprocess.Popen([binary, "serve", "--listen", "127.0.0.1:0", "--data", data, *store], stdout=subprocess.PIPE, text=True)
    address = server.stdout.readline().rsplit("/", 1)[1].strip()
    return server, address


def batch(number):
    size = 1 + number * 37 % 200
    start = "2026-01-01T00:00:00Z"
    return [{"transaction_id": f"{number}-{at}", "user_name": "x" * 100, "connection_start_time": start} for at in range(size)]


def send(connection, token, records):
    body = "".join(json.dumps(record) + "\n" for record in records)
    headers = {"X-Auth-Token": token, "Content-Type": "application/x-ndjson"}
    connection.request("POST", f"/ledger/v1/{project}/records", body, headers)
    answer = connection.getresponse()
    text = answer.read()
    assert answer.status == 200, (answer.status, text)


def in_file(path):
    database = sqlite3.connect(path)
    assert database.execute("PRAGMA integrity_check").fetchall() == [("ok",)]
    there = [key for (key,) in database.execute("SELECT key FROM record")]
    database.close()
    return there


def in_cluster():
    """The committed ones: the next import deletes the others."""
    node, name = cluster.removeprefix("clickhouse://").split("/")
    versions = f"SELECT max(version) FROM {name}.versions WHERE project_id = '{project}'"
    sql = f"SELECT transaction_id FROM {name}.records WHERE project_id = '{project}' AND version <= ({versions})"
    return urllib.request.urlopen(f"http://{node}/", sql.encode(), timeout=60).read().decode().split()


with tempfile.TemporaryDirectory() as work:
    data = f"{work}/data"
    subprocess.run([binary, "admin", "--data", data, *store, "project", "add", project], check=True)
    # Typical duration of a batch, in seconds.
    number, again, usual = 0, [], 0.05
    for time_ in range(times):
        server, address = start(data)
        token = pathlib.Path(data, "tokens").read_text().strip()
        # The delay is measured in batches, so that slow and fast machines are killed inside a batch equally often.
        before, moment, killer = moments.randrange(6), moments.uniform(0, 1.2), None
        connection = http.client.HTTPConnection(address, timeout=patience)
        try:
            while True:
                # Resend the unacknowledged batch: it may already be stored and must not be stored twice.
                records = again or batch(number)
                again = records
                if before == 0:
                    killer = threading.Timer(moment * usual, server.send_signal, [signal.SIGKILL])
                    killer.start()
                before, begun = before - 1, time.monotonic()
                send(connection, token, records)
                acknowledged.update(record["transaction_id"] for record in records)
                number, again, batches = number + 1, [], batches + 1
                usual = 0.8 * usual + 0.2 * min(time.monotonic() - begun, 1)
        except (ConnectionError, http.client.HTTPException, OSError):
            pass  # The server has been killed.
        killer.join()
        server.wait()
        there = in_cluster() if cluster else in_file(f"{data}/ledger.sqlite")
        missing = acknowledged - set(there)
        assert not missing, f"{len(missing)} acknowledged records are missing after kill {time_ + 1}"
        assert len(there) == len(set(there))
        extra = set(there) - acknowledged
        whole = {record["transaction_id"] for record in again}
        assert extra in (set(), whole), f"a batch is stored in part after kill {time_ + 1}"
    server, address = start(data)
    connection = http.client.HTTPConnection(address, timeout=30)
    connection.request("GET", f"/v2/{project}/connections/desktops?limit=1", headers={"X-Auth-Token": token})
    listed = json.load(connection.getresponse())["total_count"]
    server.terminate()
    assert server.wait(30) == 0 and listed >= len(acknowledged)
assert batches > 0
print(f"{times} kills: {len(acknowledged):,} records in {batches} batches acknowledged, none missing, none duplicated")
