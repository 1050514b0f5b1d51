"""The Chinese phrases of registers, of records passed on, and of supplements."""

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

PASSED: Final = {
    "h.passed": "转记的内容",
    "passed.how": "依下列规则生成的是独立的记录。每条写明依据的规则及其来源（记录或年份），并可如其他记录一样提出异议。转记所得的记录不再转记。",
    "passed.spill": "由{records}，为{whom}生成{made}，日期相同。",
    "passed.same": "同类且内容相同的一条记录",
    "passed.kind": "一条{kind}类记录",
    "passed.counterparty": "其对方",
    "passed.counterparty.of": "当日仍持续的{kind}类记录的每一对方",
    "passed.subject.of": "当日有仍持续的{kind}类记录且以该主体为对方的每一人",
    "passed.if": "仅当{condition}。",
    "passed.given": "{name}为：{value}。",
    "passed.transfer": "每年{day}，为当日有分数的每一主体生成{made}。",
    "passed.next_day": "其日期为次日。",
    "passed.dated": "其日期为{day}。",
    "passed.dated.later": "其日期为次年{day}。",
    "passed.band": "等级",
    "passed.score": "分数",
    "passed.into": "用于规则书{book}。",
    "day_of_year": "{month}{day}日",
    "decisions.automated": "仅凭评价结果作出决定，无人工参与。",
    "decisions.by_a_person": "由人工作出决定，评价结果只是参考之一。",
    "decisions.none": "评价结果不引起针对任何人的决定。",
    "remedy.contest": "如何提出异议：{words}",
    "remedy.review": "由谁复核：{words}",
    "remedy.authority": "向何处投诉：{words}",
    "withdraws": "{records}所涉主体可申请删除该记录。",
    "withdraws.within": "{records}所涉主体可申请删除该记录，在{time}内办理。",
    "supplement.of": "这是{base}的地方补充：其自有规则标为地方规则，其余均为基础规则书的规则。",
    "supplement.bounds": "地方补充至多可增加{gains}条加分规则和{losses}条减分规则，每条至多{points}。",
    "local": "本条为地方规则，属补充部分。",
}
