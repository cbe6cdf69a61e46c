"""Who writes the demo's posts, and what they are about. All of them are invented."""

from .outline import Author, Topic

TOPICS = (
    Topic("measurement", "Measurement"),
    Topic("content", "Content"),
    Topic("community", "Community"),
    Topic("outsourcing", "Outsourcing"),
    Topic("policy-and-risk", "Policy and risk"),
    Topic("managing-people", "Managing people"),
    Topic("meetings", "Meetings"),
    Topic("careers", "Careers"),
)

AUTHORS = (
    Author(
        slug="marguerite-oyelaran",
        name="Marguerite Oyelaran",
        byline="Editor, Social Weather",
        biography=(
            "Marguerite Oyelaran edits *Social Weather*. She ran the accounts of a ferry company "
            "through two strikes and one viral seagull, and has written about social media with "
            "due caution ever since."
        ),
    ),
    Author(
        slug="dov-aldermarsh",
        name="Dov Aldermarsh",
        byline="Staff writer, Social Weather",
        biography=(
            "Dov Aldermarsh reports on the people behind brand accounts. Before that he was one "
            "of them, for a maker of garden hoses, where he learned that every audience is larger "
            "than it looks."
        ),
    ),
    Author(
        slug="henrike-castellane",
        name="Henrike Castellane",
        byline="Editor, The Corner Desk",
        biography=(
            "Henrike Castellane edits *The Corner Desk* from Bremen. She has led teams of three, "
            "thirty and three hundred, and says that the first was the hardest."
        ),
    ),
    Author(
        slug="ines-hallqvist-moran",
        name="Ines Hallqvist-Moran",
        byline="Guest analyst",
        biography=(
            "Ines Hallqvist-Moran is an independent survey methodologist. She reads reader polls "
            "the way a sommelier reads table wine: with pleasure, and without pretending that it "
            "is something else. She writes for us as a **guest analyst**; her views are her own."
        ),
        site="https://hallqvist-moran.example/",
    ),
)
