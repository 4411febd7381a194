"""Writes the typed parts of `goodwill.client` from the API's own description.

python tools/client.py
"""

from __future__ import annotations

import ast
import os
import re
import tempfile
from collections.abc import Iterator, Mapping
from keyword import iskeyword
from pathlib import Path
from typing import Any

CLIENT = Path(__file__).parents[1] / "src" / "goodwill" / "client"
ROOT = "/api/v1/"
REF = "#/components/schemas/"
HEAD = '''"""{words}

Written by `tools/client.py`: change the API, then run it.
"""

# fmt: off
# ruff: noqa: E501
from __future__ import annotations

'''
OPERATIONS_SAID = "Everything that can be asked for, by the names of the API's description."
Json = Mapping[str, Any]
Operations = list[tuple[str, str, Json]]
PLAIN = {"string": "str", "integer": "int", "number": "float", "boolean": "bool", "null": "None"}


def main() -> None:
    for name, text in written(described()).items():
        (CLIENT / name).write_text(text, encoding="utf-8")


def described() -> Json:
    """The description of the API as this checkout gives it."""
    os.environ.setdefault("GOODWILL_HOME", tempfile.mkdtemp(prefix="goodwill-client-"))
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "goodwill.crm.site.settings")
    import django
    from django.apps import apps

    if not apps.ready:
        django.setup()
    from goodwill.crm.api.rest import describing

    return describing.described()


def written(description: Json) -> dict[str, str]:
    """The files of the client that are written, by name."""
    kinds = dict(_kinds(description))
    own = list(_own_operations(description, kinds))
    wanted = _wanted(description, kinds, own)
    return {
        "shapes.py": _shapes(description, wanted),
        "operations.py": _operations(description, kinds, own),
    }


def _kinds(description: Json) -> Iterator[tuple[str, tuple[str, str, str]]]:
    """Each kind of record, and its shapes: given, new, change."""
    for path, ways in description["paths"].items():
        kind = path.removeprefix(ROOT)
        if "/" in kind or f"{ROOT}{kind}/{{id}}/history" not in description["paths"]:
            continue
        given = _answer(ways["post"])
        change = _sent(description["paths"][f"{ROOT}{kind}/{{id}}"]["patch"])
        yield kind, (_type(given), _type(_sent(ways["post"])), _type(change))


def _own_operations(description: Json, kinds: Json) -> Iterator[tuple[str, str, Json]]:
    """What not every kind has; what every kind has stands in `records.py`."""
    common_to_all = _written_by_hand()
    met = set()
    for path, ways in description["paths"].items():
        kind, _, rest = path.removeprefix(ROOT).partition("/")
        for method, operation in ways.items():
            if not isinstance(operation, Mapping) or "operationId" not in operation:
                continue
            common = f"{method} /{rest}"
            if kind in kinds and common in common_to_all:
                met.add(common)
            else:
                yield method, path, operation
    if missing := common_to_all - met:
        raise SystemExit(f"The API has no {sorted(missing)} any more: mend client/records.py.")


def _written_by_hand() -> set[str]:
    """What `records.py` knows, read from its text: what is written here may not be there yet."""
    for one in ast.parse((CLIENT / "records.py").read_text(encoding="utf-8")).body:
        if isinstance(one, ast.Assign) and ast.unparse(one.targets[0]) == "OPERATIONS":
            return set(ast.literal_eval(one.value))
    raise SystemExit("records.py names no OPERATIONS.")


def _wanted(description: Json, kinds: Json, own: Operations) -> set[str]:
    """The shapes that the client names, with those that these name."""
    schemas = description["components"]["schemas"]
    named = {shape for shapes in kinds.values() for shape in shapes}
    named |= {
        one for _, _, operation in own for one in _refs([_answer(operation), _sent(operation)])
    }
    found: set[str] = set()
    while named:
        one = named.pop()
        if one in schemas and one not in found:
            found.add(one)
            named |= set(_refs(schemas[one]))
    return {one for one in found if schemas[one].get("properties")}


def _refs(of: Any) -> Iterator[str]:
    if isinstance(of, Mapping):
        if "$ref" in of:
            yield of["$ref"].removeprefix(REF)
        for value in of.values():
            yield from _refs(value)
    elif isinstance(of, list | tuple):
        for value in of:
            yield from _refs(value)


def _shapes(description: Json, wanted: set[str]) -> str:
    schemas = {name: description["components"]["schemas"][name] for name in sorted(wanted)}
    parts = [HEAD.format(words="What the API takes and gives, as types.").rstrip()]
    parts.append("from typing import Any, Literal, NotRequired, TypedDict")
    text = "\n\n".join(parts)
    for name, schema in schemas.items():
        text += f"\n\n\n{_shape(name, schema, set(schemas))}"
    return text + "\n"


def _shape(name: str, schema: Json, known: set[str]) -> str:
    required = set(schema.get("required", ()))
    fields = {}
    for field, its in schema["properties"].items():
        held = _type(its, known)
        fields[field] = held if field in required else f"NotRequired[{held}]"
    words = " ".join(schema.get("description", name).split())
    if all(field.isidentifier() and not iskeyword(field) for field in fields):
        lines = [f"class {name}(TypedDict):", f'    """{_ended(words)}"""', ""]
        return "\n".join([*lines, *(f"    {field}: {held}" for field, held in fields.items())])
    pairs = ", ".join(f'"{field}": "{held}"' for field, held in fields.items())
    return f'{name} = TypedDict("{name}", {{{pairs}}})\n"""{_ended(words)}"""'


def _operations(description: Json, kinds: Json, own: Operations) -> str:
    known = {*description["components"]["schemas"]} - {"JsonValue"}
    lines = ["class Operations:", f'    """{OPERATIONS_SAID}"""', ""]
    lines += ["    def __init__(self, talk: Talk) -> None:", "        self._talk = talk"]
    for kind, shapes in kinds.items():
        lines.append(f'        self.{kind}: Records[{", ".join(shapes)}] = Records(talk, "{kind}")')
    text = "\n".join(lines) + "\n"
    for method, path, operation in own:
        text += "\n" + _method(method, path, operation, known)
    said = set(re.findall(r"\w+", re.sub(r'""".*?"""', "", text)))
    typing = ", ".join(sorted({"Any", "Literal", "cast"} & said))
    head = HEAD.format(words="What the API can do: the kinds of records, and what only some can.")
    head += f"from typing import {typing}\n\nfrom goodwill.client.records import Records\n"
    shapes = "".join(f"    {name},\n" for name in sorted(known & said, key=str.casefold))
    head += f"from goodwill.client.shapes import (\n{shapes})\n"
    return f"{head}from goodwill.client.talking import Call, Talk, place\n\n\n{text}"


def _method(method: str, path: str, operation: Json, known: set[str]) -> str:
    parts = [one["name"] for one in operation["parameters"] if one["in"] == "path"]
    query = [one for one in operation["parameters"] if one["in"] == "query"]
    takes = ["self", *(f"{name}: str" for name in parts)]
    sent = _sent(operation)
    is_file = "multipart/form-data" in operation.get("requestBody", {}).get("content", {})
    if sent and not is_file:
        takes.append(f"body: {_type(sent, known)}")
    elif is_file:
        takes.append("file: tuple[str, bytes]")
    if query:
        takes.append("*")
        takes += [_parameter(one, known) for one in query]
    given = _answer(operation)
    is_bytes = given is not None and given.get("format") == "binary"
    gives = "bytes" if is_bytes else _type(given, known) if given else "None"
    words = " ".join(str(operation.get("summary", operation["operationId"])).split())
    template = "/" + path.removeprefix(ROOT)
    filled = ", ".join(f"{name}={name}" for name in parts)
    where = f'place("{template}", {filled})' if parts else f'"{template}"'
    call = f'Call("{method.upper()}", {where}'
    if query:
        call += (
            ", query={" + ", ".join(f'"{one["name"]}": {_name(one["name"])}' for one in query) + "}"
        )
    call += ", body=body" if sent and not is_file else ", file=file" if is_file else ""
    asked = f"self._talk.{'fetch' if is_bytes else 'ask'}({call}))"
    done = (
        asked
        if given is None
        else f"return {asked}"
        if is_bytes
        else f"return cast({gives}, {asked})"
    )
    lines = [f"def {operation['operationId']}({', '.join(takes)}) -> {gives}:"]
    lines += [f'    """{_ended(words)}"""', f"    {done}"]
    return "".join(f"    {line}\n" for line in lines)


def _parameter(one: Json, known: set[str]) -> str:
    held = _type(one["schema"], known)
    if one.get("required"):
        return f"{_name(one['name'])}: {held}"
    return f"{_name(one['name'])}: {held.removesuffix(' | None')} | None = None"


def _name(name: str) -> str:
    return f"{name}_" if iskeyword(name) else re.sub(r"\W", "_", name)


def _answer(operation: Json) -> Json | None:
    """What an operation gives when all went well; None for nothing."""
    for status, answer in operation["responses"].items():
        if status < "3" and "content" in answer:
            schema: Json = next(iter(answer["content"].values()))["schema"]
            return schema
    return None


def _sent(operation: Json) -> Json | None:
    content = operation.get("requestBody", {}).get("content", {})
    return next(iter(content.values()))["schema"] if content else None


def _type(schema: Json | None, known: set[str] | None = None) -> str:
    """A schema as Python says it."""
    if not schema:
        return "Any"
    if "$ref" in schema:
        name = schema["$ref"].removeprefix(REF)
        return name if known is None or name in known else "Any"
    if "enum" in schema or "const" in schema:
        values = schema.get("enum", [schema.get("const")])
        return f"Literal[{', '.join(repr(one) for one in values)}]".replace("'", '"')
    if options := schema.get("anyOf") or schema.get("oneOf"):
        told = list(dict.fromkeys(_type(one, known) for one in options))
        return "Any" if "Any" in told else " | ".join(told)
    return _plain(schema, known)


def _plain(schema: Json, known: set[str] | None) -> str:
    if schema.get("type") == "array":
        return f"list[{_type(schema.get('items'), known)}]"
    if schema.get("type") == "object":
        return f"dict[str, {_type(_held(schema), known)}]"
    return PLAIN.get(str(schema.get("type")), "Any")


def _held(schema: Json) -> Json | None:
    more = schema.get("additionalProperties")
    return more if isinstance(more, Mapping) else None


def _ended(words: str) -> str:
    words = words.replace("\\", "\\\\").replace('"', "'")
    return words if words.endswith((".", "…", "?", "!")) else f"{words}."


if __name__ == "__main__":
    main()
