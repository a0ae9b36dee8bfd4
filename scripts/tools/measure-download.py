"""Runs the programs in alternation, prints a table of medians and writes the chart to docs/saving.svg. See scripts/measure-download."""

import hashlib
import os
import statistics
import sys
import time

binary, python, url, work, size, runs, sdk_size = sys.argv[1:]
runs = int(runs)
SDK = """
import sys
from huaweicloudsdkcore.auth.credentials import BasicCredentials
from huaweicloudsdkworkspace.v2 import WorkspaceClient, ExportUserLoginInfoNewRequest as Request
from huaweicloudsdkcore.http.http_config import HttpConfig
client = (WorkspaceClient.new_builder().with_http_config(HttpConfig.get_default_config())
          .with_credentials(BasicCredentials("ak", "sk", sys.argv[2])).with_endpoint(sys.argv[1]).build())
# The response class does not stream: the whole body is in memory.
open(sys.argv[3], "wb").write(client.export_user_login_info_new(Request()).raw_content)
"""


def savers(size, to):
    export = [binary, "export", "--endpoint", url, "--token", "t", "--project-id", size, "-o", to, "--force"]
    path = f"{url}/v2/{size}/connections/desktops/export"
    return {
        "curl": ["curl", "--silent", "--fail", "-o", to, path],
        "curl, then sync": ["sh", "-c", f"curl --silent --fail -o {to} {path} && sync {to}"],
        "deskledger": export,
        "deskledger --sha256": [*export, "--sha256"],
    }


def run(command):
    """Wall seconds, processor seconds, peak MiB of one process."""
    began = time.monotonic()
    # Discard the digest on standard output, which carries the table.
    quiet = [(os.POSIX_SPAWN_OPEN, 1, os.devnull, os.O_WRONLY, 0)]
    process = os.posix_spawnp(command[0], command, os.environ, file_actions=quiet)
    _, status, used = os.wait4(process, 0)
    took = time.monotonic() - began
    if status:
        sys.exit(f"{command[0]} failed with {status}")
    return took, used.ru_utime + used.ru_stime, used.ru_maxrss / 1024


def measure(size, commands, to):
    expected = hashlib.file_digest(open(f"{work}/www/{size}", "rb"), "sha256").digest()
    found = {name: [] for name in commands}
    for turn in range(runs + 1):
        for name, command in commands.items():
            if os.path.exists(to):
                os.remove(to)
            figures = run(command)
            if turn == 0 and hashlib.file_digest(open(to, "rb"), "sha256").digest() != expected:
                sys.exit(f"{name} saved other bytes")
            if turn > 0:  # The first turn warms up.
                found[name].append(figures)
    return {name: [statistics.median(column) for column in zip(*rows)] for name, rows in found.items()}


def table(size, medians, base):
    print(f"| {size} MiB saved by | wall s | CPU s | peak MiB | wall, relative to {base} | CPU, relative to {base} |\n|---|---|---|---|---|---|")
    for name, (wall, cpu, peak) in medians.items():
        print(f"| {name} | {wall:.2f} | {cpu:.2f} | {peak:.1f} | {wall / medians[base][0]:.2f} | {cpu / medians[base][1]:.2f} |")
    print(flush=True)


def chart(medians, size):
    most = max(wall for wall, _, _ in medians.values())
    bars = "".join(
        f'<text x="0" y="{28 + 30 * n}">{name}</text>'
        f'<rect x="160" y="{14 + 30 * n}" width="{320 * wall / most:.0f}" height="20" fill="{"#888" if name == "curl" else "#2a6"}"/>'
        f'<text x="{166 + 320 * wall / most:.0f}" y="{28 + 30 * n}">{wall:.2f} s</text>'
        for n, (name, (wall, _, _)) in enumerate(medians.items()))
    with open("docs/saving.svg", "w") as out:
        out.write(f'<svg xmlns="http://www.w3.org/2000/svg" width="560" height="{20 + 30 * len(medians)}" font-family="sans-serif" '
                  f'font-size="14" role="img" aria-label="Seconds to save {size} MiB">{bars}</svg>\n')


to = f"{work}/saved"
large = measure(size, savers(size, to), to)
table(size, large, "curl")
chart(large, size)
if sdk_size == "0":
    sys.exit()
commands = {"deskledger": savers(sdk_size, to)["deskledger"], "the vendor's SDK": [python, "-c", SDK, url, sdk_size, to]}
runs = min(runs, 2)
table(sdk_size, measure(sdk_size, commands, to), "deskledger")
