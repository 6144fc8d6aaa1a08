"""How every command opens the engine: damage is told on stderr even when an older generation can still answer."""

from __future__ import annotations

from typing import TYPE_CHECKING

from api.output import complain
from search.settings import Settings

if TYPE_CHECKING:
    from search.engine import Engine


def open_engine(settings: Settings) -> Engine:
    """Open the engine of the settings and report damage to the index on stderr.

    Raises:
        IndexError_: there is no index that can answer.
    """
    from search.engine import Engine

    return Engine.open(settings, report=complain)
