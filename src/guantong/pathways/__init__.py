"""Pathways: what opens when for a person, and the quickest way to a goal. Every answer is the engine's.

* `prospects(case, policy=None, *, lang="zh")`: every related title and level, open, opening on a day, or closed;
* `parse_goal("副高级")`: what is wanted, from a few words; `GoalError` has the nearest known words in `hint`;
* `quickest(case, goal, *, policy=None, lang="zh", steps_limit=8, review_time=None)`: a `Pathway` of dated steps, or
  a `NoPathway` that says what is missing, what stands against it, and what opens the goal instead;
* `lines(found)`: any of the three answers as lines for people; each has `to_dict()` for JSON.
"""

from .answers import NoPathway, Obstacle, Pathway, Prospect, Prospects, Step
from .goals import Goal, GoalError, parse_goal
from .openings import Opening
from .plans import quickest
from .review import ReviewTime, read_review_time, usual_review_time
from .sentences import lines
from .standing import prospects

__all__ = [
    "Goal",
    "GoalError",
    "NoPathway",
    "Obstacle",
    "Opening",
    "Pathway",
    "Prospect",
    "Prospects",
    "ReviewTime",
    "Step",
    "lines",
    "parse_goal",
    "prospects",
    "quickest",
    "read_review_time",
    "usual_review_time",
]
