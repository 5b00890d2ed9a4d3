"""Policies as data: documents, provisions, readings, parameters and routes, loaded and checked."""

from .loading import load_policy
from .model import Pack, Policy, Provision, Reading, Requirement, Route
from .overlays import OverlayError, overlay, read_overlay
from .problems import PackErrors, PackProblem

__all__ = [
    "OverlayError",
    "Pack",
    "PackErrors",
    "PackProblem",
    "Policy",
    "Provision",
    "Reading",
    "Requirement",
    "Route",
    "load_policy",
    "overlay",
    "read_overlay",
]
