# spectrum.gp - points of a spectrum, with errors, over its density, and their
# difference in errors. Variables: data, a file of "x count error expected";
# name. The output is set by the caller.
set terminal svg size 640,480 dynamic font 'sans,12'
set multiplot
set lmargin 11
set rmargin 3
set size 1,0.7
set origin 0,0.3
set format x ''
set ylabel 'decays'
set yrange [0:*]
set title name noenhanced
plot data using 1:4 with histeps title 'density' lc rgb '#c03030', \
	data using 1:2:3 with errorbars title 'simulated' pt 7 ps 0.4 \
	lc rgb '#203060'
unset title
set size 1,0.3
set origin 0,0
set format x '%g'
set ylabel 'pull'
set yrange [-4:4]
set ytics 2
set xzeroaxis lt 1
set xlabel name eq 'spectrum.dalitz' ? 'ln(s / m(pi0)^2)' : 's (MeV^2)' \
	noenhanced
plot data using 1:($4 > 5 ? ($2 - $4) / sqrt($4) : NaN) with points pt 7 \
	ps 0.4 lc rgb '#203060' notitle
unset multiplot
