"""The poll page, kept and made anew, against a view that does nothing on the same server."""

from contextlib import ExitStack
from pathlib import Path
from urllib.parse import urlencode
from urllib.request import Request, urlopen

from bench import load, servers
from bench.plan import Plan
from bench.ratios import Row, Spread
from tests.services.postgres import Cluster
from tests.services.site import serve

AIM_OF_CACHED = 0.6
AIM_OF_QUERIES = 6
MAILINGS = 1000


def measure(plan: Plan, cluster: Cluster, database: str, var: Path, page: str) -> list[Row]:
    """Rows for the page at the path `page`: from the cache, tracked, made anew, and its queries."""
    url = cluster.url(database)
    uncached = {"DJANGO_SETTINGS_MODULE": "bench.settings"}
    tracked = [
        f"{page}?"
        + urlencode({"utm_source": "newsletter", "utm_campaign": f"week-{n}", "mc_eid": f"{n:08x}"})
        for n in range(MAILINGS)
    ]
    # The clients have a core to themselves, so that they take nothing from the server.
    *server_cores, client_core = servers.cores()
    with ExitStack() as stack:
        with servers.on_cores(set(server_cores) or {client_core}):
            bare = stack.enter_context(servers.bare(var, plan.workers, plan.threads))
            site = stack.enter_context(serve(url, var, **plan.server))
            anew = stack.enter_context(serve(url, var, **plan.server, **uncached))
        runs = {
            "bare": (bare, [page]),
            "cached": (site, [page]),
            "tracked": (site, tracked),
            "uncached": (anew, [page]),
        }
        seen: dict[str, list[load.Seen]] = {name: [] for name in runs}
        for server, paths in runs.values():
            load.run(load.Task(server.port, paths[:1], seconds=plan.seconds / 4))
        for _ in range(plan.rounds):
            for name, (server, paths) in runs.items():
                task = load.Task(server.port, paths, plan.seconds, cores=[client_core])
                seen[name].append(load.run(task))
                plan.say_rate(f"{name} page", seen[name][-1].rate)
    for name, results in seen.items():
        statuses = set().union(*(result.statuses for result in results))
        if statuses != {"200"}:
            raise RuntimeError(f"The {name} page answered with {statuses}.")

    rates = {name: [result.rate for result in results] for name, results in seen.items()}
    ratio = {
        name: Spread.of_ratios(rates[name], rates["bare"])
        for name in ("cached", "tracked", "uncached")
    }
    besides = {name: f"{Spread.of(values):,.0f} pages/s" for name, values in rates.items()}
    queries = len(statements(cluster, database, var, page))
    busiest = max(result.busy for results in seen.values() for result in results)
    return [
        Row("bare view (yardstick)", "1", besides=besides["bare"]),
        *(
            Row(
                f"poll page, {what}",
                f"{ratio[name]:.2f} of bare",
                f"≥ {AIM_OF_CACHED:.2f}",
                ratio[name].median >= AIM_OF_CACHED,
                besides[name],
            )
            for name, what in (("cached", "cached"), ("tracked", f"{MAILINGS:,} tracked links"))
        ),
        Row("poll page, uncached", f"{ratio['uncached']:.3f} of bare", besides=besides["uncached"]),
        Row("its queries", f"{queries}", f"≤ {AIM_OF_QUERIES}", queries <= AIM_OF_QUERIES),
        Row("the clients' core", f"{busiest:.0%} busy at most", "< 95%", busiest < 0.95),
    ]


def statements(cluster: Cluster, database: str, var: Path, page: str) -> list[str]:
    """The statements behind one page that is made anew, on a connection that is open already."""
    variables = {"DJANGO_SETTINGS_MODULE": "bench.settings"}
    with serve(cluster.url(database), var, workers=1, threads=1, **variables) as site:
        get(site.url + page)
        with servers.logged_statements(cluster, database) as found:
            get(site.url + page)
    return found


def get(url: str) -> bytes:
    with urlopen(Request(url), timeout=load.PATIENCE_SECONDS) as response:
        return response.read()
