"""The English phrases of the frame: summary, chapters, standing, consequences, changes."""

from __future__ import annotations

from typing import Final

FRAME: Final = {
    "contents": "Contents",
    "who.person": "people",
    "who.organisation": "organisations",
    "who.both": "people and organisations",
    "summary.rates": "This rulebook rates {who}, in the context {context}.",
    "summary.jurisdictions": "It is written for {codes}.",
    "force.open": "It is in force from {start}.",
    "force.closed": "It is in force from {start} up to and including {last}.",
    "force.none": "It has no rules in force on any day.",
    "force.not_on": "On {day} it has no rules in force, and nobody is rated by it.",
    "force.these": "What follows are the rules in force from {start} on.",
    "force.these.until": "What follows are the rules in force from {start} up to and including {last}.",
    "summary.version": "This is version {version}, with the hash {hash}: whoever has the same hash has the same rules.",
    "standing.own": "It is an operator's own rulebook, and is meant to be used.",
    "standing.reconstruction": (
        "It is a reconstruction: rebuilt from published sources, not issued by the scheme it describes, whose own results"
        " may differ."
    ),
    "standing.specimen": "It is a specimen, kept for study: it runs on made-up people in a lab only, and nobody is rated by it.",
    "summary.place": "It is or was run here: {place}.",
    "summary.grounds": (
        "It scores sensitive grounds ({grounds}): for that reason alone it runs on made-up people in a lab only."
    ),
    "numbers.published": "Its numbers were read in the publisher's own text, or in a copy of it.",
    "numbers.secondary": "Its numbers come from others who quote them.",
    "numbers.partly_ours": "Some of its numbers were not published: those are our own.",
    "numbers.ours": "All its inner numbers are its author's own.",
    "ground": "This scores a sensitive ground: {grounds}.",
    "ground.petition": "petitions and complaints",
    "ground.speech": "speech",
    "ground.political_opinion": "political opinion",
    "ground.party_life": "life within a party",
    "ground.religion": "religion",
    "ground.ethnicity": "ethnic origin",
    "ground.health": "health",
    "ground.sex_life": "sex life",
    "ground.union": "union membership",
    "ground.biometrics": "biometric data",
    "ground.family_planning": "family planning",
    "ground.relatives": "what relatives did",
    "ground.other": "another sensitive ground",
    "summary.zone": "A day is a day in the time zone {zone}.",
    "rules_of.asked": "A rating takes the rules in force on the day it is asked for.",
    "rules_of.event": (
        "Each record is judged by the rules in force on the day it occurred; everything else goes by the day the rating "
        "is asked for."
    ),
    "rated.consent.person": "A person is rated only while a consent of theirs to this rulebook is on file.",
    "rated.consent.organisation": "An organisation is rated only while a consent of its own to this rulebook is on file.",
    "rated.consent.both": "A person or an organisation is rated only while their consent to this rulebook is on file.",
    "rated.notice.person": (
        "A person is rated only while it is on file that they were served notice of this rulebook, or consented to it."
    ),
    "rated.notice.organisation": (
        "An organisation is rated only while it is on file that it was served notice of this rulebook, or consented to it."
    ),
    "rated.notice.both": (
        "A person or an organisation is rated only while it is on file that they were served notice of this rulebook, or "
        "consented to it."
    ),
    "rated.none.person": "No consent and no notice is asked for.",
    "rated.none.organisation": "An organisation is rated without a consent or a notice.",
    "rated.none.both": "No consent and no notice is asked for.",
    "rated.otherwise": "Everyone else is not rated: they have no score and no band, and the rating says why.",
    "base": "Everyone starts with {points:dat}.",
    "base.cases": "Where someone starts depends; the first case that fits counts:",
    "base.if": "{points}, if {condition}",
    "base.else": "{points} in every other case",
    "clauses.how": (
        "A rule applies to a record only if what it asks for is known. Where the record does not say, the rule is left "
        "out, and the explanation of the rating says that it could not be judged."
    ),
    "limits.how": (
        "Gains and losses fill a limit each on their own. A limit for a period is filled in order of date; what no longer"
        " fits counts 0."
    ),
    "gains.freeze": "Gains can be made to wait; see {chapter}.",
    "h.rated": "When someone is rated at all",
    "h.base": "Where everyone starts",
    "h.gains": "What gives points",
    "h.losses": "What takes points",
    "h.mixed": "What can give points or take them",
    "h.ceilings": "What puts a ceiling on the band",
    "h.together": "How the rules work together",
    "h.measured": "What is measured, and what it is worth",
    "h.measures": "What is measured",
    "h.also": "What else is measured",
    "h.dimensions": "Dimensions",
    "h.score": "How the score is made",
    "h.no_score": "When there is no score",
    "h.bands": "The bands",
    "h.consequences": "What follows from a band",
    "h.benefits": "Benefits",
    "h.detriments": "Detriments",
    "h.disputes": "Mistakes, disputes and settled records",
    "h.records": "The records that are used",
    "h.changes": "What changed, and when",
    "h.sources": "Sources",
    "t.value": "Value",
    "t.points": "Points",
    "t.band": "Band",
    "t.name": "Name",
    "t.score": "Score",
    "t.measure": "By {measure}",
    "t.needs": "Also needed",
    "need": "{condition}",
    "t.record": "Record",
    "t.context": "Context",
    "t.kept": "Kept for",
    "t.basis": "Legal basis",
    "t.rule": "Rule",
    "t.before": "Before",
    "t.after": "From then on",
    "dimensions.how": "The dimensions together come to {low} at the least and {high} at the most.",
    "dimension.weight": "It weighs {weight} and comes to {points} at the most.",
    "dimension.scale": (
        "It goes by {of:dat}: {low} counts nothing, {high} counts in full, what lies between counts in proportion, and "
        "what lies beyond counts like the nearer end."
    ),
    "dimension.missing": "Where that is missing, {share} of it counts.",
    "score.sum": "The score is {parts}, added up.",
    "part.base": "the start",
    "part.clauses": "the points of the rules",
    "part.scorecard": "the points for what is measured",
    "part.dimensions": "the points of the dimensions",
    "score.one": "The score is {parts}.",
    "odds": "{a} to {b}",
    "score.scale": (
        "The points stand for odds: a score of {score} for odds of {odds}, and every {points} more double the odds. Start and "
        "points for what is measured were worked out from odds by this scale, each rounded to a thousandth of a point."
    ),
    "score.both": "It is never below {low} and never above {high}.",
    "score.low": "It is never below {low}.",
    "score.high": "It is never above {high}.",
    "score.whole": "It is then rounded to whole points, {rounding}.",
    "score.step": "It is then rounded to a multiple of {step}, {rounding}.",
    "score.exact": "It is not rounded.",
    "rounding.half away": "halves away from zero",
    "rounding.down": "always down",
    "rounding.up": "always up",
    "no_score.if": "There is no score, and no band, if {condition}.",
    "no_score.because": "The reason given is: {because}",
    "bands.score": "The band goes by the score; the best comes first.",
    "bands.by": "The band does not go by the score but by {measure}; the best comes first.",
    "bands.shares": (
        "A band by share is relative: it goes to so many of the best among everybody who is rated with a score on the same day and"
        " reaches the score it asks for. Shares are counted from the top, so a band's share holds those of the bands above it; equal "
        "scores fall in the better band. Where such a band begins is drawn anew for every day."
    ),
    "band.best": "the best {share} of: {reach}",
    "bands.needs": "Whoever does not meet what a band also needs gets the next band below. Where it is not known, it is not met.",
    "band.over": "above {low}",
    "band.from": "{low} or more",
    "band.under": "under {high:dat}",
    "band.up_to": "{high} or less",
    "band.all": "every score",
    "band.from.under": "{low} to under {high}",
    "band.from.up_to": "{low} to {high}",
    "band.over.under": "above {low}, to under {high}",
    "band.over.up_to": "above {low}, to {high}",
    "consequence.bands.one": "For the band {bands}.",
    "consequence.bands.above": "For the band {band} and all above it.",
    "consequence.bands.below": "For the band {band} and all below it.",
    "consequence.bands.all": "For every band.",
    "consequence.bands.many": "For the bands {bands}.",
    "consequence.bands.none": "For no band.",
    "consequence.provider": "Provided by {provider}, in the context {context}.",
    "consequence.decided": "Applied by {provider}, in the context {context}.",
    "consequence.if": "Only if {condition}.",
    "consequence.lasts": "It lasts {time}.",
    "consequence.held": "It lasts as long as the band is held.",
    "disputes.hold": (
        "A record that is disputed is held out of the rating from that day until the dispute is decided. If the dispute "
        "is rejected, the record counts again."
    ),
    "disputes.count": "A record that is disputed goes on counting until the dispute is decided.",
    "disputes.then.removed": (
        "It must be decided within {time:dat} of the day it was disputed; if it is not, the record stays out for good."
    ),
    "disputes.then.counts": (
        "It must be decided within {time:dat} of the day it was disputed; if it is not, the record counts again from then on."
    ),
    "disputes.extended": "A further dispute about the record before it is decided gives {time} more, once.",
    "disputes.calendar": "Working days are those of the calendar {calendar}: public holidays are none.",
    "disputes.weekdays": "Working days are Monday to Friday, public holidays among them.",
    "disputes.upheld": (
        "If the dispute is upheld, or the record is withdrawn, the rating is made as if the record had never been."
    ),
    "disputes.corrected": "A corrected record counts as corrected, as if it had always said so.",
    "disputes.settled": (
        "A record counts as settled from the day on which it was settled; what that changes, the rules above say."
    ),
    "kept.unknown": "not stated",
    "changes.from": "From {day} on",
    "changes.gap": "On {day} these rules ended, and none followed at once.",
    "changes.none": "Nothing changed for the person rated.",
    "changes.new": "not there",
    "changes.gone": "no longer there",
    "changes.intro": "The rulebook has changed over time. What is the same before and after is left out.",
    "change.base": "Where everyone starts",
    "change.score": "How the score is made",
    "change.bands": "How the bands are drawn",
    "change.dimensions": "Dimensions",
    "source.seen": "Seen: {day}",
    "source.seen_on": "Seen on {day}",
    "context.credit": "credit",
    "context.environment": "environment",
    "context.business": "business",
    "context.commerce": "commerce",
    "context.tax": "tax",
    "context.work": "work",
    "context.housing": "housing",
    "context.court": "courts",
    "context.civic": "civic life",
    "context.traffic": "traffic",
    "context.identity": "identity",
    "context.trade": "trade",
    "context.registers": "registers of debtors",
    "context.credit_us": "credit in the United States",
    "context.huts": "mountain huts",
    "jurisdiction.EU": "the European Union",
    "jurisdiction.GB": "the United Kingdom",
    "jurisdiction.US": "the United States",
    "jurisdiction.TW": "Taiwan",
    "jurisdiction.CN": "China",
    "jurisdiction.CH": "Switzerland",
    "jurisdiction.AT": "Austria",
    "jurisdiction.DE": "Germany",
}
