"""The server processes of a soak test, their resource usage and their responses."""

import collections
import http.client
import json
import pathlib
import subprocess
import threading
import time

PROJECT = "8dc9c40a06574a598941b254d4b63b43"
MIB = 1 << 20

# Status of a missing response: the connection was refused or broke before the response header.
NONE = 0

Answer = collections.namedtuple("Answer", "status headers body whole seconds phase")


class Server:
    """A server with its own data directory of synthetic records."""

    def __init__(self, binary, directory, records, chaos=None):
        self.binary, self.directory, self.name = binary, pathlib.Path(directory), "with faults" if chaos else "without faults"
        self.tally, self.samples, self.lock = collections.Counter(), [], threading.Lock()
        self.acknowledged = set()
        self.times, self.phase = collections.defaultdict(list), "quiet"
        self.command("seed", "--records", str(records), "--days", "30", "--end", "2026-06-01T00:00Z")
        arguments = [binary, "serve", "--listen", "127.0.0.1:0", "--data", str(self.directory)]
        if chaos:
            path = self.directory / "chaos.json"
            path.write_text(json.dumps(chaos))
            arguments += ["--chaos", str(path)]
        self.key = self.make_key()
        self.log = open(f"{directory}.log", "wb")
        self.process = subprocess.Popen(arguments, stdout=subprocess.PIPE, stderr=self.log, text=True)
        self.url = self.process.stdout.readline().split()[-1]
        self.host, port = self.url.rsplit("/", 1)[1].split(":")
        self.port = int(port)
        self.token = (self.directory / "tokens").read_text().split()[0]

    def command(self, *arguments, **more):
        command = [self.binary, *arguments, "--data", str(self.directory)]
        return subprocess.run(command, check=True, capture_output=True, text=True, **more).stdout

    def make_key(self):
        self.command("admin", "user", "add", "soak", "--password-file", "-", input="a-password-of-the-soak\n")
        self.command("admin", "project", "grant", "soak", PROJECT)
        return json.loads(self.command("admin", "key", "add", "soak"))

    def connect(self):
        return http.client.HTTPConnection(self.host, self.port, timeout=60)

    def ask(self, method, path, headers=None, body=None, connection=None):
        """One request with the server token, unless the headers carry other credentials; a broken response counts as a response."""
        headers = {"X-Auth-Token": self.token} | (headers or {})
        own = connection or self.connect()
        status, found, data, whole = NONE, {}, b"", False
        begun, phase = time.monotonic(), self.phase
        try:
            own.request(method, path, body, headers)
            answer = own.getresponse()
            status, found = answer.status, {name.lower(): value for name, value in answer.getheaders()}
            data, whole = answer.read(), True
        except http.client.IncompleteRead as cut:
            data = cut.partial
        except (http.client.HTTPException, OSError):
            pass
        if connection is None or not whole:
            own.close()
        return Answer(status, found, data, whole, time.monotonic() - begun, phase)

    def count(self, kind, what):
        with self.lock:
            self.tally[kind, what] += 1

    def sample(self, minutes):
        """Resident memory in MiB, open files, threads, and the sizes of the database and its log in MiB."""
        process = pathlib.Path("/proc", str(self.process.pid))
        status = dict(line.split(":", 1) for line in (process / "status").read_text().splitlines())
        size = lambda name: path.stat().st_size / MIB if (path := self.directory / name).exists() else 0.0
        answered = sum(self.tally.values())
        files = len(list((process / "fd").iterdir()))
        memory, threads = int(status["VmRSS"].split()[0]) / 1024, int(status["Threads"])
        sample = (minutes, memory, files, threads, size("ledger.sqlite"), size("ledger.sqlite-wal"), answered)
        self.samples.append(sample)
        return sample

    def stop(self):
        self.process.terminate()
        return self.process.wait(90)


def median(values):
    ordered = sorted(values)
    return ordered[len(ordered) // 2]


def growth(server, idle, quiet, peak_bound, memory_bound, files_bound, threads_bound):
    """Resources that grew beyond their bounds. `idle` and `quiet` are samples before and after the load."""
    fifth = max(1, len(server.samples) // 5)
    early = median([sample[1] for sample in server.samples[fifth : 2 * fifth] or server.samples[:1]])
    late = median([sample[1] for sample in server.samples[-fifth:]])
    peak = max(sample[1] for sample in server.samples)
    wrong = [f"{server.name}: {peak:.1f} MiB of memory, more than {peak_bound}"] if peak > peak_bound else []
    # The allocator is still warming up in the first minutes.
    if server.samples[-1][0] >= 10 and late > early * memory_bound[0] + memory_bound[1]:
        wrong.append(f"{server.name}: memory grew from {early:.1f} to {late:.1f} MiB under the same load")
    for name, at, bound in (("open files", 2, files_bound), ("threads", 3, threads_bound)):
        if quiet[at] > idle[at] + bound:
            wrong.append(f"{server.name}: {name} grew from {idle[at]} to {quiet[at]}, when idle")
    return wrong


def slower(server, factor, noise):
    """Prints the times of owners' requests without and with strangers; the kinds whose median or 95th percentile is more than `factor` times
    the quiet one, and more than `noise` milliseconds above it."""
    print("\n| request of an owner, ms | quiet: number | median | 95 % | 99 % | attacked: number | median | 95 % | 99 % |\n|---|---|---|---|---|---|---|---|---|")
    wrong = []
    for kind in sorted({kind for kind, _ in list(server.times)}):
        phases = [sorted(1000 * seconds for seconds in server.times[kind, phase]) for phase in ("quiet", "attacked")]
        # Fewer requests do not determine a 95th percentile.
        if min(map(len, phases)) < 50:
            continue
        shares = [[times[int(share * (len(times) - 1))] for share in (0.5, 0.95, 0.99)] for times in phases]
        print(f"| {kind} | " + " | ".join(f"{len(times):,} | " + " | ".join(f"{share:.1f}" for share in at) for times, at in zip(phases, shares)) + " |")
        wrong += [f"{server.name}: {kind}: {attacked:.1f} ms while attacked, {quiet:.1f} without"
                  for quiet, attacked in list(zip(*shares))[:2] if attacked > quiet * factor and attacked > quiet + noise]
    return wrong


def table(server, idle, quiet, rows=12):
    print(f"\n| server {server.name}, minutes | memory MiB | open files | threads | database MiB | its log MiB | requests |\n|---|---|---|---|---|---|---|")
    line = lambda first, sample: print(
        f"| {first} | {sample[1]:.1f} | {sample[2]} | {sample[3]} | {sample[4]:.1f} | {sample[5]:.1f} | {sample[6]:,} |")
    line("idle, before", idle)
    step = max(1, len(server.samples) // rows)
    for sample in server.samples[step - 1 :: step]:
        line(f"{sample[0]:.1f}", sample)
    line("idle, after", quiet)
    print(f"\npeak under load: {max(sample[1] for sample in server.samples):.1f} MiB, "
          f"{max(sample[2] for sample in server.samples)} open files, {max(sample[3] for sample in server.samples)} threads\n")
    kinds = sorted({kind for kind, _ in server.tally})
    print("| request | answers |\n|---|---|")
    for kind in kinds:
        counts = sorted((what, count) for (other, what), count in server.tally.items() if other == kind)
        print(f"| {kind} | " + ", ".join(f"{what}: {count:,}" for what, count in counts) + " |")
