"""The workbench for cleaning rules: trying them on their examples, drafting one from a line, writing it, weighing its effect.

What a rule is and how it is applied is not known here, see ``cleaning.rules``.
"""
