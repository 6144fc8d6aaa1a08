"""Understands a question: one function from the words typed to a `Query`.

The stages, each in a module of its own: normalise and restore (`rewriting`), find what is named (`naming`,
`references`), translate and expand (`vocabulary`), guess what is asked for (`intents`).
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import cache
from importlib.util import find_spec
from pathlib import Path

from corpus.agencies import load_registry
from corpus.errors import QueryError
from corpus.provinces import load_provinces
from corpus.records import PlanInfo
from index.text import token_spans
from search.diacritics import DiacriticModel
from search.intents import find_flags, find_roles, guess_intent
from search.language import Language, guess_language
from search.naming import (
    NamedPlans,
    NamedProvinces,
    collective_spans,
    joined_names,
    mark_heads,
    mark_provinces,
    mentioned_provinces,
    name_bodies,
    name_plans,
    name_provinces,
)
from search.phrases import PhraseTable
from search.query import Expansion, Query
from search.references import find_references, quoted_phrases
from search.rewriting import (
    Rewriting,
    capitals,
    expand_shorthand,
    normalise,
    read_keystrokes,
    restore_marks,
    restore_names,
    words_to_keep,
)
from search.spelling import Token, has_marks, tokenise
from search.tables import QuestionCues, load_cues, load_question_language
from search.translating import Translation, translate
from search.vocabulary import Meaning, Vocabulary, load_vocabulary, word_list

MAX_CHARACTERS = 20_000
MAX_READ = 1_500
_PERCENT = "%"
_COMPOUND = "_"
_DICTIONARY = "corpus/data/Viet22K.txt"


@dataclass(frozen=True, slots=True)
class UnderstandingContext:
    """What a question is read against: the plans of the index and the mark-restoring model built with them."""

    plans: tuple[PlanInfo, ...]
    model: DiacriticModel


def fit_model(texts: Iterable[str]) -> DiacriticModel:
    """Build the mark-restoring model from the plans' text, the tables and the language of questions.

    Args:
        texts: the documents.

    Returns:
        The model; the same texts and tables give the same model.
    """
    language = load_question_language()
    names = [name for province in load_provinces() for name in (province.name, *province.spellings) if has_marks(name)]
    bodies = [agency.name_in(None) for agency in load_registry().all()]
    general = [
        (language.sentences, language.weight),
        *((name, language.weight) for name in names),
        *((f"ở {name}. tỉnh {name}. {name} có", language.weight // 4) for name in names),
        *((name, 3) for name in bodies),
        *((text, 2) for text in load_vocabulary().vietnamese_texts()),
        *((phrase, 2) for phrase in load_cues().not_topic),
        *((word, 1) for word in _dictionary()),
    ]
    return DiacriticModel.fit(texts, general)


def _dictionary() -> Iterator[str]:
    """Yield the words of the dictionary that underthesea ships (Viet22K, after Hồ Ngọc Đức's word list), if it does.

    The package is not imported for it: that takes seconds.
    """
    found = find_spec("underthesea")
    folders = found.submodule_search_locations if found else None
    for path in (Path(folder) / _DICTIONARY for folder in folders or ()):
        if path.is_file():
            yield from path.read_text(encoding="utf-8").splitlines()


def check_question(question: str) -> tuple[str, bool]:
    """Return the part of a question that is read, and whether it had to be cut.

    Raises:
        QueryError: it is no text, blank, without a letter or digit, or longer than `MAX_CHARACTERS`.
    """
    if not isinstance(question, str):
        raise QueryError(f"Câu hỏi phải là văn bản, không phải {type(question).__name__}.")
    if not question.strip():
        raise QueryError("Câu hỏi trống; hãy nhập ít nhất một từ.")
    if len(question) > MAX_CHARACTERS:
        raise QueryError(f"Câu hỏi dài {len(question)} ký tự; tối đa {MAX_CHARACTERS} ký tự.")
    if not any(char.isalnum() for char in question):
        raise QueryError("Câu hỏi không có chữ hoặc số nào; hãy nhập ít nhất một từ.")
    if len(question) <= MAX_READ:
        return question, False
    cut = question[:MAX_READ]
    head, space, _ = cut.rpartition(" ")
    return (head if space and any(char.isalnum() for char in head) else cut), True


def understand(question: str, context: UnderstandingContext) -> Query:
    """Read a question.

    Args:
        question: as typed, in Vietnamese (with marks, without, in Telex or VNI) or English.
        context: the plans and the model of the index.

    Returns:
        The query.

    Raises:
        QueryError: the question is not acceptable.
    """
    read, cut = check_question(question)
    words, cues = load_vocabulary(), load_cues()
    spelled = _spell(read, context.model, words)
    text, language = spelled.text, spelled.language
    changes = ["truncated"] if cut else []
    provinces = name_provinces(text, read, context.plans, cues, words)
    found = find_references(text, _names_with_numbers(text, cues))
    plans = name_plans(text, provinces, found.document_numbers, context.plans, cues)
    fixed = [*((*span, "{province}") for span in provinces.spans), *found.spans]
    fixed += [(*span, "{today}") for span in provinces.beside]
    translation = translate(text, fixed, words, capitals(read)) if language == "en" else None
    bodies = _bodies(text, translation, provinces)
    expansions = _expansions(text, translation, words, capitals(read), spelled.unmarked)
    cue_words = _cue_words(text, [*bodies.spans, *fixed])
    guess = guess_intent(cue_words, unmarked=spelled.unmarked)
    search_text = translation.text if translation else text
    return Query(
        original=question,
        normalized=text,
        language=language,
        changes=(*changes, *spelled.changes, *(("translation",) if translation and translation.expansions else ())),
        provinces=provinces.meant,
        provinces_asked=provinces.asked,
        agencies=bodies.ids,
        target_codes=found.target_codes,
        goal_codes=found.goal_codes,
        years=found.years,
        periods=found.periods,
        document_numbers=found.document_numbers,
        plan_kinds=plans.kinds,
        plans=plans.plans,
        plans_not_here=plans.not_here,
        phrases=quoted_phrases(read),
        roles=find_roles(cue_words, unmarked=spelled.unmarked),
        flags=find_flags(cue_words, unmarked=spelled.unmarked),
        intent=guess.intent,
        compared_intent=guess.compared,
        intent_confidence=guess.confidence,
        intent_margin=guess.margin,
        expansions=expansions,
        search_text=search_text,
        expansion_text=_joined(expansion.meant for expansion in expansions),
        topic_text=_topic(search_text, translation, [*bodies.spans, *fixed], plans, cues, words),
        asks_today=provinces.today,
        trace=(*spelled.trace, ("intent", f"{guess.intent}: {', '.join(guess.cues)}; {guess.second or '-'}")),
    )


@dataclass(frozen=True, slots=True)
class _Spelled:
    text: str
    language: Language
    changes: tuple[str, ...]
    trace: tuple[tuple[str, str], ...]
    unmarked: bool


def _spell(question: str, model: DiacriticModel, words: Vocabulary) -> _Spelled:
    """Normalise, guess the language, and read the keystrokes, short forms, missing marks and typos of the language."""
    steps: list[Rewriting] = [normalise(question)]
    steps.append(read_keystrokes(steps[-1].text, model, words.is_english))
    guess = guess_language(
        _words_without_names(steps[-1].text), is_english=words.is_english, is_vietnamese=model.knows_folded
    )
    language = guess.language
    if language == "vi":
        marked, names = mark_heads(steps[-1].text)
        steps.append(expand_shorthand(marked, words.shorthand, names))
        kept = words_to_keep(question, steps[-1].text, words.is_english) | joined_names(steps[-1].text)
        steps.append(restore_marks(steps[-1].text, model, kept))
    else:
        steps.append(restore_names(mark_provinces(steps[-1].text), model, words.is_english))
    changes = tuple(dict.fromkeys(change for step in steps for change in step.changes))
    trace = tuple(line for step in steps for line in step.trace)
    return _Spelled(
        text=steps[-1].text,
        language=language,
        changes=changes,
        trace=(*trace, ("language", f"{language} ({guess.confidence:.2f})")),
        unmarked=steps[-1].unmarked,
    )


def _words_without_names(text: str) -> list[str]:
    spans = [(start, end) for start, end, _ in mentioned_provinces(text)]
    return [t.text for t in tokenise(text) if t.is_word and not _inside(t, spans)]


def _inside(token: Token, spans: Sequence[tuple[int, int]]) -> bool:
    return any(start <= token.start and token.end <= end for start, end in spans)


def _names_with_numbers(text: str, cues: QuestionCues) -> tuple[tuple[int, int], ...]:
    """Return where a plan's own name holds a year ("Chương trình nghị sự 2030")."""
    spans = []
    for phrase in (phrase for phrases in cues.plan_kinds.values() for phrase in phrases if phrase[-1].isdigit()):
        at = text.find(phrase)
        if at >= 0:
            spans.append((at, at + len(phrase)))
    return tuple(spans)


@dataclass(frozen=True, slots=True)
class _Bodies:
    ids: tuple[str, ...]
    spans: tuple[tuple[int, int, str], ...]


def _bodies(text: str, translation: Translation | None, provinces: NamedProvinces) -> _Bodies:
    place = provinces.meant[0] if len(provinces.meant) == 1 else None
    mentions = name_bodies(text, place)
    ids = [mention.agency_id for _, _, mention in mentions]
    spans = [(start, end, "{agency}") for start, end, _ in mentions]
    spans += [(start, end, "{agency}") for start, end in collective_spans(text, load_cues())]
    if translation:
        ids += [mention.agency_id for name in translation.bodies for _, _, mention in name_bodies(name.lower(), place)]
        spans += [(start, end, "{agency}") for start, end in translation.body_spans]
    return _Bodies(tuple(dict.fromkeys(ids)), tuple(sorted(spans)))


def _expansions(
    text: str, translation: Translation | None, words: Vocabulary, in_capitals: frozenset[str], unmarked: bool
) -> tuple[Expansion, ...]:
    source = translation.text if translation else text
    listed = word_list(source)
    meanings: list[Meaning] = []
    if translation is None:
        joined = _joined_words(text)
        meanings += [meaning for _, _, meaning in words.colloquial.find(listed, joined)]
        if unmarked:
            meanings += [meaning for _, _, meaning in words.colloquial_folded.find(listed)]
    for table in (words.abbreviations, words.expanded, words.official):
        meanings += [meaning for _, _, meaning in table.find(listed)]
    capital = [word if word in in_capitals else "" for word in listed]
    meanings += [meaning for _, _, meaning in words.capital_abbreviations.find(capital)]
    added = [expansion for meaning in dict.fromkeys(meanings) for expansion in meaning.expansions()]
    spaced = f" {' '.join(listed)} "
    new = [item for item in added if f" {' '.join(word_list(item.meant.lower()))} " not in spaced]
    return tuple(dict.fromkeys([*(translation.expansions if translation else ()), *new]))


def _joined_words(text: str) -> frozenset[int]:
    """Return which words of a text belong to the one before: "mạng" of "cách mạng" is no word of the street.

    A wording that begins or ends inside a longer word is another word.
    """
    starts = {token.start: place for place, token in enumerate(each for each in tokenise(text) if each.is_word)}
    spans = [(token.start, token.end) for token in token_spans(text) if _COMPOUND in token.text]
    return frozenset(place for start, place in starts.items() if any(first < start < last for first, last in spans))


def _cue_words(text: str, spans: Sequence[tuple[int, int, str]]) -> list[str]:
    """Return the words of a text with what was recognised as placeholders; "%" is "{percent}"."""
    words: list[str] = []
    open_spans = sorted(spans, key=lambda span: (span[0], -span[1]))
    done = -1
    for token in tokenise(text):
        span = next((s for s in open_spans if s[0] <= token.start and token.end <= s[1]), None)
        if span is not None:
            if span[0] > done:
                words.append(span[2])
                done = span[1] - 1
        elif token.text == _PERCENT:
            words.append("{percent}")
        elif token.is_word:
            words.append(token.text)
    return _with_possessives(words)


def _with_possessives(words: list[str]) -> list[str]:
    return [word for word in words if word != "s"]


@cache
def _not_topic() -> PhraseTable[bool]:
    cues = load_cues()
    rows = [(phrase.split(), True) for phrase in cues.topic_anyway]
    return PhraseTable([*rows, *((phrase.split(), False) for phrase in cues.not_topic)])


def _topic(
    text: str,
    translation: Translation | None,
    spans: Sequence[tuple[int, int, str]],
    plans: NamedPlans,
    cues: QuestionCues,
    vocabulary: Vocabulary,
) -> str:
    """Return the subject of the question: what is left without question words, names and plan words; maybe nothing."""
    if translation is not None:
        words = _without_plan_names(word_list(translation.topic), plans, cues)
    else:
        taken = [(start, end) for start, end, _ in spans] + (list(plans.spans) if plans.kinds else [])
        years = [(start, end) for start, end, kind in spans if kind == "{year}"]
        words = []
        for token in tokenise(text):
            if _inside(token, years):
                while words and words[-1] in cues.before_year:
                    words.pop()
            elif token.is_word and not _inside(token, taken):
                words.append(token.text)
    dropped = {place for first, last, keep in _not_topic().find(words) if not keep for place in range(first, last)}
    if translation is None:
        # A wording that is known to name a subject is one, whatever its words ask elsewhere ("không có việc làm").
        dropped -= {place for first, last, _ in vocabulary.colloquial.find(words) for place in range(first, last)}
    return " ".join(word for place, word in enumerate(words) if place not in dropped)


def _without_plan_names(words: list[str], plans: NamedPlans, cues: QuestionCues) -> list[str]:
    names = PhraseTable((phrase.split(), True) for kind in plans.kinds for phrase in cues.plan_kinds[kind])
    dropped = {place for first, last, _ in names.find(words) for place in range(first, last)}
    return [word for place, word in enumerate(words) if place not in dropped]


def _joined(terms: Iterable[str]) -> str:
    return " ".join(dict.fromkeys(terms))
