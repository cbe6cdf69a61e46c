"""Questions that the demo's newsletters might ask one day, newest first."""

from .outline import Idea

OF_SOCIAL_WEATHER = (
    Idea(
        question="Who in your company may post without asking anybody?",
        days_ago=2,
        answers=("One person", "A small team", "Everybody", "Nobody"),
        credit="a reader, by mail",
    ),
    Idea(
        question="How old is the oldest post you would rather delete?",
        days_ago=9,
        note="For the week in which everybody cleans up.",
    ),
    Idea(
        question="Are you outsourcing any of your social media efforts?",
        days_ago=16,
        answers=("Yes", "No"),
        note="Readers ask how this has changed. The last answers were better than these.",
    ),
)

OF_THE_CORNER_DESK = (
    Idea(
        question="Do you read what your predecessor left you?",
        days_ago=3,
        answers=("Yes, all of it", "What looked urgent", "No", "There was nothing"),
    ),
    Idea(
        question="What do you do in the ten minutes before a hard conversation?",
        days_ago=12,
        answers=(
            "Write down the first sentence",
            "Take a walk",
            "Read mail, to my shame",
            "I go in without preparing",
        ),
        credit="the colleague across the corridor",
    ),
    Idea(question="Which meeting would you miss if it were gone?", days_ago=20),
)
