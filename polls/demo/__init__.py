"""The demo's content, and how it is put into an empty site: `polls.demo.loader.load`.

What it says stands in plain data, by subject: `people`, and for each newsletter its polls and its
reports, in the shapes of `outline`. When it happened follows from the clock (`weeks`), so that one
question is open whenever somebody looks.
"""
