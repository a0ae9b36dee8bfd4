"""Exports of a store, and its ingestion. Arguments: PROGRAM RECORDS DATA EXPORTS-ONLY"""

import contextlib
import http.client
import itertools
import json
import os
import random
import statistics
import subprocess
import sys
import tempfile
import threading
import time
import urllib.parse

binary, records, data, exports_only = sys.argv[1], int(sys.argv[2]), sys.argv[3], bool(sys.argv[4])
PROJECT = "8dc9c40a06574a598941b254d4b63b43"
PATH = f"/v2/{PROJECT}/connections/desktops/export"
# As many senders as one caller may have.
BATCH, SENDERS = 10_000, 4


def processor(pid):
    """Processor time in seconds, by the clock of the process, which includes threads that have ended."""
    return time.clock_gettime(~pid << 3 | 2)


def run(*arguments):
    """Seconds and processor seconds of a command."""
    begun = time.monotonic()
    child = subprocess.Popen([binary, *arguments], stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    _, status, usage = os.wait4(child.pid, 0)
    child.returncode = os.waitstatus_to_exitcode(status)
    assert child.returncode == 0, arguments
    return time.monotonic() - begun, usage.ru_utime + usage.ru_stime


class Server:
    def __init__(self, data):
        command = [binary, "serve", "--listen", "127.0.0.1:0", "--data", data]
        self.child = subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True)
        self.address = urllib.parse.urlsplit(self.child.stdout.readline().split()[-1])
        self.token = {"X-Auth-Token": open(f"{data}/tokens").read().split()[0]}
        self.connection = self.connect()

    def connect(self):
        return http.client.HTTPConnection(self.address.hostname, self.address.port, timeout=600)

    def get(self, out=None, form="text/csv", **query):
        """Seconds, seconds to the first byte, and lines of an export."""
        begun = time.monotonic()
        self.connection.request("GET", f"{PATH}?{urllib.parse.urlencode(query)}", headers=self.token | {"Accept": form})
        response = self.connection.getresponse()
        piece = response.read(1)
        first, lines, last = time.monotonic() - begun, 0, b""
        assert response.status == 200, response.read()
        while piece:
            # A text may contain a line feed.
            lines += piece.count(b"\r\n") + (last == b"\r" and piece[:1] == b"\n")
            last = piece[-1:]
            if out:
                out.write(piece)
            piece = response.read(1 << 20)
        return time.monotonic() - begun, first, lines

    def send(self, batches):
        """Posts bodies from an iterator that several senders share."""
        connection = self.connect()
        for body in batches:
            connection.request("POST", f"/ledger/v1/{PROJECT}/records", body, self.token | {"Content-Type": "application/x-ndjson"})
            response = connection.getresponse()
            text = response.read()
            assert response.status == 200, text

    def peak(self):
        return next(int(line.split()[1]) for line in open(f"/proc/{self.child.pid}/status") if line.startswith("VmHWM")) / 1024

    def stop(self):
        self.child.terminate()
        self.child.wait()


@contextlib.contextmanager
def serve(data):
    server = Server(data)
    try:
        yield server
    finally:
        server.stop()


class Shared:
    """Batches of lines of a file, for several threads."""

    def __init__(self, path):
        self.lines, self.lock = open(path, "rb"), threading.Lock()

    def __iter__(self):
        return self

    def __next__(self):
        with self.lock:
            body = b"".join(itertools.islice(self.lines, BATCH))
        if not body:
            raise StopIteration
        return body


def selections(server):
    server.connection.request("GET", f"/v2/{PROJECT}/connections/desktops?limit=1&offset={records // 2}", headers=server.token)
    middle = json.load(server.connection.getresponse())["records"][0]
    day = middle["connection_start_time"][:10]
    user, desktop, terminal = ({key: middle[key]} for key in ("user_name", "computer_name", "terminal_type"))
    after = lambda days: {"start_time": f"{day[:8]}{min(int(day[8:]), 28 - days):02}T00:00Z", "end_time": f"{day[:8]}{min(int(day[8:]), 28 - days) + days:02}T00:00Z"}
    month = {"start_time": f"{day[:8]}01T00:00Z", "end_time": f"{day[:8]}28T00:00Z"}
    return (("one user", user, 30), ("one desktop", desktop, 30), ("one user on one desktop", user | desktop, 30), ("one user in a month", user | month, 30),
            ("one day", after(1), 10), ("seven days", after(7), 10), ("one terminal type", terminal, 2), ("all", {}, 2))


def exports(work, data):
    """Exports back to back, and after a pause, in which the caches of the processor are used by others."""
    with serve(data) as server:
        with open(os.devnull if exports_only else f"{work}/all.csv", "wb") as out:
            lines = server.get(out)[2]
        assert lines == records + 1, lines
        print("| export | records | milliseconds | least | to the first byte | after a pause | processor time of the server, ms | by record, µs |\n|---|---|---|---|---|---|---|---|")
        for name, query, turns in selections(server):
            before = processor(server.child.pid)
            found = [server.get(**query) for _ in range(turns)]
            used = (processor(server.child.pid) - before) / turns * 1000
            paused = []
            for _ in range(turns if turns > 2 else 0):
                time.sleep(0.05)
                paused.append(server.get(**query)[0] * 1000)
            took, first, lines = zip(*found)
            lines = lines[0] - 1
            print(f"| {name} | {lines:,} | {statistics.median(took) * 1000:.1f} | {min(took) * 1000:.1f} | {statistics.median(first) * 1000:.1f} "
                  f"| {f'{statistics.median(paused):.1f}' if paused else ''} | {used:.1f} | {used / lines * 1000:.2f} |", flush=True)
        print(f"\npeak of the server: {server.peak():.0f} MiB; {os.path.getsize(f'{data}/ledger.sqlite') / records:.0f} bytes a record on disk", flush=True)
        if not exports_only:
            with open(f"{work}/all.ndjson", "wb") as out:
                server.get(out, "application/x-ndjson")


def ingestion(work):
    print("\n| ingestion | records a second | processor time by record, µs |\n|---|---|---|")

    def say(name, took, used):
        print(f"| {name} | {records / took:,.0f} | {used / records * 1e6:.1f} |", flush=True)

    for form in ("csv", "ndjson"):
        took = run("import", "--new-project", "--project-id", PROJECT, "--data", f"{work}/copy", f"{work}/all.{form}")
        say(f"import of a {form.upper()} file into a new store", *took)
        if form == "csv":
            subprocess.run(["rm", "-r", f"{work}/copy"], check=True)
    say("the same again, all unchanged", *run("import", "--project-id", PROJECT, "--data", f"{work}/copy", f"{work}/all.ndjson"))
    subprocess.run(["rm", "-r", f"{work}/copy"], check=True)
    run("admin", "--data", f"{work}/copy", "project", "add", PROJECT)
    with serve(f"{work}/copy") as server:
        begun, shared = time.monotonic(), Shared(f"{work}/all.ndjson")
        senders = [threading.Thread(target=server.send, args=(shared,)) for _ in range(SENDERS)]
        for sender in senders:
            sender.start()
        for sender in senders:
            sender.join()
        say(f"batches of {BATCH:,} from {SENDERS} connections", time.monotonic() - begun, processor(server.child.pid))
        assert server.get()[2] == records + 1
        print(f"\npeak of the server: {server.peak():.0f} MiB")
    subprocess.run(["rm", "-r", f"{work}/copy"], check=True)


def disorder(work):
    """A store filled at random, before and after its optimization."""
    with open(f"{work}/all.ndjson", "rb") as lines:
        lines = lines.readlines()
    random.Random(1).shuffle(lines)
    with open(f"{work}/random.ndjson", "wb") as out:
        out.writelines(lines)
    del lines
    say = lambda: print(f"{os.path.getsize(f'{work}/random/ledger.sqlite') / records:.0f} bytes a record, ", end="")

    def export():
        with serve(f"{work}/random") as server:
            before = processor(server.child.pid)
            took = statistics.median(server.get()[0] for _ in range(3))
            print(f"all records in {took:.2f} s, processor time of the server {(processor(server.child.pid) - before) / 3:.2f} s", flush=True)

    print("\nfilled in random order: ", end="")
    run("import", "--new-project", "--project-id", PROJECT, "--data", f"{work}/random", f"{work}/random.ndjson")
    say()
    export()
    took, used = run("admin", "--data", f"{work}/random", "optimize")
    print(f"optimized in {took:.1f} s, processor time {used:.1f} s: ", end="")
    say()
    export()


with tempfile.TemporaryDirectory(prefix="store-") as work:
    if not data:
        run("seed", "--data", f"{work}/data", "--records", str(records), "--days", "365")
    exports(work, data or f"{work}/data")
    if not exports_only:
        ingestion(work)
        disorder(work)
