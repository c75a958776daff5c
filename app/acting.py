"""How is something done in somebody's name? With the right to it, all or nothing, and logged.

Pages and the API write through this function alone, but for what a person does to the own account
while signing in. The command line does not: whoever can read and write the database is its keeper.
"""

import logging
from collections.abc import Iterator
from contextlib import contextmanager

from sqlalchemy import Engine

from app.database import WritingSession, transaction
from app.journal import Signature
from app.permissions import ANYTHING, Act, Actor, Target, require

LOG = logging.getLogger("accord.web")


@contextmanager
def acting(
    engine: Engine, actor: Actor, act: Act, *, of: str, target: Target = ANYTHING
) -> Iterator[WritingSession]:
    """Yield the session in which an actor does an act; RightRefusal when he or she may not.

    ``of`` names what is acted on, for a person who reads it later: "period 2018". ``target`` is
    whose it is, as it is stored. All of it is done, or none.
    """
    require(actor, act, target)
    with transaction(engine, sign(actor, act, of=of)) as session:
        yield session
    LOG.info("%s: %s, %s", actor.account, act.value, of)


def sign(actor: Actor, act: Act, *, of: str) -> Signature:
    """Return how the journal names who does an act, and to what."""
    return Signature(account=actor.account, act=act.value, object=of)
