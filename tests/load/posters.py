"""Processes that post into one discussion at the same time; run as `python -m tests.load.posters`.

Arguments: the discussion's id, how many processes, how many comments each. It prints a line for each
comment that was acknowledged: its id, its number, and its parent's id or 0.
"""

import multiprocessing
import os
import random
import sys

import django


def post_some(discussion: int, poster: int, each: int, start) -> None:
    """Every other comment replies to any that is there; the texts name their parents."""
    from comments import posting
    from comments.commenters import Commenter
    from comments.models import Comment, Discussion
    from comments.screening import Draft

    rng = random.Random(poster)
    place = Discussion.objects.get(pk=discussion)
    start.wait()
    for turn in range(each):
        found = list(Comment.objects.filter(discussion=discussion).values_list("pk", flat=True))
        parent = rng.choice(found) if found and turn % 2 else None
        body = f"{poster} {turn} {parent or 0}"
        draft = Draft(name="Reader", body=body, parent=parent, seconds=60)
        comment = posting.post(place, draft, Commenter(f"{poster:032x}"))
        # One short write: lines of several processes do not mix.
        os.write(1, f"{comment.pk} {comment.number} {comment.parent_id or 0}\n".encode())


def main(discussion: int, processes: int, each: int) -> int:
    django.setup()
    # Forked before any of them has a connection: each makes its own.
    context = multiprocessing.get_context("fork")
    start = context.Barrier(processes)
    started = [
        context.Process(target=post_some, args=(discussion, poster, each, start))
        for poster in range(processes)
    ]
    for process in started:
        process.start()
    for process in started:
        process.join()
    return max(process.exitcode for process in started)


if __name__ == "__main__":
    sys.exit(main(*map(int, sys.argv[1:])))
