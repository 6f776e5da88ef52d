# compare.awk - a table of what both levels have: sample, quantity, bin, the
# full simulation with its error, the parametric one, their ratio.
$1 == "full" && $3 !~ /^hist\./ && $5 >= 30 {
	full[$2 "\t" $3 "\t" $4] = $6
	error[$2 "\t" $3 "\t" $4] = $7
}
$1 == "par" && ($2 "\t" $3 "\t" $4) in full {
	key = $2 "\t" $3 "\t" $4
	printf "%s\t%.4g\t%.2g\t%.4g\t%.2g\t%s\n", key, full[key], \
		error[key], $6, $7, \
		full[key] ? sprintf("%.3f", $6 / full[key]) : "-"
}
