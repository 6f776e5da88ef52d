/*
 * tools.c - runs the tools in a folder, and looks at what they left.
 */
#define _GNU_SOURCE /* memfd_create, environ */
#include "tools.h"

#include "stream.h"

#include <dirent.h>
#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

const struct run runs[] = {
	{ "filter", { "-j1", "a.n62" }, NULL, true },
	{ "filter", { "-j1" }, "a.n62", true },
	{ "filter", { "-j1", "-o", "out.n62", "a.n62", "b.n62" }, NULL, true },
	{ "na62-merge", { "-j1", "a.n62", "b.n62" }, NULL, true },
	{ "na62-merge",
	    { "-j1", "-l", "list.txt", "--compress=none", "-o", "out.n62" },
	    NULL, true },
	{ "na62-view", { "-j1", "a.n62" }, NULL, false },
	{ "na62-view", { "-j1", "--json", "--exact", "-t", "tally" }, "b.n62",
	    false },
	{ "na62-view", { "-j1", "--stats", "a.n62" }, NULL, false },
	{ "na62-view", { "-j1", "--verify", "a.n62" }, NULL, false },
	{ "na62-view", { "-j1", "-H", "a.n62" }, NULL, false },
	{ "na62-view", { "-j1", "--skip=1", "-n1", "a.n62" }, NULL, false },
	{ "na62-view", { "-j1", "--provenance", "a.n62" }, NULL, false },
	{ "na62-view",
	    { "-j1", "--format=npz", "-t", "event", "-c", "run,mmiss2",
		"a.n62" },
	    NULL, false },
	{ "na62-view",
	    { "-j1", "--import", "-t", "mass", "-o", "out.n62", "table.tsv" },
	    NULL, true },
	{ "na62-view", { "-j1", "--import", "-t", "mass" }, "table.tsv", true },
	{ "na62-decode", { "-j1", "burst.dat" }, NULL, true },
	{ "na62-decode", { "-j1", "--exact", "-o", "out.n62" }, "burst.dat",
	    true },
	{ "na62-decode", { "-j1", "--inspect", "burst.dat" }, NULL, false },
	{ "na62-decode", { "-j1", "--dump=1", "burst.dat" }, NULL, false },
	{ "na62-encode", { "-j1", "hits.n62" }, NULL, false },
	{ "na62-sim", { "-j1", "munu", "-n2", "--intensity=0", "--no-trigger" },
	    NULL, false },
	{ "na62-sim", { "-j1", "--print-triggers" }, NULL, false },
	{ "na62-sim", { "-j1", "--print-decays", "--decays=-" }, "decays.txt",
	    false },
	{ "na62-reco", { "-j1", "hits.n62" }, NULL, true },
	{ "na62-reco", { "-j1", "--print-parameters" }, NULL, false },
	{ "na62-select", { "-j1", "-q", "-e", "mmiss2 > 0", "a.n62" }, NULL,
	    true },
	{ "na62-select", { "-j1", "-q", "-o", "out.n62", "pair.sel" }, "a.n62",
	    true },
	{ "na62-select", { "-j1", "--explain", "piee" }, NULL, false },
	{ "na62-limit", { "-j1", "-n0", "-b1" }, NULL, false },
	{ "na62-plot", { "-j1", "-tevent", "--x=run", "--y=mmiss2" }, "a.n62",
	    false },
	{ "na62-plot",
	    { "-j1", "-tevent", "--x=run", "--y=mmiss2", "-fgp", "-o",
		"out.n62", "a.n62" },
	    NULL, false },
	{ "na62-limit",
	    { "-j1", "-n0", "-b1", "-s1e-9", "--hnl=e", "--mass=.1" }, NULL,
	    false },
	{ "na62-limit", { "-j1", "counts.tsv" }, NULL, false },
	{ "na62-limit", { "-j1", "--json", "-mfc" }, "counts.tsv", false },
	{ "na62-limit", { "-j1", "--combine", "-e", "counts.tsv" }, NULL,
	    false },
	{ "na62-limit", { "-j1", "--global", "counts.tsv" }, NULL, false },
	{ "na62-limit", { "-j1", "--coverage", "-b1", "--signal=1" }, NULL,
	    false },
	{ "na62-limit", { "-j1", "--card", "munuee", "--explain" }, NULL,
	    false },
	{ "na62-limit", { "-j1", "-o", "out.n62" }, "scan.n62", true },
	{ "na62-limit", { "-j1", "--card", "card.yaml" }, "scan.n62", true },
	{ "na62-limit", { "-j1", "--text" }, "scan.n62", false },
	{ "na62-mmiss",
	    { "-j1", "-Hm: mmiss2 in bins 0,2,9 GeV2 weighted 0.5",
		"-rr: mmiss2 in 0..1 GeV2", "-fm", "-o", "out.n62", "a.n62" },
	    NULL, true },
	{ NULL, { NULL }, NULL, false },
};

static char folder[400];

/* The programs of this build; the examples are beside the tests. */
static void path_of(const char *tool, char *path, size_t size)
{
	const char *bin = getenv("NA62_BIN"), *build = getenv("NA62_BUILD");
	bool example = strncmp(tool, "na62-", 5) != 0;

	if (!bin || !build)
		give_up("NA62_BIN and NA62_BUILD are not set");
	snprintf(path, size, "%s/%s%s", example ? build : bin,
	    example ? "examples/" : "", tool);
}

bool run_exists(const struct run *r)
{
	char path[500];

	path_of(r->tool, path, sizeof path);
	return access(path, X_OK) == 0;
}

void run_name(const struct run *r, char *name, size_t size)
{
	int n = snprintf(name, size, "%s", r->tool);

	for (int i = 0; r->args[i] && n > 0 && (size_t)n < size; i++)
		n += snprintf(name + n, size - (size_t)n, " %s", r->args[i]);
	if (r->input && n > 0 && (size_t)n < size)
		snprintf(name + n, size - (size_t)n, " <%s", r->input);
}

static void save(const char *name, const void *bytes, size_t n)
{
	FILE *f = fopen(name, "wb");

	if (!f || fwrite(bytes, 1, n, f) != n || fclose(f) != 0)
		give_up("cannot write %s", name);
}

/* A burst of two events, and the hits that it was made from. */
static void make_burst(void)
{
	if (system("\"$NA62_BUILD/tests/raw_hits\" 2 1 0.05 >hits.n62 &&"
		   "\"$NA62_BIN/na62-encode\" -q hits.n62 -o burst.dat") != 0)
		give_up("cannot make a burst");
}

/* A scan of two hypotheses, that is a table of regions as well. */
static void make_scan(void)
{
	static const char text[] =
	    "region:str\tmass:f64[GeV]\tn:i64\tb:f64\tacceptance:f64\t"
	    "w:sum\tw2:sum\n"
	    "signal\t0.2\t3\t2.5\t0.1\t3\t3\nx\t0.3\t0\t2.5\t0.1\t0\t0\n";

	save("scan.tsv", text, sizeof text - 1);
	if (system("\"$NA62_BIN/na62-view\" --import -t scan/e scan.tsv "
		   "-o scan.n62 --no-provenance && rm scan.tsv") != 0)
		give_up("cannot make a scan");
}

void run_begin(void)
{
	static const char card[] =
	    "channel: x\nregions: {signal: {table: scan/e}}\n"
	    "signal: {ses: 1e-11}\n"
	    "backgrounds: [{name: b, value: 1 +- 0.1}]\n";
	static const char table[] = "mass:f64[MeV/c2]\tname:str\n"
				    "139.57\tpi+\n493.677\tK+\n";
	static const char decays[] = "mode a 1 0 X flat : K+ -> pi+ e+ e-\n";
	static const char counts[] = "n\tb\tsigma_b\n1\t0.5\t0.1\n"
				     "0\t1.5\t0.3\n";
	static const char pair[] =
	    "candidate a, b: track where q > 0; best by max a.p + b.p\n"
	    "region fast a.p > 10 GeV\n";
	const char *tmp = getenv("TMPDIR");

	snprintf(folder, sizeof folder, "%s/na62-fault-XXXXXX",
	    tmp && *tmp ? tmp : "/tmp");
	if (!mkdtemp(folder) || chdir(folder) < 0)
		give_up("cannot make a folder in %s", folder);
	for (uint32_t i = 0; i < 2; i++) {
		struct recipe r = { .seed = 1 + 10 * i,
			.batches = 2,
			.rows = 3,
			.planes = i == 0 };
		struct stream s = { 0 };

		stream_segment(&s, &r);
		save(i ? "b.n62" : "a.n62", s.bytes, s.size);
		stream_free(&s);
	}
	make_burst();
	save("table.tsv", table, sizeof table - 1);
	save("decays.txt", decays, sizeof decays - 1);
	save("counts.tsv", counts, sizeof counts - 1);
	save("list.txt", "a.n62\nb.n62\n", 12);
	save("card.yaml", card, sizeof card - 1);
	make_scan();
	save("pair.sel", pair, sizeof pair - 1);
}

/* Removes everything in the folder but the inputs; whether there was
 * something else. */
static bool clear(bool inputs)
{
	static const char *const known[] = { "a.n62", "b.n62", "table.tsv",
		"counts.tsv", "list.txt", "hits.n62", "burst.dat", "decays.txt",
		"scan.n62", "card.yaml", "pair.sel" };
	const size_t nknown = sizeof known / sizeof *known;
	bool found = false;
	struct dirent *e;
	DIR *d = opendir(".");

	while (d && (e = readdir(d))) {
		bool keep = false;

		for (size_t i = 0; i < nknown; i++)
			keep |= strcmp(e->d_name, known[i]) == 0;
		if ((keep && !inputs) || strcmp(e->d_name, ".") == 0 ||
		    strcmp(e->d_name, "..") == 0)
			continue;
		found |= !keep;
		unlink(e->d_name);
	}
	if (d)
		closedir(d);
	return found;
}

void run_end(void)
{
	clear(true);
	if (chdir("/") < 0 || rmdir(folder) < 0)
		give_up("cannot remove %s", folder);
}

const char *run_preload(const char *name)
{
	static char text[500];

	snprintf(text, sizeof text, "LD_PRELOAD=%s/tests/fault/preload_%s.so",
	    getenv("NA62_BUILD"), name);
	return text;
}

static _Noreturn void child(
    const struct run *r, const char *const *variables, const int fd[3])
{
	char path[500];
	char *args[MOST_ARGS + 2] = { 0 };
	int in = open(r->input ? r->input : "/dev/null", O_RDONLY);

	path_of(r->tool, path, sizeof path);
	args[0] = path;
	for (int i = 0; i < MOST_ARGS && r->args[i]; i++)
		args[i + 1] = (char *)(uintptr_t)r->args[i];
	if (in < 0 || dup2(in, 0) < 0 || dup2(fd[0], 1) < 0 ||
	    dup2(fd[1], 2) < 0 || dup2(fd[2], 9) < 0)
		_exit(98);
	for (int i = 0; variables && variables[i]; i++)
		putenv((char *)(uintptr_t)variables[i]);
	putenv((char[]){ "FAIL_REPORT=9" });
	alarm(30);
	execv(path, args);
	_exit(97);
}

static size_t take(int fd, void *bytes, size_t size)
{
	ssize_t n = pread(fd, bytes, size, 0);

	if (n < 0 || (size_t)n == size)
		give_up("cannot read what a tool wrote");
	return (size_t)n;
}

static void collect(struct outcome *o, const int fd[3])
{
	int file = open("out.n62", O_RDONLY);

	o->file = file >= 0;
	o->nout = take(o->file ? file : fd[0], o->out, sizeof o->out);
	o->nerr = take(fd[1], o->err, sizeof o->err - 1);
	o->err[o->nerr] = 0;
	if (pread(fd[2], o->report, sizeof o->report, 0) < 0)
		give_up("no report");
	if (file >= 0) {
		close(file);
		unlink("out.n62");
	}
	o->left = clear(false);
}

void run_tool(
    const struct run *r, const char *const *variables, struct outcome *o)
{
	int fd[3], status;
	pid_t pid;

	for (int i = 0; i < 3; i++) {
		fd[i] = memfd_create("output", MFD_CLOEXEC);
		if (fd[i] < 0)
			give_up("no file in memory");
	}
	o->report[0] = o->report[1] = 0;
	pid = fork();
	if (pid == 0)
		child(r, variables, fd);
	if (pid < 0 || waitpid(pid, &status, 0) < 0)
		give_up("no process");
	o->status =
	    WIFEXITED(status) ? WEXITSTATUS(status) : 128 + WTERMSIG(status);
	collect(o, fd);
	for (int i = 0; i < 3; i++)
		close(fd[i]);
}

bool is_whole(const void *bytes, size_t n)
{
	static struct memory m;
	struct seen seen;

	if (m.fd == 0)
		memory_open(&m);
	memory_set(&m, bytes, n);
	return stream_read(m.name, NULL, &seen) == 0;
}
