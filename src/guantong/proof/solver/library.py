"""The solver, which has no types of its own. Nothing else imports it."""

from importlib import import_module
from typing import Any

z3: Any = import_module("z3")
