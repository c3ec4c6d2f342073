"""The codes of ISO 639-1, and which of them was meant by something else."""

from __future__ import annotations

from functools import cache

_ISO_639_1 = """
aa ab ae af ak am an ar as av ay az ba be bg bh bi bm bn bo br bs ca ce ch co cr cs cu cv cy da de dv dz ee el en eo es
et eu fa ff fi fj fo fr fy ga gd gl gn gu gv ha he hi ho hr ht hu hy hz ia id ie ig ii ik io is it iu ja jv ka kg ki kj
kk kl km kn ko kr ks ku kv kw ky la lb lg li ln lo lt lu lv mg mh mi mk ml mn mr ms mt my na nb nd ne ng nl nn no nr nv
ny oc oj om or os pa pi pl ps pt qu rm rn ro ru rw sa sc sd se sg si sk sl sm sn so sq sr ss st su sv sw ta te tg th ti
tk tl tn to tr ts tt tw ty ug uk ur uz ve vi vo wa wo xh yi yo za zh zu
"""
# Country codes and names that are written for a language.
_MEANT = """
us=en gb=en english=en at=de german=de deutsch=de ua=uk ukrainian=uk cn=zh chinese=zh cz=cs jp=ja gr=el dk=da
french=fr spanish=es arabic=ar italian=it portuguese=pt polish=pl russian=ru
"""


@cache
def languages() -> frozenset[str]:
    """Return the two-letter codes of ISO 639-1."""
    return frozenset(_ISO_639_1.split())


def likely(value: object) -> str:
    """Return the code that was probably meant by what is none; English where that cannot be told."""
    meant = dict(pair.split("=") for pair in _MEANT.split()).get(str(value).lower(), str(value).lower()[:2])
    return meant if meant in languages() else "en"
