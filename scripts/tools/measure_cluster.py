"""Imports and exports of one project on one ClickHouse node, compared with the model of docs/scale.md."""

import os
import pathlib
import resource
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
import urllib.parse
import urllib.request

from cluster_nodes import Node

binary, sizes = os.path.abspath(sys.argv[1]), [int(size) for size in sys.argv[2:]] or [1_000_000, 10_000_000]
TURNS = 3


def children():
    found = resource.getrusage(resource.RUSAGE_CHILDREN)
    return found.ru_utime + found.ru_stime


def peak(pid):
    lines = pathlib.Path(f"/proc/{pid}/status").read_text().splitlines()
    return next(int(line.split()[1]) for line in lines if line.startswith("VmHWM")) / 1024


def used(pid):
    """Processor time of a running process in seconds: unlike the wall, it says the same beside other programs."""
    fields = pathlib.Path(f"/proc/{pid}/stat").read_text().rsplit(")", 1)[1].split()
    return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")


def measure(size):
    work, project = tempfile.mkdtemp(), "p1"
    node, server = Node(f"{work}/node"), None
    try:
        data, url = f"{work}/data", f"clickhouse://127.0.0.1:{node.http}/ledger"
        begun, before = time.monotonic(), used(node.process.pid) + children()
        subprocess.run([binary, "seed", "--data", data, "--store", url, "--project-id", project, "--records", str(size), "--quiet"], check=True, stdout=subprocess.DEVNULL)
        imported, import_cpu = time.monotonic() - begun, used(node.process.pid) + children() - before
        # Synthetic names contain line feeds, which `get` counts as well.
        assert node.rows("SELECT count() FROM ledger.records") == [str(size)]
        # Merged, as the background eventually does.
        node.rows("OPTIMIZE TABLE ledger.records FINAL", timeout=600)
        stored = int(node.rows("SELECT sum(bytes_on_disk) FROM system.parts WHERE active AND database = 'ledger' AND table = 'records'")[0])
        server = subprocess.Popen([binary, "serve", "--listen", "127.0.0.1:0", "--data", data, "--store", url], stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True)
        address = server.stdout.readline().strip().split()[-1]
        token = pathlib.Path(data, "tokens").read_text().strip()
        export = f"{address}/v2/{project}/connections/desktops/export"

        def get(query=""):
            begun, rows = time.monotonic(), -1
            request = urllib.request.Request(export + query, headers={"X-Auth-Token": token, "Accept": "text/csv"})
            with urllib.request.urlopen(request, timeout=600) as response:
                while piece := response.read(1 << 20):
                    rows += piece.count(b"\n")
            return time.monotonic() - begun, rows
        month = node.rows(f"SELECT toString(toDate(min(start))) FROM ledger.records WHERE project_id = '{project}'")[0][:7]
        before = used(node.process.pid) + used(server.pid)
        whole = [get() for _ in range(TURNS)]
        export_cpu = (used(node.process.pid) + used(server.pid) - before) / TURNS
        assert len({rows for _, rows in whole}) == 1 and whole[0][1] >= size, whole
        part = [get(f"?start_time={month}-01T00:00Z&end_time={month}-08T00:00Z") for _ in range(TURNS)]
        # Names contain spaces.
        named = node.rows("SELECT hex(user_name), count() FROM ledger.records GROUP BY user_name ORDER BY count() DESC LIMIT 1")
        user = [get("?user_name=" + urllib.parse.quote(bytes.fromhex(named[0]))) for _ in range(TURNS)]
        seconds = [statistics.median(time for time, _ in found) for found in (whole, part, user)]
        return {
            "bytes a record": stored / size,
            "imported records/s": size / imported,
            "import, processor seconds per million": import_cpu / size * 1e6,
            "exported records/s": size / seconds[0],
            "export, processor seconds per million": export_cpu / size * 1e6,
            "seven days, s": seconds[1],
            "one user, s": seconds[2],
            "records of this user": int(named[1]),
            "peak of the server, MiB": peak(server.pid),
            "peak of the node, MiB": peak(node.process.pid),
        }
    finally:
        if server:
            server.kill()
            server.wait()
        node.close()
        shutil.rmtree(work, ignore_errors=True)


found = {size: measure(size) for size in sizes}
print("| | " + " | ".join(f"{size:,}" for size in sizes) + " |\n|---|" + "---|" * len(sizes))
for name in found[sizes[0]]:
    print(f"| {name} | " + " | ".join(f"{found[size][name]:,.{1 if found[size][name] < 1000 else 0}f}" for size in sizes) + " |")
