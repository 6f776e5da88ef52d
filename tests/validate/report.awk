# report.awk - the table of make validate: targets.txt, then what was
# measured, "KEY VALUE ERROR [NOTE]". A target that was not measured is a
# miss, and so is a value without a target. slack: so many of its errors may a
# value be out of the range.

FNR == 1 { file++ }
/^#/ || NF == 0 { next }
file == 1 {
	n++
	key[n] = $1; target[n] = $2; low[n] = $3; high[n] = $4; unit[n] = $5
	source[n] = $6
	known[$1] = 1
	sub(/^([^ ]+ +){6}/, "")
	about[n] = $0
	next
}
{
	name = $1
	order[++m] = name
	value[name] = $2
	error[name] = $3
	sub(/^[^ ]+ [^ ]+ [^ ]+ ?/, "")
	note[name] = $0
}

function verdict(k, i) {
	if (!(k in value))
		return "MISS"
	return value[k] + slack * error[k] >= low[i] + 0 &&
		value[k] - slack * error[k] <= high[i] + 0 &&
		value[k] !~ /nan/ ? "ok" : "MISS"
}

# How far it is from the target: as a ratio, or a difference to zero.
function distance(k, i) {
	if (target[i] == "-")
		return "-"
	if (target[i] == 0)
		return sprintf("%+.2g", value[k])
	return sprintf("x%.3f", value[k] / target[i])
}

function line(k, i, said) {
	printf "%-22s %9s %9s..%-9s %-6s %11s %9s %8s %-4s  %s, %s%s\n", k,
		target[i], low[i], high[i], unit[i],
		k in value ? sprintf("%.5g", value[k]) : "none",
		k in value ? sprintf("%.2g", error[k]) : "-",
		k in value ? distance(k, i) : "-", said, source[i], about[i],
		note[k] != "" ? " (" note[k] ")" : ""
}

END {
	printf "%-22s %9s %9s..%-9s %-6s %11s %9s %8s %-4s  %s\n", "quantity",
		"target", "from", "to", "unit", "measured", "error", "ratio",
		"", "source, what it is"
	for (i = 1; i <= n; i++) {
		k = key[i]
		said = verdict(k, i)
		bad += said == "MISS"
		good += said == "ok"
		line(k, i, said)
	}
	for (i = 1; i <= m; i++)
		if (!(order[i] in known)) {
			print order[i], value[order[i]], "MISS  has no target"
			bad++
		}
	printf "%d values as they should be, %d missed\n", good, bad
	exit good == 0
}
