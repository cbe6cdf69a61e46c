"""The demo's discussions, loaded after its polls and reports: `comments.demo.loader.load`.

A few threads are written down by hand (`talks`); one of a thousand comments is put together from
sentences (`crowd`), the same one each time. All who speak are invented.
"""
