#!/bin/bash
# run.sh - K+ -> pi+ nu nu from the published counts: the limits of 2016, and
# of 2016 and 2017 together, branching ratio and significance of 2016 to 2018.
# Counts n, the limits and the branching ratios are published (JHEP 06 (2021)
# 093 and articles before); the digits of b and of the sensitivities are
# RECALLED.
set -euo pipefail

PATH=$(dirname "$0")/../../bin:$PATH

echo 'data of 2016; published: BR < 14e-10 at 95 %'
na62-limit -n 1 -b 0.152 --ses 3.15e-10 --cl 0.95 --expected

echo
echo 'data of 2016 and 2017; published: BR < 1.78e-10 at 90 %,'
echo 'BR = (0.48 +0.72 -0.48)e-10'
echo '- as the product of two likelihoods:'
na62-limit -n 1,2 -b 0.152,1.5 --ses 3.15e-10,0.389e-10 --expected
na62-limit -n 1,2 -b 0.152,1.5 --ses 3.15e-10,0.389e-10 --measure
echo '- as one count:'
na62-limit -n 3 -b 1.65 --ses 3.46e-11

echo
echo 'data of 2016 to 2018; published: BR = (10.6 +4.0 -3.4 +-0.9)e-11, 3.4 sigma'
echo '- as the product of three likelihoods:'
na62-limit -n 1,2,17 -b 0.152,1.5,5.3 --ses 3.15e-10,0.389e-10,0.1112e-10 \
	--common 0.063 --measure
echo '- as one count, by the profile likelihood and after Feldman and Cousins:'
na62-limit -n 20 -b 7.03+1.05-0.82 --ses 0.839e-11+-0.053e-11 --measure
na62-limit -n 20 -b 7.03+1.05-0.82 --ses 0.839e-11+-0.053e-11 \
	--method fc --cl 0.6827
echo 'The published numbers use six categories of events, whose counts and'
echo 'backgrounds are not known here.'
