"""An action asks for rights before it looks at what it was given."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Any

from ckan.plugins import toolkit
from ckan.types import Context, DataDict, Schema

__all__ = ["checked"]

_Action = Callable[[Context, DataDict], Any]


def checked(schema: Callable[[], Schema]) -> Callable[[_Action], _Action]:
    """Ask whether the user may call the action, then validate its data by `schema`.

    The other way round, whoever may not call it would be told what the portal makes of the values, and make
    it work.
    """

    def decorate(action: _Action) -> _Action:
        validated = toolkit.validate_action_data(schema)(action)

        @wraps(action)
        def asked(context: Context, data_dict: DataDict) -> Any:
            toolkit.check_access(action.__name__, context, data_dict)
            return validated(context, data_dict)

        return asked

    return decorate
