"""Which files stand beside the pages? The style sheet, the script and the logo, kept for long."""

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass
from importlib import resources
from typing import Annotated

from fastapi import Path, Request, Response

from app.web.protection import page_router
from declarations.problems import NotFoundRefusal
from exports.house_style import HouseStyle, darken_until_legible, lighten_until_legible

STATIC = "/static"
FOR_EVER = "public, max-age=31536000, immutable"
LIGHT_BAND, DARK_BAND = "#eef1f5", "#262d36"
"""The grounds on which links stand that are hardest to read on; accord.css names them --band."""


@dataclass(frozen=True, slots=True)
class Asset:
    """A file as it is sent; ``mark`` is the beginning of its SHA-256 and stands in its address."""

    name: str
    media_type: str
    data: bytes

    @property
    def mark(self) -> str:
        """Return what changes when the file does."""
        return hashlib.sha256(self.data).hexdigest()[:16]

    @property
    def address(self) -> str:
        """Return the path under which the file is served."""
        return f"{STATIC}/{self.mark}/{self.name}"


def make_assets(style: HouseStyle) -> Mapping[str, Asset]:
    """Return the files by name, the style sheet in the association's colour."""
    sheet = _read("accord.css") + write_colors(style).encode()
    assets = [
        Asset("accord.css", "text/css; charset=utf-8", sheet),
        Asset("accord.js", "text/javascript; charset=utf-8", _read("accord.js")),
    ]
    if style.logo is not None:
        assets.append(Asset("logo", style.logo.media_type, style.logo.data))
    return {asset.name: asset for asset in assets}


def write_colors(style: HouseStyle) -> str:
    """Return rules that set the association's colour, where it has one, so that it can be read."""
    if not style.accent:
        return ""
    light = darken_until_legible(style.accent, LIGHT_BAND)
    dark = lighten_until_legible(style.accent, DARK_BAND)
    return (
        f"\n:root {{ --accent: {light}; }}\n"
        f"@media screen and (prefers-color-scheme: dark) {{ :root {{ --accent: {dark}; }} }}\n"
    )


def _read(name: str) -> bytes:
    return resources.files("templates").joinpath("web", name).read_bytes()


router = page_router()


@router.get(STATIC + "/{mark}/{name}")
def send_asset(
    request: Request,
    mark: Annotated[str, Path(max_length=64)],
    name: Annotated[str, Path(max_length=64)],
) -> Response:
    """Send a file; under an old address it is the present one, and not kept."""
    asset: Asset | None = request.app.state.assets.get(name)
    if asset is None:
        raise NotFoundRefusal(f"There is no file {name!r}.")
    kept = FOR_EVER if mark == asset.mark else "no-cache"
    return Response(asset.data, media_type=asset.media_type, headers={"Cache-Control": kept})
