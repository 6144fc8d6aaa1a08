"""Why a passage was found: what was understood, which words matched, what every leg and boost gave."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType
from typing import Any

from index.reader import IndexReader
from index.text import token_spans, unmark
from search.query import Query
from search.retrieval import Hit, Ranking

_LISTED = 12
_NOTHING: Mapping[str, float] = MappingProxyType({})


def explained_search(query: Query, ranking: Ranking) -> dict[str, Any]:
    """Return what was understood of a question and what was looked up."""
    return {
        "understood": query.explain(),
        "words": _rounded(ranking.terms.words),
        "folded": _rounded(ranking.terms.folded),
        "embedded": ranking.terms.dense,
        "phrases": list(ranking.terms.phrases),
        "passages_allowed": int(ranking.allowed.sum()),
    }


def explained_hit(reader: IndexReader, ranking: Ranking, hit: Hit) -> dict[str, Any]:
    """Return where the score of one passage comes from."""
    at = hit.position
    words = reader.lexical["words"].contributions(ranking.terms.words, at)
    folded = reader.lexical["folded"].contributions(ranking.terms.folded, at)
    return {
        "matched": _strongest(words),
        "matched_folded": _strongest(folded),
        "highlights": highlights(hit.passage.text, words, folded),
        "raw": {name: round(float(scores[at]), 4) for name, scores in ranking.raw.items()},
        "normalised": {name: round(float(scores[at]), 4) for name, scores in ranking.normal.items()},
        "fused": round(float(ranking.fused[at]), 4),
        "boosts": {boost.name: boost.gain for boost in ranking.boosts if boost.members[at]},
        "final": round(float(ranking.final[at]), 4),
    }


def highlights(text: str, matched: Mapping[str, float], folded: Mapping[str, float] = _NOTHING) -> list[list[int]]:
    """Return the spans `[start, end)` of a text whose words matched, in order and apart.

    Args:
        text: the passage as it stands in its source, whatever its Unicode form.
        matched: tokens that matched as they are spelled.
        folded: tokens that matched without marks; they count where no spelling of theirs matched.
    """
    bare = folded.keys() - {unmark(token) for token in matched}
    spans: list[list[int]] = []
    for token in sorted(token_spans(text), key=lambda token: (token.start, token.end)):
        if token.text not in matched and unmark(token.text) not in bare:
            continue
        if spans and token.start <= spans[-1][1]:
            spans[-1][1] = max(spans[-1][1], token.end)
        else:
            spans.append([token.start, token.end])
    return spans


def _strongest(contributions: Mapping[str, float]) -> dict[str, float]:
    ranked = sorted(contributions.items(), key=lambda item: -item[1])
    return _rounded(dict(ranked[:_LISTED]))


def _rounded(values: Mapping[str, float]) -> dict[str, float]:
    return {name: round(value, 4) for name, value in values.items()}


def rendered_explanation(explanation: Mapping[str, Any]) -> str:
    """Return what was understood, for the terminal."""
    understood = explanation["understood"]
    rows = [
        ("câu hiểu", understood["normalized"]),
        ("ngôn ngữ", understood["language"]),
        ("đã sửa", ", ".join(understood["changes"])),
        ("ý định", f"{understood['intent']} ({understood['intent_confidence']:.2f})"),
        ("chủ đề", understood["topic_text"]),
        ("tỉnh", ", ".join(understood["provinces"])),
        ("kế hoạch", ", ".join(understood["plans"])),
        ("cơ quan", ", ".join(understood["agencies"])),
        ("mã mục tiêu", ", ".join(understood["target_codes"])),
        ("năm", ", ".join(understood["years"])),
        ("vai trò", ", ".join(understood["roles"])),
        ("cụm từ", ", ".join(explanation["phrases"])),
        ("mở rộng", "; ".join(f"{e['said']} → {e['meant']} ({e['kind']})" for e in understood["expansions"])),
        ("tìm từ", _listed(explanation["words"])),
        ("không dấu", _listed(explanation["folded"])),
        ("nhúng", explanation["embedded"]),
    ]
    return "\n".join(f"{name:>12}: {value}" for name, value in rows if value)


def rendered_hit_explanation(explanation: Mapping[str, Any], indent: str) -> str:
    """Return where the score of one passage comes from, for the terminal."""
    raw, normal = explanation["raw"], explanation["normalised"]
    legs = ", ".join(f"{name} {raw[name]:.3f} → {normal[name]:.3f}" for name in raw)
    boosts = ", ".join(f"{name} +{gain:.2f}" for name, gain in explanation["boosts"].items()) or "không"
    matched = _listed(explanation["matched"]) or _listed(explanation["matched_folded"]) or "không"
    return "\n".join(
        [
            f"{indent}khớp: {matched}",
            f"{indent}điểm: {legs}; lexical {normal['lexical']:.3f}",
            f"{indent}cộng: {boosts}; gộp {explanation['fused']:.3f} → {explanation['final']:.3f}",
        ]
    )


def _listed(values: Mapping[str, float]) -> str:
    return ", ".join(f"{name} {value:g}" for name, value in values.items())
