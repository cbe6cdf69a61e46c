"""What people in the crowd say to one another.

Sentences stand by themselves, so that any two may follow one another. In braces: {place}, where
somebody works, and {elsewhere}; {period}, {minutes} and {number}; {other}, whom a reply is to.
"""

PERIODS = (
    *("two weeks", "a month", "six weeks", "a summer", "half a year", "a year", "three years"),
    *("one long winter", "a quarter", "most of last year"),
)
MINUTES = ("ten minutes", "twenty minutes", "half an hour", "forty minutes", "an hour", "two hours")
NUMBERS = ("30", "45", "60", "80", "120", "150", "200", "300", "450", "600", "900", "1,200")

OPEN_QUESTIONS = (
    (
        "Honest question: how many comments a day do you all get? Below {number} this is easy, above it is staffing.",
        (
            "About {number} on a good day, and on a bad day three times that.",
            "{number}, but most of them in the two hours after lunch.",
            "We stopped counting at {number}, which tells you something as well.",
            "Twelve. I know all twelve.",
        ),
    ),
    (
        "Who answers while you are on vacation? I am asking for a friend who has not been on one.",
        (
            "A colleague from the shop floor, and she is better at it than I am.",
            "Nobody, and it says so. People wish me a good trip.",
            "My deputy, with a list of the eleven people who may be answered with a joke.",
            "The post before the vacation says that there will be none. That is the answer.",
        ),
    ),
    (
        "Does anybody here reply with a name under it? We sign with initials and it feels like a dentist’s form.",
        (
            "First names, for {period} now. The tone changed on the first day.",
            "Full name on complaints, nothing on the rest.",
            "Initials too. Nobody has ever asked what they stand for, which I find sad.",
            "We tried it. Then somebody found out where our Sabine parks.",
        ),
    ),
    (
        "What do you do with the same joke under every post? Ours has been running for {period}.",
        (
            "Answer it once a year, on its birthday.",
            "Make it the caption. It will never come back.",
            "Nothing. It is theirs by now.",
            "We printed it on the bags.",
        ),
    ),
    (
        "Do you count a heart as a reply? Our reports do, and I have my doubts.",
        (
            "No. A nod is a nod.",
            "For praise it is enough, for anything else it is an insult.",
            "In the report yes, in real life no.",
            "It says that I have seen it. More I do not claim.",
        ),
    ),
    (
        "Has anybody moved this into customer service? Mine say that it is marketing, marketing says that it is service.",
        (
            "We sit at one table since spring, at {place}. The table was the difficult part.",
            "It went to service, and the answers became correct and gray. We are working on the gray.",
            "Both were right, so it went to whoever was awake.",
            "Yes, for {period}. It came back with better spelling.",
        ),
    ),
)

# What somebody is asked, and what they may answer.
DOUBTS = (
    (
        "How many is that on a normal day, {other}?",
        (
            "About {number}. It is less than it sounds, as most of them come at once.",
            "{number}, give or take the weather.",
            "Few enough to know some of them by name, and too many to know all.",
        ),
    ),
    (
        "And who does it on Sundays?",
        (
            "I do, with a cup of tea. I am not proud of it.",
            "Nobody. On Monday we begin with a sorry.",
            "Whoever did not on the Sunday before.",
        ),
    ),
    (
        "Which network is that? On one of ours nobody would expect it.",
        (
            "The old one, with the long comments. On the others I would not bother.",
            "The one with the pictures, of all things.",
            "Three of them, and the third is the polite one.",
        ),
    ),
    (
        "Do you write those yourself, or is there a list of sentences somewhere?",
        (
            "All myself. There was a list; I lost it and nobody could tell.",
            "There is a list of what not to say. It has been enough.",
            "My colleague writes them and I put in the commas.",
        ),
    ),
    (
        "Did anybody measure that, or does it only feel so?",
        (
            "It feels so. I would not print it in a report.",
            "Measured it for {period}, badly, and it still came out that way.",
            "Measured, and nobody opened the file.",
        ),
    ),
    (
        "What do you do when the answer is no?",
        (
            "Then I say no, and why. It has never been the end of anything.",
            "I say it in the first word, and am friendly in all the others.",
            "I ask in the house whether it has to be. One time in five it does not.",
        ),
    ),
    (
        "Would you say the same with {number} comments a day?",
        (
            "No. With that many I would begin with the ones that hurt.",
            "I had that many once, for two days. Ask me about the second day.",
            "With that many I would ask for a colleague, and show them this thread.",
        ),
    ),
    (
        "And if the question is really a complaint?",
        (
            "Good point. I had not thought of that, and I have thought about little else.",
            "Then it gets both: the answer first, and the sorry right behind it.",
            "They mostly are. I answer the one that was written down.",
        ),
    ),
    (
        "Does your boss know, {other}?",
        (
            "She knows by now. She reads along.",
            "It was the boss who began with it.",
            "He knows the figure. The figure is fine.",
        ),
    ),
    (
        "What happened to the ones that you did not answer?",
        (
            "Nothing happened to them. That is rather the point.",
            "Some came back and asked again, more clearly. I count that as a success.",
            "I could tell you if I had counted. I was busy answering.",
        ),
    ),
    (
        "Is that with or without the weekends?",
        (
            "With. I answer on my telephone, at the edge of football fields.",
            "Without. It says so in the profile, and people plan around it.",
        ),
    ),
    (
        "And what did it cost you?",
        (
            "Less than the last relaunch, and it is still running.",
            "{minutes} a day and one or two illusions.",
            "Ask the colleague who had to take over my reports.",
        ),
    ),
    (
        "Did it last, {other}? Ours always ends in autumn.",
        (
            "So far. Come back in {period}.",
            "It lasted until I left. They tell me that there was a farewell thread.",
            "Two autumns by now, touch wood.",
        ),
    ),
)

# Under a question that is another's to answer.
SECONDED = (
    "I would like to know that as well.",
    "Good question.",
    "I was about to ask that, in more words.",
    "Following this for the answer.",
    "I could tell you how it is with us, but you were not asking me.",
    "That is the question that our head of service puts every Monday.",
    "{other} always asks the one that I have no answer to.",
    "And when somebody has answered that: does it scale?",
)

AGREEMENTS = (
    "This.",
    "Exactly this, {other}.",
    "Same at {place}, word for word.",
    "I came here to write that.",
    "+1, and I have the calluses to prove it.",
    "{other} has said it better than I would have.",
    "That is the first sensible sentence I have read on this all week.",
    "Yes. I shall quote you at {place}, without asking.",
    "We found the same, only that it took us {period} to find it.",
    "Agreed, and I voted the same way.",
    "Thank you, {other}. I was beginning to think that we were the only ones.",
    "I have nothing to add, which has never stopped me.",
    "Yes to the first half, and a careful yes to the second.",
    "{other} for president of the comment section.",
    "That matches what I see, and I see about {number} a day.",
    "My whole team has just nodded at the screen.",
    "Put that on the ballot next time.",
    "You have just saved me from writing three paragraphs.",
    "True, and it holds for letters to the editor as well.",
    "I disagreed until your last sentence. Now I am on your side, {other}.",
    "That is how we do it. I did not know that it had a reason.",
)

OBJECTIONS = (
    "I see it the other way around, {other}.",
    "With respect, that works for {elsewhere} and for nobody else.",
    "That was true when there were twelve of us on the network.",
    "I would like to believe it. Then I look at my inbox.",
    "No. Sorry, but no.",
    "{other}, have you tried that with {number} a day?",
    "Hm. And when it rains?",
    "A fine principle until the first bank holiday.",
    "I used to say that too, for {period}.",
    "That is an argument for more people, not for more replies.",
    "{other}, I wish I had your customers.",
    "It sounds good in a meeting. I have been to the meeting.",
    "You describe the exception, and you describe it beautifully.",
    "That is where I get off.",
    "Tell that to the one who has the late shift.",
    "I doubt it. People say so in surveys and do something else on the page.",
    "Not in my trade. Nobody hearts a dentist.",
    "And then somebody asks about it in public, and there you are.",
    "I have tried it for {period}, {other}, in good faith, and would not do it again.",
    "We will not agree on this, and that is fine; the poll did not either.",
)

ASIDES = (
    "I read all of this on the train and missed my stop.",
    "Somebody should answer every comment under this post, for science.",
    "We are now at a point at which the thread proves all four answers.",
    "Has the author replied to anybody yet? I only ask.",
    "My boss has found this thread. Hello, Renate.",
    "Can we agree that nobody should reply with the word *journey*?",
    "Printing this out for the kitchen.",
    "I had no opinion this morning. I had a lovely morning.",
    "Somebody has to say it: it depends.",
    "If this were my brand I would be answering until Thursday.",
    "A tie, of all things. I want a second round with penalties.",
    "I voted, I read, I am none the wiser, and I enjoyed every minute.",
    "The real result is how many of us are reading this at work.",
    "Whoever put “No” on the ballot knew what they were doing.",
    "For the record, this is comment section number one for me. I usually only read.",
    "I have now answered more comments here than at work today.",
    "Nobody has mentioned emoji so far. Let us keep it that way.",
    "I showed this to my grandmother. She would reply to all of you.",
    "Three cheers for whoever has to moderate this.",
    "There should be an answer “it depends on who asks.”",
    "At {place} we are split down the middle as well, along the coffee machine.",
    "I leave this here so that I find the thread again.",
    "My lunch break has been over for {minutes}.",
    "If a tree falls in the comments and no brand replies?",
    "Could those who answer everything please come and do ours?",
    "I came for the percentages and stayed for the optician.",
)

CLOSERS = (
    "But I would not make a rule of it.",
    "Ask me again in a year.",
    "Your mileage will vary, as they say at {place}.",
    "I would be glad to hear of somebody for whom it went wrong.",
    "And now I have to go and answer {number} comments.",
    "That is all I know about it.",
    "If it helps: we changed our mind twice on the way.",
    "It is not much, but it is ours.",
)

RULES = (
    "answer by the end of the day, not by the end of the hour",
    "one question, one answer, one name",
    "never the same sentence twice on one page",
    "nobody answers alone after nine",
    "if it takes three replies, pick up the telephone",
    "no reply is written in anger, and none in the passive",
    "say what happens next, or say that nothing does",
    "whoever knows the answer writes it, whoever knows the commas reads it",
    "a joke needs two people who laugh before it goes out",
    "what was promised goes on the list by the door",
)
RULES_FOLLOW = (
    "The rules at {place}, such as they are:",
    "We have a sheet of paper at {place}. It says:",
    "What has lasted, after {period}:",
    "Three things that we agreed on, and keep to more often than not:",
)

# Whole remarks in other languages, and what somebody asks or adds below.
ABROAD = (
    (
        "نجيب عن كل تعليق، حتى لو بكلمة واحدة. الناس لا ينتظرون إجابة طويلة، بل يريدون أن يعرفوا أن أحداً قرأ ما كتبوه.",
        "For the rest of us: every comment gets an answer, if only of one word, because people want to know that it was read. I agree.",
    ),
    (
        "عندنا في المتجر جرّبنا ألّا نردّ أبداً لمدة شهر. بقيت الأسئلة نفسها، لكنّها صارت تأتي عبر الهاتف.",
        "The questions moved to the telephone! That is what happened here, too.",
    ),
    (
        "אנחנו עונים רק על שאלות. על כל השאר הלקוחות עונים זה לזה, ובדרך כלל טוב מאיתנו.",
        "“Customers answer each other, and mostly better than we do” (my translation) should stand on a wall somewhere.",
    ),
    (
        "תגובה לכל תלונה, תוך שעה, גם במוצאי שבת. מאז שהתחלנו יש פחות תלונות, או שאנשים פשוט מתביישים.",
        "Fewer complaints, or people are embarrassed: I would take either.",
    ),
    (
        "Chez nous, on répond à tout, mais jamais deux fois la même phrase. C’est la seule règle, et c’est la plus difficile.",
        "Never the same sentence twice: harder than it looks by about eleven in the morning.",
    ),
    (
        "Bei uns antwortet, wer es weiß: Lager, Werkstatt, manchmal der Chef. Das dauert länger und klingt dafür nach Menschen.",
        "Whoever knows it answers it. How do you keep the boss from knowing everything?",
    ),
    (
        "Contestamos todo de lunes a viernes. El fin de semana contestan los vecinos, y a veces mejor que nosotros.",
        "Neighbors on the weekend is the best roster that I have heard of.",
    ),
    (
        "質問には必ず返信します。それ以外は「読みました」のしるしだけ。これで三年続いています。",
        "Three years of “I have read it” and not one complaint? Teach us.",
    ),
)

# What a moderator had to remove, and why.
REMOVED = (
    ("You are all idiots, and {other} is the biggest of them.", "Insults other readers"),
    (
        "Cheap followers, cheap hearts, write to me and I get you {number} by tonight.",
        "Advertising",
    ),
    (
        "Typical for somebody who works for {elsewhere}. I know who you are.",
        "Threatens another reader",
    ),
    ("FIRST!!! (on page nine)", "Says nothing on the question"),
    (
        "My cousin’s band plays on Saturday, everybody come, everybody bring {number} friends.",
        "Advertising",
    ),
)
OBJECTED = (
    "That was uncalled for.",
    "We can do without that, thank you.",
    "Could somebody take this away, please?",
    "Reported.",
    "Do you talk like that at the counter, too?",
    "And this is why people ask whether brands should reply at all.",
)

# What the publication's own people say in the thread.
AUTHOR_SAYS = (
    "I said that we do not toss a coin. I did not say that I had none in my pocket.",
    "To be exact: it was 97 votes each. Whoever feels outnumbered here feels it by nobody.",
    "That is a hypothesis that one could test. Two weeks with, two weeks without, and somebody else counts.",
    "I read all of them. Whether that counts as a reply is, I believe, the question.",
    "A fair objection. Those who comment under a poll about comments are not everybody, and I should have said so.",
)
EDITOR_SAYS = (
    "We have passed on the suggestion of a second round to the one who plans the questions. That is me; I will think about it.",
    "Please go on disagreeing, and leave other people’s mothers out of it. Thank you.",
    "For those who ask: yes, somebody here reads every one of these before breakfast.",
)
