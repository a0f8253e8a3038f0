"""Who reads the mail of a post."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from workflow.project.access import ADMIN
from workflow.store.register import PostRow


def addressee(posts: Mapping[str, PostRow], recipient: str | None) -> PostRow | None:
    """The post itself if someone can be reached there, else its deputy, else the first such post above it or
    its deputy, else an administrator."""
    return next((post for post in _line_up(posts, recipient) if post.email), None)


def above(posts: Mapping[str, PostRow], post: str | None, manager: str | None, own: str) -> PostRow | None:
    """Who hears that a mail to this post could not be delivered: its deputy, whoever stands above it, else
    the project's manager, else an administrator; never the address that could not be reached."""
    return next((each for each in _line_up(posts, post, manager) if each.email not in (None, own)), None)


def _line_up(posts: Mapping[str, PostRow], start: str | None, also: str | None = None) -> Iterator[PostRow]:
    seen: set[str] = set()
    while start and start in posts and start not in seen:
        seen.add(start)
        yield from _with_deputy(posts, start)
        start = posts[start].reports_to
    if also and also in posts:
        yield from _with_deputy(posts, also)
    yield from (post for post in posts.values() if ADMIN in post.roles)


def _with_deputy(posts: Mapping[str, PostRow], post: str) -> Iterator[PostRow]:
    yield posts[post]
    deputy = posts[post].deputy
    if deputy and deputy in posts:
        yield posts[deputy]
