"""From a package to a CKAN portal: plan what would change, publish it, say what is published.

    portal = Portal("https://portal.example.org", token)
    plan, desired, state = prepare(portal, package)
    outcome = publish(portal, package, Journal(journal_path(folder, portal.address)))

`client` speaks the Action API, `state` reads what is there, `desired` computes what should be there,
`plan` compares the two (`prepare` does all three), `apply` writes the difference and `journal` notes how
far it came.
"""

from __future__ import annotations

from .apply import Failure, Outcome, Step, publish
from .client import ActionRefused, Portal
from .journal import Journal, journal_path
from .plan import Conflict, FieldChange, Plan, PlanEntry, SavedPlan, make_plan
from .prepare import prepare

__all__ = [
    "ActionRefused",
    "Conflict",
    "Failure",
    "FieldChange",
    "Journal",
    "Outcome",
    "Plan",
    "PlanEntry",
    "Portal",
    "SavedPlan",
    "Step",
    "journal_path",
    "make_plan",
    "prepare",
    "publish",
]
