"""Measurements beside the engines that others use for the same kind of question: ``make bench``."""
