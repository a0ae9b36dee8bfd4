"""Sends batches and exports to several programs in alternation. Arguments: TURNS, PROGRAM ..."""

import http.client
import json
import os
import pathlib
import statistics
import subprocess
import sys
import tempfile
import time

TURNS, BATCHES, EXPORTS, SIZE = int(sys.argv[1]), 50, 200, 100


def processor(pid):
    """Processor time of a process, in seconds."""
    fields = open(f"/proc/{pid}/stat").read().rsplit(")", 1)[1].split()
    return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")


class Program:
    def __init__(self, binary, data):
        for project in ("batches", "hundred"):
            subprocess.run([binary, "seed", "--data", data, "--project-id", project, "--records", str(SIZE)], check=True, capture_output=True)
        command = [binary, "serve", "--listen", "127.0.0.1:0", "--data", data]
        self.server = subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True)
        self.connection = http.client.HTTPConnection(self.server.stdout.readline().split("/")[-1].strip())
        self.token = {"X-Auth-Token": pathlib.Path(data, "tokens").read_text().strip()}
        self.number, self.figures = 0, {"batches": [], "exports": []}

    def ask(self, method, path, body, headers):
        self.connection.request(method, path, body, self.token | headers)
        answer = self.connection.getresponse()
        text = answer.read()
        assert answer.status == 200, (answer.status, text)

    def batch(self):
        self.number += 1
        rows = ({"transaction_id": f"{self.number}-{row}", "user_name": f"user-{row}", "computer_name": "JY011",
                 "connection_start_time": f"2026-01-{1 + row % 28:02}T08:10:00Z"} for row in range(SIZE))
        body = "".join(json.dumps(row) + "\n" for row in rows)
        self.ask("POST", "/ledger/v1/batches/records", body, {"Content-Type": "application/x-ndjson"})

    def export(self):
        self.ask("GET", "/v2/hundred/connections/desktops/export", None, {"Accept": "text/csv"})

    def turn(self, name, count, work):
        before, begun = processor(self.server.pid), time.monotonic()
        for _ in range(count):
            work()
        took = time.monotonic() - begun
        self.figures[name].append((count / took, (processor(self.server.pid) - before) / count * 1e6))


with tempfile.TemporaryDirectory() as work:
    programs = [Program(binary, f"{work}/{number}") for number, binary in enumerate(sys.argv[2:])]
    for _ in range(TURNS):
        for program in programs:
            program.turn("batches", BATCHES, program.batch)
            program.turn("exports", EXPORTS, program.export)
    [program.server.terminate() for program in programs]
    [program.server.wait() for program in programs]
print("| program | batches per second | processor time, µs | exports per second | processor time, µs |\n|---|---|---|---|---|")
for binary, program in zip(sys.argv[2:], programs):
    median = [f"{statistics.median(column):,.0f}" for name in ("batches", "exports") for column in zip(*program.figures[name])]
    print(f"| `{binary}` | {' | '.join(median)} |")
