"""The German phrases of the frame: summary, chapters, standing, consequences, changes."""

from __future__ import annotations

from typing import Final

FRAME: Final = {
    "contents": "Inhalt",
    "who.person": "Personen",
    "who.organisation": "Organisationen",
    "who.both": "Personen und Organisationen",
    "summary.rates": "Dieses Regelwerk bewertet {who}, im Zusammenhang {context}.",
    "summary.jurisdictions": "Es ist geschrieben für {codes}.",
    "force.open": "Es ist in Kraft ab {start:dat}.",
    "force.closed": "Es ist in Kraft ab {start:dat} bis einschließlich {last:dat}.",
    "force.none": "Es ist an keinem Tag in Kraft.",
    "force.not_on": "Für den Tag {day} hat es keine Regeln; niemand wird danach bewertet.",
    "force.these": "Es folgen die Regeln, die ab {start:dat} gelten.",
    "force.these.until": "Es folgen die Regeln, die ab {start:dat} bis einschließlich {last:dat} gelten.",
    "summary.version": "Dies ist Version {version} mit der Prüfsumme {hash}: Wer dieselbe Prüfsumme hat, hat dieselben Regeln.",
    "standing.own": "Es ist das eigene Regelwerk eines Betreibers und zur Anwendung bestimmt.",
    "standing.reconstruction": (
        "Es ist ein Nachbau: aus veröffentlichten Quellen erschlossen, nicht herausgegeben von dem Verfahren, das es "
        "beschreibt und dessen eigene Ergebnisse abweichen können."
    ),
    "standing.specimen": (
        "Es ist ein Anschauungsstück: Es läuft nur im Labor mit erfundenen Personen, und niemand wird danach bewertet."
    ),
    "summary.place": "Es gilt oder galt hier: {place}.",
    "summary.grounds": ("Es bewertet heikle Merkmale ({grounds}): Schon deshalb läuft es nur im Labor mit erfundenen Personen."),
    "numbers.published": "Seine Zahlen wurden im Text des Herausgebers oder in einer Abschrift davon gelesen.",
    "numbers.secondary": "Seine Zahlen stammen von anderen, die sie wiedergeben.",
    "numbers.partly_ours": "Ein Teil seiner Zahlen ist nicht veröffentlicht: Diese stammen von uns.",
    "numbers.ours": "Alle inneren Zahlen stammen vom Verfasser selbst.",
    "ground": "Dies bewertet ein heikles Merkmal: {grounds}.",
    "ground.petition": "Eingaben und Beschwerden",
    "ground.speech": "Äußerungen",
    "ground.political_opinion": "politische Meinung",
    "ground.party_life": "Leben in einer Partei",
    "ground.religion": "Religion",
    "ground.ethnicity": "ethnische Herkunft",
    "ground.health": "Gesundheit",
    "ground.sex_life": "Sexualleben",
    "ground.union": "Gewerkschaftszugehörigkeit",
    "ground.biometrics": "biometrische Daten",
    "ground.family_planning": "Familienplanung",
    "ground.relatives": "das Verhalten von Angehörigen",
    "ground.other": "ein anderes heikles Merkmal",
    "summary.zone": "Ein Tag ist ein Tag der Zeitzone {zone}.",
    "rules_of.asked": "Eine Bewertung nimmt die Regeln, die an dem Tag gelten, für den sie erfragt wird.",
    "rules_of.event": (
        "Jeder Eintrag wird nach den Regeln beurteilt, die am Tag des Ereignisses galten; alles andere richtet sich nach "
        "dem Tag, für den die Bewertung erfragt wird."
    ),
    "rated.consent.person": "Eine Person wird nur bewertet, solange ihre Einwilligung in dieses Regelwerk vorliegt.",
    "rated.consent.organisation": "Eine Organisation wird nur bewertet, solange ihre Einwilligung in dieses Regelwerk vorliegt.",
    "rated.consent.both": (
        "Eine Person oder Organisation wird nur bewertet, solange ihre Einwilligung in dieses Regelwerk vorliegt."
    ),
    "rated.notice.person": (
        "Eine Person wird nur bewertet, solange vorliegt, dass sie über dieses Regelwerk benachrichtigt wurde oder in es "
        "eingewilligt hat."
    ),
    "rated.notice.organisation": (
        "Eine Organisation wird nur bewertet, solange vorliegt, dass sie über dieses Regelwerk benachrichtigt wurde oder "
        "in es eingewilligt hat."
    ),
    "rated.notice.both": (
        "Eine Person oder Organisation wird nur bewertet, solange vorliegt, dass sie über dieses Regelwerk benachrichtigt"
        " wurde oder in es eingewilligt hat."
    ),
    "rated.none.person": "Weder Einwilligung noch Benachrichtigung wird verlangt.",
    "rated.none.organisation": "Eine Organisation wird ohne Einwilligung und ohne Benachrichtigung bewertet.",
    "rated.none.both": "Weder Einwilligung noch Benachrichtigung wird verlangt.",
    "rated.otherwise": (
        "Alle anderen werden nicht bewertet: Sie haben keine Punktzahl und keine Stufe, und die Bewertung sagt, warum."
    ),
    "base": "Alle beginnen mit {points:dat}.",
    "base.cases": "Womit jemand beginnt, hängt davon ab; der erste Fall, der passt, zählt:",
    "base.if": "{points}, wenn {condition}",
    "base.else": "{points} in jedem anderen Fall",
    "clauses.how": (
        "Eine Regel gilt für einen Eintrag nur, wenn bekannt ist, wonach sie fragt. Sagt der Eintrag es nicht, bleibt die"
        " Regel außer Betracht, und die Erläuterung der Bewertung vermerkt, dass sie nicht beurteilt werden konnte."
    ),
    "limits.how": (
        "Pluspunkte und Minuspunkte füllen eine Grenze je für sich. Eine Grenze für einen Zeitraum füllt sich in der "
        "Reihenfolge der Tage; was nicht mehr hineinpasst, zählt 0."
    ),
    "gains.freeze": "Pluspunkte können warten müssen; siehe {chapter}.",
    "h.rated": "Wann jemand überhaupt bewertet wird",
    "h.base": "Womit alle beginnen",
    "h.gains": "Was Punkte bringt",
    "h.losses": "Was Punkte abzieht",
    "h.mixed": "Was Punkte bringen oder abziehen kann",
    "h.ceilings": "Was der Stufe eine Obergrenze setzt",
    "h.together": "Wie die Regeln zusammenwirken",
    "h.measured": "Was gemessen wird und was es wert ist",
    "h.measures": "Was gemessen wird",
    "h.also": "Was sonst gemessen wird",
    "h.dimensions": "Dimensionen",
    "h.score": "Wie die Punktzahl entsteht",
    "h.no_score": "Wann es keine Punktzahl gibt",
    "h.bands": "Die Stufen",
    "h.consequences": "Was aus einer Stufe folgt",
    "h.benefits": "Vorteile",
    "h.detriments": "Nachteile",
    "h.disputes": "Fehler, Einwände und erledigte Einträge",
    "h.records": "Die Einträge, die verwendet werden",
    "h.changes": "Was sich wann geändert hat",
    "h.sources": "Quellen",
    "t.value": "Wert",
    "t.points": "Punkte",
    "t.band": "Stufe",
    "t.name": "Name",
    "t.score": "Punktzahl",
    "t.measure": "Nach {measure:dat}",
    "t.needs": "Außerdem nötig",
    "need": "dass {condition}",
    "t.record": "Eintrag",
    "t.context": "Zusammenhang",
    "t.kept": "Aufbewahrt",
    "t.basis": "Rechtsgrundlage",
    "t.rule": "Regel",
    "t.before": "Vorher",
    "t.after": "Von da an",
    "dimensions.how": "Die Dimensionen ergeben zusammen mindestens {low} und höchstens {high}.",
    "dimension.weight": "Ihr Gewicht ist {weight}; sie ergibt höchstens {points}.",
    "dimension.scale": (
        "Sie richtet sich nach {of:dat}: {low} zählt nichts, {high} zählt voll, was dazwischen liegt, zählt anteilig, und"
        " was darüber hinausgeht, zählt wie das nähere Ende."
    ),
    "dimension.missing": "Fehlt der Wert, so zählen {share} davon.",
    "score.sum": "Die Punktzahl ist die Summe aus: {parts}.",
    "part.base": "dem Anfangswert",
    "part.clauses": "den Punkten der Regeln",
    "part.scorecard": "den Punkten für das, was gemessen wird",
    "part.dimensions": "den Punkten der Dimensionen",
    "score.one": "Die Punktzahl besteht aus {parts}.",
    "odds": "{a} zu {b}",
    "score.scale": (
        "Die Punkte stehen für Chancen: die Punktzahl {score} für Chancen von {odds}, und je {points} mehr verdoppeln sich die "
        "Chancen. Der Anfangswert und die Punkte für das, was gemessen wird, sind nach dieser Skala aus Chancen errechnet, jede "
        "Zahl auf ein Tausendstel gerundet."
    ),
    "score.both": "Sie liegt nie unter {low} und nie über {high}.",
    "score.low": "Sie liegt nie unter {low}.",
    "score.high": "Sie liegt nie über {high}.",
    "score.whole": "Danach wird sie auf ganze Punkte gerundet, {rounding}.",
    "score.step": "Danach wird sie auf ein Vielfaches von {step} gerundet, {rounding}.",
    "score.exact": "Sie wird nicht gerundet.",
    "rounding.half away": "Hälften von der Null weg",
    "rounding.down": "immer nach unten",
    "rounding.up": "immer nach oben",
    "no_score.if": "Es gibt keine Punktzahl und keine Stufe, wenn {condition}.",
    "no_score.because": "Als Grund wird genannt: {because}",
    "bands.score": "Die Stufe richtet sich nach der Punktzahl; die beste steht zuerst.",
    "bands.by": "Die Stufe richtet sich nicht nach der Punktzahl, sondern nach {measure:dat}; die beste steht zuerst.",
    "bands.shares": (
        "Eine Stufe nach Anteil ist relativ: Sie geht an so viele der Besten unter allen, die am selben Tag mit einer Punktzahl "
        "bewertet sind und die verlangte Punktzahl erreichen. Anteile zählen von oben, der Anteil einer Stufe enthält also die der "
        "Stufen darüber; gleiche Punktzahlen fallen in die bessere Stufe. Wo eine solche Stufe beginnt, wird für jeden Tag neu "
        "bestimmt."
    ),
    "band.best": "die besten {share} von: {reach}",
    "bands.needs": (
        "Wer nicht erfüllt, was eine Stufe außerdem verlangt, erhält die nächste darunter. Was nicht bekannt ist, ist "
        "nicht erfüllt."
    ),
    "band.over": "über {low}",
    "band.from": "{low} oder mehr",
    "band.under": "unter {high:dat}",
    "band.up_to": "{high} oder weniger",
    "band.all": "jede Punktzahl",
    "band.from.under": "{low} bis unter {high}",
    "band.from.up_to": "{low} bis {high}",
    "band.over.under": "über {low} bis unter {high}",
    "band.over.up_to": "über {low} bis {high}",
    "consequence.bands.one": "Für die Stufe {bands}.",
    "consequence.bands.above": "Für die Stufe {band} und alle darüber.",
    "consequence.bands.below": "Für die Stufe {band} und alle darunter.",
    "consequence.bands.all": "Für jede Stufe.",
    "consequence.bands.many": "Für die Stufen {bands}.",
    "consequence.bands.none": "Für keine Stufe.",
    "consequence.provider": "Gewährt durch: {provider}; Zusammenhang: {context}.",
    "consequence.decided": "Angewandt durch: {provider}; Zusammenhang: {context}.",
    "consequence.if": "Nur wenn {condition}.",
    "consequence.lasts": "Das dauert {time}.",
    "consequence.held": "Das dauert, solange die Stufe besteht.",
    "disputes.hold": (
        "Ein Eintrag, gegen den ein Einwand erhoben ist, bleibt von diesem Tag an außer Betracht, bis über den Einwand "
        "entschieden ist. Wird der Einwand zurückgewiesen, zählt der Eintrag wieder."
    ),
    "disputes.count": "Ein Eintrag, gegen den ein Einwand erhoben ist, zählt weiter, bis über den Einwand entschieden ist.",
    "disputes.then.removed": (
        "Entschieden sein muss innerhalb von {time:dat} nach dem Einwand; ist es das nicht, so bleibt der Eintrag für immer außen vor."
    ),
    "disputes.then.counts": (
        "Entschieden sein muss innerhalb von {time:dat} nach dem Einwand; ist es das nicht, so zählt der Eintrag von da an wieder."
    ),
    "disputes.extended": "Ein weiterer Einwand gegen den Eintrag vor der Entscheidung verlängert die Frist einmal um {time}.",
    "disputes.calendar": "Werktage sind die des Kalenders {calendar}; gesetzliche Feiertage zählen nicht.",
    "disputes.weekdays": "Werktage sind Montag bis Freitag, Feiertage eingeschlossen.",
    "disputes.upheld": (
        "Wird dem Einwand stattgegeben oder der Eintrag zurückgezogen, so wird bewertet, als hätte es den Eintrag nie gegeben."
    ),
    "disputes.corrected": "Ein berichtigter Eintrag zählt so, wie er berichtigt ist, als hätte er es immer so gesagt.",
    "disputes.settled": (
        "Ein Eintrag gilt als erledigt von dem Tag an, an dem er erledigt wurde; was das ändert, sagen die Regeln oben."
    ),
    "kept.unknown": "nicht angegeben",
    "changes.from": "Ab {day:dat}",
    "changes.gap": "Am {day} endeten diese Regeln, ohne dass gleich andere folgten.",
    "changes.none": "Für die Bewerteten änderte sich nichts.",
    "changes.new": "nicht vorhanden",
    "changes.gone": "nicht mehr vorhanden",
    "changes.intro": "Das Regelwerk hat sich im Lauf der Zeit geändert. Was vorher und nachher gleich ist, ist weggelassen.",
    "change.base": "Womit alle beginnen",
    "change.score": "Wie die Punktzahl entsteht",
    "change.bands": "Wie die Stufen gezogen werden",
    "change.dimensions": "Dimensionen",
    "source.seen": "Gesehen: {day}",
    "source.seen_on": "Gesehen am {day}",
    "context.credit": "Kredit",
    "context.environment": "Umwelt",
    "context.business": "Wirtschaft",
    "context.commerce": "Handel",
    "context.tax": "Steuern",
    "context.work": "Arbeit",
    "context.housing": "Wohnen",
    "context.court": "Gerichte",
    "context.civic": "Gemeinwesen",
    "context.traffic": "Verkehr",
    "context.identity": "Identität",
    "context.trade": "Handel",
    "context.registers": "Schuldnerregister",
    "context.credit_us": "Kredit in den Vereinigten Staaten",
    "context.huts": "Berghütten",
    "jurisdiction.EU": "die Europäische Union",
    "jurisdiction.GB": "das Vereinigte Königreich",
    "jurisdiction.US": "die Vereinigten Staaten",
    "jurisdiction.TW": "Taiwan",
    "jurisdiction.CN": "China",
    "jurisdiction.CH": "die Schweiz",
    "jurisdiction.AT": "Österreich",
    "jurisdiction.DE": "Deutschland",
}
