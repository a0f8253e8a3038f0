"""One family of errors. The docstring of each is its default message: plain words, with the mend."""

from __future__ import annotations

from workflow.words import gettext as _


class FairNoticeError(Exception):
    """Something went wrong in Fair Notice."""

    def __init__(self, message: str | None = None) -> None:
        super().__init__(message or _(" ".join((type(self).__doc__ or "").split())))


class BadRequest(FairNoticeError):
    """The request was wrong. Nothing was changed."""


class RulebookFault(BadRequest):
    """A rulebook cannot be read. The message names file, line, value and the mend."""


class NotFound(FairNoticeError):
    """There is nothing here under that name, or you may not see it."""


class NotAllowed(FairNoticeError):
    """Your post does not allow this. Ask the owner of the project or your manager."""


class Stale(FairNoticeError):
    """Someone else changed this since you opened it. Nothing of yours was saved: compare and try again."""


class Refused(FairNoticeError):
    """This step cannot be taken yet. Each obstacle says what is missing."""

    def __init__(self, obstacles: tuple[object, ...], message: str | None = None) -> None:
        super().__init__(message)
        self.obstacles = obstacles


class AlreadyDone(FairNoticeError):
    """This was already done, by you or by someone else. Nothing was done twice."""


class StorageFault(FairNoticeError):
    """The database cannot be used. The message says what to do."""
