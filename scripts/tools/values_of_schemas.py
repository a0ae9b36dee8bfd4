"""Values of the components of documents: values_of_schemas.py PACKAGE COUNT DOCUMENTS VALUES.

Takes COUNT documents with components, spread evenly over those of 2 to 300 kB. Writes for each a document with a call for each
component, and to VALUES, as JSON lines, the examples and the random values that jsonschema accepts for a component.
"""

import json
import pathlib
import random
import sys

import jsonschema

RANDOM_VALUES = 4
TEXTS = {"date-time": "2024-05-01T09:30:00.5+02:00", "date": "2024-02-29", "uuid": "67E55044-10B1-426F-9247-BB680E5FE0C8",
         "byte": "aGVsbG8=", "ipv4": "127.0.0.1", "ipv6": "::1", "duration": "P1DT2H", "time": "08:30:06Z",
         "email": "a@example.com", "uri": "https://example.com/a"}


def plain(node):
    """The schema as JSON Schema has it: `nullable` is a type, `discriminator` says nothing."""
    if isinstance(node, list):
        return [plain(one) for one in node]
    if not isinstance(node, dict):
        return node
    out = {name: plain(one) for name, one in node.items() if name not in ("discriminator", "example", "examples")}
    if out.get("nullable") is True and isinstance(out.get("type"), str):
        out["type"] = [out["type"], "null"]
        if "enum" in out and None not in out["enum"]:
            out["enum"] = out["enum"] + [None]
    return out


class Maker:
    def __init__(self, document, seed):
        self.document, self.random = document, random.Random(seed)

    def of(self, schema, level=0, examples=False):
        if not isinstance(schema, dict) or level > 12:
            return None
        if "$ref" in schema:
            target = self.document
            for step in schema["$ref"].removeprefix("#/").split("/"):
                target = target[step.replace("~1", "/").replace("~0", "~")]
            return self.of(target, level + 1, examples)
        if "example" in schema and (examples or self.random.random() < 0.3):
            return schema["example"]
        if "enum" in schema:
            return self.random.choice(schema["enum"])
        if "const" in schema:
            return schema["const"]
        if schema.get("nullable") and self.random.random() < 0.3:
            return None
        for name in ("oneOf", "anyOf"):
            if schema.get(name) and "properties" not in schema:
                return self.of(self.random.choice(schema[name]), level + 1, examples)
        parts = [self.of(one, level + 1, examples) for one in schema.get("allOf", [])]
        kind = schema.get("type", "object" if "properties" in schema or parts else "string")
        kind = self.random.choice(kind) if isinstance(kind, list) else kind
        if kind == "object":
            value = {name: one for part in parts if isinstance(part, dict) for name, one in part.items()}
            for name, one in schema.get("properties", {}).items():
                if name in schema.get("required", []) or (level < 5 and (examples or self.random.random() < 0.5)):
                    value[name] = self.of(one, level + 1, examples)
            more = schema.get("additionalProperties", True)
            if more is not False and level < 5 and self.random.random() < 0.3:
                value["further"] = self.of(more, level + 1) if isinstance(more, dict) and more else 3
            return value
        if kind == "array":
            count = 0 if level > 6 else self.random.randint(schema.get("minItems", 0), 3)
            return [self.of(schema.get("items", {}), level + 1, examples) for _ in range(count)]
        low, high = schema.get("minimum", -3), schema.get("maximum", 1000)
        if kind == "integer":
            return int(self.random.choice([low, high, (low + high) // 2]))
        if kind == "number":
            return self.random.choice([low, high, (low + high) / 2, low + 0.25])
        if kind == "boolean":
            return self.random.random() < 0.5
        if kind == "null":
            return None
        return TEXTS.get(schema.get("format"), self.random.choice(["", "ab", "张三", "a longer text"]))


def examples_of(document):
    """Examples beside a reference to a component, by its name."""
    found, open_nodes = {}, [document]
    while open_nodes:
        node = open_nodes.pop()
        open_nodes.extend(node.values() if isinstance(node, dict) else node if isinstance(node, list) else [])
        schema = node.get("schema") if isinstance(node, dict) else None
        reference = schema.get("$ref", "") if isinstance(schema, dict) else ""
        if isinstance(reference, str) and reference.startswith("#/components/schemas/"):
            listed = node.get("examples")
            values = [one["value"] for one in listed.values() if isinstance(one, dict) and "value" in one] if isinstance(listed, dict) else []
            values += [node["example"]] if "example" in node else []
            found.setdefault(reference.removeprefix("#/components/schemas/"), []).extend(values)
    return found


def is_valid(validator, value):
    try:
        return validator.is_valid(value)
    except Exception:  # A schema that jsonschema does not take, or a reference that leads nowhere.
        return False


def main(package, count, documents, values):
    sys.setrecursionlimit(4000)
    package = pathlib.Path(package)
    paths = [path.relative_to(package).as_posix() for path in package.glob("api/**/*.json") if 2000 <= path.stat().st_size <= 300000]
    sources = ((path, json.loads((package / path).read_text())) for path in sorted(paths)[::7][:300])
    sources = [one for one in sources if isinstance(one[1].get("components", {}).get("schemas"), dict)]
    count = min(int(count), len(sources))
    with open(values, "w") as out:
        for place in range(count):
            path, document = sources[place * len(sources) // count]
            schemas, calls = document["components"]["schemas"], {}
            plain_schemas, beside = plain(schemas), examples_of(document)
            draft = jsonschema.Draft202012Validator if document["openapi"].startswith("3.1") else jsonschema.Draft4Validator
            for number, (name, schema) in enumerate(schemas.items()):
                pointer = "#/components/schemas/" + name.replace("~", "~0").replace("/", "~1")
                content = {"application/json": {"schema": {"$ref": pointer}}}
                calls[f"/{number}"] = {"put": {"operationId": f"judge-{number}", "requestBody": {"required": True, "content": content},
                                              "responses": {"204": {"description": "Taken."}}}}
                validator = draft({"$ref": pointer, "components": {"schemas": plain_schemas}})
                maker = Maker(document, number)
                stated = [schema["example"]] if isinstance(schema, dict) and "example" in schema else []
                stated += beside.get(name, [])
                made = []
                for turn in range(RANDOM_VALUES + 1):
                    try:
                        made.append((("examples of fields", maker.of(schema, examples=True)) if turn == 0 else ("random", maker.of(schema))))
                    except Exception:  # A schema without a value that is made.
                        continue
                for kind, value in [("example", one) for one in stated] + made:
                    if is_valid(validator, value):
                        case = {"document": f"{place:03}", "number": number, "schema": name, "kind": kind, "value": value}
                        out.write(json.dumps(case) + "\n")
            judged = {"openapi": document["openapi"], "info": {"title": path, "version": "1"}, "paths": calls, "components": {"schemas": schemas}}
            pathlib.Path(documents, f"{place:03}.json").write_text(json.dumps(judged))


main(*sys.argv[1:])
