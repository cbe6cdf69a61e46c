"""What Social Weather made of its readers' answers, newest first."""

from .outline import Report

REPORTS = (
    Report(
        poll="outsourcing-social-media",
        slug="the-keys-stay-in-the-house",
        headline="The keys stay in the house",
        summary="Two readers in three do all of their social media themselves, and mean to go on.",
        author="marguerite-oyelaran",
        picture=True,
        body="""
Ask marketers whether they would let somebody else speak for the brand, and most of them answer the
way people do when asked about lending out a toothbrush. **65.87%** of you outsource nothing and do
not plan to. That is not a lead; that is a wall.

The other side is smaller than the number of agencies at any trade fair would suggest. 14.33% hand
over a part, and 7.85% hand over everything. Between them stand the 11.95% who are thinking about
it, and have been, we suspect, for some years.

## What goes out of the house, and what stays

From your letters a pattern appears. What leaves is what can be written down: paid campaigns,
video editing, a second language, the night shift. What stays is what has to be known: which
customer is allowed to be rude, which joke was already made in spring, whom to call before
answering. An agency can learn all of that. It then has, as one reader put it, "become a colleague
with an invoice."

Our own view is less heroic than the wall. Doing everything yourself is a fine principle as long
as somebody in the house has the hours for it. If the honest answer is that nobody has, the choice
is no longer between inside and outside. It is between outside and not at all.
""",
    ),
    Report(
        poll="one-thing-from-social-media",
        slug="wanted-leads-and-a-little-conversation",
        headline="Wanted: leads, and a little conversation",
        summary="Leads come first and community second, eight votes apart. Four readers know no reason.",
        author="ines-hallqvist-moran",
        body="""
Six answers, 308 readers and no majority: this is what a real disagreement looks like. Leads come
first with 28.57%, a community that talks back follows with 25.97%, and awareness of the brand
with 22.40%. Eight votes lie between the first and the second. In a poll whose readers choose
themselves, I would not build a strategy on eight votes, nor tear one down.

More interesting is what the three have in common, which is nothing. A lead is counted on the day
it arrives. A community is counted in years, if at all. Awareness is mostly counted by those who
sell it. Teams that want all three at once want three different jobs done, usually by one person
and on one afternoon.

Then there is the modest end of the table: 13.31% want fewer calls to customer service and 8.44%
better applicants. These two can be measured without any software at all. You count the calls; you
ask the applicants. I have a soft spot for goals of this kind.

And 1.30% were told to be there and nobody said why. Four readers, four honest people. *The shares
add up to 99.99% because each is rounded by itself; nothing is missing but a hundredth.*
""",
    ),
    Report(
        poll="written-policy-again",
        slug="the-policy-has-been-read",
        headline="A year on, the policy has been read",
        summary="More of you have a social media policy than a year ago, and more people know it.",
        author="dov-aldermarsh",
        body="""
A year ago we asked whether your organization has a written social media policy. Last week we asked
the same question in the same words, and something has moved.

| | A year ago | Now |
|---|---:|---:|
| {{choice:1}} | {{before:1}} | {{share:1}} |
| {{choice:2}} | {{before:2}} | {{share:2}} |
| {{choice:3}} | {{before:3}} | {{share:3}} |
| {{choice:4}} | {{before:4}} | {{share:4}} |

The folder is as popular as ever. What has grown is the first line, and what has shrunk is the
last. The usual warning applies with more force than usual: these are two crowds of volunteers and
not one panel, and people who have just finished a policy are keener to answer a question about
policies.

Still, the letters agree with the table. The policies that people have read are short, we hear, and
they begin with what is *allowed*. "Ours was nineteen pages and started with the word
*disciplinary*," writes a reader from a logistics firm. "The new one is one page. People quote it to
me."
""",
    ),
    Report(
        poll="what-you-dropped",
        slug="the-art-of-leaving-out",
        headline="The art of leaving out",
        summary="Half of you have stopped posting every day. Almost nobody seems to have complained.",
        author="dov-aldermarsh",
        body="""
You could mark up to three answers, and you used them. 50.19% of you no longer post every day;
45.21% no longer run after trending topics; 41.76% no longer write long reports that nobody opens.
It is the most cheerful result that we have printed in months.

A routine in social media grows the way a garage fills: each thing came in for a reason, and none of
the reasons is still alive. The daily post was a rule from a time when feeds ran in order. The
giveaway (dropped by 28.35%) was somebody's birthday idea. A whole network, given up by 19.92%, is
the bold case, and it is the one about which you wrote the longest letters.

Hardly anybody regrets it. The fear before leaving something out is that the audience will notice.
The discovery afterward is that it does not, which is good for the calendar and a little hard on the
pride.
""",
    ),
    Report(
        poll="wrong-account",
        slug="nobody-is-quick-enough",
        headline="Nobody is quick enough",
        summary="Six in ten have posted to the brand’s account by mistake. Some of them got away with it.",
        author="marguerite-oyelaran",
        body="""
We kept this result closed until the vote was over, so that nobody had to be brave in public. Then
we looked. 27.06% of you have posted to the brand's account by mistake *and were seen*. Another
32.06% were quick. Add the 22.94% who have merely dreamed about it, and only 17.94% are left who
sleep like other people.

No blame from this desk. The same thumb serves two lives on the same telephone, and one of them has
a legal department. Your confessions were mostly harmless: a cake, a score, a remark about a
colleague's haircut that the haircut's owner liked within a minute.

Three habits came up again and again:

- a separate device, or at least a separate app, for work;
- a profile picture so ugly that nobody mistakes the account for their own;
- one sentence, agreed on beforehand, for the day when it happens anyway.

The last one costs five minutes. "That was not meant for here, and now you know what we had for
lunch" has saved more reputations than any crisis manual.
""",
    ),
    Report(
        poll="approval-time",
        slug="approved-by-myself",
        headline="Approved, by myself",
        summary="Four in ten approve their own posts. Others wait for a day, and for the reason.",
        author="dov-aldermarsh",
        correction="17 ballots set aside: cast within four minutes from one network by a script",
        addendum="""
A reader asked how the last answer could gain so much on the final afternoon. It could not: 17
ballots came within four minutes from one network, all for the same answer, and we have set them
aside. The corrected edition has 13.83% for "A day or more" where the table above has 18.73%, and
282 respondents instead of 299. The order of the answers is the same. We leave the first figures
standing here, because this post was written about them.
""",
        body="""
"I approve my own," say {{share:1}} of you, and one imagines the tone of voice. For {{share:2}} it
takes less than an hour, for {{share:3}} less than a day. And {{share:4}} wait for a day or more, by
which time the thing that the post was about has been settled, forgotten or sold.

Approval has a bad name that it only half deserves. A second pair of eyes finds the typo, the wrong
link, the date that belongs to last year. It needs ten minutes. What takes a day is not the reading.
It is the traveling: from desk to desk, past a vacation, around a colleague who is copied in
because he was once offended.

If you are among the waiting, try the cheapest reform there is. Write down who *must* see a post,
who *may*, and how long either has. Most of you will find that the first list is short, and that
nobody has ever asked the second one whether it wanted to be on it.
""",
    ),
    Report(
        poll="first-chart",
        slug="nobody-shows-the-falling-chart",
        headline="Nobody shows the chart that fell",
        summary="Clicks and conversions lead. The chart that went down received no vote at all.",
        author="marguerite-oyelaran",
        body="""
There are results that one reads twice. Of 333 readers exactly none shows the boss the chart that
went down: **0.00%**, a figure that we do not get to print often.

At the top it is all business. 35.14% begin with clicks and conversions, 24.92% with reach and
18.32% with engagement. Our favorites are the 21.62% who begin with whichever one went up. They are
not cynics. They know that a meeting has a mood, and that the mood is set in the first minute.

Yet somebody should show the other chart now and then. A boss who only ever sees rising lines will
believe one of two things: that all is well and needs no budget, or that the charts are chosen. Put
the falling one second, say in one sentence why it fell and in another what you will do, and you
have something that no rising chart can buy. You have become the person who says so.
""",
    ),
    Report(
        poll="reply-to-every-comment",
        slug="a-tie-on-good-manners",
        headline="A tie on good manners",
        summary="Ninety-seven readers would answer every comment, ninety-seven only the questions.",
        author="ines-hallqvist-moran",
        body="""
Two answers, 97 votes each, 39.27% each: the poll has ended in a tie, and before anybody asks, no,
we do not toss a coin. Equal counts are printed as equal shares, and the answer that stood first on
the ballot stands first in the table. That is an order and not a verdict.

The tie is more than an accident of counting. Both camps believe in answering. They disagree about
what a comment *is*. To the first it is a person at the counter, who is owed at least a nod. To the
second it is a sentence, and some sentences ask for nothing. Only 12.55% would answer complaints
alone, and 8.91% would answer nobody.

Three ballots of this poll were set aside when it closed, because we could not be sure of them. In
a tie, people like to ask what those would have changed. A result that hangs on three ballots of
247 is a tie either way, whoever comes out ahead.
""",
    ),
    Report(
        poll="worst-hashtag",
        slug="hashtags-by-committee",
        headline="Hashtags by committee",
        summary="The worst hashtag comes out of a meeting, you say. We have seen the minutes.",
        author="dov-aldermarsh",
        body="""
We should have known when we wrote the ballot. One answer was longer than all the others together
and held a single word of sixty-odd letters, and you loved it: 35.27% say that the worst hashtag is
the one that comes out of a meeting.

29.45% mind the hashtag that nobody uses but the brand itself, the digital form of laughing at one's
own joke. 20.21% mind the opposite, the one that everybody uses for something else. And 15.07%
warn of hashtags that turn into a different word without their capitals. Of these we received
examples. We thank you for every one of them and shall print none.

The common cure is unglamorous. Read it aloud. Search for it before you use it. Ask somebody who was
not in the meeting what it says. If that person begins to smile, wait for the reason.
""",
    ),
    Report(
        poll="holiday-schedule",
        slug="quiet-on-the-holidays",
        headline="A little quieter on the holidays",
        summary="Nearly half of you post less over the holidays; a third do not post at all.",
        author="marguerite-oyelaran",
        body="""
The most popular answer is the sensible one. 47.97% of you keep posting over public holidays, but
less. 31.71% go quiet. And 20.33% go on as if the calendar had no red in it, which is easy for
software and hard for the person who answers what comes back.

That person was the true subject of your letters. A scheduled post is a promise that somebody is
at home. It asks a question into a full living room, and the living room replies: with thanks, with
a complaint about a parcel, with a photograph of a burned goose. A post without anybody behind it
is a shop with the lights on and the door locked.

So by all means fill the calendar early. But put two names next to it, the one who wrote the post
and the one who will be awake.
""",
    ),
    Report(
        poll="paid-share",
        slug="what-budget",
        headline="“What budget?”",
        summary="Fewer than one in three spend more than a quarter on promotion. Many have nothing to split.",
        author="ines-hallqvist-moran",
        body="""
A sponsor proposed this subject, so let me first say what that means. The printing house named under
the result paid for the poll. It did not see the ballot before you did, and it learned the result
when you did. The wording and the answers were ours, and so is everything below.

27.85% of you put less than a quarter of the budget into paid promotion; 17.09% put in a quarter to
a half, and 12.97% more than half. 23.10% pay for nothing. And then there is the answer that was
meant as a joke: 18.99% asked "What budget?"

I no longer think that it was a joke. A share of nothing is not zero; it does not exist. Anybody
who computes "the average share of paid promotion" from a table like this one has to decide
what to do with those sixty people, and most of the averages that you see in slides have quietly
decided to forget them. When you meet such a figure, ask who was left out of it. Often it is the
people who do the work for free.
""",
    ),
    Report(
        poll="trusted-numbers",
        slug="trust-but-tag-your-links",
        headline="Trust, but tag your links",
        summary="Your own analytics beat the networks’ dashboards three to one.",
        author="marguerite-oyelaran",
        body="""
If a network grades its own homework, who reads the grade? Not many of you: 15.36% trust the
dashboard of the network most. 45.42% trust the analytics of their own site, 16.99% an outside tool,
and 22.22% trust none of them quite, which may be the most professional answer on the ballot.

The own numbers have an advantage that has little to do with truth. One knows how they are wrong.
You know about the visitors who refuse to be counted, about the colleague who reloads the page, and
about the campaign whose links somebody forgot to tag. An error that you know is worth two that you
do not.

Our advice is dull and free. Tag every link, write down on which day you changed what, and compare
with yourself a year ago rather than with a benchmark from a brochure.
""",
    ),
    Report(
        poll="written-policy",
        slug="a-folder-somewhere",
        headline="A folder, somewhere",
        summary="Three readers in five have a social media policy. Fewer than half of those say it is read.",
        author="marguerite-oyelaran",
        former_path="/polls-and-punditry/a-folder-somewhere.html",
        body="""
There is a policy, and it is in a folder. That is the answer of 32.94% of you, the largest group.
28.17% say that theirs has been read. 16.67% are writing one at the moment, and 22.22% have none and
sound at peace with it.

The folder is nobody's fault. Policies are written after something has happened, by people who were
not there, for people who would never do it. They are then announced on a Friday.

We mean to ask this question again a year from now, in the same words. If you are among those who are
writing one: a page is enough, and the page should answer what a new colleague asks on the first
day. May I say where I work? May I answer? Whom do I call?
""",
    ),
)
