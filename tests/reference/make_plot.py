"""Writes plot.npy, a picture of tests/pipeline/plot.sh with coarse pixels: make_plot.py PLANE.png, once you have looked at it."""
import pathlib
import sys

import numpy as np

here = pathlib.Path(__file__).parent
sys.path.insert(0, str(here.parent / "pipeline"))
from gnuplot import coarse, pixels

np.save(here / "plot.npy", coarse(pixels(sys.argv[1])).round().astype("u1"))
