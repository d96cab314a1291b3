"""What a request asks for: its parameters, the form that it accepts, and what it sends."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from difflib import get_close_matches
from types import MappingProxyType
from typing import Any, Literal, NamedTuple, cast

from cleaner.addresses import is_whole_address
from cleaner.dumps.escape import to_json
from cleaner.dumps.write.formats import PAGE_FORMATS, Additions
from cleaner.dumps.write.pages import page_content
from cleaner.errors import OptionsError
from cleaner.options import MODES, Options
from cleaner.result import Result
from cleaner.serve.problems import Problem
from cleaner.types import FORMATS, Format, Role

Form = Literal["text", "markdown", "html", "json"]
MEDIA_TYPES: Mapping[Form, str] = MappingProxyType(
    {
        "text": "text/plain",
        "markdown": "text/markdown",
        "html": "text/html",
        "json": "application/json",
    }
)
"""What each form is sent as; the first is what somebody gets to whom all are the same."""
BODY_TYPES: Mapping[str, Format | None] = MappingProxyType(
    {
        "text/html": "html",
        "application/xhtml+xml": "html",
        "text/plain": "text",
        "text/markdown": "text",
        "application/octet-stream": None,
        "application/x-www-form-urlencoded": None,  # what curl calls whatever it is given
        "": None,
    }
)
"""Types of what may be posted, with what it is; None: told by the content."""
_IS = MappingProxyType({"true": True, "false": False, "": True})
"""What a switch says; one that is only named is on."""


class Parameter(NamedTuple):
    """A parameter of the query."""

    about: str
    values: Sequence[str] = ()
    """All that it may have, if that can be listed."""
    is_list: bool = False
    """Whether it may be given several times."""
    forms: Sequence[Form] = ()
    """The forms that it is for, if not for all."""


_SWITCH = ("true", "false")
PARAMETERS: Mapping[str, Parameter] = MappingProxyType(
    {
        "format": Parameter("What comes back; by default what Accept names.", tuple(MEDIA_TYPES)),
        "input_format": Parameter(
            "What the body is; by default what Content-Type says, else told by the content.",
            ("auto", *FORMATS),
        ),
        "url": Parameter("The page's address, which is never opened: links become absolute."),
        "site": Parameter("The site of a page without an address, for the profiles of sites."),
        "mode": Parameter("When in doubt: drop (precision) or keep (recall).", tuple(MODES)),
        "keep": Parameter("Roles that stay, too.", tuple(Role), is_list=True),
        "drop": Parameter("Roles that go, too.", tuple(Role), is_list=True),
        "keep_pattern": Parameter("RE2 pattern of blocks that stay, whatever else.", is_list=True),
        "drop_pattern": Parameter("RE2 pattern of blocks that go.", is_list=True),
        "images": Parameter(
            "Keep images; for markdown and html.", _SWITCH, forms=("markdown", "html")
        ),
        "front_matter": Parameter(
            "What is known of the page, above markdown.", _SWITCH, forms=("markdown",)
        ),
        "blocks": Parameter("Every block with its verdict; for json.", _SWITCH, forms=("json",)),
    }
)


@dataclass(frozen=True, slots=True)
class Asked:
    """What a page is to become, and how it is cleaned."""

    form: Form
    options: Options
    input_format: Format | None = None
    url: str | None = None
    site: str | None = None
    additions: Additions = field(default_factory=Additions)
    blocks: bool = False

    def render(self, result: Result) -> bytes:
        """The body of the answer: the bytes that `cleaner clean` writes."""
        if self.form == "json":
            return page_content(to_json(result.to_record(blocks=self.blocks)))
        return page_content(PAGE_FORMATS[self.form].render(result, self.additions))


def read_asked(
    query: Iterable[tuple[str, str]], accept: str, content_type: str, options: Options
) -> Asked:
    """What the query and the headers ask for, by options that vary the server's own.

    Problem for what there is not.
    """
    given = _collect(query)
    form = cast(Form, _one(given, "format")) or choose_form(accept)
    return Asked(
        form,
        _read_options(given, options),
        _read_input_format(_one(given, "input_format"), content_type),
        _read_address(_one(given, "url")),
        _one(given, "site"),
        Additions(_is(given, "images", form), _is(given, "front_matter", form)),
        _is(given, "blocks", form),
    )


def _collect(query: Iterable[tuple[str, str]]) -> dict[str, list[str]]:
    """The values of each parameter."""
    given: dict[str, list[str]] = {}
    for name, value in query:
        if name not in PARAMETERS:
            meant = get_close_matches(name[:50], PARAMETERS, 1)
            hint = f"did you mean {meant[0]}? " if meant else ""
            there = ", ".join(PARAMETERS)
            raise Problem(
                "bad-option", f"no parameter is called {name[:50]!r}: {hint}there are {there}"
            )
        given.setdefault(name, []).append(value)
    return given


def _one(given: Mapping[str, Sequence[str]], name: str) -> str | None:
    """The value of a parameter that has one at most, and one of those that it may have."""
    values = given.get(name, ())
    if len(values) > 1:
        raise Problem("bad-option", f"{name} is given {len(values)} times: give it once")
    allowed = PARAMETERS[name].values
    if values and allowed and values[0] not in (_IS if allowed is _SWITCH else allowed):
        wrong = values[0][:50]
        raise Problem(
            "bad-option", f"{name} is {wrong!r}: it has to be one of {', '.join(allowed)}"
        )
    return values[0] if values else None


def _is(given: Mapping[str, Sequence[str]], name: str, form: Form) -> bool:
    """Whether a switch is on; Problem where the form has nothing that it switches."""
    value = _one(given, name)
    if value is None or not _IS[value]:
        return False
    if form not in PARAMETERS[name].forms:
        forms = " and ".join(PARAMETERS[name].forms)
        raise Problem("bad-option", f"{name} is for {forms}, not for {form}")
    return True


def _read_options(given: Mapping[str, Sequence[str]], options: Options) -> Options:
    changed: dict[str, Any] = {
        "keep": _read_roles(given.get("keep", ())),
        "drop": _read_roles(given.get("drop", ())),
        "keep_patterns": given.get("keep_pattern", ()),
        "drop_patterns": given.get("drop_pattern", ()),
    }
    if mode := _one(given, "mode"):
        changed["mode"] = mode
    try:
        return replace(options, **changed)
    except OptionsError as error:
        raise Problem("bad-option", str(error), type(error).__name__) from error


def _read_roles(values: Iterable[str]) -> list[str]:
    """Names from values that each give one, or several with commas between them."""
    return [role.strip().lower() for value in values for role in value.split(",")]


def _read_input_format(said: str | None, content_type: str) -> Format | None:
    """What the body is; Problem where it is no page by its type."""
    media_type = content_type.partition(";")[0].strip().lower()
    if media_type not in BODY_TYPES:
        types = ", ".join(filter(None, BODY_TYPES))
        raise Problem("not-a-page", f"Content-Type is {media_type[:100]!r}: send one of {types}")
    if said is None:
        return BODY_TYPES[media_type]
    return None if said == "auto" else cast(Format, said)


def _read_address(value: str | None) -> str | None:
    if not (value is None or is_whole_address(value)):
        raise Problem("bad-option", "url is no address such as https://example.org/post")
    return value


def choose_form(accept: str) -> Form:
    """The form that an Accept header wants most (RFC 9110); Problem where it wants none of ours."""
    ranges = [_read_range(part) for part in accept.split(",") if part.strip()]
    if not ranges:
        return next(iter(MEDIA_TYPES))
    wanted = {form: _quality(media_type, ranges) for form, media_type in MEDIA_TYPES.items()}
    best = max(wanted, key=lambda form: wanted[form])
    if not wanted[best]:
        raise Problem("not-acceptable", f"there are {', '.join(MEDIA_TYPES.values())}")
    return best


def _read_range(part: str) -> tuple[str, float]:
    """A media range and how much it is wanted, 0..1."""
    name, *parameters = (piece.strip().lower() for piece in part.split(";"))
    quality = next((p[2:].strip() for p in parameters if p.startswith("q=")), "1")
    try:
        return name, min(1.0, max(0.0, float(quality)))
    except ValueError:
        return name, 0.0


def _quality(media_type: str, ranges: Sequence[tuple[str, float]]) -> float:
    """How much a type is wanted: what names it most closely says so."""
    said = dict(ranges)
    names = (media_type, f"{media_type.partition('/')[0]}/*", "*/*")
    return next((said[name] for name in names if name in said), 0.0)
