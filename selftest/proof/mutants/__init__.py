"""Mutation testing of the judging parts: each small change of their code must turn a unit test red.

mutmut 3.8.1 mutates no constant of a module and no property (nothing of `Verdict.exit_code`), cosmic-ray 8.7 no text,
no table and no `Verdict.GO` (10 mutants of `results/verdict.py`, all outside of `strictest`), at a second each.
So these are our own: `sites` finds the mutants, `swap` puts one in place, `session` and `fresh` run the tests on it.
"""
