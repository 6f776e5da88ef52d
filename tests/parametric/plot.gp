# plot.gp - the picture of fit_parametric.sh: full simulation (points) and
# parametric (lines), from files full and par of lines
# LEVEL SAMPLE NAME BIN N VALUE ERROR.
set terminal svg size 1080,720 font 'sans,11' background 'white'
set multiplot layout 2,3
set key bottom right
set termoption noenhanced
pick(s, name) = sprintf("<awk '$2 == \"%s\" && $3 == \"%s\"'", s, name)
both(s, name, level) = pick(s, name) . ' ' . level
set xlabel 'p [GeV/c]'
set xrange [0:75]
set yrange [0:*]
set ylabel 'resolution of p [%]'
plot both('munu', 'p.sigma', 'full') using 4:(100*$6):(100*$7) \
	with yerrorbars pt 7 title 'full', \
	both('munu', 'p.sigma', 'par') using 4:(100*$6) with lines \
	title 'parametric'
set ylabel 'resolution of the vertex in z [mm]'
plot both('munu', 'vertex_z.sigma', 'full') using 4:6:7 \
	with yerrorbars pt 7 title 'full', \
	both('munu', 'vertex_z.sigma', 'par') using 4:6 with lines \
	title 'parametric'
set ylabel 'tracks per decay'
plot both('munu', 'yield.track_mu', 'full') using 4:6:7 \
	with yerrorbars pt 7 title 'mu, full', \
	both('munu', 'yield.track_mu', 'par') using 4:6 with lines \
	title 'parametric', \
	both('pipi0', 'yield.track_pi', 'full') using 4:6:7 \
	with yerrorbars pt 5 title 'pi, full', \
	both('pipi0', 'yield.track_pi', 'par') using 4:6 with lines \
	title 'parametric'
set key top left
set ylabel 'muons taken for pions'
plot both('munu', 'rich_mu_as_pi', 'full') using 4:6:7 \
	with yerrorbars pt 7 title 'full', \
	both('munu', 'rich_mu_as_pi', 'par') using 4:6 with lines \
	title 'parametric'
set ylabel 'decays per bin'
set xrange [0.01:0.03]
set xtics 0.005
set xlabel 'missing mass squared, K -> pi pi0 [GeV^2/c^4]'
plot both('pipi0', 'hist.mmiss2_pipi0', 'full') using 4:6:7 \
	with yerrorbars pt 7 ps 0.5 title 'full', \
	both('pipi0', 'hist.mmiss2_pipi0', 'par') using 4:6 with histeps \
	title 'parametric'
set xrange [0.85:1.15]
set xtics 0.1
set xlabel 'E/p of electrons'
plot both('pi0enu', 'hist.eop_e', 'full') using 4:6:7 \
	with yerrorbars pt 7 ps 0.5 title 'full', \
	both('pi0enu', 'hist.eop_e', 'par') using 4:6 with histeps \
	title 'parametric'
unset multiplot
