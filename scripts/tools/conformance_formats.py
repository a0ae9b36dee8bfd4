"""Compares files value by value with what other programs read: conformance_formats.py PROGRAM FILE...

Prints each file that differs or that one of both rejects, and a table. Ends 1 where a value differs for another reason than the known
ones, or where nothing was compared.
"""

import collections
import resource
import signal
import subprocess
import sys
import warnings

import conformance_csv
import conformance_parquet
import conformance_workbooks

READERS = {"csv": conformance_csv, "tsv": conformance_csv, "parquet": conformance_parquet}
# Seconds for a file, and bytes of memory: some workbooks claim cells without end.
SECONDS, MEMORY = 60, 4 << 30


def main():
    program, paths = sys.argv[1], sys.argv[2:]
    warnings.simplefilter("ignore")
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))
    signal.signal(signal.SIGALRM, lambda *_: (_ for _ in ()).throw(TimeoutError()))
    outcomes, values = collections.Counter(), collections.defaultdict(lambda: [0, 0, 0])
    for path in paths:
        extension = path.rsplit(".", 1)[-1].lower()
        reader = READERS.get(extension, conformance_workbooks)
        kind = reader.__name__.removeprefix("conformance_")
        signal.alarm(SECONDS)
        try:
            outcome, *counts = reader.compare(program, path, lambda line: print(line, flush=True))
        except (TimeoutError, MemoryError, subprocess.TimeoutExpired):
            outcome, counts = "too large for the other reader here", [0, 0, 0]
        finally:
            signal.alarm(0)
        outcomes[kind, outcome] += 1
        values[kind] = [total + count for total, count in zip(values[kind], counts)]
    print("| files | of | outcome |\n|---|---|---|")
    for (kind, outcome), count in sorted(outcomes.items()):
        print(f"| {count:,} | {kind} | {outcome} |")
    for kind, (count, known, different) in sorted(values.items()):
        print(f"{kind}: {count:,} values, {known:,} differ in a known way, {different:,} otherwise")
    sys.exit(1 if not paths or any(different or not count for count, _, different in values.values()) else 0)


main()
