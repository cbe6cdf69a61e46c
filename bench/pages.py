"""Pages, kept and made anew, against a view that does nothing on the same server."""

from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import urlencode
from urllib.request import Request, urlopen

from bench import load, servers
from bench.plan import Plan
from bench.ratios import Row, Spread
from tests.services.postgres import Cluster
from tests.services.site import Site, serve

AIM_OF_CACHED = 0.6
AIM_OF_QUERIES = 6
MAILINGS = 1000
UNCACHED = {"DJANGO_SETTINGS_MODULE": "bench.settings"}


@dataclass(frozen=True)
class Servers:
    """The site with its pages cache, the site that makes every page anew, and the bare view.

    The clients have `client_cores`, which the three use as well where they `share` them.
    """

    bare: Site
    site: Site
    anew: Site
    client_cores: list[int]


@contextmanager
def running(plan: Plan, url: str, var: Path, *, share: bool = False) -> Iterator[Servers]:
    # A page from the cache is answered as fast as clients ask: they have a core to themselves. Beside pages
    # that are made anew they hardly work, and the server has all cores.
    *server_cores, client_core = servers.cores()
    client_cores = servers.cores() if share else [client_core]
    with ExitStack() as stack:
        with servers.on_cores(set(client_cores if share else server_cores) or {client_core}):
            bare = stack.enter_context(servers.bare(var, plan.workers, plan.threads))
            site = stack.enter_context(serve(url, var, **plan.server))
            anew = stack.enter_context(serve(url, var, **plan.server, **UNCACHED))
        yield Servers(bare, site, anew, client_cores)


# By name, what is asked of which server.
Runs = dict[str, tuple[Site, list[str]]]


def take_turns(plan: Plan, running: Servers, runs: Runs) -> dict[str, list[load.Seen]]:
    """What each run saw in each round; raises RuntimeError where an answer was not 200."""
    seen: dict[str, list[load.Seen]] = {name: [] for name in runs}
    for server, paths in runs.values():
        load.run(load.Task(server.port, paths[:1], seconds=plan.seconds / 4))
    for _ in range(plan.rounds):
        for name, (server, paths) in runs.items():
            task = load.Task(server.port, paths, plan.seconds, cores=running.client_cores)
            seen[name].append(load.run(task))
            plan.say_rate(name, seen[name][-1].rate)
    for name, results in seen.items():
        statuses = set().union(*(result.statuses for result in results))
        if statuses != {"200"}:
            raise RuntimeError(f"The {name} answered with {statuses}.")
    return seen


def measure(plan: Plan, running: Servers, page: str) -> list[Row]:
    """Rows for the poll page at the path `page`: from the cache, tracked, and made anew."""
    tracked = [
        f"{page}?"
        + urlencode({"utm_source": "newsletter", "utm_campaign": f"week-{n}", "mc_eid": f"{n:08x}"})
        for n in range(MAILINGS)
    ]
    seen = take_turns(
        plan,
        running,
        {
            "bare view": (running.bare, [page]),
            "cached": (running.site, [page]),
            f"{MAILINGS:,} tracked links": (running.site, tracked),
            "uncached": (running.anew, [page]),
        },
    )
    rates = {name: [result.rate for result in results] for name, results in seen.items()}
    bare = rates.pop("bare view")
    busiest = max(result.busy for results in seen.values() for result in results)
    return [
        Row("bare view (yardstick)", "1", besides=f"{Spread.of(bare):,.0f} pages/s"),
        *(poll_row(name, rates[name], bare) for name in rates),
        Row("the clients' core", f"{busiest:.0%} busy at most", "< 95%", busiest < 0.95),
    ]


def poll_row(name: str, rates: list[float], bare: list[float]) -> Row:
    ratio, besides = Spread.of_ratios(rates, bare), f"{Spread.of(rates):,.0f} pages/s"
    if name == "uncached":
        return Row("poll page, uncached", f"{ratio:.3f} of bare", besides=besides)
    return Row(
        f"poll page, {name}",
        f"{ratio:.2f} of bare",
        f"≥ {AIM_OF_CACHED:.2f}",
        ratio.median >= AIM_OF_CACHED,
        besides,
    )


def queries(cluster: Cluster, database: str, var: Path, page: str) -> int:
    """The statements behind one page that is made anew, on a connection that is open already."""
    with serve(cluster.url(database), var, workers=1, threads=1, **UNCACHED) as site:
        get(site.url + page)
        with servers.logged_statements(cluster, database) as found:
            get(site.url + page)
    return len(found)


def queries_row(what: str, number: int, most: int) -> Row:
    return Row(what, f"{number}", f"≤ {most}", number <= most)


def get(url: str) -> bytes:
    with urlopen(Request(url), timeout=load.PATIENCE_SECONDS) as response:
        return response.read()
