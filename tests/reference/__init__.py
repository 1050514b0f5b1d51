"""The second opinion: a slow, plain evaluator of rulebooks, written from `docs/semantics.md` alone, one function a step.

It shares no code with the engine and none of its shortcuts. Where the two disagree, one of them (or the text) is wrong.
"""
