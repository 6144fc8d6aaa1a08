"""The last look before an answer leaves: every body, number and citation of it must stand in a cited quote."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping

from corpus.reading import Document
from index.text import normalize, tokens
from search.answers.model import StatedBody, Statement
from search.citing import Citation, problem_of

_NUMBER = re.compile(r"\d+(?:[.,/]\d+)*")
_LABEL = re.compile(r"\[\d{1,3}\]")
_NOT_LETTERS = re.compile(r"[\W_]+")


def problems(
    statement: Statement, sentence: str, citations: Mapping[str, Citation], sources: Mapping[str, Document]
) -> Iterator[str]:
    """Yield what is said without proof; nothing for a statement that may leave.

    Args:
        statement: with the labels of its citations.
        sentence: its sentence in the answer, without what the successor table adds.
        citations: by label.
        sources: by plan id.
    """
    own = [citations[label] for label in statement.citations]
    for citation in own:
        problem = problem_of(citation.to_json(), sources)
        if problem is not None:
            yield f"citation {citation.label}: {problem}"
    quotes = [citation.quote for citation in own]
    for body in statement.agencies:
        if not names_body(quotes, body):
            yield f"body «{body.as_written}» is not in a quote"
    if not statement.stated and not own:
        return
    allowed = set(_numbers(" ".join(quotes))) | set(_numbers(_codes(statement, own)))
    # The year of a cell stands in the head of its column, which is data of the record.
    allowed |= {number for value in statement.values for number in _numbers(value.year or "")}
    for number in _numbers(_LABEL.sub(" ", f"{sentence} {statement.text}")):
        if number not in allowed:
            yield f"number «{number}» is not in a quote"
    for value in statement.values:
        if not any(_letters(value.as_written) in _letters(text) for text in quotes):
            yield f"value «{value.as_written}» is not in a quote"


def _codes(statement: Statement, citations: Iterable[Citation]) -> str:
    """Return the numbers of headings: they are data of the citation, not words of its quote."""
    words = [statement.target_code or "", statement.part or ""]
    for citation in citations:
        words += [citation.target_code or "", citation.plan_number or "", citation.plan_title or ""]
        words += citation.heading_path
    return " ".join(words)


def _numbers(text: str) -> Iterator[str]:
    """Yield the numbers of a text, and the parts of those that are several ("2018-2020", "10/5/2017")."""
    for match in _NUMBER.finditer(text):
        whole = match.group()
        yield whole.lstrip("0") or "0"
        if "/" in whole:
            for part in whole.split("/"):
                yield part.lstrip("0") or "0"


def names_body(quotes: Iterable[str], body: StatedBody) -> bool:
    """Return whether a body is named in the quotes as it was written.

    Of a list ("Các Sở: LĐTB&XH, Y tế") the item repeats the head word, which stands only once.
    """
    together = " ".join(quotes)
    letters = _letters(together)
    written = _letters(body.as_written)
    if written in letters:
        return True
    head, _, rest = body.as_written.partition(" ")
    if rest and _letters(rest) in letters and _letters(head) in letters:
        return True
    held = set(tokens(together))
    return all(token in held for token in tokens(body.as_written) if "_" not in token)


def _letters(text: str) -> str:
    return _NOT_LETTERS.sub("", normalize(text))
