"""What a learner may write so that somebody else's browser runs it: names → Markdown.

Each calls the canary, ``trip``, in one way or another.
"""

from __future__ import annotations

_CALL = "(window.top.trip||window.trip)()"
_IMG = f'<img src=x onerror="{_CALL}">'

MARKDOWN = {
    "script": f"<script>{_CALL}</script>",
    "script in upper case": f"<SCRIPT>{_CALL}</SCRIPT>",
    "script over lines": f"<script\n>{_CALL}</script\n>",
    "script in a paragraph": f"a <script>{_CALL}</script> b",
    "module": f'<script type="module">{_CALL}</script>',
    "handler": _IMG,
    "handler without quotes": f"<img src=x onerror={_CALL}>",
    "handler after a slash": f"<img/src=x/onerror={_CALL}>",
    "svg": f"<svg onload={_CALL}>",
    "svg script": f"<svg><script>{_CALL}</script></svg>",
    "animation": f"<svg><animate onbegin={_CALL} attributeName=x dur=1s>",
    "math": f'<math><mtext></mtext><img src=x onerror="{_CALL}"></math>',
    "details": f"<details open ontoggle={_CALL}>x</details>",
    "focus": f"<input autofocus onfocus={_CALL}>",
    "iframe": f'<iframe src="javascript:{_CALL}"></iframe>',
    "srcdoc": f'<iframe srcdoc="<script>{_CALL}</script>"></iframe>',
    "object": f'<object data="javascript:{_CALL}"></object>',
    "embed": f'<embed src="javascript:{_CALL}">',
    "form": f'<form action="javascript:{_CALL}"><button id=clickme>go</button></form>',
    "style": f"<style onload={_CALL}></style>",
    "link element": f"<link rel=stylesheet href=x onerror={_CALL}>",
    "base": '<base href="//127.0.0.1:1/">',
    "refresh": f'<meta http-equiv="refresh" content="0;url=javascript:{_CALL}">',
    "video": f"<video><source onerror={_CALL}></video>",
    "comment that ends": f"<!--> <img src=x onerror={_CALL}> -->",
    "declaration": f"<!x><img src=x onerror={_CALL}>",
    "unclosed": f"<img src=x onerror={_CALL} ",
    "custom element": f"<x-y onclick={_CALL}>click</x-y>",
    "anchor element": f'<a href="javascript:{_CALL}">click</a>',
    "link": f"[click](javascript:{_CALL})",
    "link in angles": f"[click](<javascript:{_CALL}>)",
    "link by entity": f"[click](&#106;avascript&colon;{_CALL})",
    "link with a tab": f"[click](java\tscript:{_CALL})",
    "link with a control": f"[click](\x01javascript:{_CALL})",
    "link with an escape": f"[click](javascript\\:{_CALL})",
    "link on the next line": f"[click](\njavascript:{_CALL})",
    "vbscript link": f"[click](vbscript:{_CALL})",
    "data link": "[click](data:text/html;base64,PHNjcmlwdD5hbGVydCgxKTwvc2NyaXB0Pg==)",
    "reference": f"[click][x]\n\n[x]: javascript:{_CALL}",
    "short reference": f"[click]\n\n[click]: javascript:{_CALL}",
    "reference on two lines": f"[click]\n\n[click]:\n  javascript:{_CALL}",
    "autolink": f"<javascript:{_CALL}>",
    "title": f"[click](https://example.org 'x\" onmouseover=\"{_CALL}')",
    "link's text": f"[{_IMG}](https://example.org)",
    "picture": f"![x](javascript:{_CALL})",
    "picture's text": f'![x" onerror="{_CALL}](x)',
    "picture's address": f'![x](x"onerror="{_CALL})',
    "attachment that is none": "![x](attachment:none.png)",
    "code span": f"`{_IMG}`",
    "code span that does not end": f"`{_IMG}",
    "fence": f"```\n{_IMG}\n```",
    "fence's language": f'```"><img src=x onerror="{_CALL}">\nx\n```',
    "fence in a fence": f"````\n```\n{_IMG}\n````",
    "indented code": f"    {_IMG}",
    "formula": f"$ {_IMG} $",
    "display formula": f"$$ </span>{_IMG} $$",
    "formula that is a link": f"$\\href{{javascript:{_CALL}}}{{click}}$",
    "formula's class": "$\\class{modal-backdrop}{x} \\style{position:fixed;inset:0}{x}$",
    "formula's macro": f"$\\def\\x{{\\href{{javascript:{_CALL}}}{{click}}}}\\x$",
    "environment": f"\\begin{{align}}{_IMG}\\end{{align}}",
    "heading": f"# {_IMG}",
    "table": f"|a|b|\n|-|-|\n|{_IMG}|{_IMG}|",
    "entity in HTML": f"&lt;img src=x onerror={_CALL}&gt;",
    "entity twice": f"&amp;lt;img src=x onerror={_CALL}&amp;gt;",
    "footnote": f"a[^1]\n\n[^1]: {_IMG}",
    "strange quotes": f"<img src=`x` onerror=`{_CALL}`>",
    "null": f"<\x00script>{_CALL}</script>",
    "escaped": f"\\<img src=x onerror={_CALL}>",
    "half a tag in a formula": f"<$$img src=x onerror={_CALL}>",
}

NAMES = {
    "tag": f"<script>{_CALL}</script>",
    "handler": f'"><img src=x onerror={_CALL}>',
    "quote": f'"; {_CALL}; "',
    "entity": f"&lt;img src=x onerror={_CALL}&gt;",
}

# 1 × 1 pixel, transparent.
PIXEL = (
    "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk"
    "+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg=="
)
