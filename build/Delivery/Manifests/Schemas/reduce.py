#!/usr/bin/env python3
"""Reduces OpenAPI documents of an API server to what the strict check of manifests needs.

    kubectl get --raw /openapi/v3/apis/apps/v1 > apps.v1.json        # as many as are wanted
    ./reduce.py 'Kubernetes 1.36' *.json > kubernetes.json
    ./reduce.py --kinds ServiceMonitor,PodMonitor 'prometheus-operator 0.93' *.json > prometheus-operator.json

Only names, types and limits of fields stay. Whatever occurs twice becomes a definition of its own: the Argo CD kinds shrink to a twelfth.
"""
import argparse, collections, json

KEPT = {"type", "required", "enum", "pattern", "items", "additionalProperties", "properties", "$ref", "minimum", "maximum", "minItems", "minLength"}
NO_MANIFESTS = ("List", ".DeleteOptions", ".Status", ".WatchEvent", ".Scale", ".Binding", ".Eviction", ".TokenRequest", ".ComponentStatus")
QUANTITY = r"^[+-]?([0-9]+(\.[0-9]*)?|\.[0-9]+)([KMGTPE]i|[numkMGTPE]|[eE][+-]?[0-9]+)?$"
SHORTEST_SHARED = 120


def reduced(schema):
    if len(schema.get("allOf", [])) == 1:
        return reduced(schema["allOf"][0])
    result = {key: value for key, value in schema.items() if key in KEPT}
    if schema.get("x-kubernetes-int-or-string") or schema.get("format") == "int-or-string":
        result["type"] = ["integer", "string"]
    if schema.get("format") == "int32":
        result = {"minimum": -(2**31), "maximum": 2**31 - 1, **result}
    if "$ref" in result:
        result["$ref"] = result["$ref"].rsplit("/", 1)[1]
    if "properties" in result:
        result["properties"] = {name: reduced(value) for name, value in result["properties"].items()}
    elif result.get("type") == "object":
        result.setdefault("additionalProperties", True)
    if schema.get("x-kubernetes-preserve-unknown-fields"):
        result["additionalProperties"] = True
    for key in "items", "additionalProperties":
        if isinstance(result.get(key), dict):
            result[key] = reduced(result[key])
    return result


def children(schema):
    yield from schema.get("properties", {}).items()
    yield from ((key, schema[key]) for key in ("items", "additionalProperties") if isinstance(schema.get(key), dict))


def text(schema):
    return json.dumps(schema, separators=(",", ":"), sort_keys=True)


def shared(definitions):
    """Gives each part that occurs twice a name: that of the place where it was first."""
    seen, places = collections.Counter(), {}

    def count(schema, place):
        key = text(schema)
        seen[key] += 1
        places.setdefault(key, place)
        if seen[key] == 1:
            for name, child in children(schema):
                count(child, place if name in ("items", "additionalProperties") else f"{place}.{name}")

    def replaced(schema):
        key = text(schema)
        if len(key) < SHORTEST_SHARED or seen[key] == 1:
            return body(schema)
        if places[key] not in result:
            result[places[key]] = None
            result[places[key]] = body(schema)
        return {"$ref": places[key]}

    def body(schema):
        copy = dict(schema)
        if "properties" in copy:
            copy["properties"] = {name: replaced(child) for name, child in copy["properties"].items()}
        for key in "items", "additionalProperties":
            if isinstance(copy.get(key), dict):
                copy[key] = replaced(copy[key])
        return copy

    for name, schema in definitions.items():
        count(schema, name)
    result = {}
    for name, schema in definitions.items():
        result[name] = body(schema)
    return result


def needed(definitions, names):
    """These definitions and those that they refer to."""
    result = {}

    def add(name):
        if name not in result:
            result[name] = definitions[name]
            visit(definitions[name])

    def visit(schema):
        if "$ref" in schema:
            add(schema["$ref"])
        for _, child in children(schema):
            visit(child)

    for name in names:
        add(name)
    return result


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--kinds", help="only these, comma-separated; without their status, which no manifest has")
    parser.add_argument("source", help="what they describe, and its version")
    parser.add_argument("documents", nargs="+")
    options = parser.parse_args()
    wanted = options.kinds and options.kinds.split(",")
    definitions, kinds = {}, {}
    for document in options.documents:
        with open(document, encoding="utf-8") as file:
            schemas = json.load(file)
        for name, schema in schemas.get("components", {"schemas": schemas})["schemas"].items():
            definitions.setdefault(name, reduced(schema))
            for kind in schema.get("x-kubernetes-group-version-kind", []):
                if kind["kind"] in wanted if wanted else not name.endswith(NO_MANIFESTS):
                    kinds[f"{kind['group']}/{kind['version']}/{kind['kind']}".lstrip("/")] = name
    for name in definitions:
        if name.endswith(".Quantity"):
            definitions[name] = {"type": ["string", "number"], "pattern": QUANTITY}
    for name in kinds.values() if wanted else ():
        definitions[name]["properties"].pop("status", None)
    result = shared(needed(definitions, kinds.values()))
    print(f'{{"source":{json.dumps(options.source)},\n"kinds":{{')
    print(",\n".join(f"{json.dumps(kind)}:{json.dumps(name)}" for kind, name in sorted(kinds.items())), '},\n"definitions":{', sep="")
    print(",\n".join(f"{json.dumps(name)}:{text(schema)}" for name, schema in sorted(result.items())), "}}", sep="")


main()
