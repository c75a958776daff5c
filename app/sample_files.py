"""Where are the sample's files, and what do they say?"""

from pathlib import Path
from typing import Any

import yaml

SAMPLE = Path(__file__).parent / "sample"


def read_sample(name: str) -> Any:
    """Return the content of one of the sample's YAML files."""
    return yaml.safe_load((SAMPLE / name).read_text(encoding="utf-8"))
