"""How a page's text and a rule's wording are made comparable: one folding for both. Nothing here decides anything."""

from __future__ import annotations

import re
import string
import unicodedata
from functools import lru_cache

_SAME = {
    "'": "’‘‚‛ʼʹ`´′＇׳",
    '"': "“”„‟«»″〝〞＂「」｢｣״",
    "-": "‐‑‒–—―−־",
    " ": "\u00a0\u2007\u2009\u200a\u202f\u3000",
    "": "\u00ad\u200b\u200c\u200d\u200e\u200f\u2060\ufeff\u0640『』《》〈〉",
    ",": "،、٬", ";": "؛", "?": "؟", ".": "।॥۔٫", "...": "…", "|": "·•・･", "[": "【〔〖", "]": "】〕〗",
    ": ": "：", ". ": "。", "! ": "！", "? ": "？", ":": "\u0903", "\u0902": "\u0901",
    "l": "ł", "L": "Ł", "o": "ø", "O": "Ø", "d": "đ", "D": "Đ", "i": "ı", "ss": "ß", "ae": "æ", "AE": "Æ", "oe": "œ",
    "ي": "ىی", "ك": "ک", "ه": "ةہۂۀە",
}  # fmt: skip
_ZEROS = "\u0660\u06f0\u0966\u09e6\u0e50"
"""The zeros of Arabic, Persian, Hindi, Bengali and Thai; the other digits follow each."""
_VIETNAMESE = "ƠơƯư" + "".join(map(chr, range(0x1EA0, 0x1EFA)))
"""Letters whose accents tell words apart (*bạn* you, *bàn* table): they stay while the others lose theirs."""
_TRADITIONAL = (
    "閱讀聞報導關聯訂點擊連結鏈視頻圖評論話題專欄編輯記攝為請歡總權轉載許廣貼聲與們這還會員費註冊錄帳"
    "帐號碼網頁體檔時間發佈後國內開啟薦獨優質贊讚額單個則條隨變選擇設聽觀賞歷資訊訪問錯誤謝絕過來對應"
    "該從將讓幫動態夥張頭熱門類別標籤簽鍵詞屬於節劃計業務獲勵嚴經濟參討繫絡電郵遞週義寫譯審稱說説強調"
    "認籲勸囑據師書畫見親愛護運維繼續難錢財團雜誌實戶數覽瀏顯擴縮閉輸隱協議裝軟館語樣產價賣買贈陸眾蹤"
    "臉絲組區級滿萬億種處須顧畢達遊兩簡檢舉掃識長鐘鍾進階裡裏麼嗎誰購責剛幾無暫餘禮統雲準當複覆製獎講"
    "課證勢灣陳葉劉東馬龍黃鄧趙吳鄭蔣孫楊羅盧蕭鄒賴"
)
_SIMPLIFIED = (
    "阅读闻报导关联订点击连结链视频图评论话题专栏编辑记摄为请欢总权转载许广贴声与们这还会员费注册录账"
    "账号码网页体档时间发布后国内开启荐独优质赞赞额单个则条随变选择设听观赏历资讯访问错误谢绝过来对应"
    "该从将让帮动态伙张头热门类别标签签键词属于节划计业务获励严经济参讨系络电邮递周义写译审称说说强调"
    "认吁劝嘱据师书画见亲爱护运维继续难钱财团杂志实户数览浏显扩缩闭输隐协议装软馆语样产价卖买赠陆众踪"
    "脸丝组区级满万亿种处须顾毕达游两简检举扫识长钟钟进阶里里么吗谁购责刚几无暂余礼统云准当复复制奖讲"
    "课证势湾陈叶刘东马龙黄邓赵吴郑蒋孙杨罗卢萧邹赖"
)
"""The Chinese letters of page furniture that have two forms, one of Taiwan and Hong Kong; all others stay apart."""
_SHELTER = 0x10F100
_TABLE = (
    {ord(variant): plain for plain, variants in _SAME.items() for variant in variants}
    | str.maketrans(_TRADITIONAL, _SIMPLIFIED)
    | {ord(zero) + i: str(i) for zero in _ZEROS for i in range(10)}
    | {ord(letter): _SHELTER + i for i, letter in enumerate(_VIETNAMESE)}
    | {_SHELTER + i: letter for i, letter in enumerate(_VIETNAMESE)}
)
_ACCENTS = re.compile(
    "[\u0300-\u036f\u0591-\u05bd\u05bf\u05c1\u05c2\u05c4\u05c5\u05c7\u0610-\u061a\u064b-\u065f\u0670\u06d6-\u06ed\u093c]"
)
_NASAL = re.compile("[\u0919\u091e\u0923\u0928\u092e]\u094d(?=[\u0915-\u092d])")
"""The Hindi spelling of a nasal that *\u0902* stands for as well."""
_GERSHAYIM = re.compile('(?<=[א-ת])"(?=[א-ת]{1,3}(?![א-ת"]))')
"""The mark of a Hebrew abbreviation, which no quotation begins with."""
_BEYOND_ASCII = re.compile(r"[^\x00-\x7f]+")
_SIGNS = re.compile(r"[\u3005\u3040-\u30ff\u3400-\u9fff\uf900-\ufaff]")
_SYLLABLES = re.compile(r"[\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff]")
_APART = re.compile(
    r"[\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff\u3005\u3040-\u30ff\u3400-\u9fff\uac00-\ud7af\uf900-\ufaff]"
)
"""Letters that words of any length are made of without blanks, or with blanks here and not there, as in Korean."""
_JOINTS = re.compile(r"[^\w'\u0900-\u0dff\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff]+")
_ASCII_JOINTS = {ord(char): " " for char in string.punctuation + string.whitespace if char not in "'_"}
_QUOTED = re.compile(r'"[^"]*(?:"|$)')
_SPARSE = 1.25
_REMEMBERED = 4096
_OPENING = frozenset("\"'©®#@$€£")
_CLOSING = frozenset("%")


def fold(text: str) -> str:
    """Return text or a pattern without accents, typographic marks and spelling variants of the same letter.

    Case stays. Arabic and Hebrew lose their vowel signs; Cyrillic й and ё become и and е; digits become ASCII ones; full-width
    stops and colons get a blank behind them. Vietnamese letters that no other language has stay.
    """
    if text.isascii():
        return text
    if len(text.encode()) < _SPARSE * len(text):
        return _BEYOND_ASCII.sub(_folded_run, text)
    return _folded(text)


def _folded(text: str) -> str:
    bare = _ACCENTS.sub("", unicodedata.normalize("NFKD", text.translate(_TABLE)))
    plain = unicodedata.normalize("NFC", bare).translate(_TABLE)
    spelled = _NASAL.sub("\u0902", plain) if "\u094d" in plain else plain
    return _GERSHAYIM.sub("'", spelled) if '"' in spelled else spelled


_remembered = lru_cache(maxsize=_REMEMBERED)(_folded)


def _folded_run(found: re.Match[str]) -> str:
    return _remembered(found[0]) if len(found[0]) == 1 else _folded(found[0])


def core(folded: str) -> str:
    """Return folded text without ornaments, arrows and punctuation at its ends; an opening quotation mark stays."""
    if folded and folded[0].isalnum() and folded[-1].isalnum():
        return folded
    start, end = 0, len(folded)
    while start < end and not _solid(folded[start], _OPENING):
        start += 1
    while end > start and not _solid(folded[end - 1], _CLOSING):
        end -= 1
    return folded[start:end]


def _solid(char: str, kept: frozenset[str]) -> bool:
    return char.isalnum() or char in kept or unicodedata.category(char).startswith("M")


def count(text: str) -> int:
    """Count the words; scripts without spaces count two signs as a word, or five where a sign is less than a syllable."""
    spaced = len(text.split())
    if text.isascii():
        return spaced
    return spaced + len(_SIGNS.findall(text)) // 2 + len(_SYLLABLES.findall(text)) // 5


def tokens(folded: str) -> str:
    """Return lower-case words each with a space on both sides, so that a wording is found as a plain substring.

    Where blanks do not tell words apart, every letter counts as one.
    """
    if folded.isascii():
        return f" {' '.join(folded.lower().translate(_ASCII_JOINTS).split())} "
    spaced = _APART.sub(r" \g<0> ", folded)
    return f" {' '.join(_JOINTS.sub(' ', spaced.lower()).split())} "


def unquoted(folded: str) -> str:
    """Return the text without what stands in quotation marks: the outlet speaks outside of them."""
    return _QUOTED.sub(" ", folded) if '"' in folded else folded
