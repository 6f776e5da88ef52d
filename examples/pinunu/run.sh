#!/bin/bash
# run.sh - K+ -> pi+ nu nu from the published counts: the limits of 2016 and
# of 2016 and 2017 together, and branching ratio and significance of 2016 to
# 2018, as one count. Counts n and the limits are published (JHEP 06 (2021)
# 093 and articles before); the digits of b and of the sensitivities are
# RECALLED.
set -euo pipefail

PATH=$(dirname "$0")/../../bin:$PATH

echo 'data of 2016; published: BR < 14e-10 at 95 %'
na62-limit -n 1 -b 0.152 --ses 3.15e-10 --cl 0.95

echo
echo 'data of 2016 and 2017; published: BR < 1.78e-10 at 90 %'
na62-limit -n 3 -b 1.65 --ses 3.46e-11

echo
echo 'data of 2016 to 2018; published: BR = (10.6 +4.0 -3.4 +-0.9)e-11, 3.4 sigma'
na62-limit -n 20 -b 7.03+1.05-0.82 --ses 0.839e-11+-0.053e-11 \
	--method rlc --cl 0.6827
echo 'The published numbers use six categories of events; this is one count.'
