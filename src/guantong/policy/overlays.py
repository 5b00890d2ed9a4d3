"""Overlays: a policy with more rows in its registers, with readings switched, or with other numbers."""

from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any

from guantong.catalogue.loading import read_exam_notices, read_standards
from guantong.catalogue.reading import UnreadableYaml, parse_yaml

from .model import Policy
from .parameters import ParameterError, changed

KEYS = ("standards", "exam_notices", "readings", "parameters")


class OverlayError(ValueError):
    """An overlay that cannot be used; the message says where and why."""


def overlay(policy: Policy, data: Mapping[str, Any], name: str = "policy") -> Policy:
    """The policy with the rows, readings and parameters of `data`; `name` is used in messages.

    `data` may hold `standards`, `exam_notices`, `readings` (reading -> option) and `parameters` (parameter ->
    value; ``pack#name`` where several packs have one of that name). Raises OverlayError for anything else, for
    an option that a reading does not have, and for a value of another type.
    """
    if not isinstance(data, Mapping):
        raise OverlayError(f"{name}: an overlay is a map of {', '.join(KEYS)}")
    unknown = sorted(set(map(str, data)) - set(KEYS))
    if unknown:
        raise OverlayError(f"{name}: {', '.join(unknown)} is unknown; an overlay holds {', '.join(KEYS)}")
    choices = dict(policy.choices)
    switched = data.get("readings") or {}
    if not isinstance(switched, Mapping):
        raise OverlayError(f"{name}: readings: a map of reading to option is expected")
    for reading, option in switched.items():
        found = policy.readings.get(reading)
        if found is None:
            raise OverlayError(f"{name}: readings.{reading}: there is no such reading")
        if option not in tuple(found.options):
            raise OverlayError(
                f"{name}: readings.{reading}: {option!r} is not one of {', '.join(found.options)}"
            )
        choices[reading] = option
    numbers = data.get("parameters") or {}
    if not isinstance(numbers, Mapping):
        raise OverlayError(f"{name}: parameters: a map of parameter to value is expected")
    path = Path(name)
    try:
        policy = changed(policy, numbers)
    except ParameterError as error:
        raise OverlayError("; ".join(f"{name}: parameters.{problem}" for problem in error.problems)) from None
    try:
        standards = [_filled(row) for row in data.get("standards") or ()]
        catalogue = policy.catalogue.with_standards(read_standards(standards, path))
        notices = read_exam_notices(data.get("exam_notices") or (), path)
    except (KeyError, TypeError, ValueError) as error:
        raise OverlayError(f"{name}: {error}") from None
    return replace(policy, catalogue=catalogue.with_exam_notices(notices), choices=choices)


def _filled(row: Mapping[str, Any]) -> Mapping[str, Any]:
    """A row of the register of standards: what nobody has confirmed is doubtful, and an edition may be unnamed."""
    filled = {"edition": "", "confidence": "L", **row}
    return {**filled, "edition": str(filled["edition"]), "pattern": str(filled.get("pattern", "")).lower()}


def read_overlay(path: Path) -> Mapping[str, Any]:
    """The plain data of an overlay file; `policy:` of a worked case has the same form.

    Raises OverlayError when the file is no YAML or no map, OSError when it cannot be opened.
    """
    try:
        data = parse_yaml(path.read_bytes(), str(path))
    except UnreadableYaml as error:
        raise OverlayError(str(error)) from None
    if not isinstance(data, Mapping):
        raise OverlayError(f"{path}: an overlay is a map of {', '.join(KEYS)}")
    inner = data.get("policy", data)
    if not isinstance(inner, Mapping):
        raise OverlayError(f"{path}: policy: an overlay is a map of {', '.join(KEYS)}")
    return inner
