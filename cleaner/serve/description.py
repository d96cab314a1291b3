"""What the server does, as OpenAPI and as a page: both from the lists that it works by."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from functools import cache
from importlib.metadata import version
from itertools import groupby
from pathlib import Path
from types import MappingProxyType, NoneType
from typing import Any, get_args, get_origin, get_type_hints, is_typeddict

from jinja2 import Environment, FileSystemLoader, StrictUndefined, Template

from cleaner.options import Options
from cleaner.render import Record
from cleaner.serve.asked import BODY_TYPES, MEDIA_TYPES, PARAMETERS, Parameter
from cleaner.serve.problems import MEDIA_TYPE, PROBLEMS

_SCALARS: Mapping[Any, str] = MappingProxyType(
    {str: "string", int: "integer", float: "number", bool: "boolean", NoneType: "null"}
)
_ABOUT = (
    "Strips the boilerplate from a page or a text dump. What is posted is cleaned on this machine "
    "and kept nowhere; no address is ever opened."
)


def describe(options: Options) -> dict[str, Any]:
    """The server in OpenAPI 3.1."""
    return {
        "openapi": "3.1.0",
        "info": {"title": "cleaner", "version": version("pagecleaner"), "description": _ABOUT},
        "paths": {
            "/clean": {"post": _describe_clean(options)},
            "/health": {"get": _describe_get("Whether it works, by which rules and weights")},
            "/openapi.json": {"get": _describe_get("This description")},
        },
        "components": {
            "schemas": {"Record": _schema_of(Record), "Problem": _describe_problem()},
        },
    }


def render_page(description: Mapping[str, Any]) -> str:
    """The description as a page of HTML that loads nothing but its style."""
    return _template().render(description=description, problems=PROBLEMS)


@cache
def _template() -> Template:
    here = FileSystemLoader(Path(__file__).parent)
    environment = Environment(loader=here, autoescape=True, undefined=StrictUndefined)
    return environment.get_template("page.html.j2")


def _describe_clean(options: Options) -> dict[str, Any]:
    return {
        "operationId": "clean",
        "summary": "The article of the page in the body",
        "parameters": [_describe_parameter(name, one) for name, one in PARAMETERS.items()],
        "requestBody": {
            "description": f"HTML or text, at most {options.max_input_bytes:,} bytes. A charset in "
            "Content-Type outranks what the page says.",
            "required": True,
            "content": {name: {} for name in BODY_TYPES if name},
        },
        "responses": {
            "200": {
                "description": "The article; nothing where there is none.",
                "content": {
                    name: {"schema": _describe_form(name)} for name in MEDIA_TYPES.values()
                },
            },
            **dict(_describe_problems()),
        },
    }


def _describe_parameter(name: str, parameter: Parameter) -> dict[str, Any]:
    values: dict[str, Any] = {"type": "string"}
    if parameter.values:
        values["enum"] = list(map(str, parameter.values))
    schema = {"type": "array", "items": values} if parameter.is_list else values
    return {"name": name, "in": "query", "description": parameter.about, "schema": schema}


def _describe_form(media_type: str) -> dict[str, Any]:
    is_record = media_type == MEDIA_TYPES["json"]
    return {"$ref": "#/components/schemas/Record"} if is_record else {"type": "string"}


def _describe_get(summary: str) -> dict[str, Any]:
    content = {"application/json": {"schema": {"type": "object"}}}
    return {"summary": summary, "responses": {"200": {"description": summary, "content": content}}}


def _describe_problems() -> Iterator[tuple[str, dict[str, Any]]]:
    """Each status that a problem can have, with the titles of its problems."""
    content = {MEDIA_TYPE: {"schema": {"$ref": "#/components/schemas/Problem"}}}
    for status, group in groupby(PROBLEMS.values(), lambda problem: problem[0]):
        titles = "; ".join(title for _, title in group)
        yield str(int(status)), {"description": titles, "content": content}


def _describe_problem() -> dict[str, Any]:
    """RFC 9457, with the type of the library's error where there is one."""
    texts = {name: {"type": "string"} for name in ("title", "detail", "error")}
    kinds = {"type": "string", "enum": [f"/#{kind}" for kind in PROBLEMS]}
    properties = {"type": kinds, "status": {"type": "integer"}, **texts}
    required = ["type", "title", "status", "detail"]
    return {"type": "object", "properties": properties, "required": required}


def _schema_of(hint: Any) -> dict[str, Any]:
    """JSON Schema for values of a type."""
    if is_typeddict(hint):
        properties = {name: _schema_of(value) for name, value in get_type_hints(hint).items()}
        required = [name for name in properties if name in hint.__required_keys__]
        return {"type": "object", "properties": properties, "required": required}
    arguments = get_args(hint)
    if get_origin(hint) is list:
        return {"type": "array", "items": _schema_of(arguments[0])}
    if get_origin(hint) is dict:
        return {"type": "object", "additionalProperties": _schema_of(arguments[1])}
    if arguments:  # a union with None
        return {"type": [_SCALARS[argument] for argument in arguments]}
    return {"type": _SCALARS[hint]}
