"""Which stacked "Chủ trì" block belongs to which tasks, when a page break or a merge moved them apart.

Blocks and tasks keep their order, so that this is a monotone alignment (dynamic programming); the plan's own list of
who leads which target, where there is one, is evidence for or against a pair.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence

from corpus.drafts import Chunk
from corpus.responsibility import Block

OWN_ROW = 2.0
WAITING = 1.0
EVIDENCE = 3.0
UNPLACED = -10.0

Evidence = Callable[[Block, Chunk], float]


def match_blocks(blocks: Sequence[Block], chunks: Sequence[Chunk], row: int, evidence: Evidence) -> list[int | None]:
    """Return for every block the index of its chunk, or None where no chunk is left for it.

    Args:
        blocks: the groups of one agency cell, in order.
        chunks: the tasks that still wait, in order; those of rows before first.
        row: the index of the row that holds the cell.
        evidence: +1 the plan assigns this segment to this lead, -1 to another one, 0 it says nothing.
    """
    scores = [[_score(block, chunk, row, evidence) for chunk in chunks] for block in blocks]
    height, width = len(blocks), len(chunks)
    best = [[0.0] * (width + 1) for _ in range(height + 1)]
    step: list[list[str]] = [["stop"] * (width + 1) for _ in range(height + 1)]
    for i in range(height + 1):
        for j in range(width + 1):
            options: list[tuple[float, str]] = []
            if i and j:
                options.append((best[i - 1][j - 1] + scores[i - 1][j - 1], "pair"))
            if j:
                options.append((best[i][j - 1], "skip chunk"))
            if i:
                options.append((best[i - 1][j] + UNPLACED, "skip block"))
            if options:
                best[i][j], step[i][j] = max(options, key=lambda option: option[0])
    placed: list[int | None] = [None] * height
    i, j = height, width
    while i or j:
        move = step[i][j]
        if move == "pair":
            i, j = i - 1, j - 1
            placed[i] = j
        elif move == "skip chunk":
            j -= 1
        else:
            i -= 1
    return placed


def _score(block: Block, chunk: Chunk, row: int, evidence: Evidence) -> float:
    if chunk.row == row:
        place = OWN_ROW if not chunk.segment.resolved else OWN_ROW / 2
    else:
        place = WAITING if not chunk.segment.resolved else 0.0
    return place + EVIDENCE * evidence(block, chunk)
