"""Prints records with texts and times that are easily mishandled, as NDJSON, for the conformance checks of files. The seed is fixed."""

import json
import random

TEXTS = [
    "=1+1", "+86 138 0000 0000", "-2", "@SUM(A1:A9)", "'=1", "=HYPERLINK(\"http://a\",\"b\")", "\t=1", " =1", "007", "1e5", "0x1F", "1,234.50", "12%",
    "TRUE", "null", "NaN", "N/A", "None", "#REF!", "2020-01-01", "3/4", "00:10", "a\"b", "\"", "a,b;c\td", "two\nlines", "\nbefore and behind\n",
    "a\r\nb", "😀", "👩‍👩‍👧‍👦 family", "连接用户", "張三（財務部）", "ÄÖÜ e\u0301 ﬁ", "مرحبا", "עברית", "\u200bzero\u200b", "_x0041_", "_x000D_", "<b>&amp;</b>", "]]>",
    "  spaces around  ", "\\N", "\\", "%00%n", "${a}", "连" * 255, "x" * 255, "😀" * 100, "a\u2028b", "\ufeffa",
]
# Spreadsheets disagree on dates before 1 March 1900 (Excel treats 1900 as a leap year), pandas counts in nanoseconds by default, and
# LibreOffice shows many times before 1970 one second early, regardless of precision; the one used here is half a day.
TIMES = [
    "0001-01-01T00:00:00Z", "1582-10-15T12:00:00Z", "1899-12-31T00:00:00Z", "1900-01-01T00:00:00Z", "1900-02-28T23:59:59Z", "1900-03-01T00:00:00Z",
    "1969-12-31T12:00:00Z", "1970-01-01T00:00:00Z", "2000-02-29T12:34:56Z", "2038-01-19T03:14:08Z", "2262-04-12T00:00:00Z", "9999-12-30T21:59:59Z",
]
NAMES = ["user_name", "computer_name", "terminal_type", "terminal_name", "client_version", "agent_version", "connection_failure_reason"]


def records(count=300):
    draw = random.Random(1)
    for number in range(count):
        record = {"transaction_id": f"awkward-{number}", "connection_start_time": TIMES[number % len(TIMES)]}
        # Each text appears in each column at least once.
        for place, name in enumerate(NAMES):
            if draw.random() < 0.9:
                record[name] = TEXTS[(number + place * 7) % len(TEXTS)]
        if draw.random() < 0.5:
            # A record that ends before it starts is rejected.
            record["connection_end_time"] = draw.choice([time for time in TIMES if time >= record["connection_start_time"]])
        if draw.random() < 0.5:
            record["network_rtt"] = draw.choice([0, 1, 2**31 - 1])
        if draw.random() < 0.7:
            record["is_reconnect"] = draw.random() < 0.5
        yield record


if __name__ == "__main__":
    for record in records():
        print(json.dumps(record))
