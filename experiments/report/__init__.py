"""The report of a comparison: one page of HTML that needs nothing but itself, in English or 中文."""
