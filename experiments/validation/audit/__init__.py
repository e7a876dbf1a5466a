"""The README's conclusions, audited by ABMfact: which of them depend on labels, streams of chance or the sample's size?

    pip install -c constraints.txt -e ".[audit]"
    abmfact run experiments/validation/audit/audit.yaml --out results/audit          # minutes on two cores
    abmfact run experiments/validation/audit/doublings_coarse.yaml --out results/doublings_coarse  # some minutes
    abmfact run experiments/validation/audit/doublings_fine.yaml --out results/doublings_fine  # a quarter of an hour
    # writes docs/audit.md:
    python -m consortium.experiments.validation.audit results/audit results/doublings_coarse results/doublings_fine

audit.yaml      the claims, and what they are audited for
doublings_….yaml  some of them over eight doublings of the population
adapter         what ABMfact runs: four worlds with one seed, as one set of outputs
relabelling     the model with permuted labels
page            the tables of the page
"""
