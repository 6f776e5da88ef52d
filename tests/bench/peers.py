"""peers.py - microseconds of CPU that a peer needs for one upper limit.

    peers.py pyhf|rolke|feldman
"""

import sys
import time
import warnings

warnings.filterwarnings("ignore")


def clock(limit, repeat):
    limit()
    start = time.process_time()
    for _ in range(repeat):
        limit()
    print((time.process_time() - start) / repeat * 1e6)


def with_pyhf():
    import pyhf
    from pyhf.infer.intervals.upper_limits import toms748_scan
    model = pyhf.simplemodels.uncorrelated_background([1.0], [0.26], [0.04])
    data = [0.0] + model.config.auxdata
    bounds = model.config.suggested_bounds()
    bounds[model.config.poi_index] = (0, 100)
    clock(lambda: toms748_scan(data, model, 0, 20, level=0.1,
                               par_bounds=bounds), 3)


def with_rolke():
    import ROOT
    r = ROOT.TRolke(0.9)

    def limit():
        r.SetGaussBkgGaussEff(2, 0.92, 1.0, 0.03, 0.34)
        r.GetUpperLimit()
    clock(limit, 2000)


def with_feldman():
    import ROOT
    f = ROOT.TFeldmanCousins(0.9)
    clock(lambda: f.CalculateUpperLimit(2, 0.92), 3)


{"pyhf": with_pyhf, "rolke": with_rolke, "feldman": with_feldman}[sys.argv[1]]()
