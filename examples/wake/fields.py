#!/usr/bin/env python3
"""Fields on the mesh as gnuplot draws them: fields.py NODES TRIANGLES TIME-INDEX TRUTH PREDICTION... >FILE

Every triangle becomes two lines of two points each, "y x truth prediction..."; the flow runs to the right.
"""
import sys

import numpy as np

nodes, triangles = np.load(sys.argv[1]), np.load(sys.argv[2])
fields = [np.load(path)[0, int(sys.argv[3])] for path in sys.argv[4:]]
columns = np.column_stack([nodes[:, 1], nodes[:, 0], *fields])
for a, b, c in triangles:
    for pair in ((a, b), (c, c)):
        for node in pair:
            print(*(f"{value:.5g}" for value in columns[node]))
        print()
    print()
