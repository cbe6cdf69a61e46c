"""What readers see. A view marked as a public page gives the same bytes to every reader."""

from django.urls import path, re_path

from polls.views import (
    archive,
    arrivals,
    ballots,
    editions,
    export,
    feeds,
    front,
    invitations,
    people,
    pictures,
    polls,
    posts,
    previews,
    privacy,
    receipts,
    sitemaps,
    waves,
)

urlpatterns = [
    path("", front.front, name="front"),
    path("newsletters/<slug:slug>/", front.newsletter, name="newsletter"),
    path("polls/", archive.polls, name="polls"),
    path("polls/<slug:slug>/", polls.poll, name="poll"),
    path("polls/<slug:slug>/ballots/", ballots.ballots, name="ballots"),
    path("polls/<slug:slug>/ballot/", ballots.ballot, name="ballot"),
    path("polls/<slug:slug>/results.json", export.poll_json, name="poll_json"),
    path("polls/<slug:slug>/results.csv", export.poll_csv, name="poll_csv"),
    path("polls/<slug:slug>/editions/<int:number>/", editions.edition, name="edition"),
    path("polls/<slug:slug>/editions/<int:number>/ledger.txt", editions.ledger, name="ledger"),
    path("polls/<slug:slug>/arrivals/", arrivals.page, name="arrivals"),
    path("polls/<slug:slug>/arrivals.json", arrivals.as_json, name="arrivals_json"),
    path("polls/<slug:slug>/arrivals.csv", arrivals.as_csv, name="arrivals_csv"),
    path("polls/<slug:slug>/waves/", waves.page, name="waves"),
    path("polls/<slug:slug>/waves.json", waves.as_json, name="waves_json"),
    path("polls/<slug:slug>/waves.csv", waves.as_csv, name="waves_csv"),
    path("v/<str:token>/<slug:slug>/", ballots.subscriber_link, name="subscriber_link"),
    # A subscriber without a token: the mail service put nothing between the slashes, and some proxies
    # make one of two.
    path("v//<slug:slug>/", ballots.subscriber_link, {"token": ""}, "subscriber_link"),
    path("v/<slug:slug>/", ballots.subscriber_link, {"token": ""}, "subscriber_link"),
    path("receipts/", receipts.receipts, name="receipts"),
    path("receipts/<str:code>/", receipts.receipt, name="receipt"),
    path("posts/", posts.posts, name="posts"),
    path("posts/<slug:slug>/", posts.post, name="post"),
    path("topics/<slug:slug>/", people.topic, name="topic"),
    path("authors/<slug:slug>/", people.author, name="author"),
    path("preview/polls/<str:token>/", previews.poll_preview, name="poll_preview"),
    path("preview/posts/<str:token>/", previews.post_preview, name="post_preview"),
    path("invitations/<str:token>/", invitations.invitation, name="invitation"),
    path("feeds/posts/", feeds.posts, name="posts_feed"),
    path("feeds/polls/", feeds.polls, name="polls_feed"),
    path("privacy/", privacy.privacy, name="privacy"),
    re_path(
        r"^pictures/(?P<name>[0-9a-f]{32}\.(?:webp|jpe?g|png))$", pictures.picture, name="picture"
    ),
    path("sitemap.xml", sitemaps.sitemap, name="sitemap"),
    path("robots.txt", sitemaps.robots, name="robots"),
]
