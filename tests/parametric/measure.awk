# measure.awk - what a stream of objects says of resolutions, efficiencies and
# identification: lines NAME BIN N VALUE ERROR, for fit.awk.
#
# Reads na62-view -t event --lists cells, with truth. Widths are those of the
# core: the root mean square within two of them, over 0.8796, which it is for a
# normal distribution, turned until it stays.
BEGIN {
	FS = "\t"
	nodes = split("5 10 15 20 30 40 50 65", node, " ")
	mass["mu"] = 0.1056583755
	mass["pi"] = 0.13957039
	mass["e"] = 0.00051099895
	kind[11] = kind[-11] = "e"
	kind[13] = kind[-13] = "mu"
	kind[211] = kind[-211] = "pi"
}

# Names of columns, without types and units.
NR == 1 {
	for (i = 1; i <= NF; i++) {
		name = $i
		sub(/:.*/, "", name)
		at[name] = i
	}
	next
}

function cells(name, a) {
	return split($at[name], a, ",")
}

function put(name, bin, v) {
	value[name, bin, ++count[name, bin]] = v
}

# Since that of the kaon; awk takes nan for 0.
function put_time(name, t) {
	if (t != "nan")
		put(name, "all", t - kaon_time[1])
}

function yes(name, bin, is) {
	tries[name, bin]++
	if (is)
		hits[name, bin]++
}

# The node that is nearest on a scale of logarithms.
function bin_of(p,   i) {
	for (i = 1; i < nodes; i++)
		if (p < sqrt(node[i] * node[i + 1]))
			return node[i]
	return node[nodes]
}

function fill(name, v, low, high, n) {
	if (v >= low && v < high)
		bins[name, low + (int((v - low) / (high - low) * n) + 0.5) * \
			(high - low) / n]++
}

# Radius in mm: focal length, and sin^2 of the angle at beta = 1.
function ring(k, p,   s) {
	s = 1.2399e-4 - mass[k] * mass[k] / p / p
	return s > 0 ? 17020 * sqrt(s) : 0
}

function core(name, bin,   n, i, k, v, sum, sum2, m, s, turn, old) {
	n = count[name, bin]
	m = 0
	s = 1e30
	for (turn = 0; turn < 40; turn++) {
		k = sum = sum2 = 0
		for (i = 1; i <= n; i++) {
			v = value[name, bin, i]
			if (v > m - 2 * s && v < m + 2 * s) {
				k++
				sum += v
				sum2 += v * v
			}
		}
		if (k < 10)
			return
		old = s
		m = sum / k
		s = sum2 / k - m * m
		s = s > 0 ? sqrt(s) : 0
		if (turn > 0)
			s /= 0.8796
		if (s > 0.9999 * old && s < 1.0001 * old)
			break
	}
	print name ".mean", bin, k, m, s / sqrt(k)
	print name ".sigma", bin, k, s, s / sqrt(2 * k)
}

function one_track(k, p, truth,   e, ep, px, py, pz, bp, sx, sy, bz, miss) {
	if (nvertex != 1 || nbeam != 1)
		return
	e = sqrt(p * p + mass[k] * mass[k])
	bp = beam_p[1]
	sx = vx_beam_dxdz[1]
	sy = vx_beam_dydz[1]
	bz = bp / sqrt(1 + sx * sx + sy * sy)
	split($at["vertex.track_px"], px, ";")
	split($at["vertex.track_py"], py, ";")
	split($at["vertex.track_pz"], pz, ";")
	ep = sqrt(bp * bp + 0.493677 * 0.493677)
	miss = (ep - e) * (ep - e) - (bz * sx - px[1]) ^ 2 - \
		(bz * sy - py[1]) ^ 2 - (bz - pz[1]) ^ 2
	put("mmiss2_" decay, "all", miss)
	fill("mmiss2_" decay, miss, -0.01, 0.05, 120)
	put("vertex_z", bin_of(truth), $at["vertex.z"] - kaon_z)
	put("cda", "all", $at["vertex.cda"])
	put("cda", "all", -$at["vertex.cda"])
}

function track(i,   m, k, p, b, q, c) {
	m = t_mc[i] + 1
	if (m < 2 || !(mc_pdg[m] in kind))
		return
	k = kind[mc_pdg[m]]
	p = sqrt(mc_px[m] ^ 2 + mc_py[m] ^ 2 + mc_pz[m] ^ 2) / 1000
	b = bin_of(p)
	found["track_" k, b]++
	c = t_cluster[i] + 1
	if (k != "e") {
		put("p", b, t_p[i] / p - 1)
		split(t_cov[i], cov, ";")
		put("angle_error", b, sqrt(cov[10]))
		put("place_error", b, sqrt(cov[3]))
	}
	put_time("straw_time", t_straw[i])
	put_time("chod_time", t_chod[i])
	put_time("newchod_time", t_newchod[i])
	put_time("rich_time", t_rich_time[i])
	found["chod", "all"] += t_chod[i] != "nan"
	found["newchod", "all"] += t_newchod[i] != "nan"
	found["lkr_" k, "all"] += c > 0
	found["tracks", "all"]++
	found["muv3_" k, b] += t_muv3[i] >= 0
	sum_p[b] += p
	n_p[b]++
	if (c > 0)
		fill("eop_" k, t_eop[i], 0, 1.2, 60)
	for (q = 0; q <= 3; q++)
		yes("rich_" k "_as_" (q == 1 ? "e" : q == 2 ? "mu" : \
			q == 3 ? "pi" : "none"), b, t_rich[i] == q)
	if (t_rich[i] == (k == "e" ? 1 : k == "mu" ? 2 : 3) && p > 12) {
		put("rich_radius", "all", t_rich_radius[i] - ring(k, p))
		put("rich_nhits_" k, "all", t_rich_hits[i])
	}
	if (k == "mu" && c > 0)
		put("mip", "all", 1000 * c_e[c])
	if (k == "e" && c > 0)
		put("electron", bin_of(p), c_e[c] / p)
	if (k == "pi" && c > 0 && p > 12) {
		yes("pion_mip", "all", c_e[c] < 0.9)
		if (c_e[c] >= 0.9) {
			yes("pion_tail", "all", t_eop[i] > 0.95)
			if (t_eop[i] <= 0.95) {
				part_n++
				part_sum += t_eop[i]
				part_sum2 += t_eop[i] * t_eop[i]
			}
		}
	}
	if (ntrack == 1 && k != "e")
		one_track(k, t_p[i], p)
}

# The last row of a burst has no decay.
$at["decay"] == "" { next }

{
	decay = $at["decay"]
	events++
	nkaon = cells("kaon.time", kaon_time)
	nbeam = cells("beam.p", beam_p)
	ntrack = cells("track.p", t_p)
	nvertex = cells("vertex.z", vz)
	cells("vertex.beam_dxdz", vx_beam_dxdz)
	cells("vertex.beam_dydz", vx_beam_dydz)
	cells("track.cov", t_cov)
	cells("track.mc", t_mc)
	cells("track.straw_time", t_straw)
	cells("track.chod_time", t_chod)
	cells("track.newchod_time", t_newchod)
	cells("track.muv3_tile", t_muv3)
	cells("track.cluster", t_cluster)
	cells("track.eop", t_eop)
	cells("track.rich_best", t_rich)
	cells("track.rich_hits", t_rich_hits)
	cells("track.rich_radius", t_rich_radius)
	cells("track.rich_time", t_rich_time)
	ncluster = cells("cluster.e", c_e)
	cells("cluster.track", c_track)
	cells("mc.pdg", mc_pdg)
	cells("mc.px", mc_px)
	cells("mc.py", mc_py)
	cells("mc.pz", mc_pz)
	cells("mc.x", mc_x)
	cells("mc.y", mc_y)
	cells("mc.end_z", mc_end)
	kaon_z = mc_end[1]
	yes("ktag", "all", nkaon > 0)
	if (nkaon > 0) {
		put("kaon_time", "all", kaon_time[1])
		put("kaon_hits", "all", $at["kaon.hits"])
		yes("gtk", "all", nbeam > 0)
	}
	for (i = 1; i <= ncluster; i++)
		found["photons", "all"] += c_track[i] < 0 && c_e[i] > 2
	if (nbeam == 1) {
		put("gtk_p", "all", beam_p[1] - sqrt(mc_px[1] ^ 2 + \
			mc_py[1] ^ 2 + mc_pz[1] ^ 2) / 1000)
		put("gtk_angle", "all", $at["beam.dxdz"] - mc_px[1] / mc_pz[1])
		put("gtk_angle", "all", $at["beam.dydz"] - mc_py[1] / mc_pz[1])
		put("gtk_place", "all", $at["beam.x"] - mc_x[1])
		put("gtk_place", "all", $at["beam.y"] - mc_y[1])
		put("gtk_time", "all", $at["beam.time"] - kaon_time[1])
	}
	if (nkaon == 1)
		for (i = 1; i <= ntrack; i++)
			track(i)
}

END {
	for (key in count) {
		split(key, part, SUBSEP)
		core(part[1], part[2])
	}
	for (key in tries) {
		split(key, part, SUBSEP)
		v = hits[key] / tries[key]
		print part[1], part[2], tries[key], v, \
			sqrt((v * (1 - v) + 1 / tries[key]) / tries[key])
	}
	for (key in found) {
		split(key, part, SUBSEP)
		v = found[key] / events
		print "yield." part[1], part[2], found[key] + 0, v, \
			sqrt(v / events)
	}
	for (b in n_p)
		print "momentum", b, n_p[b], sum_p[b] / n_p[b], 0
	for (key in bins) {
		split(key, part, SUBSEP)
		print "hist." part[1], part[2], bins[key], \
			bins[key] / events, sqrt(bins[key]) / events
	}
	if (part_n > 10) {
		m = part_sum / part_n
		s = sqrt(part_sum2 / part_n - m * m)
		print "pion_part.mean", "all", part_n, m, s / sqrt(part_n)
		print "pion_part.sigma", "all", part_n, s, s / sqrt(2 * part_n)
	}
}
