"""Writes a TypeScript program that makes the calls of a generated package with openapi-fetch: calls.py PACKAGE PROGRAM."""

import json
import pathlib
import re
import sys
import urllib.parse

package, program = map(pathlib.Path, sys.argv[1:])
document = json.loads((package / "src/openapi.json").read_text())
responses = json.loads((package / "tests/support/responses.json").read_text())
METHODS = ("get", "put", "post", "delete", "options", "head", "patch", "trace")


def resolved(node):
    while isinstance(node, dict) and "$ref" in node:
        target = document
        for name in node["$ref"].removeprefix("#/").split("/"):
            target = target[urllib.parse.unquote(name).replace("~1", "/").replace("~0", "~")]
        node = target
    return node


def kinds(schema):
    schema = resolved(schema)
    kind = schema.get("type", [])
    kind = {kind} if isinstance(kind, str) else set(kind)
    return kind.union(*(kinds(one) for key in ("allOf", "anyOf", "oneOf") for one in schema.get(key, [])))


def value(schema, texts):
    """The value of a parameter; an error where it has a form of its own."""
    kind = kinds(schema)
    if "object" in kind:
        raise ValueError("an object in a parameter")
    if "array" in kind:
        texts = texts if len(texts) > 1 else texts[0].split(",")
        return [value(resolved(schema).get("items", {}), [text]) for text in texts]
    [text] = texts
    if kind & {"integer", "number"} and re.fullmatch(r"-?\d+(\.\d+)?([eE][-+]?\d+)?", text):
        return float(text) if re.search(r"[.eE]", text) else int(text)
    return text == "true" if "boolean" in kind and text in ("true", "false") else text


def call(path, method, item, operation, target, response):
    """A call of the client."""
    given = {}
    path_part, _, query = target.partition("?")
    names = re.findall(r"\{([^}]+)\}", path)
    pattern = "".join("([^/]+)" if part.startswith("{") else re.escape(part) for part in re.split(r"(\{[^}]+\})", path))
    given["path"] = dict(zip(names, re.fullmatch(pattern, path_part).groups()))
    pairs = urllib.parse.parse_qsl(query, keep_blank_values=True)
    params = {}
    own = {(one["in"], one["name"]): one for one in map(resolved, item.get("parameters", []) + operation.get("parameters", []))}
    for (place, name), parameter in own.items():
        if place == "path":
            texts = [urllib.parse.unquote(given["path"][name])]
        elif place == "query":
            texts = [text for key, text in pairs if key in (name, f"{name}[]")]
        else:
            texts = []
        if texts:
            params.setdefault(place, {})[name] = value(parameter.get("schema", {}), texts)
        elif parameter.get("required"):
            raise ValueError(f"a {place} parameter")
    options = {"params": params} if params else {}
    lists = {parameter.get("explode", True) for (place, name), parameter in own.items()
             if place == "query" and isinstance(params.get("query", {}).get(name), list)}
    if lists == {False}:
        options["querySerializer"] = {"array": {"style": "form", "explode": False}}
    if "requestBody" in operation:
        content = resolved(operation["requestBody"]).get("content", {})
        if method in ("get", "head"):
            raise ValueError("a body that fetch does not send")
        if "request" in response and "application/json" in content:
            options["body"] = json.loads(response["request"])
        elif resolved(operation["requestBody"]).get("required"):
            raise ValueError("a body that is not JSON")
    media_type = response["headers"].get("content-type", "")
    code = f"client.{method.upper()}({json.dumps(path)}, {json.dumps(options)[:-1]}"
    is_json = "json" in media_type
    if not is_json:
        code += (", " if options else "") + 'parseAs: "text"'
    status = response["status"]
    stated = operation["responses"].get(str(status)) or {}
    is_typed = is_json and media_type in resolved(stated).get("content", {})
    typed = f'Of<paths[{json.dumps(path)}]["{method}"]["responses"][{status}]["content"][{json.dumps(media_type)}]> | undefined'
    expected = json.dumps(json.loads(response["body"])) if is_json else "undefined"
    kind = f": {typed}" if is_typed else ""
    return (f"{{ const {{ data, response }} = await {code}}}); const value{kind} = data; "
            f"check({json.dumps(method.upper() + ' ' + path)}, response.status, {status}, value, {expected}); }}")


lines, skipped = [], []
for path, item in document["paths"].items():
    item = resolved(item)
    for method in METHODS:
        if method not in item:
            continue
        pattern = re.compile(method.upper() + " " + re.sub(r"\\\{[^}]+\\\}", "[^/?]+", re.escape(path)) + r"(\?.*)?")
        # Of several paths that match a target, the one with the fewest parameters is the path of the call.
        fits = lambda one, target: re.fullmatch(re.sub(r"\\\{[^}]+\\\}", "[^/?]+", re.escape(one)), target.split(" ", 1)[1].partition("?")[0])
        found = [target for target in responses if pattern.fullmatch(target)
                 and not any(fits(other, target) and other.count("{") < path.count("{") for other in document["paths"])]
        try:
            if not found:
                raise ValueError("no request")
            lines.append(call(path, method, item, item[method], found[0].split(" ", 1)[1], responses[found[0]]))
        except (ValueError, KeyError, AttributeError) as error:
            skipped.append(f"{method.upper()} {path}: {error}")
head = (pathlib.Path(__file__).parent / "calls.ts").read_text()
program.write_text(head.replace("SKIPPED", json.dumps(skipped)) + "\n".join(lines) + "\nfinish();\n")
