"""How the phrases and the text of a rule become RE2 patterns over the folded block."""

from __future__ import annotations

import re
from collections.abc import Iterable

from cleaner.letters.fold import PLAIN_LETTERS, fold

_DIGIT = "[0-9٠-٩۰-۹]"
_IN_WORD = r"[^\s,;:!?()\[\]{}|<>\"$=/\\*#^~%、。，；：！？（）「」]"
"""What a name's words consist of: no command, path or amount is one."""
_WORD = f"{_IN_WORD}+"
_FIRST = r"[^\s\pN\p{Sc},;:!?()\[\]{}|<>\"=/\\*#^~%、。，；：！？（）「」.-]"
"""What a name begins with."""
_CAPITAL = rf"[\p{{Lu}}\p{{Lt}}\p{{Lo}}@']{_IN_WORD}*"
"""A word with a capital, where its script has capitals: the first and the last of a name."""
_NAME = rf"(?:[0-9]*{_FIRST}{_IN_WORD}*(?: {_WORD}){{0,3}})"

_WEEKDAYS = (
    "mon|tue|tues|wed|thu|thur|thurs|fri|sat|sun|monday|tuesday|wednesday|thursday|friday|saturday"
    "|sunday|mo|di|mi|do|fr|sa|so|montag|dienstag|mittwoch|donnerstag|freitag|samstag|sonnabend"
    "|sonntag|lun|mar|mer|jeu|ven|sam|dim|lundi|mardi|mercredi|jeudi|vendredi|samedi|dimanche"
    "|lunes|martes|miércoles|jueves|viernes|sábado|domingo|segunda|segunda-feira|terça|terça-feira"
    "|quarta|quarta-feira|quinta|quinta-feira|sexta|sexta-feira|lunedì|martedì|mercoledì|giovedì"
    "|venerdì|sabato|domenica|maandag|dinsdag|woensdag|donderdag|vrijdag|zaterdag|zondag"
    "|poniedziałek|wtorek|środa|czwartek|piątek|sobota|niedziela|понедельник|вторник|среда|четверг"
    "|пятница|суббота|воскресенье|понеділок|вівторок|середа|п'ятниця|субота|неділя|måndag|tisdag"
    "|onsdag|torsdag|fredag|lördag|söndag|mandag|tirsdag|lørdag|søndag|maanantai|tiistai"
    "|keskiviikko|torstai|perjantai|lauantai|sunnuntai|pondělí|úterý|středa|čtvrtek|pátek|neděle"
    "|pazartesi|sali|çarşamba|perşembe|cuma|cumartesi|pazar|δευτέρα|τρίτη|τετάρτη|πέμπτη"
    "|παρασκευή|σάββατο|κυριακή|الاثنين|الإثنين|الثلاثاء|الأربعاء|الخميس|الجمعة|السبت|الأحد"
)
MONTHS = (
    "jan|feb|mar|apr|may|jun|jul|aug|sep|sept|oct|nov|dec|january|february|march|april|june|july"
    "|august|september|october|november|december|januar|jänner|februar|märz|mär|mai|juni|juli|okt"
    "|oktober|dez|dezember|janvier|janv|février|févr|fév|mars|avril|avr|juin|juillet|juil|août"
    "|septembre|octobre|novembre|décembre|déc|enero|ene|febrero|marzo|abril|abr|mayo|junio|julio"
    "|agosto|ago|septiembre|setiembre|octubre|noviembre|diciembre|dic|janeiro|fevereiro|fev|março"
    "|maio|junho|julho|setembro|set|outubro|out|novembro|dezembro|gennaio|gen|febbraio|aprile"
    "|maggio|mag|giugno|giu|luglio|lug|settembre|ottobre|ott|dicembre|januari|februari|maart|mrt"
    "|mei|augustus|stycznia|lutego|marca|kwietnia|maja|czerwca|lipca|sierpnia|września"
    "|października|listopada|grudnia|января|февраля|марта|апреля|мая|июня|июля|августа|сентября"
    "|октября|ноября|декабря|янв|фев|апр|авг|сен|сент|окт|ноя|дек|січня|лютого|березня|квітня"
    "|травня|червня|липня|серпня|вересня|жовтня|листопада|грудня|augusti|maj|desember|des"
    "|december|tammikuuta|helmikuuta|maaliskuuta|huhtikuuta|toukokuuta|kesäkuuta|heinäkuuta"
    "|elokuuta|syyskuuta|lokakuuta|marraskuuta|joulukuuta|ledna|února|března|dubna|května|června"
    "|července|srpna|září|října|listopadu|prosince|ocak|şubat|mart|nisan|mayis|haziran|temmuz"
    "|ağustos|eylül|ekim|kasim|aralik|ιανουαρίου|φεβρουαρίου|μαρτίου|απριλίου|μαΐου|μαίου|ιουνίου"
    "|ιουλίου|αυγούστου|σεπτεμβρίου|οκτωβρίου|νοεμβρίου|δεκεμβρίου|يناير|فبراير|مارس|أبريل|ابريل"
    "|إبريل|مايو|يونيو|يوليو|أغسطس|اغسطس|سبتمبر|أكتوبر|اكتوبر|نوفمبر|ديسمبر"
)
NETWORKS = (
    r"facebook|fb|twitter|x|x \(twitter\)|x/twitter|instagram|insta|youtube|you tube|linkedin"
    r"|linked in|pinterest|tumblr|reddit|whatsapp|whats app|telegram|tiktok|tik tok|snapchat"
    r"|threads|mastodon|bluesky|google\+|google plus|google|rss|rss feed|flipboard|google news"
    r"|apple news|vk|vkontakte|вконтакте|вк|одноклассники|одноклассниках|odnoklassniki|ok\.ru|xing"
    r"|line|weibo|sina weibo|wechat|qq|qzone|email|e-mail|messenger|facebook messenger|viber|skype"
    r"|digg|delicious|del\.icio\.us|stumbleupon|stumble upon|pocket|buffer|evernote|hacker news"
    r"|kakaotalk|kakaostory|naver|hatena|mixi|twitch|discord|vimeo|soundcloud|spotify|flickr"
    r"|apple podcasts|itunes|feedly|bloglovin'?|blogger|livejournal|myspace|parler|gab|gettr"
    r"|truth social|substack|meneame|menéame|wykop|фейсбуке?|твиттере?|телеграме?|ютубе?|дзене?"
    r"|яндекс дзен|instagrame?|facebooku|twitteru|微博|微信|人人网|豆瓣|フェイスブック|ツイッター"
    r"|インスタグラム|페이스북|트위터|카카오톡|네이버|فيسبوك|تويتر|واتساب|تيليجرام|انستغرام|يوتيوب"
)
_DAY = r"[0-3]?[0-9](?:st|nd|rd|th|er|º|ª|\.)?"
_MONTH = rf"(?:{MONTHS})\.?"
_YEAR = "(?:19|20)[0-9]{2}"

PLACEHOLDERS = {
    "{n}": rf"(?:{_DIGIT}+(?:[.,' ]{_DIGIT}+)*"
    r"(?: ?(?:k|m|mn|mln|mio|tsd|tys|mil|b|тыс|млн|万|億|亿|천|만|%)\.?)?\+?)",
    "{name}": _NAME,
    "{Name}": _NAME,
    "{network}": rf"(?:{NETWORKS})",
    "{time}": r"(?:(?:[0-2]?[0-9][:.h][0-5][0-9](?::[0-5][0-9])?(?: ?[ap]\.?m\.?)?"
    r"|[01]?[0-9] ?[ap]\.?m\.?)(?: (?:[a-z]{2,4}|мск))?)",
    "{date}": rf"(?:(?:(?:{_WEEKDAYS})\.?,? )?(?:"
    rf"{_DAY} (?:de |of )?{_MONTH}(?:,? (?:del? )?{_YEAR}(?: г\.?| р\.?)?)?"
    rf"|{_MONTH} {_DAY}(?:,? {_YEAR})?"
    r"|[0-3]?[0-9][-/.] ?[0-3]?[0-9][-/.] ?(?:[0-9]{4}|[0-9]{2})\.?"
    rf"|{_YEAR}[-/.] ?[0-3]?[0-9][-/.] ?[0-3]?[0-9]\.?"
    rf"|{_YEAR} ?年 ?[0-9]+ ?月 ?[0-9]+ ?日(?: ?\([日月火水木金土]\))?"
    rf"|{_YEAR} ?년 ?[0-9]+ ?월 ?[0-9]+ ?일))",
}
"""What may stand for a placeholder: RE2 over folded text, one group each."""
_CASED_NAME = rf"(?-i:{_CAPITAL}(?:(?: {_WORD}){{0,2}} {_CAPITAL})?)"
"""What may stand for {Name} where the case of letters is kept."""

_PLAIN = str.maketrans(PLAIN_LETTERS)
_PLACEHOLDER = re.compile("|".join(map(re.escape, PLACEHOLDERS)))
_SPECIAL = re.compile(r"[\\.+*?()|\[\]{}^$]")


def split_phrases(phrases: Iterable[str]) -> tuple[list[str], list[str]]:
    """The phrases without a placeholder and those with one, folded as blocks are."""
    plain: list[str] = []
    open_: list[str] = []
    for phrase in phrases:
        folded = fold(phrase)
        (open_ if _PLACEHOLDER.search(folded) else plain).append(folded)
    return plain, open_


def phrases_template(folded: Iterable[str]) -> str:
    """The template of any of the folded phrases; empty for none.

    Phrases that are alike from their first placeholder on share what follows, and what follows the
    same beginnings shares these: a copy of `{date}` in each would take RE2 half a second.
    """
    heads: dict[tuple[str, str], list[str]] = {}
    for phrase in folded:
        head, placeholder, tail = _split(phrase)
        heads.setdefault((placeholder, tail), []).append(_quote(head))
    tails: dict[tuple[str, str], list[str]] = {}
    for (placeholder, tail), alike in heads.items():
        tails.setdefault(("|".join(sorted(alike)), placeholder), []).append(_quote_tail(tail))
    groups = (f"(?:{head}){held}(?:{'|'.join(tail)})" for (head, held), tail in tails.items())
    return "|".join(groups)


def _split(phrase: str) -> tuple[str, str, str]:
    """What stands before the first placeholder, this, and what stands behind."""
    found = _PLACEHOLDER.search(phrase)
    return (phrase[: found.start()], found[0], phrase[found.end() :]) if found else (phrase, "", "")


def _quote_tail(tail: str) -> str:
    head, placeholder, rest = _split(tail)
    return f"{_quote(head)}{placeholder}{_quote_tail(rest) if rest else ''}"


def fill(template: str) -> str:
    """The RE2 pattern of a template: its placeholders filled in."""
    return plain(_PLACEHOLDER.sub(lambda found: PLACEHOLDERS[found[0]], template))


def plain(pattern: str) -> str:
    """The same over letters as folded text has them."""
    return pattern.translate(_PLAIN)


def cased_template(text: str) -> str:
    """A rule's `text` over what is folded but for its case; empty where that tells nothing."""
    return f"(?i:{text.replace('{Name}', _CASED_NAME)})" if "{Name}" in text else ""


def _quote(literal: str) -> str:
    """The literal for RE2, which, unlike re, takes no backslash before letters beyond ASCII."""
    return _SPECIAL.sub(r"\\\g<0>", literal)
