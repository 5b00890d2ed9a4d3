"""The meaning of a condition in SQL: for every person of a register at once, on one day asked.

A condition becomes columns of a relation: its value on the day, the days on which it holds, and what it
rests on. Nothing is decided here that :mod:`..evaluation` and :mod:`..support` do not decide for one person.
"""
