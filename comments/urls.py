"""The readers' side of the discussion."""

from django.urls import path, register_converter

from comments.views import feeds, mail, own, reports, taking_part, thread
from smartpulse.ids import IdConverter

register_converter(IdConverter, "id")

urlpatterns = [
    path("polls/<slug:slug>/comments/", taking_part.poll_comments, name="poll_comments"),
    path("posts/<slug:slug>/comments/", taking_part.post_comments, name="post_comments"),
    path("polls/<slug:slug>/comments/feed/", feeds.poll_comments, name="poll_comments_feed"),
    path("posts/<slug:slug>/comments/feed/", feeds.post_comments, name="post_comments_feed"),
    path("feeds/comments/", feeds.all_comments, name="comments_feed"),
    path("comments/mine/", own.mine, name="my_comments"),
    path("comments/<id:pk>/", thread.comment, name="comment"),
    path("comments/<id:pk>/replies/", thread.replies, name="comment_replies"),
    path("comments/<id:pk>/more/", thread.more, name="comment_more"),
    path("comments/<id:pk>/own/", own.comment, name="own_comment"),
    path("comments/<id:pk>/report/", reports.report, name="report_comment"),
    path("mail/confirmations/<str:token>/", mail.confirmation, name="confirmation"),
    path("mail/subscriptions/<str:token>/", mail.subscription, name="subscription"),
]
