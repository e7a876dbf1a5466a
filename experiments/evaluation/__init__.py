"""Evaluation: what estimators find of a reform that cities begin one batch after the other, held against the truth.

panels          cities by year with the reform and without it, the true effect, and what reaches cities without one
estimators      two-way fixed effects, Callaway–Sant'Anna, two-stage and synthetic control, by kept libraries
weights         the weights that two-way fixed effects give to each year of treatment
errors          estimate, truth and the parts of the error, world by world, and their summary
page            the page docs/evaluation.md
"""
