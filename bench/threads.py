"""Reports with discussions under them, short and long, against the same page with no comment."""

from bench.pages import Servers, take_turns
from bench.plan import Plan
from bench.ratios import Row, Spread

# First pages a second, made anew, on two cores.
AIMS = {9: 600, 1000: 180}
# How much longer the first page of the longest discussion may take than that of one with 50 comments.
AIM_OF_LONGEST = 1.5
AIM_OF_QUERIES = 11


def measure(plan: Plan, running: Servers, reports: dict[str, dict]) -> list[Row]:
    longest = reports[str(plan.thread)]
    paths = {
        "no comments": reports["0"]["path"],
        "9 comments": reports["9"]["path"],
        "50 comments": reports["50"]["path"],
        "1,000 comments": reports["1000"]["path"],
        f"{plan.thread:,} comments": longest["path"],
        "deepest comment": longest["deepest"],
        "more replies": longest["more"],
    }
    runs = {f"{name}, uncached": (running.anew, [path]) for name, path in paths.items()}
    runs |= {
        f"{name}, cached": (running.site, [paths[name]])
        for name in ("9 comments", "1,000 comments")
    }
    seen = take_turns(plan, running, {"bare view": (running.bare, ["/"])} | runs)
    rates = {name: [result.rate for result in results] for name, results in seen.items()}
    busiest = max(
        result.busy for name in runs for result in seen[name] if name.endswith("uncached")
    )
    return [
        *(row for length in AIMS for row in first_page(length, rates)),
        *compared(plan, rates),
        Row("their clients, on the server's cores", f"{busiest:.0%} of one core at most"),
    ]


def first_page(length: int, rates: dict[str, list[float]]) -> list[Row]:
    """A report with so many comments: from the cache, and made anew."""
    cached, uncached = (rates[f"{length:,} comments, {how}"] for how in ("cached", "uncached"))
    pace = Spread.of(uncached)
    return [
        Row(
            f"report, {length:,} comments, cached",
            f"{Spread.of_ratios(cached, rates['bare view']):.2f} of bare",
            besides=f"{Spread.of(cached):,.0f} pages/s",
        ),
        Row(
            "the same, uncached",
            f"{pace:,.0f} /s",
            f"≥ {AIMS[length]} /s",
            pace.median >= AIMS[length],
            f"{Spread.of_ratios(uncached, rates['bare view']):.3f} of bare",
        ),
    ]


def compared(plan: Plan, rates: dict[str, list[float]]) -> list[Row]:
    """How long parts of the longest discussion take, by the time of shorter ones."""
    none, fifty = rates["no comments, uncached"], rates["50 comments, uncached"]
    longest = rates[f"{plan.thread:,} comments, uncached"]
    # Time by time: the rates the other way around.
    by_fifty = Spread.of_ratios(fifty, longest)
    parts = {
        f"its first page of {plan.thread:,}": longest,
        "its deepest comment": rates["deepest comment, uncached"],
        "more replies in it": rates["more replies, uncached"],
    }
    return [
        Row(
            f"first page of {plan.thread:,} comments",
            f"{by_fifty:.2f} times that of 50",
            f"≤ {AIM_OF_LONGEST} times",
            by_fifty.median <= AIM_OF_LONGEST,
            f"{Spread.of(fifty):,.0f} pages/s of 50",
        ),
        *(
            Row(
                name,
                f"{Spread.of_ratios(none, part):.2f} times the page with none",
                besides=f"{Spread.of(part):,.0f} /s",
            )
            for name, part in parts.items()
        ),
    ]
