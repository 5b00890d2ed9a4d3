"""How days, spans, lists and values are said, in Chinese and in English, wherever people read them."""

from .language import Language, Wording
from .values import in_words

__all__ = ["Language", "Wording", "in_words"]
