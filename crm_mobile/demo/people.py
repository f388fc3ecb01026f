"""People of the city: given and family names, drawn so that nobody appears twice."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from random import Random

ENGLISH_GIVEN = """
Abigail Adrian Aisha Alistair Amara Anton Beatrix Bridie Callum Carmen Cedric Cora Dana Declan Delphine Dominic
Edith Elias Elodie Esme Farid Fiona Frances Gareth Gemma Giulia Harriet Hugo Imogen Ines Jasper Joanna Kasper
Keira Lachlan Leila Lorenzo Lucia Magnus Marisol Miriam Nadia Niall Noor Odette Oscar Paloma Patrick Petra
Quentin Rafael Rhiannon Rosa Rupert Sanjay Selina Silas Sofia Stellan Tabitha Theo Tilda Uma Viktor Wanda Xavier
Yusuf Zelda
""".split()
ENGLISH_FAMILY = """
Abernathy Ashdown Barraclough Bellamy Birch Blackwood Borg Calloway Carrick Castellano Chaudhry Coleridge Crowe
Dalgleish Danvers Dimitriou Eastwick Ekström Fairweather Farrugia Fitzroy Galloway Gill Greaves Hallam
Hargreaves Ibrahim Ingram Jardine Kapoor Keating Kovac Lascelles Lockhart Macready Marlowe Mbeki Nakamura Novak
Oakes Papadakis Pemberton Quigley Radcliffe Rossi Salisbury Sato Sinclair Strand Tanaka Thackeray Tremblay
Underhill Vance Vella Wainwright Whitlock Winslow Yates Zammit
""".split()
CHINESE_FAMILY = "王李张刘陈杨赵黄周吴徐孙胡朱高林何郭马罗梁宋郑谢韩唐冯于董萧程曹袁邓许傅沈曾彭吕苏卢蒋蔡贾丁魏薛叶阎余潘杜戴夏钟汪田任姜"  # fmt: skip
CHINESE_GIVEN = """
伟强 秀英 建华 丽娟 志明 玉兰 国栋 晓燕 文杰 美玲 俊峰 雅婷 海涛 春梅 子轩 佳怡 振宇 淑芬 天佑 慧敏
家豪 雪莹 永康 桂香 浩然 诗涵 立新 翠萍 宏亮 婉清 思源 金凤 少华 若兰 德胜 嘉欣 成龙 月娥 启航 梦瑶
广志 红霞 一鸣 静雯 树林 巧云 泽宇 锦绣 柏林 秋菊 景明 欣悦 万成 晓彤 耀祖 惠珍 明轩 紫薇 阿福 小玲
""".split()


def english_people(random: Random) -> Iterator[str]:
    """Full English names without end and without repetition."""
    return _without_repetition(random, ENGLISH_GIVEN, ENGLISH_FAMILY, "{0} {1}")


def chinese_people(random: Random) -> Iterator[str]:
    """Full Chinese names, family name first, without repetition."""
    return _without_repetition(random, CHINESE_GIVEN, CHINESE_FAMILY, "{1}{0}")


def _without_repetition(random: Random, given: Sequence[str], family: Sequence[str], form: str) -> Iterator[str]:
    seen: set[str] = set()
    while len(seen) < len(given) * len(family):
        name = form.format(random.choice(given), random.choice(family))
        if name not in seen:
            seen.add(name)
            yield name


def address_of(name: str, title: tuple[str, str]) -> str:
    """How a rep speaks of that person in a note: Harriet, or 陈老板 and 林经理."""
    if name.isascii() or " " in name:
        return name.split()[0]
    short = {"老板": "老板", "经理": "经理", "总经理": "总", "店长": "店长", "护士长": "护士长", "主厨": "主厨", "牙医": "医生",
             "主治兽医": "医生", "执业药师": "药师", "馆长": "馆长", "总务主任": "主任"}  # fmt: skip
    return name[0] + short.get(
        title[1], "女士" if name[-1] in "英娟兰燕玲婷梅怡芬敏莹香涵萍清凤欣娥瑶霞雯云绣菊悦彤珍薇" else "先生"
    )
