"""The Chinese phrases of registers: what is shown, as what, and for how long."""

from __future__ import annotations

from typing import Final

SHOWN: Final = {
    "shown": "公示为{as_}，期限{lapse}。",
    "shown.end": "持续期间公示为{as_}；结束后，期限{lapse}。",
    "shown.various": "公示为{as_}；自{clock}起的期限按{by}确定：{rows}。",
    "shown.end.various": "持续期间公示为{as_}；自{clock}起的期限按{by}确定：{rows}。",
    "shown.removed": "予以删除，不再公示",
    "shown.becomes": "改公示为{as_}",
    "shown.stays": "公示不变",
    "shown.after": "{effect}，但须自{clock}起满{time}",
    "shown.how": "此处公示的内容不加分也不减分。有权查询者在所述期限内可见，期满不再可见。",
    "h.shown": "向他人公示的内容",
    "summary.shows": "本名录公示{who}的记录，用于{context}领域。",
    "rated.nobody": "本规则书不评定任何人：它是一份名录，规定公示谁的什么事项、以何名义、公示多久。",
}
