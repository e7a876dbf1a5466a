"""Folders of results: manifests, files, and replicates kept until a run has ended."""
