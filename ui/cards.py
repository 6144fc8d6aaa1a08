"""An answer as HTML: statement cards, cited passages opened in place, what was understood, honest abstention."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Any

from ui.context import Context
from ui.formatting import province_name, shortened
from ui.markup import Child, Html, el, join, link
from ui.naming import Plans, agency_name, today_name
from ui.source import Json
from ui.texts import Texts

ContextOf = Callable[[Mapping[str, Any]], Context]
Keeps = Callable[[Json, Sequence[Json]], bool]
_MARK = re.compile(r"\[(\d{1,3})\]")
_RUN = re.compile(r"(?:\[\d{1,3}\])+")
_CODED = re.compile(r"(\d[\w.]{0,11}): (.+)")
_FEW, _LINES = 4, 8
_SURE, _FAIRLY = 0.75, 0.5


class AnswerCards:
    """The pieces of one answer; `prefix` keeps the ids of several answers on one page apart."""

    def __init__(self, answer: Json, texts: Texts, plans: Plans, context_of: ContextOf, prefix: str = "a") -> None:
        """Hold an answer in the contract's shape."""
        self._answer = answer
        self._texts = texts
        self._plans = plans
        self._context_of = context_of
        self._prefix = prefix
        self._citations: dict[str, Json] = {each["label"]: each for each in answer.get("citations", ())}

    def headline(self) -> Html:
        """Return the answer in words, its marks opening the cited passages."""
        abstained = self._answer["status"] != "answered"
        title = (
            el("p", el("strong", self._texts(f"reasons.{self._answer.get('reason') or 'no_match'}")))
            if abstained
            else None
        )
        said = [el("p", self._marked(line)) for line in str(self._answer["answer"]).split("\n") if line.strip()]
        conflict = self._answer.get("conflict") and el("div", self._texts("ask.conflict"), cls="kh-warn", role="note")
        classes = "kh-answer kh-abstain" if abstained else "kh-answer"
        return join([el("div", title, said, cls=classes, id=f"{self._prefix}-answer"), conflict or None])

    def _marked(self, text: str) -> Iterator[str]:
        """Yield a line of the answer, its marks as buttons; of a long run of marks the first and how many follow."""
        at = 0
        for run in _RUN.finditer(text):
            labels = [label for label in _MARK.findall(run[0]) if label in self._citations]
            if len(labels) != len(_MARK.findall(run[0])):
                continue
            yield text[at : run.start()]
            yield from map(self._reference, labels[:_FEW])
            if len(labels) > _FEW:
                yield self._reference(labels[_FEW], f"+{len(labels) - _FEW}")
            at = run.end()
        yield text[at:]

    def _reference(self, label: str, shown: str = "") -> Html:
        about = self._texts("ask.open_citation", label=label)
        return el("button", shown or label, cls="kh-ref", type="button", data_kh_open=self._id(label), aria_label=about)

    def _id(self, label: str) -> str:
        return f"{self._prefix}-cite-{label}"

    def understood(self) -> Html:
        """Return what was understood of the question, and how sure the answer is, in words."""
        query = self._answer.get("query") or {}
        texts = self._texts
        chips = [el("span", str(query.get("normalized") or self._answer["question"]), cls="kh-chip")]
        named = [province_name(each) for each in query.get("provinces") or ()]
        named += [self._named_body(str(each)) for each in query.get("agencies") or ()]
        named += [str(each) for each in query.get("target_codes") or ()] + [str(y) for y in query.get("years") or ()]
        chips += [el("span", each, cls="kh-chip") for each in named]
        if self._answer.get("follows"):
            chips.append(el("span", texts("ask.continued"), cls="kh-chip kh-chip-change"))
        for change in query.get("changes") or ():
            chips.append(el("span", texts.word("changes", change), cls="kh-chip kh-chip-change"))
        return el("div", el("span", texts("ask.understood")), chips, self._confidence(), cls="kh-understood")

    def _named_body(self, agency_id: str) -> str:
        """Return the name of a body of the question: as the answer has it, else as the table of bodies has it."""
        bodies = (body for each in self._answer.get("statements", ()) for body in each.get("agencies", ()))
        name = next((str(body["canonical"]) for body in bodies if body["agency_id"] == agency_id), None)
        return name or agency_name(agency_id)

    def _confidence(self) -> Html | None:
        if self._answer["status"] != "answered":
            return None
        confidence = float(self._answer.get("confidence") or 0)
        level = "sure" if confidence >= _SURE else "fairly" if confidence >= _FAIRLY else "check"
        return el("span", self._texts(f"confidence.{level}"), cls="kh-unsure" if level == "check" else "kh-sure")

    def statements(self) -> Iterator[Html]:
        """Yield a card for every statement, its citations at its foot."""
        yield from (card for _, card in self._cards())

    def narrowed(self, keeps: Keeps) -> tuple[list[Html], list[Html]]:
        """Return the cards of the statements that are kept, and those of the others.

        Args:
            keeps: takes a statement and its citations.
        """
        kept: list[Html] = []
        others: list[Html] = []
        for statement, card in self._cards():
            citations = [self._citations[label] for label in statement["citations"] if label in self._citations]
            (kept if keeps(statement, citations) else others).append(card)
        return kept, others

    def _cards(self) -> Iterator[tuple[Json, Html]]:
        shown: set[str] = set()
        for statement in self._answer.get("statements", ()):
            labels = [label for label in statement["citations"] if label in self._citations]
            fresh = [label for label in labels if label not in shown]
            shown.update(fresh)
            yield statement, self._card(statement, fresh, [label for label in labels if label not in fresh])

    def _card(self, statement: Json, fresh: Sequence[str], again: Sequence[str]) -> Html:
        return el(
            "article",
            self._head(statement),
            self._bodies(statement),
            None if self._is_said(statement) else self._text(statement),
            self._values(statement),
            self._folded_bodies(statement),
            self._cited(fresh, again),
            cls="kh-card",
        )

    def _is_said(self, statement: Json) -> bool:
        """Return whether a card need not repeat what stands in the answer above it and says more besides."""
        more = statement.get("values") or statement.get("agencies") or not statement.get("stated", True)
        return bool(more) and str(statement["text"]) in str(self._answer["answer"])

    def _text(self, statement: Json) -> Html:
        """Return what a statement says; of many lines a list, its codes leading to the targets."""
        lines = [line.strip() for line in str(statement["text"]).split("\n") if line.strip()]
        if len(lines) == 1:
            return el("p", lines[0], cls="kh-text")
        items = [self._item(line, str(statement["plan_id"])) for line in lines]
        rest = items[_LINES:] if len(items) > _LINES + 2 else []
        shown = items[: len(items) - len(rest)]
        more = fold(self._texts("ask.more_lines", count=len(rest)), el("ul", rest, cls="kh-list")) if rest else None
        return el("div", el("ul", shown, cls="kh-list"), more)

    def _item(self, line: str, plan_id: str) -> Html:
        if line.startswith("- "):
            return el("li", line[2:], cls="kh-below")
        coded = _CODED.match(line)
        if coded is None:
            return el("li", line)
        address = link("van-ban", ke_hoach=plan_id, muc=coded[1])
        return el("li", el("a", coded[1], href=address, cls="kh-tag"), " ", coded[2])

    def _head(self, statement: Json) -> Html:
        plan_id, code = str(statement["plan_id"]), statement.get("target_code")
        tags: list[Html] = []
        if code:
            address = link("van-ban", ke_hoach=plan_id, muc=str(code))
            tags.append(el("a", self._plans.code(plan_id, code), href=address, cls="kh-tag"))
        if statement.get("part"):
            tags.append(el("span", self._texts("ask.part", part=str(statement["part"])), cls="kh-tag"))
        if not statement.get("stated", True):
            tags.append(el("span", self._texts("ask.not_stated"), cls="kh-tag kh-tag-warn"))
        return el("div", el("span", self._plans.name(plan_id), cls="kh-plan"), tags, cls="kh-card-head")

    def _bodies(self, statement: Json) -> Iterator[Html]:
        for role in ("lead", "responsible"):
            bodies = [body for body in statement.get("agencies", ()) if body["role"] == role]
            if bodies:
                yield el("div", self._texts(f"roles.{role}"), cls="kh-label")
                yield join(self.body(body) for body in bodies)

    def body(self, body: Json) -> Html:
        """Return a body as the plan names it, with today's body beneath."""
        written = None
        if body["as_written"] != body["canonical"]:
            said = self._texts("ask.written", name=str(body["as_written"]))
            written = el("span", f" ({said})", cls="kh-written")
        basis = str(body.get("basis") or "")
        remarks = [self._texts(f"basis.{basis}")] if basis in ("inherited", "assigned") else []
        remarks += [str(body["note"])] if body.get("note") else []
        return el(
            "div",
            el("div", _body_link(body), written, cls="kh-lead"),
            today(body, self._texts),
            el("div", "; ".join(remarks), cls="kh-note") if remarks else None,
            cls="kh-body",
        )

    def _folded_bodies(self, statement: Json) -> Html | None:
        bodies = [body for body in statement.get("agencies", ()) if body["role"] == "coordinating"]
        if not bodies:
            return None
        items = [el("li", _body_link(body), " ", _aside(today_words(body, self._texts))) for body in bodies]
        return fold(self._texts("ask.coordinating", count=len(bodies)), el("ul", items))

    def _values(self, statement: Json) -> Html | None:
        values = statement.get("values") or ()
        if not values:
            return None
        rows = [
            el(
                "tr",
                el("td", str(value["name"])),
                el("td", str(value.get("year") or "–"), cls="kh-nowrap"),
                el("td", _value_words(value), cls="kh-right"),
            )
            for value in values
        ]
        head = el(
            "tr",
            [
                el("th", self._texts(f"ask.column_{key}"), scope="col", cls="kh-right" if key == "value" else None)
                for key in ("name", "year", "value")
            ],
        )
        table = el("table", el("thead", head), el("tbody", rows), cls="kh-table")
        return el("div", table, cls="kh-scroll", tabindex="0", role="group", aria_label=self._texts("ask.values"))

    def _cited(self, fresh: Sequence[str], again: Sequence[str]) -> Html | None:
        pieces = [self.citation(self._citations[label]) for label in fresh]
        if len(pieces) > _FEW:
            rest = fold(self._texts("ask.more_citations", count=len(pieces) - 2), pieces[2:])
            pieces = [*pieces[:2], rest]
        if again:
            marks = [self._reference(label) for label in again]
            pieces.append(el("div", self._texts("ask.cited_above"), " ", marks, cls="kh-note"))
        return join(pieces) if pieces else None

    def citation(self, citation: Json) -> Html:
        """Return a citation that opens in place: the quoted words highlighted among the lines around them."""
        label = str(citation.get("label") or "")
        number = el("span", label, cls="kh-num") if label else None
        name = self._plans.short(str(citation["plan_id"]))
        place = [name, str(citation.get("target_code") or ""), lines_text(citation["lines"], self._texts)]
        summary = el("summary", number, " · ".join(part for part in place if part))
        inside = cited_passage(citation, self._context_of(citation), self._texts)
        return el("details", summary, inside, cls="kh-fold kh-citation", id=self._id(label) if label else None)

    def nearest(self) -> Iterator[Html]:
        """Yield the passages nearest to a question that has no answer."""
        for at, citation in enumerate(self._answer.get("nearest", ())):
            shown = {**citation, "label": ""}
            text = el("p", shortened(str(citation["quote"]), 420), cls="kh-text")
            name = self._plans.name(str(citation["plan_id"]))
            yield el(
                "article",
                el("div", el("span", name, cls="kh-plan"), cls="kh-card-head"),
                text,
                self.citation(shown),
                cls="kh-card",
                id=f"{self._prefix}-near-{at}",
            )


def fold(summary: str, *children: Child) -> Html:
    """Return something folded away under a line that opens it."""
    return el("details", el("summary", summary), children, cls="kh-fold")


def today_words(body: Mapping[str, Any], texts: Texts) -> str:
    """Return who does a body's work today, in words: known, unknown, or nobody."""
    current = body.get("current")
    if current is None:
        return texts("ask.today_unknown")
    if not current:
        return texts("ask.today_none")
    return texts("ask.today", name=texts("ask.or").join(dict.fromkeys(today_name(each) for each in current)))


def today(body: Mapping[str, Any], texts: Texts) -> Html:
    """Return who does a body's work today, with the rule that says so."""
    current = body.get("current") or ()
    rules = [str(each.get("rule") or "") for each in current] or [str(body.get("current_note") or "")]
    rule = "; ".join(dict.fromkeys(each for each in rules if each))
    return el("div", today_words(body, texts), el("small", rule) if rule else None, cls="kh-today")


def _body_link(body: Mapping[str, Any]) -> Html:
    address = link("co-quan", id=str(body["agency_id"]))
    return el("a", str(body["canonical"]), href=address, cls="kh-body-name")


def _aside(text: str) -> Html:
    return el("span", f"({text})", cls="kh-written")


def _value_words(value: Mapping[str, Any]) -> str:
    """Return a value as written, with its unit where the cell itself does not name it."""
    written, unit = str(value["as_written"]), str(value.get("unit") or "")
    if not unit or unit in written or not written[-1:].isdigit():
        return written
    return f"{written}{unit}" if unit.startswith("%") else f"{written} {unit}"


def span_text(citation: Mapping[str, Any]) -> str | None:
    """Return where a quotation stands in its source, as an address carries it: "63169-63255"."""
    offsets = citation.get("offsets")
    return f"{offsets[0]}-{offsets[1]}" if offsets else None


def lines_text(lines: Sequence[int], texts: Texts) -> str:
    """Return lines as one says them."""
    first, last = lines
    return texts("ask.line", line=first) if first == last else texts("ask.lines", first=first, last=last)


def lines_number(lines: Sequence[int]) -> str:
    """Return lines as numbers, for a column that says that they are lines."""
    first, last = lines
    return str(first) if first == last else f"{first}–{last}"


def cited_passage(citation: Mapping[str, Any], context: Context, texts: Texts) -> Html:
    """Return a passage with its quoted words highlighted, where it stands, and links to it."""
    path = " › ".join(str(part) for part in citation.get("heading_path") or ())
    number = str(citation.get("plan_number") or "")
    title = str(citation.get("plan_title") or citation["plan_id"])
    plan_id, line = str(citation["plan_id"]), int(citation["lines"][0])
    document = el("a", texts("ask.in_document"), href=link("van-ban", ke_hoach=plan_id, dong=line))
    passage_id = citation.get("passage_id")
    place = span_text(citation) if citation.get("quote") else None
    alone = el("a", texts("ask.link_to"), href=link("doan", id=str(passage_id), vi_tri=place)) if passage_id else None
    return el(
        "div",
        el("div", title, f" ({number})" if number else "", el("br"), path, cls="kh-path"),
        el(
            "blockquote",
            [el("p", text) for text in context.before],
            el("p", el("mark", context.quote, cls="kh-mark"), cls="kh-quoted"),
            [el("p", text) for text in context.after],
            [_named_at(place, texts) for place in citation.get("named_at") or ()],
            cls="kh-source",
        ),
        el("div", alone, citation.get("whole"), document, cls="kh-links"),
    )


def _named_at(place: Mapping[str, Any], texts: Texts) -> Html:
    """Return the cell that names a passage's bodies, which stands beside its text or in another row."""
    said = el("span", texts("passage.named_at", lines=lines_text(place["lines"], texts)), cls="kh-label")
    return el("p", said, " ", el("mark", str(place["text"]), cls="kh-mark"), cls="kh-quoted")
