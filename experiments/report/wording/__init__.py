"""Words of reports, in English and 中文."""
