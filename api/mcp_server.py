"""The Model Context Protocol: tools a language model can call, over HTTP and on stdio."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from datetime import date
from typing import Annotated, Any, TypeVar

from mcp.server import MCPServer
from mcp.server.mcpserver.exceptions import ToolError
from mcp.types import ToolAnnotations
from pydantic import BaseModel, ConfigDict, Field

from api.paging import package_version
from api.passages import passage_document
from api.schemas import AnswerOut, CompareOut, StatementOut
from api.serving import PinnedEngine
from corpus.errors import KehoachError
from search.citing import passage_url
from search.settings import MAX_TOP_K

_T = TypeVar("_T")
Run = Callable[[Callable[[PinnedEngine], Any]], Awaitable[Any]]
_READ_ONLY = ToolAnnotations(read_only_hint=True, destructive_hint=False, idempotent_hint=True, open_world_hint=False)
_INSTRUCTIONS = (
    "Official action plans of Vietnamese provinces (sustainable development, green growth), in Vietnamese. Every "
    "result quotes the plan and gives a URL: keep both when you pass it on. When a tool abstains, say that the plans "
    "do not state it; never fill in a body, a number or a date yourself. Bodies have an old name (in the plan) and a "
    "present one (`current`): give both. Questions may be in Vietnamese, with or without marks, or in English."
)
Provinces = Annotated[
    list[str] | None, Field(description="Only these provinces, by name or id (ben-tre, 'Kiên Giang'); none: all")
]


class FoundPassage(BaseModel):
    """One result of a search; `id` is what fetch takes."""

    id: str
    title: str
    url: str
    text: str


class SearchOutput(BaseModel):
    """Passages, best first."""

    results: list[FoundPassage]


class FetchOutput(BaseModel):
    """A passage in full."""

    id: str
    title: str
    text: str
    url: str
    metadata: dict[str, Any]


class Responsibility(BaseModel):
    """Who is responsible: the sentence, what each plan states, and the quotations that prove it."""

    model_config = ConfigDict(extra="allow")
    status: str
    reason: str | None
    answer: str
    statements: list[StatementOut]
    citations: list[dict[str, Any]]


def mcp_server(run: Run) -> MCPServer[Any]:
    """Return a server of the five tools.

    Args:
        run: does some work on the engine of the moment.
    """
    server: MCPServer[Any] = MCPServer(
        "kehoach",
        title="Kế hoạch hành động của tỉnh",
        description="Search and cited answers over Vietnamese provincial action plans",
        instructions=_INSTRUCTIONS,
        version=package_version(),
        log_level="WARNING",
    )
    for tool, title in (
        (_search_tool(run), "Tìm đoạn"),
        (_fetch_tool(run), "Đọc một đoạn"),
        (_ask_tool(run), "Hỏi"),
        (_compare_tool(run), "So sánh các tỉnh"),
        (_responsible_tool(run), "Ai chịu trách nhiệm"),
    ):
        server.add_tool(tool, title=title, annotations=_READ_ONLY)
    return server


async def _told(run: Run, work: Callable[[PinnedEngine], _T]) -> _T:
    """Do the work; what a user can mend is told to the model in words."""
    try:
        result: _T = await run(work)
    except KehoachError as error:
        raise ToolError(str(error)) from error
    return result


def _title(engine: PinnedEngine, plan_id: str, heading_path: tuple[str, ...]) -> str:
    info = engine.session.infos[plan_id]
    return " › ".join([info.title or plan_id, *heading_path[-1:]])


def _search_tool(run: Run) -> Callable[..., Awaitable[SearchOutput]]:
    async def search(
        query: Annotated[str, Field(description='Words, a question, or a "quoted phrase"')],
        provinces: Provinces = None,
        top_k: Annotated[int, Field(ge=1, le=MAX_TOP_K, description="How many passages")] = 10,
    ) -> SearchOutput:
        """Find passages about a subject. Use it to explore, or when ask abstains; then fetch what matters."""

        def work(engine: PinnedEngine) -> SearchOutput:
            found = engine.search(query, provinces=provinces or (), top_k=top_k)
            results = [
                FoundPassage(
                    id=hit.passage.passage_id,
                    title=_title(engine, hit.passage.plan_id, hit.passage.heading_path),
                    url=passage_url(engine.settings.public_url, hit.passage.passage_id),
                    text=hit.passage.text,
                )
                for hit in found.hits
            ]
            return SearchOutput(results=results)

        return await _told(run, work)

    return search


def _fetch_tool(run: Run) -> Callable[..., Awaitable[FetchOutput]]:
    async def fetch(
        id: Annotated[str, Field(description="The id of a search result or the passage_id of a citation")],
    ) -> FetchOutput:
        """Read one passage in full with its place in the plan. Use it before quoting a search result."""

        def work(engine: PinnedEngine) -> FetchOutput:
            document = passage_document(engine, id)
            title = _title(engine, document["plan_id"], tuple(document["heading_path"]))
            text, url = document.pop("text"), document.pop("url")
            return FetchOutput(id=id, title=title, text=text, url=url, metadata=document)

        return await _told(run, work)

    return fetch


def _ask_tool(run: Run) -> Callable[..., Awaitable[AnswerOut]]:
    async def ask(
        question: Annotated[str, Field(description="The whole question, naming the province when one is meant")],
        provinces: Provinces = None,
        brief: Annotated[bool, Field(description="At most 600 characters")] = False,
    ) -> AnswerOut:
        """Answer a question from the plans with citations, or abstain and say why. Use it for numbers, deadlines,
        definitions, lists of tasks and facts about a plan; for "who does it" use who_is_responsible."""

        def work(engine: PinnedEngine) -> AnswerOut:
            answer = engine.ask(question, provinces=provinces or (), brief=brief)
            return AnswerOut.model_validate(answer.to_json())

        return await _told(run, work)

    return ask


def _compare_tool(run: Run) -> Callable[..., Awaitable[CompareOut]]:
    async def compare(
        topic: Annotated[str, Field(description='A topic ("traffic safety"), a code ("6.1"), a goal ("mục tiêu 6")')],
        provinces: Provinces = None,
    ) -> CompareOut:
        """Put the provinces' targets on one topic side by side, with where they differ. Use it whenever two or more
        provinces are compared: targets with the same number are often not the same target."""

        def work(engine: PinnedEngine) -> CompareOut:
            return CompareOut.model_validate(engine.compare(topic, provinces=provinces or ()).to_json())

        return await _told(run, work)

    return compare


def _responsible_tool(run: Run) -> Callable[..., Awaitable[Responsibility]]:
    async def who_is_responsible(
        subject: Annotated[str, Field(description='The work, target or code: "nước sạch nông thôn", "mục tiêu 6.1"')],
        provinces: Provinces = None,
        as_of: Annotated[date | None, Field(description="Present bodies as of this date; default today")] = None,
    ) -> Responsibility:
        """Say which body leads and which coordinate a piece of work in each province, as the plan names them and who
        they are today. Use it for every question of who does, leads or is in charge of something."""

        def work(engine: PinnedEngine) -> Responsibility:
            asked = f"Cơ quan nào chủ trì: {subject}?"
            document = engine.ask(asked, provinces=provinces or (), as_of=as_of).to_json()
            return Responsibility.model_validate(document | {"question": subject})

        return await _told(run, work)

    return who_is_responsible


async def run_on_stdio(engine: Callable[[], PinnedEngine]) -> None:
    """Serve one client on stdin and stdout until it leaves.

    Args:
        engine: gives the engine of the moment.
    """
    import anyio

    async def run(work: Callable[[PinnedEngine], Any]) -> Any:
        return await anyio.to_thread.run_sync(lambda: work(engine()))

    await mcp_server(run).run_stdio_async()
