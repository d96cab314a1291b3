"""Pages to review, written for it: a small newspaper's, one in Arabic, one in Chinese, dumps."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from pathlib import Path

SITE = "harbourcourier.example"
CLUB_LINE = "The Courier Club meets on the first Thursday of every month above the chandler's."
"""Stands on each page of the newspaper's, and reads like a sentence of its articles."""
_STORIES = (
    (
        "Ferry to run all winter for the first time since 1962",
        "The council voted on Tuesday to keep the small ferry running through the winter, after "
        "islanders had asked for it for eleven years.",
        "Until now the boat was laid up from October to March, and whoever missed the last bus "
        "had to walk six kilometres round the bay.",
        "“My daughter was born on the far side of the water because of that timetable,” said Inge "
        "Halloran, who keeps the post office. “She has never let me forget it.”",
        "The first winter crossing is planned for the second Sunday of November, weather allowing.",
    ),
    (
        "Salt store becomes a rehearsal room",
        "For two hundred years the brick shed behind the fish market held salt, and for thirty it "
        "held nothing. Since last week it has held a brass band.",
        "The thick walls were built against damp and turn out to be good against neighbours, too.",
        "Rent is one concert a year, to be given on the quay whatever the weather.",
    ),
    (
        "Lighthouse lamp goes to the school, which has plans for it",
        "When the light on Gull Skerry was automated, its old lamp went into a crate. The crate "
        "has now been opened by the physics class.",
        "The pupils want to measure how far it still reaches, and have written to three villages "
        "across the strait to ask who would stay up to look.",
        "Two have answered. The third, it is thought, cannot see the island for the new hotel.",
    ),
    (
        "Storm takes the bathing hut, and leaves the bench",
        "The hut had stood for ninety years. On Saturday night it was gone, with its hooks, its "
        "mirror and a list of rules that nobody had read since the war.",
        "The bench beside it, which the council had meant to replace, did not move at all.",
        "Anybody who finds a blue door is asked to bring it to the harbour office.",
    ),
    (
        "Nine swans, one bus lane",
        "Traffic on Station Road stood still for forty minutes on Monday while nine young swans "
        "walked from the mill pond to the harbour.",
        "A driver of line 4 got off and went ahead of them with a rolled newspaper. It was, we "
        "are glad to say, this one.",
    ),
    (
        "The tide clock is right again",
        "After four months of repairs the clock at the customs house shows high water to the "
        "minute. The hands are new, the weights are not.",
        "Its maker had left a note in the case: whoever reads this has had to take it apart.",
    ),
)
_PAGE = """<!doctype html><html lang="en"><head><title>{title} | Courier</title></head><body>
<header><a href="/">Harbour Courier</a><nav><ul><li><a href="/news">News</a></li>
<li><a href="/tides">Tides</a></li><li><a href="/letters">Letters</a></li>
<li><a href="/boats">Boats for sale</a></li></ul></nav></header>
<main><article><h1>{title}</h1><p class="byline">By Marta Olsen</p><time>12 October 2026</time>
{story}
<p>{club}</p></article>
<div class="share"><a href="#">Share on Facebook</a> <a href="#">Copy link</a></div>
<section class="more"><h2>More from the harbour</h2><ul><li><a href="/1">Mussels are back</a></li>
<li><a href="/2">A crane with a view, and who may climb it</a></li></ul></section>
<p class="note">If you were on the quay that day and have a photograph, we would like to see it.</p>
<p class="note">This story was first told to us by a reader, as most of ours are.</p></main>
<footer><p>Sign up for our morning letter</p><p>© 2026 Harbour Courier. All rights reserved.</p>
</footer></body></html>"""
_ARABIC = """<!doctype html><html lang="ar" dir="rtl"><head><title>عودة القارب القديم</title></head>
<body><nav><a href="/">الرئيسية</a> <a href="/n">الأخبار</a> <a href="/s">الرياضة</a></nav>
<article><h1>القارب القديم يعود إلى الميناء بعد أربعين عامًا</h1>
<p class="byline">بقلم سلمى حداد</p>
<p>عاد القارب الخشبي «نجمة البحر» إلى ميناء المدينة صباح الثلاثاء، بعد أن ظل أربعين عامًا في حظيرة
قرب النهر لا يعرف أحد لمن هي.</p>
<p>قال النجار الذي أصلحه إن الخشب كان أفضل مما ظن الجميع، وإن المسامير وحدها احتاجت إلى عام كامل من
العمل.</p>
<p>وسيبحر القارب مرة كل أسبوع إلى الجزيرة، وعلى متنه اثنا عشر راكبًا وطباخ واحد.</p></article>
<div><a href="#">شارك على فيسبوك</a> <a href="#">أرسل إلى صديق</a></div>
<footer>جميع الحقوق محفوظة © 2026</footer></body></html>"""
_CHINESE = """<!doctype html><html lang="zh"><head><title>老码头的钟又走了</title></head><body>
<nav><a href="/">首页</a> <a href="/n">新闻</a> <a href="/w">天气</a></nav>
<article><h1>老码头的钟又走了</h1><p class="byline">记者 林静</p>
<p>星期二早上八点，海关大楼的潮汐钟四个月来第一次敲响。修钟的师傅说，指针是新的，钟锤还是原来的那一副。</p>
<p>钟壳里有一张纸条，是当年造钟的人留下的：“读到这句话的人，一定又把它拆开了。”</p>
<p>从本周起，钟面会和从前一样标出高潮的时间，误差不超过一分钟。码头上卖鱼的人说，他们其实一直看的是水。</p></article>
<div><a href="#">分享到微博</a> <a href="#">收藏</a></div>
<footer>版权所有 © 2026 港口日报</footer></body></html>"""
_DUMP = """Home
News
Weather

The orchard that forgot to stop

Ada Brandt planted forty apple trees in 1987 and was told that thirty would die. None did.

Last autumn she gave away two tonnes of fruit, and this year the village has bought a press.

Share this article
Subscribe to our newsletter
You may also like
© 2026 Valley Post"""


def newspaper() -> Iterator[Mapping[str, str]]:
    """Records of the newspaper's pages."""
    for number, (title, *story) in enumerate(_STORIES, 1):
        paragraphs = "\n".join(f"<p>{text}</p>" for text in story)
        html = _PAGE.format(title=title, story=paragraphs, club=CLUB_LINE)
        yield {"id": f"story-{number}", "url": f"https://{SITE}/{number}", "html": html}


def others() -> Iterator[Mapping[str, str]]:
    """Records of pages in other scripts, and of a dump."""
    yield {"id": "arabic", "url": "https://mina.example/qarib", "html": _ARABIC}
    yield {"id": "chinese", "url": "https://gangkou.example/zhong", "html": _CHINESE}
    yield {"id": "dump", "url": "https://valleypost.example/orchard", "text": _DUMP}


def write_records(path: Path, *records: Mapping[str, str]) -> Path:
    """The file, with these records; without any, with all of the sample."""
    rows = records or (*newspaper(), *others())
    lines = (json.dumps(row, ensure_ascii=False) for row in rows)
    path.write_text("".join(f"{line}\n" for line in lines), encoding="utf-8")
    return path
