"""Who reads the mail of a post."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from workflow.project.access import ADMIN
from workflow.store.register import PostRow


def addressee(posts: Mapping[str, PostRow], recipient: str | None) -> PostRow | None:
    """The post itself if someone holds it, else the first held one above it, else an administrator."""
    return next((post for post in _line_up(posts, recipient) if post.email), None)


def above(posts: Mapping[str, PostRow], post: str | None, manager: str | None, own: str) -> PostRow | None:
    """Who hears that a mail to this post could not be delivered: whoever stands above it, else the project's
    manager, else an administrator; never the address that could not be reached."""
    return next((each for each in _line_up(posts, post, manager) if each.email not in (None, own)), None)


def _line_up(posts: Mapping[str, PostRow], start: str | None, also: str | None = None) -> Iterator[PostRow]:
    seen: set[str] = set()
    while start and start in posts and start not in seen:
        seen.add(start)
        yield posts[start]
        start = posts[start].reports_to
    if also and also in posts:
        yield posts[also]
    yield from (post for post in posts.values() if ADMIN in post.roles)
