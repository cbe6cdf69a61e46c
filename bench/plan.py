"""How long and with what a measurement runs, and what it says meanwhile."""

import sys
from dataclasses import dataclass


@dataclass(frozen=True)
class Plan:
    """`ballots` are those of the largest poll, `thread` the comments of the longest discussion."""

    rounds: int
    seconds: float
    ballots: int
    thread: int
    workers: int
    threads: int

    @property
    def server(self) -> dict[str, int]:
        return {"workers": self.workers, "threads": self.threads}

    def say(self, sentence: str) -> None:
        print(sentence, file=sys.stderr, flush=True)

    def say_rate(self, what: str, rate: float) -> None:
        """A line for each run, so that one sees that it is alive."""
        self.say(f"  {what:<28} {rate:8,.0f} /s")
