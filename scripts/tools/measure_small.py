"""Compares small exports per second and their processor time with a static file served by nginx, in alternation.

Beside each program, its parts: a page without store, the same export for a client that has the file, which reads its version only, and exports of
other time ranges with the same records, which the program does not have in memory.

Arguments: TURNS, SECONDS per turn, OTHERS: records of another project in the same store, PROGRAM ...
"""

import getpass
import os
import re
import statistics
import subprocess
import sys
import tempfile
import urllib.request

TURNS, SECONDS, OTHERS = map(int, sys.argv[1:4])
PATH = "/v2/hundred/connections/desktops/export"


def processor(pid):
    """Processor time of a process and its running children, in seconds."""
    children = open(f"/proc/{pid}/task/{pid}/children").read().split()
    fields = open(f"/proc/{pid}/stat").read().rsplit(")", 1)[1].split()
    return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK") + sum(map(processor, children))


# Requests for 40,320 time ranges.
RANGES = """
local path, number = nil, 0
request = function()
  path, number = path or wrk.path, number + 1
  local day, hour = math.floor(number / 1440) % 28 + 1, math.floor(number / 60) % 24
  return wrk.format("GET", string.format("%s?start_time=2000-01-%02dT%02d:%02dZ&end_time=2100-01-01T00:00Z", path, day, hour, number % 60))
end
"""


def turn(pid, url, *headers, options=()):
    before = processor(pid)
    arguments = [part for header in headers for part in ("-H", header)]
    text = subprocess.run(["wrk", "-t1", "-c4", f"-d{SECONDS}", *options, *arguments, url], check=True, capture_output=True, text=True).stdout
    assert "Non-2xx" not in text and "Socket errors" not in text, text
    requests = int(re.search(r"(\d+) requests in", text)[1])
    return requests / SECONDS, (processor(pid) - before) / requests * 1e6


with tempfile.TemporaryDirectory() as work:
    servers, running = {}, []
    for number, binary in enumerate(sys.argv[4:]):
        data = f"{work}/{number}"
        for project, records in (("hundred", 100), ("others", OTHERS)):
            subprocess.run([binary, "seed", "--data", data, "--project-id", project, "--records", str(records)], check=True, capture_output=True)
        log = os.environ | {"DESKLEDGER_LOG": "info"}
        server = subprocess.Popen([binary, "serve", "--listen", "127.0.0.1:0", "--data", data], stdout=subprocess.PIPE,
                                  stderr=open(f"{work}/log", "wb"), text=True, env=log)
        running.append(server)
        url = server.stdout.readline().split()[-1] + PATH
        open(f"{work}/ranges.lua", "w").write(RANGES)
        headers = [f"X-Auth-Token: {open(f'{data}/tokens').read().split()[0]}", "Accept: text/csv"]
        servers[binary] = (server.pid, url, *headers)
        request = urllib.request.Request(url, headers=dict(header.split(": ") for header in headers))
        with urllib.request.urlopen(request) as response:
            body = response.read()
            servers[f"{binary}, unchanged (304)"] = (server.pid, url, *headers, f"If-None-Match: {response.headers['ETag']}")
        servers[f"{binary}, each request for another time range"] = (server.pid, url, *headers)
        servers[f"{binary}, a page without store"] = (server.pid, url.replace(PATH, "/healthz"))
    os.makedirs(f"{work}/www")
    open(f"{work}/www/file.csv", "wb").write(body)
    open(f"{work}/nginx.conf", "w").write(f"""
user {getpass.getuser()}; daemon off; pid {work}/pid; error_log {work}/nginx.log; worker_processes 1; events {{}}
http {{ access_log {work}/access; sendfile on; keepalive_requests 1000000; default_type text/csv;
  client_body_temp_path {work}/t; proxy_temp_path {work}/t; fastcgi_temp_path {work}/t; uwsgi_temp_path {work}/t; scgi_temp_path {work}/t;
  server {{ listen 127.0.0.1:18499; root {work}/www; }} }}""")
    running.append(nginx := subprocess.Popen(["nginx", "-p", work, "-c", f"{work}/nginx.conf"], stderr=subprocess.DEVNULL))
    subprocess.run(["curl", "-sf", "--retry", "20", "--retry-delay", "1", "--retry-all-errors", "-o", "/dev/null", "http://127.0.0.1:18499/file.csv"], check=True)
    servers["nginx, a static file"] = (nginx.pid, "http://127.0.0.1:18499/file.csv")
    found = {name: [] for name in servers}
    for _ in range(TURNS):
        for name, arguments in servers.items():
            options = ("-s", f"{work}/ranges.lua") if "time range" in name else ()
            found[name].append(turn(*arguments, options=options))
    [process.terminate() for process in running]
    [process.wait() for process in running]
print(f"| {len(body):,} bytes from | requests per second | relative to nginx | processor time per request, µs |\n|---|---|---|---|")
median = {name: [statistics.median(column) for column in zip(*turns)] for name, turns in found.items()}
for name, (rate, micros) in median.items():
    print(f"| {name} | {rate:,.0f} | {rate / median['nginx, a static file'][0]:.2f} | {micros:.0f} |")
