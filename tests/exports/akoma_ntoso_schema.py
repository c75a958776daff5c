"""The OASIS schema of Akoma Ntoso 3.0, from the folder of real data; it is not shipped."""

from functools import lru_cache
from pathlib import Path

import pytest
from lxml import etree

from tests.conftest import DATA

SCHEMA = DATA / "akn" / "schema" / "akomantoso30.xsd"


@lru_cache(maxsize=1)
def load_schema() -> etree.XMLSchema:
    """Return the schema; a test that needs it skips where it is absent."""
    if not SCHEMA.is_file():
        pytest.skip("the OASIS schema (../shared/data/akn/schema) is not beside the project")
    return etree.XMLSchema(etree.parse(str(SCHEMA)))


def schema_faults(data: bytes) -> list[str]:
    """Return what the schema says against a file, each with its line."""
    schema = load_schema()
    schema.validate(etree.fromstring(data))
    return [f"{error.line}: {error.message}" for error in schema.error_log]


def sample_files(folder: Path, kind: str) -> list[Path]:
    """Return the files of others, "samples" or "invalid"."""
    return sorted((folder / "akn" / kind).glob("*.xml"))
