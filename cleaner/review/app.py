"""The tool as an application: what it shows at each address, and what it takes."""

from __future__ import annotations

import json
from collections.abc import Awaitable, Callable, Mapping, Set
from dataclasses import dataclass
from typing import Any

from starlette.applications import Starlette
from starlette.exceptions import HTTPException
from starlette.middleware import Middleware
from starlette.requests import Request
from starlette.responses import FileResponse, HTMLResponse, JSONResponse, Response
from starlette.routing import Route

from cleaner.review.compare import compare, name_variants
from cleaner.review.desk import Change, Desk, Sheet, ViewError
from cleaner.review.frame import frame_policy
from cleaner.review.guard import Guard
from cleaner.review.keys import LETTERS
from cleaner.review.pages import FOLDER, render, spell
from cleaner.review.records import FACETS, PAGE_ROWS, SORTS, STATES, Asked, Row, read_name
from cleaner.review.viewing import FORMS
from cleaner.serve.door import Door, Log

HEADERS = {
    "Content-Security-Policy": "default-src 'none'; style-src 'self'; script-src 'self'; "
    "connect-src 'self'; img-src 'self'; frame-src 'self'; base-uri 'none'; form-action 'self'; "
    "frame-ancestors 'none'",
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "no-referrer",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Cache-Control": "no-store",
}
"""Of every answer but a frame's, whose policy lets nothing act at all."""
PANES = ("page", *FORMS, "compare")
"""What can stand beside a record's blocks."""
CHUNK = 300
"""Blocks that are sent at once."""
_ASSETS = {"style.css": "text/css", "review.js": "text/javascript", "icon.svg": "image/svg+xml"}
_MAX_BODY = 1_000_000
"""Bytes of what is posted: the places of a range of blocks."""


def make_app(desk: Desk, hosts: Set[str], token: str, log: Log) -> Starlette:
    """The application; it answers to the names in `hosts`, and to who has the token."""
    shown = _Shown(desk)
    return Starlette(
        routes=[
            Route("/", shown.list),
            Route("/rows", shown.rows),
            Route("/progress", shown.progress),
            Route("/record/{name}", shown.record),
            Route("/record/{name}/blocks", shown.blocks),
            Route("/record/{name}/page", shown.frame),
            Route("/queue", shown.queue),
            Route("/queue/next", shown.passage),
            Route("/act", shown.act, methods=["POST"]),
            Route("/{asset:path}", shown.asset),
        ],
        middleware=[
            Middleware(Door, hosts=frozenset(hosts), log=log, headers=HEADERS),
            Middleware(Guard, token=token),
        ],
        exception_handlers={HTTPException: _answer_http},
    )


@dataclass(frozen=True, slots=True)
class _Shown:
    """What is answered at each address."""

    desk: Desk

    async def list(self, request: Request) -> Response:
        """The list of records."""
        asked, given = _read_asked(request)
        records = self.desk.records
        rows = records.find(asked)
        return _html(
            "list",
            given=given,
            rows=rows,
            n_found=records.count(asked),
            next_from=_next_from(0, rows),
            facets={name: records.facet(name) for name in FACETS},
            sorts=tuple(SORTS),
            states=tuple(STATES),
            asked=asked,
            progress=self.desk.progress,
        )

    async def rows(self, request: Request) -> Response:
        """More of the list."""
        asked, given = _read_asked(request)
        first = _number(request, "from")
        rows = self.desk.records.find(asked, first)
        next_from = _next_from(first, rows)
        return _html("rows", given=given, rows=rows, next_from=next_from)

    async def progress(self, request: Request) -> Response:
        """How far judging is."""
        asked, _ = _read_asked(request)
        progress = self.desk.progress
        found = self.desk.records.count(asked)
        return JSONResponse(
            {
                "records": progress.n_records,
                "done": progress.is_done,
                "error": progress.error,
                "found": found,
            }
        )

    async def record(self, request: Request) -> Response:
        """A record: its blocks, and beside them the page or what becomes of it."""
        row = self._row(request)
        asked, given = _read_asked(request)
        before, after = self.desk.records.beside(asked, row)
        pane = request.query_params.get("pane", PANES[0])
        common = {"row": row, "given": given, "before": before, "after": after}
        try:
            sheet = await self.desk.sheet(row)
            beside = await self._beside(sheet, pane, request.query_params.get("with", ""))
        except ViewError as error:
            return _html("unseen", error=str(error), **common)
        first = sheet.blocks[:CHUNK]
        next_from = CHUNK if len(sheet.blocks) > CHUNK else None
        return _html(
            "record", sheet=sheet, blocks=first, next_from=next_from, pane=pane, panes=PANES,
            beside=beside, **common,
        )  # fmt: skip

    async def blocks(self, request: Request) -> Response:
        """More of a record's blocks."""
        sheet = await self._sheet(request)
        first = _number(request, "from")
        end = first + CHUNK
        next_from = end if end < len(sheet.blocks) else None
        row, blocks = sheet.row, sheet.blocks[first:end]
        return _html("blocks", row=row, sheet=sheet, blocks=blocks, next_from=next_from)

    async def frame(self, request: Request) -> Response:
        """A record's page as it came, marked; nothing of it can act."""
        content = await self.desk.frame(await self._sheet(request))
        headers = {"Content-Security-Policy": frame_policy()}
        return Response(content, media_type="text/html; charset=utf-8", headers=headers)

    async def queue(self, request: Request) -> Response:
        """The doubtful passages, one at a time."""
        task = await self.desk.next_task()
        return _html("queue", task=task, progress=self.desk.progress)

    async def passage(self, request: Request) -> Response:
        """The next doubtful passage."""
        task = await self.desk.next_task()
        return _html("passage", task=task, progress=self.desk.progress)

    async def act(self, request: Request) -> Response:
        """Do what somebody's key says, and tell what came of it."""
        body = await request.body()
        try:
            said = json.loads(body if len(body) <= _MAX_BODY else b"{}")
            do = _ACTS[said["do"]]
        except (ValueError, TypeError, KeyError, RecursionError):
            raise HTTPException(400, "no such act") from None
        return JSONResponse(await do(self, said))

    async def asset(self, request: Request) -> Response:
        """What the pages are made with."""
        name = request.path_params["asset"]
        if name not in _ASSETS:
            raise HTTPException(404)
        return FileResponse(FOLDER / name, media_type=_ASSETS[name])

    async def _say(self, said: Mapping[str, Any]) -> dict[str, Any]:
        row = self._row_named(said.get("record"))
        key = said.get("key")
        if not (key is None or key in LETTERS):
            raise HTTPException(400, "no role has this key")
        role = None if key is None else LETTERS[key]
        places = [place for place in said.get("places", ()) if isinstance(place, int)]
        everywhere = said.get("everywhere") is True
        change = await self.desk.say(row, places, role, everywhere)
        sheet = await self.desk.sheet(row)
        return {
            "message": _tell(sheet, places, change, everywhere),
            "alike": 0 if everywhere else change.n_alike,
            "blocks": _render_blocks(sheet, change.changed),
        }

    async def _undo(self, said: Mapping[str, Any]) -> dict[str, Any]:
        row = await self.desk.undo()
        if row is None:
            return {"message": "There is nothing to undo.", "blocks": {}}
        sheet = await self.desk.sheet(row)
        places = [block.place for block in sheet.blocks]
        here = row.name == said.get("record")
        return {
            "message": f"Undone in “{row.title or row.id}”.",
            "blocks": _render_blocks(sheet, places) if here else {},
        }

    async def _see(self, said: Mapping[str, Any]) -> dict[str, Any]:
        await self.desk.see(self._row_named(said.get("record")))
        return {"message": "You agree with the whole record."}

    async def _skip(self, said: Mapping[str, Any]) -> dict[str, Any]:
        self.desk.skip(self._row_named(said.get("record")))
        return {"message": "Left for later."}

    async def _beside(self, sheet: Sheet, pane: str, against: str) -> dict[str, Any]:
        """What a pane shows."""
        if pane in FORMS:
            return {"output": await self.desk.output(sheet, pane)}
        if pane != "compare":
            return {}
        judging = self.desk.judging
        named = name_variants(judging.usual, judging.variants())
        chosen = against if against in named else next(iter(named))
        title, variant = named[chosen]
        theirs = await self.desk.view(sheet.row, variant)
        differences = list(compare(sheet.view.blocks, theirs.blocks))
        return {
            "chosen": chosen,
            "title": title,
            "variants": {key: name for key, (name, _) in named.items()},
            "differences": differences,
            "n_different": sum(one.ours is not None for one in differences),
            "usual": f"mode {judging.usual.mode}",
        }

    async def _sheet(self, request: Request) -> Sheet:
        try:
            return await self.desk.sheet(self._row(request))
        except ViewError as error:
            raise HTTPException(422, str(error)) from error

    def _row(self, request: Request) -> Row:
        return self._row_named(request.path_params["name"])

    def _row_named(self, name: object) -> Row:
        n = read_name(name) if isinstance(name, str) else None
        row = None if n is None else self.desk.records.get(n)
        if row is None:
            raise HTTPException(404, "no such record, or it is not judged yet")
        return row


_ACTS: Mapping[str, Callable[[_Shown, Mapping[str, Any]], Awaitable[dict[str, Any]]]] = {
    "say": _Shown._say,
    "undo": _Shown._undo,
    "see": _Shown._see,
    "skip": _Shown._skip,
}


def _tell(sheet: Sheet, places: list[int], change: Change, everywhere: bool) -> str:
    """What came of it, in words."""
    if not places:
        return ""
    block = sheet.blocks[places[0]]
    what = f"Block {block.place + 1}" if len(places) == 1 else f"{len(places)} blocks"
    stays = "stays" if block.keep else "goes"
    text = f"{what}: {spell(block.role)}, {stays}."
    if n_more := len(set(change.changed) - set(places)):
        lines = "1 more line of this record changes"
        text += f" {lines if n_more == 1 else f'{n_more} more lines of this record change'}."
    if everywhere:
        text += f" So are all {change.n_alike} identical lines of {sheet.row.site}."
    return text


def _render_blocks(sheet: Sheet, places: list[int] | Any) -> dict[str, str]:
    """Blocks anew, by their places."""
    return {str(place): render("block", block=sheet.blocks[place], sheet=sheet) for place in places}


def _read_asked(request: Request) -> tuple[Asked, dict[str, str]]:
    """Which records the query asks for, and the query without what means nothing."""
    query = request.query_params
    facets = {name: query[name] for name in FACETS if query.get(name)}
    state = query.get("state", "")
    sort = query.get("sort", "")
    asked = Asked(
        facets,
        state if state in STATES else "",
        query.get("q", "").strip()[:200],
        sort if sort in SORTS else next(iter(SORTS)),
    )
    given = {**facets, "state": asked.state, "q": asked.search}
    given["sort"] = sort if sort in SORTS else ""
    return asked, {key: value for key, value in given.items() if value}


def _next_from(first: int, rows: Any) -> int | None:
    return first + PAGE_ROWS if len(rows) == PAGE_ROWS else None


def _number(request: Request, name: str) -> int:
    value = request.query_params.get(name, "0")
    return int(value) if value.isdecimal() and len(value) < 10 else 0


def _html(template: str, **values: Any) -> Response:
    return HTMLResponse(render(template, **values))


async def _answer_http(request: Request, error: Exception) -> Response:
    assert isinstance(error, HTTPException)
    text = {404: "There is nothing here."}.get(error.status_code, error.detail)
    page = render("message", title="Not found" if error.status_code == 404 else "Error", text=text)
    return HTMLResponse(page, error.status_code, error.headers)
