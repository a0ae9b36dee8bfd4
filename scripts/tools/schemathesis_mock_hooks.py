"""False positives of schemathesis for the mock, each with its reason.

- OpenAPI ignores header parameters named Accept, Authorization and Content-Type ("Parameter Object"); schemathesis expects a 400 without them.
- A media type other than JSON, XML, text and forms is opaque: its schema is of what is inside, such as the claims of a JWT. schemathesis
  takes application/jwt for JSON.
- Strings of JSON Schema may have a NUL, and its integers any number of digits. A server made from a document rejects a NUL in a parameter, which
  databases and programs in C end a text at, whole numbers beyond 64 bits, which its types cannot hold, and in a path the values that proxies
  resolve: `.`, `..` and a backslash.
"""

import schemathesis

IGNORED = {"accept", "authorization", "content-type"}
READABLE = ("json", "xml", "text/", "form", "*")


def nodes(node):
    if isinstance(node, dict):
        yield node
    for child in node.values() if isinstance(node, dict) else node if isinstance(node, list) else []:
        yield from nodes(child)


@schemathesis.hook
def before_load_schema(_context, schema):
    for node in nodes(schema):
        if isinstance(node.get("parameters"), list):
            node["parameters"] = [one for one in node["parameters"]
                                  if not (one.get("in") == "header" and one.get("name", "").lower() in IGNORED)]
        if isinstance(node.get("content"), dict):
            for name, media in node["content"].items():
                if isinstance(media, dict) and not any(part in name for part in READABLE):
                    media.pop("schema", None)


def texts(value):
    if isinstance(value, (dict, list, tuple)):
        for child in [*value, *value.values()] if isinstance(value, dict) else value:
            yield from texts(child)
    else:
        yield str(value)


def is_long(text):
    digits = text.removeprefix("-")
    return digits.isdecimal() and abs(int(text)) >= 1 << 63


@schemathesis.hook
def filter_case(_context, case):
    path = list(texts(dict(case.path_parameters or {})))
    values = [*path, *texts(dict(case.query or {})), *texts(dict(case.headers or {})), *texts(dict(case.cookies or {}))]
    is_kept = all("\0" not in value and "%00" not in value and not is_long(value) for value in values)
    return is_kept and all("\\" not in value and "%5C" not in value.upper() and value not in (".", "..", "%2E", "%2E%2E") for value in path)
