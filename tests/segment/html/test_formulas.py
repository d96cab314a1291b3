"""Formulas come out once, as TeX between dollar signs, in the sentence around them."""

from __future__ import annotations

import gc
from collections.abc import Iterator
from html import escape

import pytest
from lxml import html as lxml_html

from cleaner.render import render_html, render_markdown, render_text
from tests.segment.html.build import cut, keep_all
from tests.timing import check_repetition

MATHML = "<math><mi>E</mi><mo>=</mo><mi>m</mi><msup><mi>c</mi><mn>2</mn></msup></math>"
DRAWN = '<span class="base"><span class="mord">E</span><span>=</span><span>mc2</span></span>'


def semantics(tex: str, encoding: str = "application/x-tex", more: str = "") -> str:
    inner = "<mrow><mi>E</mi><mo>=</mo><mi>m</mi><mi>c</mi></mrow>"
    annotation = f'<annotation encoding="{encoding}">{escape(tex)}</annotation>'
    return f"<math{more}><semantics>{inner}{annotation}</semantics></math>"


def katex(tex: str) -> str:
    return (
        f'<span class="katex"><span class="katex-mathml">{semantics(tex)}</span>'
        f'<span class="katex-html" aria-hidden="true">{DRAWN}</span></span>'
    )


def wikipedia(tex: str, form: str = "inline") -> str:
    tex = f"{{\\displaystyle {tex}}}"
    alttext = f' alttext="{escape(tex)}"'
    return (
        f'<span class="mwe-math-element mwe-math-element-{form}">'
        f'<span class="mwe-math-mathml-{form}" style="display: none;">'
        f"{semantics(tex, more=alttext)}</span>"
        f'<img src="https://w.example/math/render/svg/1" alt="{escape(tex)}"></span>'
    )


def mathjax2(tex: str, mode: str = "", shown: str = DRAWN) -> str:
    return (
        f'<span class="MathJax_Preview">{escape(tex)}</span><span class="MathJax">'
        f'<nobr aria-hidden="true">{shown}</nobr>'
        f'<span class="MJX_Assistive_MathML">{MATHML}</span></span>'
        f'<script type="math/tex{mode}">{tex}</script>'
    )


CHTML = (
    '<mjx-math class="MJX-TEX"><mjx-msubsup><mjx-mi><mjx-c class="mjx-c1D44E TEX-I"></mjx-c>'
    '</mjx-mi><mjx-script><mjx-mn><mjx-c class="mjx-c32"></mjx-c></mjx-mn><mjx-spacer/>'
    '<mjx-mi><mjx-c class="mjx-c1D456 TEX-I"></mjx-c></mjx-mi></mjx-script>'
    "</mjx-msubsup></mjx-math>"
)
SVG = (
    '<svg><defs></defs><g data-mml-node="math"><g data-mml-node="mfrac"><g data-mml-node="mi">'
    '<use data-c="1D44E"></use></g><g data-mml-node="mn"><path data-c="32"></path></g>'
    "</g></g></svg>"
)


def mathjax3(inner: str, more: str = "") -> str:
    return f'<mjx-container class="MathJax" jax="CHTML"{more}>{inner}</mjx-container>'


MATHJAX = '<script src="https://c.example/MathJax.js"></script>'
SINGLE = "<script>MathJax = {tex: {inlineMath: [['$', '$']]}}</script>"
SENTENCES = {
    # Where the source is
    "mathml": (MATHML, "$E=mc^2$"),
    "mathml displayed": (MATHML.replace("<math", '<math display="block"'), "$$E=mc^2$$"),
    "mathml with a prefix": (MATHML.replace("<", "<m:").replace("<m:/", "</m:"), "$E=mc^2$"),
    "capitals": (MATHML.upper().replace(">M<", ">m<").replace(">C<", ">c<"), "$E=mc^2$"),
    "annotation": (semantics("E = m_0*c^{2}*"), "$E = m_0*c^{2}*$"),
    "annotation on lines": (semantics("E =% energy\n  mc^2"), "$E = mc^2$"),
    "annotation of another kind": (semantics("E=mc2", "text/plain"), "$E=mc$"),
    "alttext": (f'<math alttext="x_{{1}}">{MATHML[6:]}', "$x_{1}$"),
    "alttext for the ear": (f'<math alttext="E equals m c squared">{MATHML[6:]}', "$E=mc^2$"),
    "no math": ("<math></math>nothing", "nothing"),
    "katex": (katex("E=mc^2"), "$E=mc^2$"),
    "katex displayed": (f'<span class="katex-display">{katex("E=mc^2")}</span>', "$$E=mc^2$$"),
    "katex without mathml": (f'<span class="katex">{DRAWN}</span>', "$E=mc2$"),
    "two katex": (katex("a_1") + katex("b_1"), "$a_1$ $b_1$"),
    "wikipedia": (wikipedia("a^{2}"), "$a^{2}$"),
    "wikipedia displayed": (wikipedia("a^{2}", "display"), "$$a^{2}$$"),
    "two groups": (wikipedia("a}{b"), "${\\displaystyle a}{b}$"),
    "mathjax 2": (mathjax2("E=mc^2"), "$E=mc^2$"),
    "mathjax 2 displayed": (mathjax2("x<y", "; mode=display"), "$$x< y$$"),
    "mathjax 2 before it ran": ('<script type="math/tex">a_b</script>', "$a_b$"),
    "mathjax 2 preview": (
        '<span class="MathJax_Preview">[math]a[/math]</span><script type="math/tex">a_b</script>',
        "$a_b$",
    ),
    "mathjax 2 without scripts": (mathjax2("x").split("<script")[0], "$E=mc^2$"),
    "mathjax 2 attribute": (
        f'<span class="MathJax" data-mathml="{escape(MATHML)}"><nobr>E=mc2</nobr></span>',
        "$E=mc^2$",
    ),
    "two mathjax 2": (mathjax2("a") + " " + mathjax2("b"), "$a$ $b$"),
    "mathjax 3": (
        mathjax3(f"{CHTML}<mjx-assistive-mml>{MATHML}</mjx-assistive-mml>"),
        "$E=mc^2$",
    ),
    "mathjax 3 drawn": (mathjax3(CHTML), "$a_i^2$"),
    "mathjax 3 svg": (mathjax3(SVG), "$\\frac{a}{2}$"),
    "mathjax 3 displayed": (mathjax3(CHTML, ' display="true"'), "$$a_i^2$$"),
    "mathjax 4": (mathjax3(CHTML.replace("<mjx-math", '<mjx-math data-latex="a_i"')), "$a_i$"),
    "zhihu": ('<span class="ztext-math" data-tex="a_b">a</span>', "$a_b$"),
    "gitlab": (
        '<code class="code math js-render-math" data-math-style="display">a_b</code>',
        "$$a_b$$",
    ),
    # Pictures
    "wordpress": ('<img src="/latex.php?latex=x" alt="x_1" class="latex">', "$x_1$"),
    "latex2html": ('<img src="img1.gif" alt="$x_1*y$">', "$x_1*y$"),
    "codecogs": ('<img src="https://latex.codecogs.com/gif.latex?x%5E2">', "$x^2$"),
    "imgmath": ('<img class="math" src="_images/math/1.png" alt="\\frac{a}{b}">', "$\\frac{a}{b}$"),
    # Delimiters
    "parentheses": (f"{MATHJAX}\\(a_b &lt; c_d\\)", "$a_b < c_d$"),
    "brackets": (f"{MATHJAX}\\[a*b*c\\]", "$$a*b*c$$"),
    "dollars": (f"{MATHJAX}$$a*b*c$$", "$$a*b*c$$"),
    "single dollars": (f"{SINGLE}$a*b*c$", "$a*b*c$"),
    "prices": (f"{SINGLE}$5 and *it* is $6", "$5 and *it* is $6"),
    "stack exchange": ('<span class="math-container">$a_b*c*$</span>', "$a_b*c*$"),
    "code": (f"{MATHJAX}<code>\\(a\\)</code>", "\\(a\\)"),
    # What stands in it
    "dollars inside": (semantics("a \\text{ if $b$}"), "$a \\text{ if \\(b\\)}$"),
    "no tag": (semantics("a<b>c</b>"), "$a< b>c< /b>$"),
    "no link": (semantics("[a](javascript:b)"), "$[a] (javascript:b)$"),
}  # fmt: skip


@pytest.mark.parametrize("name", SENTENCES)
def test_formula_in_a_sentence(name: str) -> None:
    formula, expected = SENTENCES[name]
    document = cut(f"<p>Where {formula}, it holds.</p><p>Next.</p>")
    verdicts = keep_all(document)
    assert render_text(document, verdicts) == f"Where {expected}, it holds.\n\nNext."
    tree = lxml_html.fromstring(render_html(document, verdicts))
    assert "".join(map(str, tree[0].itertext())) == f"Where {expected}, it holds."
    if name not in ("code", "no math", "prices"):
        markdown = render_markdown(document, verdicts)
        assert markdown == f"Where {expected}, it holds.\n\nNext."
        shown = " ".join(span.text or "" for span in tree.iter("span"))
        assert shown == expected


MATH = {
    "<mfrac><mn>1</mn><mi>α</mi></mfrac>": "\\frac{1}{α}",
    "<mfrac linethickness=0><mi>n</mi><mi>k</mi></mfrac>": "\\binom{n}{k}",
    "<msqrt><mi>x</mi><mo>+</mo><mn>1</mn></msqrt>": "\\sqrt{x+1}",
    "<mroot><mi>x</mi><mn>3</mn></mroot>": "\\sqrt[3]{x}",
    "<msub><mi>x</mi><mrow><mi>i</mi><mi>j</mi></mrow></msub>": "x_{ij}",
    "<msubsup><mi>x</mi><mi>i</mi><mn>10</mn></msubsup>": "x_i^{10}",
    "<msup><msup><mi>x</mi><mi>a</mi></msup><mi>b</mi></msup>": "{x^a}^b",
    "<msup><mi>f</mi><mo>′</mo></msup>": "f'",
    "<munderover><mo>∑</mo><mrow><mi>i</mi><mo>=</mo><mn>1</mn></mrow><mi>n</mi></munderover>":
        "∑_{i=1}^n",
    "<munder><mi>lim</mi><mi>x</mi></munder><mi>y</mi>": "\\lim_xy",
    "<mover><mi>v</mi><mo>→</mo></mover>": "\\vec{v}",
    "<mi>sin</mi><mo>&#x2061;</mo><mi>x</mi>": "\\sin x",
    "<mi>rate</mi>": "\\mathrm{rate}",
    "<mtext>if&nbsp; so</mtext>": "\\text{if so}",
    "<mi>𝐸</mi><mo>−</mo><mi>ℝ</mi>": "E-R",
    "<mo>{</mo><mn>5</mn><mo>%</mo>": "\\{5\\%",
    "<mfenced><mi>a</mi><mi>b</mi></mfenced>": "(a,b)",
    "<mtable><mtr><mtd><mn>1</mn></mtd><mtd><mn>2</mn></mtd></mtr>"
    "<mtr><mtd><mn>3</mn></mtd></mtr></mtable>": "\\begin{matrix}1 & 2 \\\\ 3\\end{matrix}",
    "<mmultiscripts><mi>C</mi><mprescripts/><mn>6</mn><mn>14</mn></mmultiscripts>": "{}_6^{14}C",
    "<mstyle><mrow><mi>a</mi><mspace/><mi>b</mi></mrow></mstyle>": "a b",
    "<apply><plus/><ci>a</ci><ci>b</ci></apply>": "ab",
}  # fmt: skip


@pytest.mark.parametrize("elements", MATH)
def test_elements_of_mathml(elements: str) -> None:
    assert cut(f"<p>So <math>{elements}</math> it is.").text == [f"So ${MATH[elements]}$ it is."]


def test_display_in_a_paragraph_does_not_end_it() -> None:
    drawn = f'<span class="MathJax"><nobr>{DRAWN}</nobr></span>'
    display = f'<div class="MathJax_Display">{drawn}</div>'
    script = '<script type="math/tex; mode=display">a_b</script>'
    page = (
        f'<p>Let <span class="MathJax_Preview"></span>{display}{script} be <b>it</b>.</p><p>So.</p>'
    )
    assert cut(page).text == ["Let $$a_b$$ be it.", "So."]
    assert cut(f"<p>Let</p>\n{display}{script}\n<p>So.</p>").text == ["Let", "$$a_b$$", "So."]


def test_formula_in_a_table_keeps_its_cell() -> None:
    bar = "<math><mi>P</mi><mo>(</mo><mi>A</mi><mo>|</mo><mi>B</mi><mo>)</mo></math>"
    document = cut(f"<table><tr><td>Odds</td><td>{bar}</td></tr></table>")
    assert document.text == ["Odds | $P(A|B)$"]
    assert "| Odds | $P(A\\|B)$ |" in render_markdown(document, keep_all(document))


@pytest.mark.parametrize(
    "opening",
    [
        "<math><mi>x</mi>",
        '<div class="MathJax_Display">x',
        '<span class="katex">x',
        "<mjx-container>x",
    ],
)
def test_what_is_never_closed_swallows_nothing(opening: str) -> None:
    page = f"<div>{opening}<h2>Head</h2><p>One</p>{MATHML}<ul><li>Two</ul></div><p>Three"
    assert cut(page).text == ["x", "Head", "One", "$E=mc^2$", "Two", "Three"]
    text = "word " * 100
    page = f'<div class="MathJax_Display"><div>{text}</div>{MATHML}'
    assert " ".join(cut(page).text).startswith(text.strip())


def test_formula_is_no_part_of_what_is_skipped() -> None:
    page = f"<title>{MATHML}</title><template>{MATHML}</template><p>Text {MATHML}</p>"
    assert cut(page).text == ["Text $E=mc^2$"]


@pytest.fixture
def uncollected() -> Iterator[None]:
    """The collector paused, as while a page is cleaned: what other tests left is not timed."""
    gc.disable()
    yield
    gc.enable()


@pytest.mark.usefixtures("uncollected")
@pytest.mark.parametrize(
    "unit",
    ["<math><msup><mi>x</mi>", "<math>", "\\( ", "$$a ", "<p></p>$", "<mjx-container><div>", MATHML,
     '<span class="MathJax">', '<div class="MathJax_Display">x</div>', "\\", "{\\displaystyle "],
)  # fmt: skip
def test_time_grows_with_the_size(unit: str) -> None:
    check_repetition(cut, unit, lambda text: f"{MATHJAX}<p>{text}")
