"""crosscheck_limits.py - the limits of na62-limit beside those of pyhf and of
ROOT (TRolke, TFeldmanCousins, RooStats) for the same inputs.

    crosscheck_limits.py NA62-LIMIT

Each line says what was compared and by how much it differs. A difference above
the tolerance fails, unless it is one that is known, whose reason is given. What
is not installed is passed over with a sentence.
"""

import json
import math
import subprocess
import sys
import warnings

warnings.filterwarnings("ignore")
PROGRAM = sys.argv[1]
faults = 0


def ours(options, key="upper"):
    words = [PROGRAM] + options.split() + ["--json"]
    out = subprocess.run(words, capture_output=True, check=True, text=True)
    value = json.loads(out.stdout)[key]
    return -math.inf if value is None else value


def line(what, mine, theirs, tolerance, reason=None):
    """A difference that has a reason must be there; others must not."""
    global faults
    off = abs(mine - theirs) / max(abs(theirs), 1e-12)
    same = off <= tolerance
    verdict = "agrees" if same else "DIFFERS"
    if reason:
        verdict = "differs as known" if not same else "AGREES, is known to differ"
    if same == bool(reason):
        faults += 1
    print("%-50s %11.6g %11.6g %9.2g  %s" % (what, mine, theirs, off, verdict))
    if reason:
        print("    " + reason)


def heading(text):
    print("\n%s\n%-50s %11s %11s %9s" % (text, "", "ours", "theirs", "relative"))


# ---- pyhf -------------------------------------------------------------------

class Counting:
    """pyhf's model of one bin, with b known or measured by (b / sigma)^2."""

    def __init__(self, pyhf, b, sigma):
        self.pyhf = pyhf
        name, data = ("shapesys", [sigma]) if sigma else ("lumi", None)
        modifiers = [{"name": "u", "type": name, "data": data}] if sigma else []
        self.model = pyhf.Model({"channels": [{"name": "c", "samples": [
            {"name": "s", "data": [1.0], "modifiers": [
                {"name": "mu", "type": "normfactor", "data": None}]},
            {"name": "b", "data": [b], "modifiers": modifiers}]}]})
        self.tau = (b / sigma) ** 2 if sigma else 0
        self.bounds = self.model.config.suggested_bounds()
        self.bounds[self.model.config.poi_index] = (0, 100)

    def data(self, n, m=None):
        aux = list(self.model.config.auxdata)
        if m is not None:
            aux = [float(m)]
        return [float(n)] + aux

    def limit(self, n, level=0.1):
        """Observed and expected, by the asymptotic formulas."""
        from pyhf.infer.intervals.upper_limits import toms748_scan
        found = toms748_scan(self.data(n), self.model, 0, 100, level=level,
                             par_bounds=self.bounds, rtol=1e-9)
        return [float(found[0])] + [float(x) for x in found[1]]

    def q(self, mu, n, m):
        return float(self.pyhf.infer.test_statistics.qmu_tilde(
            mu, self.data(n, m), self.model,
            self.model.config.suggested_init(), self.bounds,
            self.model.config.suggested_fixed()))

    def nuisance(self, mu, n):
        """The gamma of the background that fits best with this mu."""
        pars = self.pyhf.infer.mle.fixed_poi_fit(
            mu, self.data(n), self.model, par_bounds=self.bounds)
        return float(pars[1 - self.model.config.poi_index])

    def cls(self, mu, n, b):
        """Without toys: the statistic of all outcomes, with pyhf's fits."""
        seen = self.q(mu, n, self.tau)
        tails = []
        for s in (mu, 0.0):
            gamma = self.nuisance(s, n)
            total = 0.0
            for k in range(0, 16):
                pk = poisson(k, s + gamma * b)
                for m in range(0, 18):
                    p = pk * poisson(m, gamma * self.tau)
                    if p > 1e-9 and self.cached(mu, k, m) >= seen - 1e-7:
                        total += p
            tails.append(total)
        return tails[0] / tails[1]

    cache = None

    def cached(self, mu, n, m):
        self.cache = self.cache or {}
        key = (mu, n, m)
        if key not in self.cache:
            self.cache[key] = self.q(mu, n, m)
        return self.cache[key]


ASIMOV = ("Its data without a signal are those of the background that fits the\n"
          "    observed count best without one, ours those of the nominal "
          "background.")


def poisson(n, mean):
    return math.exp(n * math.log(mean) - mean - math.lgamma(n + 1))


def with_pyhf():
    try:
        import pyhf
    except ImportError:
        print("pyhf is not installed: passed over")
        return
    # Minuit is not installed with it; the defaults of SciPy stop early.
    pyhf.set_backend("numpy", pyhf.optimize.scipy_optimizer(tolerance=1e-12))
    heading("pyhf %s, asymptotic CLs at 90 %%" % pyhf.__version__)
    for n, b, sigma, reason in (
            (1, 1, 0.4, None), (12, 10, 0, None), (20, 20, 4, None),
            (100, 100, 10, None), (25, 20, 4, ASIMOV)):
        theirs = Counting(pyhf, b, sigma).limit(n)
        options = "-m asymptotic --shape gamma --expected -q -n %d -b %g+-%g" % (
            n, b, sigma)
        line("n = %d, b = %g +- %g" % (n, b, sigma), ours(options), theirs[0],
             1e-5, reason)
        for key, k in (("exp_m2", 1), ("exp_med", 3), ("exp_p1", 4)):
            line("  " + key, ours(options, key), theirs[k], 1e-5, reason)
    line("n = 0, b = 0.26 +- 0.04, by our default",
         ours("-n 0 -b 0.26+-0.04"), Counting(pyhf, 0.26, 0.04).limit(0)[0],
         2e-4, "Its formula is for many events; here CLs is exp(-s) exactly, "
               "and the limit -ln 0.1.")
    heading("pyhf, CLs of its statistic without toys, at our limit")
    for n, b, sigma in ((1, 1.0, 0.5), (2, 0.92, 0.46)):
        model = Counting(pyhf, b, sigma)
        mine = ours("-m cls-profile --shape gamma -n %d -b %g+-%g" % (
            n, b, sigma))
        below = model.cls(mine * (1 - 1e-4), n, b)
        above = model.cls(mine * (1 + 1e-4), n, b)
        # CLs is a step function of s: the limit is where it passes 0.1.
        print("n = %d, b = %g +- %g: CLs %.5f below %.5f, %.5f above" % (
            n, b, sigma, below, mine, above))
        check(below >= 0.1 > above, "it passes 0.1 there")


def check(held, what):
    global faults
    if not held:
        faults += 1
        print("    WRONG: not true that " + what)


# ---- ROOT -------------------------------------------------------------------

def rolke(ROOT, bounded, setter, arguments):
    r = ROOT.TRolke(0.9)
    r.SetBounding(bounded)
    getattr(r, setter)(*arguments)
    return r.GetLowerLimit(), r.GetUpperLimit()


# Options of ours, the setter of TRolke with its arguments, and what is known.
MODEL_1 = ("Its derivative by the efficiency has a wrong sign (root pull request"
           " 23273): -2 ln of the ratio at its end is not 2.71.")
ROLKE = (
    ("-n 5 --control 10/2.5 --efficiency 85/100",
     "SetPoissonBkgBinomEff", (5, 10, 85, 2.5, 100), None),
    ("-n 8 --control 10/5 --efficiency 0.8+-0.1",
     "SetPoissonBkgGaussEff", (8, 10, 0.8, 5.0, 0.1), None),
    ("-n 6 -b 2.5+-0.5 --efficiency 0.7+-0.07",
     "SetGaussBkgGaussEff", (6, 2.5, 0.7, 0.07, 0.5), None),
    ("-n 7 --control 6/2.5 --efficiency 0.9",
     "SetPoissonBkgKnownEff", (7, 6, 2.5, 0.9), None),
    ("-n 7 -b 3.5 --efficiency 0.6+-0.06",
     "SetKnownBkgGaussEff", (7, 0.6, 0.06, 3.5), None),
    ("-n 9 -b 3.5 --efficiency 17/20",
     "SetKnownBkgBinomEff", (9, 17, 20, 3.5), None),
    ("-n 4 -b 1.2+-0.3 --efficiency 0.95",
     "SetGaussBkgKnownEff", (4, 1.2, 0.3, 0.95), None),
    ("-n 2 -b 4.2+-0.3 --efficiency 0.95",
     "SetGaussBkgKnownEff", (2, 4.2, 0.3, 0.95), None),
)


def with_rolke(ROOT):
    for bounded in (False, True):
        heading("TRolke, 90 %%, %s" % ("bounded" if bounded else "unbounded"))
        for options, setter, arguments, reason in ROLKE:
            lower, upper = rolke(ROOT, bounded, setter, arguments)
            mine = "-m rlc -q %s%s" % (options, " --bounded" * bounded)
            if setter == "SetPoissonBkgBinomEff":
                reason = MODEL_1
            line(setter[3:] + ", upper", ours(mine), upper,
                 2e-3, reason)
            if not reason and lower > 0:
                line("  lower", ours(mine, "lower"), lower, 2e-3)


def with_feldman(ROOT):
    heading("TFeldmanCousins, 90 %")
    for n, b in ((0, 0), (1, 0.5), (2, 3), (5, 1), (8, 3), (12, 10)):
        theirs = ROOT.TFeldmanCousins(0.9).CalculateUpperLimit(n, b)
        # Its grid has steps of 0.005.
        line("n = %d, b = %g" % (n, b), ours("-m fc-raw -n %d -b %g" % (n, b)),
             theirs, 0.006 / theirs)
    line("n = 0, b = 3, by the article", ours("-m fc -n 0 -b 3"),
         ROOT.TFeldmanCousins(0.9).CalculateUpperLimit(0, 3), 0.006,
         "It leaves out that the end shall not grow as b becomes smaller; the "
         "article has 1.08.")


def with_roostats(ROOT):
    stats = ROOT.RooStats
    heading("RooStats")
    for n, b, tau in ((5, 1, 4), (20, 7, 8), (140, 100, 1.2)):
        y = round(b * tau)
        theirs = stats.NumberCountingUtils.BinomialWithTauObsZ(n, y, tau)
        line("Z of n = %d, control %d / %g" % (n, y, tau),
             ours("-n %d --control %d/%g" % (n, y, tau), "z"), theirs, 1e-6)
    ROOT.RooMsgService.instance().setGlobalKillBelow(ROOT.RooFit.FATAL)
    for n, b in ((0, 0.26), (3, 1.0), (12, 10.0)):
        w = ROOT.RooWorkspace("w")
        w.factory("Poisson::p(n[0,1000],sum::m(s[1,0,60],b[%g]))" % b)
        w.var("n").setVal(n)
        data = ROOT.RooDataSet("d", "", ROOT.RooArgSet(w.var("n")))
        data.add(ROOT.RooArgSet(w.var("n")))
        model = stats.ModelConfig("m", w)
        model.SetPdf(w.pdf("p"))
        model.SetParametersOfInterest(ROOT.RooArgSet(w.var("s")))
        model.SetObservables(ROOT.RooArgSet(w.var("n")))
        bayes = stats.BayesianCalculator(data, model)
        bayes.SetConfidenceLevel(0.9)
        bayes.SetLeftSideTailFraction(0)
        line("BayesianCalculator, flat, n = %d, b = %g" % (n, b),
             ours("-m bayes -n %d -b %g" % (n, b)),
             bayes.GetInterval().UpperLimit(), 2e-3)
        if n == 0:
            continue
        profile = stats.ProfileLikelihoodCalculator(data, model)
        profile.SetConfidenceLevel(0.9)
        line("ProfileLikelihoodCalculator, same",
             ours("-m rlc --bounded -q -n %d -b %g" % (n, b)),
             profile.GetInterval().UpperLimit(w.var("s")), 2e-3)


def with_root():
    try:
        import ROOT
    except ImportError:
        print("\nROOT is not installed: passed over")
        return
    ROOT.gErrorIgnoreLevel = ROOT.kError
    print("\nROOT %s" % ROOT.gROOT.GetVersion())
    with_rolke(ROOT)
    with_feldman(ROOT)
    with_roostats(ROOT)


with_pyhf()
with_root()
print("\n%d of the comparisons are not as they should be" % faults)
sys.exit(faults > 0)
