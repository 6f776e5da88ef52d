# response.gp - what a detector answers, and a normal distribution of the
# width that is expected of it, where there is one. Variables as those of
# spectrum.gp.
set terminal svg size 640,400 dynamic font 'sans,12'
set title name noenhanced
set ylabel 'entries'
set yrange [0:*]
stats data using 4 nooutput
if (STATS_max > 0) {
	plot data using 1:4 with lines title 'expected' lc rgb '#c03030', \
		data using 1:2:3 with errorbars title 'simulated' pt 7 \
		ps 0.4 lc rgb '#203060'
} else {
	plot data using 1:2:3 with errorbars title 'simulated' pt 7 ps 0.4 \
		lc rgb '#203060'
}
