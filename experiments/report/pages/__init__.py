"""Pages of other things than comparisons: of a sweep, a calibration and a scorecard."""
