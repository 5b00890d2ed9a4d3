"""Puts what a service refuses beside the field at which it was typed."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ...refusals import InvalidError, RefusedError

if TYPE_CHECKING:
    from django import forms


def put(form: forms.BaseForm, error: InvalidError | RefusedError) -> None:
    """Add every refusal to the form; those of no field above it."""
    refusals = error.refusals if isinstance(error, InvalidError) else (error,)
    for refusal in refusals:
        form.add_error(refusal.field if refusal.field in form.fields else None, refusal.text)
