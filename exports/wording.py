"""How do a template's words become blocks? Through Jinja2 and Markdown.

A value put in by ``{{ }}`` does not pass through Markdown at all: a mark stands for it while
Markdown is read, and the value takes its place in the finished runs.
"""

import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field, fields, is_dataclass
from importlib import resources
from pathlib import Path
from typing import Any

from jinja2 import (
    BaseLoader,
    BytecodeCache,
    Environment,
    StrictUndefined,
    TemplateError,
    TemplateNotFound,
    TemplateSyntaxError,
    pass_context,
)
from jinja2.bccache import Bucket
from jinja2.runtime import Context, Macro
from jinja2.sandbox import SandboxedEnvironment

from declarations.problems import InputRefusal, Level, Place, Problem, StorageRefusal
from exports.blocks import Block, Figure, Note, Table, Tiles
from exports.markdown import ANCHOR_CLOSE, ANCHOR_OPEN, DirectiveError, read_markdown

_OPEN, _CLOSE = "\ufdd0", "\ufdd1"  # noncharacters: no text for interchange holds them
_MARK = re.compile(f"{_OPEN}(\\d+){_CLOSE}")
# What the expressions of a template can raise; anything else is a defect of Accord.
_FAULTS_OF_A_TEMPLATE = (
    TemplateError,
    ArithmeticError,
    AttributeError,
    LookupError,
    RecursionError,
    TypeError,
    ValueError,
)
_COPIED = (".md.j2", ".txt.j2")
_STRAY = re.compile(f"[{_OPEN}{_CLOSE}{ANCHOR_OPEN}{ANCHOR_CLOSE}]")
# Embeddings, overrides and isolates (UAX 9): one left open would turn the words after the value.
_TURNING = re.compile("[\u202a-\u202e\u2066-\u2069]")
# Jinja2 takes "{#" for a comment, so the anchor at the end of a heading is written differently.
_ANCHOR = re.compile(r"\{#((?:[^{}#\s]|\{\{[^{}\n]*\}\})+)\}[ \t]*$", re.MULTILINE)


class _TemplateText(str):
    """What a macro made: words of the template, with marks where values stand."""

    __slots__ = ()


@dataclass(slots=True)
class _Values:
    """The values put into one document, in order; each has a mark."""

    texts: list[str] = field(default_factory=list)

    def mark(self, value: object) -> str:
        """Return what stands for the value until Markdown has been read."""
        if isinstance(value, _TemplateText):
            return value
        self.texts.append(_TURNING.sub("", self.fill("" if value is None else str(value))))
        return f"{_OPEN}{len(self.texts) - 1}{_CLOSE}"

    def fill(self, text: str) -> str:
        """Return the text with each mark replaced by its value."""
        return _STRAY.sub("\ufffd", _MARK.sub(self._text_of, text))

    def _text_of(self, match: re.Match[str]) -> str:
        number = int(match[1])
        return self.texts[number] if number < len(self.texts) else match[0]


class _Sandbox(SandboxedEnvironment):
    """A sandbox in which the words of a macro stay words of the template.

    A name that is not there is refused where the macro is called, not inside it.
    """

    def call(self, context: Context, function: Any, /, *args: Any, **kwargs: Any) -> Any:
        if isinstance(function, Macro):
            for value in (*args, *kwargs.values()):
                if isinstance(value, StrictUndefined):
                    str(value)
        result = super().call(context, function, *args, **kwargs)
        return _TemplateText(result) if isinstance(function, Macro) else result


class _Compiled(BytecodeCache):
    """Compiled templates of this process by name and words: one is compiled once for many."""

    def __init__(self) -> None:
        self._known: dict[tuple[str, str], Any] = {}

    def load_bytecode(self, bucket: Bucket) -> None:
        """Give the code where these very words were compiled before."""
        bucket.code = self._known.get((bucket.key, bucket.checksum))

    def dump_bytecode(self, bucket: Bucket) -> None:
        """Keep the code."""
        self._known[bucket.key, bucket.checksum] = bucket.code


_COMPILED = _Compiled()


class _Unknown(StrictUndefined):
    """A name that is not there; what it was looked for in says which names it has."""

    __slots__ = ()

    @property
    def _undefined_message(self) -> str:
        owner, name = self._undefined_obj, self._undefined_name
        if not is_dataclass(owner) or self._undefined_hint:
            return super()._undefined_message
        names = ", ".join(sorted(field.name for field in fields(owner)))
        return f"there is no {name!r} in {type(owner).__name__}, which has: {names}"


class _Templates(BaseLoader):
    """Templates by name: those of the association first, then those of Accord."""

    def __init__(self, folder: Path | None) -> None:
        self.folder = folder
        self.taken: list[str] = []

    def get_source(
        self, _environment: Environment, template: str
    ) -> tuple[str, str, Callable[[], bool]]:
        """Return the words of a template, with its name in place of a path."""
        words = _ANCHOR.sub(rf"{ANCHOR_OPEN}\1{ANCHOR_CLOSE}", self.read(template))
        self.taken.append(template)
        return words, template, lambda: True

    def read(self, name: str) -> str:
        """Return the words of a template. Raises TemplateNotFound."""
        if Path(name).name != name:
            raise TemplateNotFound(name)
        own = self.folder / name if self.folder else None
        try:
            if own is not None and own.is_file():
                return own.read_text(encoding="utf-8")
            return resources.files("templates").joinpath(name).read_text(encoding="utf-8")
        except (FileNotFoundError, IsADirectoryError, NotADirectoryError) as error:
            raise TemplateNotFound(name) from error
        except OSError as error:
            raise StorageRefusal(
                f"Cannot read the template {own}: {error.strerror}.",
                hint="Make it readable or take it out of the folder.",
            ) from error
        except UnicodeDecodeError as error:
            raise _refusal(
                name,
                error.object.count(b"\n", 0, error.start) + 1,
                f"the template is not UTF-8 text (byte {error.start})",
                "Save it as UTF-8.",
            ) from error


def render_blocks(
    template_name: str,
    context: Mapping[str, object],
    tables: Mapping[str, Table],
    figures: Mapping[str, Figure],
    tiles: Mapping[str, Tiles],
    template_folder: Path | None = None,
) -> tuple[tuple[Block, ...], tuple[Note, ...]]:
    """Return the blocks and notes that a template makes of ``context``.

    ``:::table NAME``, ``:::figure NAME`` and ``:::tiles NAME`` stand for what the maps hold;
    ``:::contents`` and ``:::pagebreak`` for themselves; ``:::lead``, ``:::small``, ``:::quote``
    and ``:::closing`` give the paragraphs up to a line ``:::`` that look. A file of the same name
    in ``template_folder`` takes the place of the template that comes with Accord.

    Text from ``context`` comes out as that text, its white space folded, wherever it stands in
    the template; only words of the template itself are Markdown.

    Raises InputRefusal with the template's name, the line and what to do.
    """
    templates, values = _Templates(template_folder), _Values()
    words = _fill_template(template_name, context, templates, values.mark)
    known: dict[str, Mapping[str, Block]] = {"table": tables, "figure": figures, "tiles": tiles}
    try:
        return read_markdown(words, known, values.fill)
    except DirectiveError as fault:
        place = _place_of_directive(templates, template_name, fault.directive)
        raise _refusal(*place, fault.message, fault.remedy) from fault


def render_text(
    template_name: str, context: Mapping[str, object], template_folder: Path | None = None
) -> str:
    """Return the plain text that a template makes of ``context``; white space in values is folded.

    Raises InputRefusal with the template's name, the line and what to do.
    """
    return _fill_template(template_name, context, _Templates(template_folder), _fold)


def list_templates() -> dict[str, bytes]:
    """Return the templates of documents and letters that come with Accord, by name."""
    return {
        entry.name: entry.read_bytes()
        for entry in sorted(resources.files("templates").iterdir(), key=lambda entry: entry.name)
        if entry.name.endswith(_COPIED)
    }


def _fold(value: object) -> object:
    """Return a value as text on one line; words of a macro as they are."""
    return value if isinstance(value, _TemplateText) else " ".join(str(value).split())


def _fill_template(
    name: str,
    context: Mapping[str, object],
    templates: _Templates,
    finalize: Callable[[object], object],
) -> str:
    """Return the words of a template with each value as ``finalize`` gives it.

    Raises InputRefusal.
    """

    @pass_context  # else Jinja2 would put constants through it while compiling, once for all
    def finish(_context: Context, value: object) -> object:
        return finalize(value)

    environment = _Sandbox(
        loader=templates,
        bytecode_cache=_COMPILED,
        undefined=_Unknown,
        finalize=finish,
        autoescape=False,  # the output is plain text, or Markdown that no value enters
        trim_blocks=True,
        lstrip_blocks=True,
    )
    environment.filters["escape"] = environment.filters["e"] = str
    try:
        return environment.get_template(name).render(context)
    except TemplateSyntaxError as error:
        place, message = (error.name or name, error.lineno), str(error.message)
        raise _refusal(*place, message, "Correct the template.") from error
    except TemplateNotFound as error:
        missing = str(error.name or name)
        if missing == name:
            raise _refusal(name, 0, "there is no such template", _offer_templates()) from error
        place = _place_in_template(error, name)
        message = f"there is no template {missing!r} to include"
        raise _refusal(*place, message, _offer_templates()) from error
    except _FAULTS_OF_A_TEMPLATE as error:
        place = _place_in_template(error, name)
        raise _refusal(*place, str(error), _offer(context)) from error


def _place_in_template(error: BaseException, template_name: str) -> tuple[str, int]:
    """Return the template and line nearest to where the error was raised."""
    place, step = (template_name, 0), error.__traceback__
    while step is not None:
        name = step.tb_frame.f_code.co_filename
        if name.endswith(".j2"):
            place = (name, step.tb_lineno)
        step = step.tb_next
    return place


def _place_of_directive(templates: _Templates, name: str, directive: str) -> tuple[str, int]:
    """Return the template, also an included one, and the line that a directive stands in."""
    for taken in templates.taken:
        line = _line_of(templates.read(taken), directive)
        if line:
            return taken, line
    return name, 0


def _line_of(source: str, directive: str) -> int:
    """Return the line of the template in which a directive is written, 0 if it is computed."""
    wanted = directive.split()
    for number, line in enumerate(source.splitlines(), start=1):
        if line.split() == wanted:
            return number
    return 0


def _offer(names: Iterable[str]) -> str:
    return f"The names a template may use here: {', '.join(sorted(names)) or 'none'}."


def _offer_templates() -> str:
    folder = resources.files("templates")
    names = sorted(entry.name for entry in folder.iterdir() if entry.name.endswith(".md.j2"))
    return f"The templates there are: {', '.join(names) or 'none'}."


def _refusal(name: str, line: int, message: str, remedy: str) -> InputRefusal:
    place, message = Place(file=name, line=line), message.rstrip(".")
    problem = Problem("T001", Level.ERROR, place, message, remedy)
    return InputRefusal(f"Template {place}: {message}.", hint=remedy, problems=(problem,))
