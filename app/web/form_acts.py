"""How does what was typed become an act? Read, asked whether it is allowed, done whole or not."""

from collections.abc import Callable

from app.database import WritingSession
from app.permissions import Act
from app.web.forms import Form, Model, Typed
from app.web.pages import Page


def act_on_form(
    page: Page,
    typed: Typed,
    model: type[Model],
    act: Act,
    do: Callable[[WritingSession, Model], object],
    *,
    of: str,
    member: str = "",
) -> Form:
    """Do an act with the values of a form and return the form: without errors it was done.

    ``do`` is one call of the domain; ``of`` and ``member`` are those of ``Page.acting``. Raises
    RightRefusal before anything is read. What the model or the domain refuses stands in the form.
    """
    page.viewer.require(act, member)
    form = Form(page.translate)
    wanted = form.read(typed, model)
    if wanted is not None:
        with form.refusals(), page.acting(act, of=of, member=member) as session:
            do(session, wanted)
    return form
