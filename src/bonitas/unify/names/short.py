"""Short names: what people are called for what stands in their papers. Bob and Robert are compared as one given name.

A table of general knowledge, of short names in nine languages of Europe; it is far from complete. A short form that stands for several names (Alex, Sam, Chris)
is kept with the most usual one. It decides nothing alone: it makes two given names alike, as a slip of the pen would.
"""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType
from typing import Final

#: The full name, and what its bearers are called, as `plain` writes both.
_CALLED: Final = """
robert: bob bobby rob robbie bert | william: bill billy will willie liam | richard: dick rick ricky rich richie | edward: ed eddie ted teddy ned
margaret: peggy peg maggie meg madge greta | elizabeth: betty beth liz lizzie eliza bess betsy | catherine: kate cathy katie kitty cath
katherine: kathy kat kay | patricia: pat patty tricia trish | jennifer: jenny jen | deborah: debbie deb debby | rebecca: becky becca
victoria: vicky vicki tori | samantha: sam sammy | james: jim jimmy jamie | john: jack johnny jon | michael: mike mick mickey michi
christopher: chris kit | thomas: tom tommy | anthony: tony | nicholas: nick nicky klaus niko | stephen: steve | steven: stevie | matthew: matt
benjamin: ben benny benji | daniel: dan danny | gregory: greg | joseph: joe joey | kenneth: ken kenny | alexander: alex sandy sascha xander aleks sasha
susan: sue susie | barbara: babs barb | charles: charlie chuck charly | henry: harry hank | lawrence: larry laurie | andrew: andy drew | frederick: fred freddie
ronald: ron ronnie | donald: don donnie | raymond: ray | theodore: theo | timothy: tim timmy | walter: wally walt | albert: al bertie | leonard: len lenny
dorothy: dot dolly dottie | frances: fran francie | florence: flo florrie | mary: molly polly mae | sarah: sally sadie | helen: nell nellie
eleanor: nora ellie | abigail: abby gail
amanda: mandy | cynthia: cindy | jacqueline: jackie | josephine: jo josie | judith: judy | kimberly: kim | pamela: pam | sandra: sandie
katharina: kathi kathrin kati trine | elisabeth: lisa elli lisbeth sissi liesel elsbeth | johannes: hans hannes | friedrich: fritz fiete | maximilian: max maxi
matthias: matze hias | wolfgang: wolf wolfi | franziska: franzi | gabriele: gabi | susanne: susi sanne | josef: sepp jupp pepi | georg: schorsch
heinrich: heinz heiner hinnerk | ludwig: lutz | margarete: gretchen gretel grete | ursula: uschi ulla | christina: christl tina | magdalena: leni lena magda
stefan: steff | andreas: andi | sebastian: basti | benedikt: bene | dieter: didi | manfred: manni | gunther: gunter | reinhard: reini | joachim: jochen achim
francisco: paco pancho curro fran | jose: pepe | dolores: lola loli | concepcion: concha conchi | ignacio: nacho | jesus: chus chuy | guadalupe: lupe
enrique: quique | eduardo: lalo | rosario: charo | pilar: pili | mercedes: merche | isabel: isa chabela | antonio: tono toni | manuel: manolo | roberto: beto
malgorzata: gosia malgosia | katarzyna: kasia | agnieszka: aga | krzysztof: krzysiek krzys | stanislaw: staszek stasiek | joanna: asia | elzbieta: ela
grzegorz: grzesiek | andrzej: andrzejek jedrek | tomasz: tomek | wojciech: wojtek | zofia: zosia | aleksandra: ola | jan: janek jas | pawel: pawelek
giuseppe: beppe peppe pino | giovanni: gianni nino vanni | francesco: ciccio checco franco | luigi: gigi gino | salvatore: toto turi | domenico: mimmo
mikhail: misha | ivan: vanya | dmitry: dima mitya | dmitrii: dimitri | sergei: seryozha | nikolai: kolya | vladimir: vova volodya | ekaterina: katya katia
anastasia: nastya | tatiana: tanya | natalia: natasha | svetlana: sveta | elena: lena | olga: olya | johanna: hanna jopie | cornelis: kees cor | jacobus: koos
hendrik: henk | wilhelmus: wim | adrianus: arie janus | joao: joaozinho | maria: mia mitzi | anna: anni annie | jean: jeannot | genevieve: ginette
francois: fanfan
"""


def _table() -> Mapping[str, str]:
    found: dict[str, str] = {}
    for entry in _CALLED.replace("\n", " | ").split("|"):
        full, colon, short = entry.partition(":")
        if colon:
            found |= {word: full.strip() for word in short.split() if word not in found}
    return MappingProxyType(found)


SHORT: Final = _table()


def full_of(given: str) -> str:
    """A plain given name with each short name in it written out.

    >>> full_of("bob"), full_of("anna lisa"), full_of("robert"), full_of("xiaoming")
    ('robert', 'anna elisabeth', 'robert', 'xiaoming')
    """
    return " ".join(SHORT.get(word, word) for word in given.split())
