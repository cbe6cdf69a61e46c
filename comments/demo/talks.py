"""What readers said under the demo's polls and reports, oldest first in each."""

from polls.demo import account

from .outline import EDITOR, Remark, Talk, Waiting

HANNEKE = f"{account.FIRST_NAME} {account.LAST_NAME}"

# The poll with the thousand comments: comments.demo.crowd.
CROWDED = "reply-to-every-comment"

TALKS = (
    Talk(
        poll="outsourcing-social-media",
        follow_up=(3, "What would have to happen first?"),
        remarks=(
            Remark(
                name="Tamsin Achterberg",
                hours=9,
                answers=True,
                text="""
Two things. Somebody outside would have to know our product as well as the people who pack it, and I
would have to stop enjoying the replies. The first can be bought. I am less sure about the second.
""",
            ),
            Remark(
                name="Chidi Okwuosa",
                hours=27,
                site="https://okwuosa.example/",
                answers=True,
                text="""
A quarter in which nobody asks me for a video on a Friday afternoon. So, never; but I keep three
names in a drawer for the day when my deputy goes on parental leave.
""",
            ),
            Remark(
                name="Piet Vandermolen",
                hours=52,
                vote=4,
                picked=True,
                text="""
We tried it for eleven months. The agency was good: on time, no typos, nicer pictures than ours.

Then a customer asked whether the blue one fits the old frame. The question went to the agency, from
there to me, from me to the workshop, and the answer came back the same way, which took four days.
Now the workshop answers. There are typos. Nobody has complained so far.
""",
            ),
            Remark(
                name="Priyanka Raghunathan",
                hours=0.8,
                after_report=True,
                site="https://crumb-and-sons.example/",
                recent=(
                    "What our bakers post when nobody approves it",
                    "https://crumb-and-sons.example/unapproved",
                ),
                text="""
“A wall” is a nice word for it, but look at who stands behind it. For nine bakeries I am the whole
department. I did not choose to do it *in the house*; there has never been a line in the budget that
said anything else. I would have split that answer in two: **won’t** and **can’t**.
""",
            ),
            Remark(
                name=HANNEKE,
                hours=1.6,
                after_report=True,
                to=3,
                badge=EDITOR,
                text="""
Fair. We argued about exactly that when we wrote the ballot, and left it at one answer because people
are bad at telling the two apart in themselves. When we ask again it has to be in the same words, or
the figures do not compare. But “won’t or can’t?” is a question of its own, and it is on the list now.
""",
            ),
            Remark(
                name="Luís Figueiredo",
                hours=2.9,
                after_report=True,
                to=3,
                site="https://figueiredo.example/",
                text="""
> become a colleague with an invoice

That is me, so discount the following as you like. Clients who leave us do not leave over the writing.
They leave because nobody on their side has half an hour a week to tell us what is going on, and we
cannot guess that there will be a recall. Whoever cannot spare the half hour should not outsource. It
does not get cheaper than that.
""",
            ),
            Remark(
                name="Priyanka Raghunathan",
                hours=3.4,
                after_report=True,
                to=5,
                site="https://crumb-and-sons.example/",
                text="Half an hour I could find. What would I have to tell you in it?",
            ),
            Remark(
                name="Luís Figueiredo",
                hours=4.1,
                after_report=True,
                to=6,
                site="https://figueiredo.example/",
                text="""
Three things:

1. what went wrong this week,
2. what goes on sale in the next,
3. whom to call before we answer anything about 1.

The rest we can read for ourselves.
""",
            ),
            Remark(
                name="نور الهاشمي",
                hours=19,
                after_report=True,
                text="""
And languages? Our English is written here. The Arabic comes from a colleague in Amman, who was our
intern once and has a small firm of her own today. She knows our customers better than I do. On paper
that is outsourcing, and I stood before this ballot for longer than I like to admit.
""",
            ),
        ),
    ),
    Talk(
        poll="weekend-messages",
        remarks=(
            Remark(
                name="Rosalind Teague",
                hours=5,
                text="""
A roster, and a rule that I can recommend: whoever answers on Sunday is off on Wednesday, and it
stands in everybody’s calendar and not in a policy.
""",
            ),
            Remark(
                name="Björn Ekström",
                hours=7,
                to=0,
                text="Does the Wednesday survive a product launch?",
            ),
            Remark(
                name="Rosalind Teague",
                hours=8,
                to=1,
                text="It has had to move twice in two years. Both times to a Thursday.",
            ),
        ),
        waiting=(
            Waiting(
                name="Mehmet Yılmaz",
                hours=3,
                text="""
Nobody, until Monday. It says so in the first line of our profile, and since it does, the angry second
and third messages have stopped.
""",
            ),
            Waiting(
                name="Weekend Replies Direct",
                hours=2,
                site="https://replies-direct.example/",
                text="""
Very true, thank you for this post. We answer weekend messages from 9 cents:
https://replies-direct.example/ https://replies-direct.example/prices
https://replies-direct.example/trial
""",
            ),
        ),
    ),
    Talk(
        poll="written-policy-again",
        remarks=(
            Remark(
                name="Agnieszka Lis",
                hours=2,
                after_report=True,
                text="""
Ours has one page too. The sentence that people quote is “When in doubt, ask Renate.” Renate has asked
us to revise it.
""",
            ),
            Remark(
                name="Desmond Achebe-Clarke",
                hours=5,
                after_report=True,
                to=0,
                text="Every company has a Renate. Ours retired in spring, and the policy went with her.",
            ),
            Remark(
                name="Samira Haddad",
                hours=30,
                after_report=True,
                text="""
I would love to read that one page, with the name of the firm blacked out. Ours begins with a
definition of “social media” that is older than two of my colleagues.
""",
            ),
        ),
    ),
    Talk(
        poll="wrong-account",
        remarks=(
            Remark(
                name="Joaquín",
                hours=1,
                after_report=True,
                text="""
A photograph of my dog in a knitted hat went to 90,000 people who follow a maker of industrial
bearings. It was the best week that the account ever had. At trade fairs I am still introduced with it.
""",
            ),
            Remark(
                name="Ffion Pryce", hours=2, after_report=True, to=0, text="We need to see the hat."
            ),
            Remark(
                name="백현우",
                hours=9,
                after_report=True,
                text="""
A separate device works until you forget which of the two you are holding. What saved me is a delay:
whatever goes to the brand’s account waits for ninety seconds, and I hear a beep.
""",
            ),
            Remark(
                name="Ulla-Maija Korhonen",
                hours=26,
                after_report=True,
                to=2,
                text="Ninety seconds is longer than I have ever needed to regret something.",
            ),
        ),
    ),
    Talk(
        poll="bad-news",
        remarks=(
            Remark(
                name="Ottoline Marsh",
                hours=1.5,
                after_report=True,
                text="""
The trouble with “at once” is the one who is on vacation. I told six people on a Monday, and the
seventh learned it from a colleague’s sympathetic emoji.
""",
            ),
            Remark(
                name="Tomasz Bielecki",
                hours=4,
                after_report=True,
                to=0,
                text="Then it was six people too early, or one telephone call too late. I would have called.",
            ),
        ),
    ),
    Talk(
        poll="too-many-reports",
        remarks=(
            Remark(
                name="Wanjiru Kamau",
                hours=20,
                after_report=True,
                text="""
Half an hour for each person holds as long as nobody is ill, new or in love. Count on six of ten weeks
being of another kind.
""",
            ),
        ),
    ),
    Talk(
        poll="managed-by-yourself",
        waiting=(
            Waiting(
                name="תמר אדלר",
                hours=4,
                text="On a good day, yes. The question is who decides in the morning which kind it is.",
            ),
        ),
    ),
    Talk(
        poll=CROWDED,
        waiting=(
            Waiting(
                name="Leocadia Branco",
                hours=17,
                text="""
I came late to this, and read all of it on a train. Nobody seems to have asked the people who write the
comments. I am one of them: I do not want an answer. I want the thing repaired.
""",
            ),
            Waiting(
                name="Lucky Seven",
                hours=12,
                text="Who needs comments? Play at our casinos tonight and get the first round for free!",
            ),
            Waiting(
                name="Best Comments Ltd",
                hours=8,
                text="""
Nice information, I have bookmarked your site and will tell my friends about it. We write comments for
brands of all sizes.
""",
                seconds=0.4,
            ),
            Waiting(
                name="Good Comments Ltd",
                hours=7,
                text="""
Nice information, I have bookmarked your site and will tell my friends about it. We write comments for
brands of all sizes.
""",
            ),
            Waiting(
                name="رانيا حداد",
                hours=2,
                text="أظن أن الجواب يتوقف على من يقرأ أكثر مما يتوقف على من يكتب.",
            ),
        ),
    ),
)
