"""The phrases of `questions/topics.jsonl` as questions: right is any passage of the target that is meant."""

from __future__ import annotations

import json
from pathlib import Path

import numpy as np

from search.engine import Session
from search.evaluation.gold import Place, Question

# Every third phrase: enough of them to be heard beside the questions, and few enough to be measured in minutes.
EVERY = 3
TOPICS = Path(__file__).resolve().parent / "questions" / "topics.jsonl"


def topic_questions(session: Session, path: Path = TOPICS) -> list[Question]:
    """Return every third phrase with every place of the plans of this session that is right."""
    places = {code: tuple(_places(session, code)) for code in session.national}
    rows = [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines() if line.strip()]
    return [
        Question(
            id=row["id"],
            text=row["text"],
            style="english" if row["language"] == "en" else "colloquial",
            intent="other",
            names_province=False,
            plan_id="",
            keys=(),
            evidence=tuple(place for code in row["targets"] for place in places.get(code, ())),
        )
        for row in rows[::EVERY]
    ]


def _places(session: Session, code: str) -> list[Place]:
    passages = [session.store.passages[at] for at in np.flatnonzero(session.national[code]).tolist()]
    return [Place(each.plan_id, (each.span.first_line, each.span.last_line)) for each in passages]
