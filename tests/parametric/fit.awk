# fit.awk - a new parametric.txt from measurements: lines of the old one last,
# before them LEVEL SAMPLE and a line of measure.awk. Levels are full, and ref:
# parametric, with every probability 1, so that the ratio of what is seen is a
# probability, whatever the acceptance.
BEGIN {
	nodes = split("5 10 15 20 30 40 50 65", node, " ")
	sample["mu"] = "munu"
	sample["pi"] = "pipi0"
	sample["e"] = "pi0enu"
}

$1 == "full" || $1 == "ref" {
	n[$1, $2, $3, $4] = $5
	v[$1, $2, $3, $4] = $6
	e[$1, $2, $3, $4] = $7
	next
}

function has(name, bin, s) {
	return ("full", s, name, bin) in v && n["full", s, name, bin] >= 30
}

function get(name, s) {
	return v["full", s, name, "all"]
}

function set(name, value) {
	new[name] = sprintf("%.4g", value)
}

function minus(a, b) {
	return a > b ? sqrt(a * a - b * b) : 0
}

# Time resolution of what was measured against the kaon.
function set_time(name, measured) {
	if (has(measured, "all", "munu"))
		set(name, minus(get(measured, "munu"), kaon))
}

# y^2 = a^2 f + b^2 g, by least squares of y^2 over bins, weights 1/(2 y e)^2.
function fit(name, s, what, a, b, scatter,   i, p, y, w, f, g, ff, fg, gg, fy, \
	gy, det, x, z) {
	ff = fg = gg = fy = gy = 0
	for (i = 1; i <= nodes; i++) {
		if (!has(what, node[i], s))
			continue
		p = v["full", s, "momentum", node[i]]
		y = v["full", s, what, node[i]]
		w = 1 / (2 * y * e["full", s, what, node[i]]) ^ 2
		y *= y
		f = scatter ? 1 / p / p : 1
		g = scatter ? 1 : p * p
		ff += w * f * f
		fg += w * f * g
		gg += w * g * g
		fy += w * f * y
		gy += w * g * y
	}
	det = ff * gg - fg * fg
	if (det <= 0)
		return
	x = (gg * fy - fg * gy) / det
	z = (ff * gy - fg * fy) / det
	if (x > 0)
		set(a, sqrt(x))
	if (z > 0)
		set(b, sqrt(z))
}

# sigma(E/p)^2 = (a^2 / E + noise, constant and momentum that are known).
function fit_lkr(   i, p, y, w, sum, weight, known) {
	for (i = 1; i <= nodes; i++) {
		if (!has("electron.sigma", node[i], "pi0enu"))
			continue
		p = v["full", "pi0enu", "momentum", node[i]]
		y = v["full", "pi0enu", "electron.sigma", node[i]]
		w = 1 / (2 * y * e["full", "pi0enu", "electron.sigma", \
			node[i]]) ^ 2
		known = (old["par.lkr_noise"] / p) ^ 2 + \
			old["par.lkr_constant"] ^ 2
		sum += w * (y * y - known) / p
		weight += w / p / p
	}
	if (weight > 0 && sum > 0)
		set("lkr_stochastic", sqrt(sum / weight))
}

function ratio(name, what, over, bin, s,   a, b) {
	if (!has(what, bin, s) || v["ref", s, what, bin] == 0)
		return
	a = v["full", s, what, bin]
	b = v["ref", s, what, bin]
	if (over != "") {
		a /= v["full", s, over, bin]
		b /= v["ref", s, over, bin]
	}
	set(name, a < b ? a / b : 1)
}

function fit_kind(k,   s, i, h, j, name, kinds) {
	s = sample[k]
	split("e mu pi", kinds, " ")
	for (i = 1; i <= nodes; i++) {
		ratio("track_" k "_" node[i], "yield.track_" k, "", node[i], s)
		ratio("muv3_" k "_" node[i], "yield.muv3_" k, \
			"yield.track_" k, node[i], s)
		if (has("yield.track_" k, node[i], s) && \
			!has("yield.muv3_" k, node[i], s))
			set("muv3_" k "_" node[i], \
				v["full", s, "yield.muv3_" k, node[i]] / \
				v["full", s, "yield.track_" k, node[i]])
		for (j = 1; j <= 3; j++) {
			name = "rich_" k "_as_" kinds[j]
			if (has(name, node[i], s))
				set(name "_" node[i], \
					v["full", s, name, node[i]])
		}
	}
}

function fit_all(   i) {
	kaon = old["par.ktag_time"]
	set("trigger_time", minus(get("kaon_time.sigma", "munu"), kaon))
	set("ktag_efficiency", get("ktag", "munu"))
	set("ktag_hits", get("kaon_hits.mean", "munu"))
	set("gtk_efficiency", get("gtk", "munu"))
	set("gtk_p", get("gtk_p.sigma", "munu"))
	set("gtk_angle", get("gtk_angle.sigma", "munu"))
	set("gtk_place", get("gtk_place.sigma", "munu"))
	set_time("gtk_time", "gtk_time.sigma")
	set_time("straw_time", "straw_time.sigma")
	set_time("chod_time", "chod_time.sigma")
	set_time("newchod_time", "newchod_time.sigma")
	set_time("rich_time", "rich_time.sigma")
	fit("p", "munu", "p.sigma", "p_scatter", "p_line", 0)
	fit("angle", "munu", "angle_error.mean", "angle_scatter", \
		"angle_line", 1)
	fit("place", "munu", "place_error.mean", "place_scatter", \
		"place_line", 1)
	ratio("chod_efficiency", "yield.chod", "yield.tracks", "all", "munu")
	ratio("newchod_efficiency", "yield.newchod", "yield.tracks", "all", \
		"munu")
	ratio("lkr_efficiency", "yield.lkr_mu", "yield.tracks", "all", "munu")
	ratio("pion_efficiency", "yield.lkr_pi", "yield.tracks", "all", \
		"pipi0")
	ratio("photon_efficiency", "yield.photons", "", "all", "pipi0")
	fit_lkr()
	if (has("electron.mean", 20, "pi0enu"))
		set("lkr_scale", v["full", "pi0enu", "electron.mean", 20])
	set("mip_energy", get("mip.mean", "munu"))
	set("mip_sigma", get("mip.sigma", "munu"))
	set("pion_mip", get("pion_mip", "pipi0"))
	set("pion_mean", get("pion_part.mean", "pipi0"))
	set("pion_sigma", get("pion_part.sigma", "pipi0"))
	set("pion_tail", get("pion_tail", "pipi0"))
	if (has("rich_nhits_e.mean", "all", "pi0enu"))
		set("rich_nhits", get("rich_nhits_e.mean", "pi0enu"))
	set("rich_radius", get("rich_radius.sigma", "munu"))
	fit_kind("e")
	fit_kind("mu")
	fit_kind("pi")
}

# The old file: kept, with new values and their source.
{
	line[++lines] = $0
	if ($1 ~ /^par\./)
		old[$1] = $2
}

END {
	fit_all()
	for (i = 1; i <= lines; i++) {
		split(line[i], word, " ")
		name = substr(word[1], 5)
		if (word[1] !~ /^par\./ || !(name in new)) {
			print line[i]
			continue
		}
		rest = line[i]
		for (k = 1; k <= 6; k++)
			sub(/^[^ ]+ */, "", rest)
		print word[1], new[name], word[3], word[4], word[5], "FITTED", \
			rest
	}
}
