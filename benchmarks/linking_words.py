"""Common names, streets, trades and legal forms of six languages, for `linking_held`: general knowledge, no list of anybody's."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Final

Words = Sequence[str]


def _of(text: str) -> Words:
    return tuple(text.split())


GIVEN: Final[Mapping[str, Mapping[str, Words]]] = {
    "de": {
        "f": _of("Anna Ursula Sabine Petra Monika Renate Karin Susanne Claudia Birgit Andrea Martina Katharina Elisabeth Johanna Jürgen-Maria "
        "Käthe Heike Gabriele Ingrid Lena Sophie Marie Franziska"),
        "m": _of("Peter Michael Thomas Wolfgang Klaus Jürgen Günther Manfred Jörg Stefan Andreas Bernd Matthias Christian Alexander Maximilian "
        "Johannes Friedrich Uwe Frank Heinz Rainer Björn Sönke"),
    },
    "en": {
        "f": _of("Margaret Susan Elizabeth Mary Catherine Patricia Jennifer Barbara Deborah Rebecca Christine Alison Victoria Samantha Joan Emily "
        "Charlotte Philippa Siobhan Geraldine"),
        "m": _of("William Robert Richard James John Michael Christopher Edward Thomas Anthony Andrew Nicholas Stephen Matthew Benjamin Daniel Gregory "
        "Joseph Kenneth Geoffrey Alexander"),
    },
    "fr": {
        "f": _of("Marie Françoise Hélène Chloé Isabelle Nathalie Sylvie Céline Aurélie Geneviève Anaïs Mathilde Élodie Camille Zoé"),
        "m": _of("Jean Pierre François Jérôme Étienne Frédéric Stéphane Benoît Guillaume Loïc Sébastien Hervé Yves Mathieu René"),
    },
    "es": {
        "f": _of("María Carmen Dolores Concepción Ángela Lucía Inés Begoña Rocío Pilar Mercedes Nuria Sofía Beatriz"),
        "m": _of("José Antonio Francisco Jesús Ángel Joaquín Ramón Íñigo Andrés Martín Raúl Óscar Sergio Ignacio"),
    },
    "pl": {
        "f": _of("Anna Małgorzata Agnieszka Katarzyna Barbara Elżbieta Zofia Joanna Grażyna Łucja Bożena Halina"),
        "m": _of("Piotr Krzysztof Andrzej Stanisław Paweł Łukasz Wojciech Grzegorz Zbigniew Michał Józef Mirosław"),
    },
    "zh": {"f": _of("秀兰 敏 丽 芳 静 燕 小梅 桂英 丽华 英 丹 雪"), "m": _of("伟 军 强 磊 建国 志强 海涛 超 明 峰 国栋 勇")},
}  # fmt: skip
SURNAMES: Final[Mapping[str, Words]] = {
    "de": _of("Müller Schmidt Schneider Fischer Weber Meyer Wagner Becker Schulz Hoffmann Schäfer Koch Bauer Richter Klein Wolf Schröder Neumann "
    "Schwarz Zimmermann Krüger Hofmann Lange Köhler Böhm Groß Jäger Pfeiffer Kühn Öztürk Vogelsang Thiel Käßmann Weißgerber"),
    "en": _of("Smith Jones Taylor Brown Williams Wilson Johnson Davies Robinson Wright Thompson Evans Walker White Roberts Green Hall Clarke Phillips "
    "O'Brien MacDonald Hughes Fitzgerald Ainsworth Whitaker Carruthers Pemberton Haythornthwaite"),
    "fr": _of("Martin Bernard Dubois Thomas Robert Petit Durand Leroy Moreau Lefèvre Fournier Mercier Dupont Rousseau Blanchard Gauthier Chevalier "
    "Bélanger Lemaître D'Aubigné Guérin Sauvage"),
    "es": _of("García Fernández González Rodríguez López Martínez Sánchez Pérez Gómez Núñez Jiménez Ibáñez Ordóñez Muñoz Castaño Echeverría "
    "Zubizarreta"),
    "pl": _of("Nowak Kowalski Wiśniewski Wójcik Kamiński Lewandowski Zieliński Szymański Woźniak Dąbrowski Kozłowski Jankowski Mazur Krawczyk "
    "Grabowski Pawłowski Źródlak"),
    "zh": _of("王 李 张 刘 陈 杨 赵 黄 周 吴 徐 孙 朱 马 胡 郭 林 何 高 罗"),
}  # fmt: skip
#: What somebody is called instead; shorter lists than anybody uses.
SHORT: Final[Mapping[str, str]] = {
    "William": "Bill", "Robert": "Bob", "Richard": "Dick", "Edward": "Ted", "Margaret": "Peggy", "Elizabeth": "Betty", "Catherine": "Kate",
    "Patricia": "Pat", "Jennifer": "Jenny", "Deborah": "Debbie", "Rebecca": "Becky", "Victoria": "Vicky", "Samantha": "Sam", "James": "Jim",
    "John": "Jack", "Michael": "Mike", "Christopher": "Chris", "Thomas": "Tom", "Anthony": "Tony", "Nicholas": "Nick", "Stephen": "Steve",
    "Matthew": "Matt", "Benjamin": "Ben", "Daniel": "Danny", "Gregory": "Greg", "Joseph": "Joe", "Kenneth": "Ken", "Alexander": "Alex",
    "Susan": "Sue", "Barbara": "Babs", "Katharina": "Kathi", "Elisabeth": "Lisa", "Johannes": "Hans", "Friedrich": "Fritz", "Maximilian": "Max",
    "Matthias": "Matze", "Wolfgang": "Wolf", "Franziska": "Franzi", "Gabriele": "Gabi", "Susanne": "Susi", "Francisco": "Paco", "José": "Pepe",
    "Dolores": "Lola", "Concepción": "Concha", "Ignacio": "Nacho", "Jesús": "Chus", "Małgorzata": "Gosia", "Katarzyna": "Kasia",
    "Agnieszka": "Aga", "Krzysztof": "Krzysiek", "Stanisław": "Staszek", "Joanna": "Asia", "Elżbieta": "Ela", "Grzegorz": "Grzesiek",
}  # fmt: skip
STREETS: Final[Mapping[str, Words]] = {
    "de": ("{}straße", "{}weg", "Am {}hof", "{}-Allee", "Alte {}gasse"), "en": ("{} Street", "{} Road", "{} Lane", "{} Avenue", "{} Close"),
    "fr": ("rue {}", "avenue {}", "place {}", "chemin {}", "impasse {}"), "es": ("Calle {}", "Avenida {}", "Plaza {}", "Paseo {}"),
    "pl": ("ul. {}", "al. {}", "pl. {}", "os. {}"), "zh": ("{}家路", "{}家街", "{}家大道"),
}  # fmt: skip
CITIES: Final[Mapping[str, Sequence[tuple[str, str]]]] = {
    "de": (("Berlin", "10"), ("München", "80"), ("Köln", "50"), ("Düsseldorf", "40"), ("Nürnberg", "90"), ("Lübeck", "23"), ("Görlitz", "02")),
    "en": (("London", "EC1"), ("Leeds", "LS2"), ("Bristol", "BS1"), ("Newcastle upon Tyne", "NE1"), ("St Albans", "AL1"), ("York", "YO1")),
    "fr": (("Paris", "75"), ("Lyon", "69"), ("Orléans", "45"), ("Besançon", "25"), ("Saint-Étienne", "42"), ("Nîmes", "30")),
    "es": (("Madrid", "28"), ("Málaga", "29"), ("Cádiz", "11"), ("La Coruña", "15"), ("Logroño", "26"), ("Jaén", "23")),
    "pl": (("Warszawa", "00"), ("Kraków", "30"), ("Łódź", "90"), ("Wrocław", "50"), ("Poznań", "60"), ("Gdańsk", "80")),
    "zh": (("北京", "100"), ("上海", "200"), ("广州", "510"), ("成都", "610"), ("西安", "710")),
}  # fmt: skip
#: How a company's core is made: of one or two surnames and a trade.
COMPANY: Final[Mapping[str, Words]] = {
    "de": ("{0} {2}", "{0} & {1}", "{0} & {1} {2}", "{0} {2} {1}"), "en": ("{0} {2}", "{0} & {1}", "{0} {1} {2}", "The {0} {2}"),
    "fr": ("{2} {0}", "{0} & {1}", "Établissements {0}", "{0} {2}"), "es": ("{2} {0}", "{0} y {1}", "Hermanos {0} {2}", "{2} {0} {1}"),
    "zh": ("华{0}{2}", "泰{1}{2}", "{0}氏{2}", "鑫{1}源{2}", "恒{0}通{2}"),
}  # fmt: skip
#: Trades as they are written out, and short.
TRADES: Final[Mapping[str, Sequence[tuple[str, str]]]] = {
    "de": (("Maschinenbau", "Masch.bau"), ("Elektrotechnik", "Elektro"), ("Bauunternehmung", "Bau"), ("Immobilien", "Immob."),
           ("Handelsgesellschaft", "Handelsges."), ("Logistik", "Log."), ("Spedition", "Sped.")),
    "en": (("Engineering", "Eng."), ("Manufacturing", "Mfg"), ("Technologies", "Tech"), ("International", "Intl"), ("Services", "Svcs"),
           ("Holdings", "Hldgs"), ("Brothers", "Bros")),
    "fr": (("Transports", "Transp."), ("Bâtiment", "Bat."), ("Électricité", "Élec."), ("Services", "Sces"), ("Distribution", "Distrib.")),
    "es": (("Construcciones", "Constr."), ("Transportes", "Tptes"), ("Distribuciones", "Distr."), ("Electricidad", "Elec."), ("Asesores", "Ases.")),
    "zh": (("科技", "技术"), ("贸易", "商贸"), ("电子", "电器"), ("建设", "建筑"), ("物流", "运输"), ("食品", "食业")),
}  # fmt: skip
#: A legal form as the register has it, and other ways to write the same.
FORMS: Final[Mapping[str, Sequence[Words]]] = {
    "de": (("GmbH", "G.m.b.H.", "Gesellschaft mit beschränkter Haftung", "gmbh"), ("GmbH & Co. KG", "GmbH und Co KG", "GmbH & Co. Kommanditgesellschaft"),
           ("AG", "Aktiengesellschaft"), ("e.K.", "eingetragener Kaufmann"), ("UG (haftungsbeschränkt)", "UG"), ("eG", "eingetragene Genossenschaft")),
    "en": (("Limited", "Ltd", "Ltd.", "LTD"), ("PLC", "plc", "Public Limited Company"), ("LLP", "Limited Liability Partnership"),
           ("Inc.", "Incorporated", "Inc"), ("LLC", "L.L.C.")),
    "fr": (("SARL", "S.A.R.L.", "Société à responsabilité limitée"), ("SAS", "S.A.S.", "Société par actions simplifiée"), ("SA", "Société anonyme"),
           ("EURL", "E.U.R.L.")),
    "es": (("S.L.", "SL", "Sociedad Limitada"), ("S.A.", "SA", "Sociedad Anónima"), ("S.L.U.", "SLU"), ("S. Coop.", "Sociedad Cooperativa")),
    "zh": (("有限公司", "有限责任公司"), ("股份有限公司", "股份公司"), ("集团有限公司", "集团")),
}  # fmt: skip
#: How a name in characters is written in Wade-Giles and by the offices of Hong Kong.
ROMANISED: Final[Mapping[str, tuple[str, str]]] = {
    "王": ("Wang", "Wong"), "李": ("Li", "Lee"), "张": ("Chang", "Cheung"), "刘": ("Liu", "Lau"), "陈": ("Ch'en", "Chan"), "杨": ("Yang", "Yeung"),
    "赵": ("Chao", "Chiu"), "黄": ("Huang", "Wong"), "周": ("Chou", "Chow"), "吴": ("Wu", "Ng"), "徐": ("Hsu", "Tsui"), "孙": ("Sun", "Suen"),
    "朱": ("Chu", "Chu"), "马": ("Ma", "Ma"), "胡": ("Hu", "Wu"), "郭": ("Kuo", "Kwok"), "林": ("Lin", "Lam"), "何": ("Ho", "Ho"), "高": ("Kao", "Ko"),
    "罗": ("Lo", "Law"), "秀兰": ("Hsiu-lan", "Sau Lan"), "敏": ("Min", "Man"), "丽": ("Li", "Lai"), "芳": ("Fang", "Fong"), "静": ("Ching", "Ching"),
    "燕": ("Yen", "Yin"), "小梅": ("Hsiao-mei", "Siu Mui"), "桂英": ("Kuei-ying", "Kwai Ying"), "丽华": ("Li-hua", "Lai Wah"), "英": ("Ying", "Ying"),
    "丹": ("Tan", "Tan"), "雪": ("Hsueh", "Suet"), "伟": ("Wei", "Wai"), "军": ("Chun", "Kwan"), "强": ("Ch'iang", "Keung"), "磊": ("Lei", "Lui"),
    "建国": ("Chien-kuo", "Kin Kwok"), "志强": ("Chih-ch'iang", "Chi Keung"), "海涛": ("Hai-t'ao", "Hoi To"), "超": ("Ch'ao", "Chiu"),
    "明": ("Ming", "Ming"), "峰": ("Feng", "Fung"), "国栋": ("Kuo-tung", "Kwok Tung"), "勇": ("Yung", "Yung"),
}  # fmt: skip
#: What the ear takes for what, what the eye does, and which keys lie beside each other.
HEARD: Final = (
    ("ph", "f"), ("ck", "k"), ("tt", "t"), ("ss", "s"), ("ß", "ss"), ("ei", "ai"), ("ie", "i"), ("th", "t"), ("y", "i"), ("z", "s"), ("c", "k"),
    ("v", "f"), ("ll", "l"), ("mm", "m"), ("nn", "n"), ("dt", "t"), ("sz", "sch"), ("w", "v"),
)  # fmt: skip
CONFUSED: Final = (
    ("rn", "m"), ("cl", "d"), ("vv", "w"), ("ü", "u"), ("ö", "o"), ("ä", "a"), ("é", "e"), ("ñ", "n"), ("ł", "l"), ("ó", "o"), ("í", "i"), ("ń", "n"),
    ("l", "i"), ("e", "c"), ("u", "v"), ("h", "b"),
)  # fmt: skip
KEYS: Final[Mapping[str, str]] = {
    "a": "sq", "b": "vn", "c": "xv", "d": "sf", "e": "wr", "f": "dg", "g": "fh", "h": "gj", "i": "uo", "j": "hk", "k": "jl", "l": "k", "m": "n",
    "n": "bm", "o": "ip", "p": "o", "r": "et", "s": "ad", "t": "rz", "u": "yi", "v": "cb", "w": "qe", "x": "zc", "y": "tu", "z": "tx",
}  # fmt: skip
