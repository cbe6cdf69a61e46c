"""What The Corner Desk made of its readers' answers, newest first."""

from .outline import Report

REPORTS = (
    Report(
        poll="bad-news",
        slug="say-it-today",
        headline="Say it today",
        summary="More than half bring bad news at once and face to face. The rest know that they should.",
        author="henrike-castellane",
        body="""
55.9% of you bring bad news at once and face to face. It is what every book recommends, and for once
it is also what most people say they do.

The three other groups are more instructive. 19.4% wait for the next meeting that is planned anyway,
so that the news comes between the budget and the summer party. 10.9% write it down, so that nobody
misremembers it. And 13.7% wait for a better moment, which, as the ballot unkindly put it, does not
come.

I have waited for that moment myself. Its trouble is that the news does not wait along with you. It
leaks out of your calendar, out of closed doors, out of the way you suddenly say good morning. By
the time you speak, the team has known for a week, and has learned one thing more: that you did not
tell them.
""",
    ),
    Report(
        poll="too-many-reports",
        slug="eight-is-a-crowd",
        headline="Eight is a crowd",
        summary="The largest group draws the line at eight. One in four says that it depends.",
        author="henrike-castellane",
        body="""
Every manager knows the number of direct reports from which it is too many. It is the present number
plus one.

Last week you were more exact. For 42.0% the line is at eight, for 20.8% at twelve, for 13.9% at
five. And 23.4% refuse the question, with reason: it depends on how many of the reports manage
people themselves.

Behind the number there is a simple sum. Half an hour for each person each week, a little before
it and a little after, is an hour. Eight people make a day. Twelve make a day and a half, and a
manager who spends less than that on twelve people does not lead twelve people. Some of them lead
themselves, which can go well, and one of them probably leads the others, which should then be
called by its name and paid.

*The shares total 100.1% because each of them is rounded by itself.*
""",
    ),
    Report(
        poll="what-they-would-change",
        slug="you-have-a-suspicion",
        headline="You have a suspicion",
        summary="One in three has been told what the team would change. The others are guessing.",
        author="ines-hallqvist-moran",
        body="""
Do you know what your team would change about you? The most frequent answer was a raised eyebrow:
39.5% have a suspicion. 32.7% know because they were told, 18.5% because somebody else was told, and
9.3% do not know at all.

Note what this question measures. It does not measure what teams think; it asks managers what they
believe that teams think. Such questions are mirrors, and mirrors flatter. I would guess that the
third who "were told" were told *something*, chosen with care, on a day when the weather was good.

There is a way to do better that needs no consultant. Do not ask "What should I change?", which is a
trap with a bow on it. Ask each person, "What is one thing that I should do more of?" and
"What is one thing that somebody else should do instead of me?" Both can be answered without
courage. The second one tells you what you wanted to know.
""",
    ),
    Report(
        poll="what-ends-a-meeting",
        slug="saved-by-the-next-meeting",
        headline="Saved by the next meeting",
        summary="Clocks and calendars end most meetings. A decision ends one in six.",
        author="henrike-castellane",
        body="""
What ends your meetings? The end of the hour, for 42.3% of you. The next meeting, for 31.3%.
Together with the 10.6% whose meetings end when people quietly stop listening, that is a large
majority of gatherings that are over because they are over.

A decision ends 15.9%. I would have expected fewer. Deciding is the one thing that a meeting can do
and a message cannot, and so it is the one that is put off to the last five minutes, where it meets
people who are already looking for their chargers.

Try it the other way around for a week. Write the decision on top of the invitation as a question.
Ask it in the first five minutes. If everybody agrees, thank them and go. You will be surprised how
many people have to learn what to do with forty minutes, and how quickly they do.
""",
    ),
    Report(
        poll="apologized-this-month",
        slug="sorry-is-a-management-tool",
        headline="Sorry is a management tool",
        summary="Half of you have apologized this month. One in five still owes somebody.",
        author="henrike-castellane",
        addendum="""
Several of you wrote that an apology by mail does not count. We agree with the majority of the
letters: it counts, but it counts half.
""",
        body="""
52.6% of you have apologized to somebody on your team within the month. 27.2% had no reason to, and
we believe most of them. The answer that stays with me is the third: 20.2% owe somebody an apology
and know it while they tick the box.

To those, a practical word. An apology loses value like a used car, most of it on the first day. It
also needs fewer parts than people think: what I did, that it was wrong, what I do now. No "if", no
"but", and above all no account of how badly one slept. The other person has slept badly too.

And do it in the place where the damage was done. What was said in front of six people is not
repaired in front of one.
""",
    ),
    Report(
        poll="open-door",
        slug="the-door-is-open",
        headline="The door is open. Nobody is there.",
        summary="A third say that people walk in; a quarter have an open door through which nobody comes.",
        author="henrike-castellane",
        body="""
We took a week off, and so this is the result of our last poll and not of last week's. It has kept
well.

35.1% of you have an open door and visitors. 24.9% have an open door and none. 23.9% receive by
appointment, and 16.1% have no door, be it that the office has no walls or that there is no office.

An open door is a policy for brave people. It asks the one with the least power to stand up, walk
past everybody and interrupt. Those who do so have either a great trouble or none. The ones in
between, with the small troubles that grow, stay at their desks and look at your door, and see that
you are typing.

The remedy is to walk through it yourself, in the other direction. Twenty minutes, no agenda, and
not always past the same desks.
""",
    ),
    Report(
        poll="notes-on-people",
        slug="in-my-head-unfortunately",
        headline="In my head, unfortunately",
        summary="Notes about people live in private documents, notebooks and heads. Few are shared.",
        author="ines-hallqvist-moran",
        body="""
38.4% keep notes about their people in a document of their own, 26.5% in the head, unfortunately,
and 21.0% on paper. Only 14.2% keep them where the person in question can read them.

As somebody who works with records for a living, I want to speak up for the smallest group. A
note that its subject may read is written differently. It says what happened instead of what kind of
person does such things. It has a date. It is shorter. And if it comes to a review, both sides argue
about the same page.

The head, on the other hand, is an instrument with known defects. It keeps the last three weeks and
the one bad day, and it is quite sure of both. Wherever you live, ask too what the law says about
secret files on employees. The answer tends to be less romantic than the notebook.
""",
    ),
    Report(
        poll="annual-review",
        slug="a-form-is-filled-in",
        headline="A form is filled in",
        summary="Pay and paperwork tie for first place. Learning how one is doing comes a distant third.",
        author="henrike-castellane",
        body="""
A tie at the top: for 36.3% of you the annual review decides about pay, and for exactly as many it
fills in a form. At 15.5% people learn how they are doing. 11.9% no longer have it.

One could call this a scandal. I prefer to call it honesty. A talk about pay is a negotiation, and
nobody learns anything in a negotiation except to say less. A talk about how one is doing needs the
opposite. Whoever puts the two in one hour gets the first one, every time, and then a form.

So separate them. Talk about work when the work is fresh, a few minutes at a time and often. Talk
about money once a year, with figures and without adjectives. The form may then be as short as it
always should have been.
""",
    ),
    Report(
        poll="whose-goals",
        slug="goals-with-an-author",
        headline="Goals with an author",
        summary="Most goals are written together with the boss. One in ten was left behind by somebody.",
        author="henrike-castellane",
        body="""
43.2% of you wrote your goals together with your boss. 25.2% had them written, 21.4% wrote them
alone. For 10.2% the author has left the company, and the goals stayed on like the plants.

I have inherited such goals. One defends them for a year, out of politeness toward a person who
would not remember them. The right thing would have been to put them on the table in the first week
and to ask who still wanted them.

A goal has an author in the same way that a text has one. It shows in the wording whether somebody
meant it. Here is a test: take the goals that you are measured by and explain one of them to a friend
outside your trade. If you begin with "It is a bit complicated," it was probably written by a
committee. If you begin with "Well, my boss," you know who wrote it.
""",
    ),
    Report(
        poll="rehire-everybody",
        slug="all-but-one",
        headline="All but one",
        summary="A third would hire everybody again. A slightly larger third has one name in mind.",
        author="henrike-castellane",
        body="""
We closed the count until the poll was over, and many of you thanked us for that. 36.5% would hire
everybody again *but one*. 33.3% would hire them all, 18.9% most of them. 11.2% did not hire any of
their people and are thus free of guilt.

I want to say something about the one. Everybody on the team knows who it is, in most cases
including the one. What they do not know is whether you know. Each week in which nothing happens
tells them either that you do not see it or that you see it and do not mind. I do not know which of
the two costs more.

Something may mean a talk, a different task or a goodbye, and it is remarkable how often it is the
second. People who fail at one job have quite often been put there by someone who had a gap to fill.
Check whose handwriting is on the transfer.
""",
    ),
    Report(
        poll="ending-a-project",
        slug="projects-do-not-die",
        headline="Projects do not die, they are renamed",
        summary="A new name is the most frequent end of a project that does not work.",
        author="ines-hallqvist-moran",
        body="""
The answers came to each reader in a different order, so the result does not owe anything to the
place at the top. Still it has a clear winner: 30.7% say that a project which does not work is
*renamed*. 26.5% have somebody who decides to stop it, 22.8% wait for the money to run out, and with
20.0% it does not end.

From a distance these are three ways not to decide and one way to decide. I have sat in the room for
all of them. What the three have in common is that nobody had written down beforehand what failure
would look like. And if nobody has, every number is a good number.

In research we write such things down before we start: what we expect, and what would prove us
wrong. It takes half a page and is humbling to read later. I know of no better way to end a project
on the day when it should end, and under its own name.
""",
    ),
    Report(
        poll="changed-your-mind",
        slug="a-mind-that-moves",
        headline="A mind that moves",
        summary="Most of you have been talked out of something by somebody junior within the month.",
        author="henrike-castellane",
        body="""
38.6% changed their mind this week because of somebody junior, 35.1% this month, 17.8% this year.
8.4% cannot remember, and I would like to see what their juniors have answered.

Let us be a little careful with so much virtue. It is easy to have one's mind changed about the
color of a slide. The question becomes serious where it costs something: a plan already announced, a
candidate already favored, a sentence already spoken in front of the board.

You can find out for yourself which kind it was. Ask yourself whether the junior person knows. If
you changed your mind and told nobody where the better thought came from, you have gained an idea
and lost the next one.
""",
    ),
)
