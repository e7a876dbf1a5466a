"""How results are written: numbers, units and sums of money, in English and 中文."""
