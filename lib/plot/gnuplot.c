/*
 * gnuplot.c - runs gnuplot on a script. Its input, output and messages are
 * files without a name, so that nothing can block and nothing is left.
 */
#include "plot/private.h"

#include <errno.h>
#include <spawn.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

extern char **environ;

/* ---- files without a name ------------------------------------------- */

static int put_all(int fd, const struct n62_buf *b, struct n62_err *err)
{
	if (n62_scratch_write(fd, b->data, b->len, err) < 0)
		return -1;
	if (lseek(fd, 0, SEEK_SET) < 0)
		return n62_fail_errno(err, errno, "temporary file");
	return 0;
}

static int get_all(int fd, struct n62_buf *b, struct n62_err *err)
{
	off_t at = 0;

	for (;;) {
		ssize_t n;

		if (n62_buf_reserve(b, 1 << 16, err) < 0)
			return -1;
		n = pread(fd, b->data + b->len, 1 << 16, at);
		if (n < 0 && errno == EINTR)
			continue;
		if (n < 0)
			return n62_fail_errno(err, errno, "temporary file");
		if (n == 0)
			return 0;
		b->len += (size_t)n;
		at += n;
	}
}

/* ---- the child ------------------------------------------------------ */

/* The variables of this process, but for those that change a picture. */
static char **variables(struct n62_err *err)
{
	static const char *const drop[] = { "GNUPLOT_",
		"GNUTERM=", "GDFONTPATH=", "SOURCE_DATE_EPOCH=", "TZ=", "LC_",
		"LANG=", NULL };
	static char zone[] = "TZ=UTC", locale[] = "LC_ALL=C.UTF-8",
		    epoch[] = "SOURCE_DATE_EPOCH=946684800";
	char **all;
	size_t n = 0, k = 0;

	while (environ && environ[n])
		n++;
	all = n62_new(n + 4, sizeof *all, err);
	for (size_t i = 0; all && i < n; i++) {
		bool keep = true;

		for (int d = 0; drop[d]; d++)
			keep = keep && !plot_begins(environ[i], drop[d]);
		if (keep)
			all[k++] = environ[i];
	}
	if (all) {
		all[k++] = zone;
		all[k++] = locale;
		all[k++] = epoch;
	}
	return all;
}

static int start(pid_t *pid, const int fd[3], struct n62_err *err)
{
	static char name[] = "gnuplot", settings[] = "-d";
	char *const args[] = { name, settings, NULL };
	posix_spawn_file_actions_t actions;
	char **all = variables(err);
	int number;

	if (!all)
		return -1;
	number = posix_spawn_file_actions_init(&actions);
	if (number != 0) {
		free(all);
		return n62_fail_errno(err, number, "cannot run gnuplot");
	}
	for (int i = 0; number == 0 && i < 3; i++)
		number = posix_spawn_file_actions_adddup2(&actions, fd[i], i);
	if (number == 0)
		number = posix_spawnp(pid, name, &actions, NULL, args, all);
	posix_spawn_file_actions_destroy(&actions);
	free(all);
	if (number == ENOENT)
		return n62_fail(err, N62_IO,
		    "gnuplot is not here: install the package gnuplot-nox "
		    "(Debian) or gnuplot (Enterprise Linux), or write the "
		    "script with --script and run it elsewhere");
	if (number != 0)
		return n62_fail_errno(err, number, "cannot run gnuplot");
	return 0;
}

/* The last line of what gnuplot said that says something. */
static void last_line(struct n62_buf *said, const char **line, int *n)
{
	size_t end = said->len, begin;

	while (end > 0 && strchr(" \t\r\n", said->data[end - 1]))
		end--;
	begin = end;
	while (begin > 0 && said->data[begin - 1] != '\n')
		begin--;
	while (begin < end && strchr(" \t", said->data[begin]))
		begin++;
	*line = said->data ? said->data + begin : "";
	*n = (int)(end - begin);
}

static int wait_for(pid_t pid, int *status, struct n62_err *err)
{
	while (waitpid(pid, status, 0) < 0)
		if (errno != EINTR)
			return n62_fail_errno(err, errno, "gnuplot");
	return 0;
}

/* What a failed gnuplot says, as a sentence. */
static int judge(int status, struct n62_buf *said, struct n62_err *err)
{
	const char *line;
	int n;

	if (WIFSIGNALED(status))
		return n62_fail(err, N62_IO, "gnuplot was ended by signal %d",
		    WTERMSIG(status));
	if (WEXITSTATUS(status) == 0)
		return 0;
	last_line(said, &line, &n);
	return n62_fail(err, N62_IO, "gnuplot failed%s%.*s", n > 0 ? ": " : "",
	    n > 300 ? 300 : n, line);
}

static int run(int fd[3], const struct n62_buf *script, struct n62_buf *said,
    struct n62_buf *picture, struct n62_err *err)
{
	pid_t pid = -1;
	int status;

	if (put_all(fd[0], script, err) < 0 || start(&pid, fd, err) < 0 ||
	    wait_for(pid, &status, err) < 0 || get_all(fd[2], said, err) < 0 ||
	    judge(status, said, err) < 0)
		return -1;
	return get_all(fd[1], picture, err);
}

/* ---- what is in the picture ----------------------------------------- */

/* The first place of text behind from, or NULL. */
static char *find(const struct n62_buf *b, size_t from, const char *text)
{
	size_t n = strlen(text);

	for (size_t i = from; i + n <= b->len; i++)
		if (memcmp(b->data + i, text, n) == 0)
			return b->data + i;
	return NULL;
}

/* The time at which cairo made a pdf: (D:20261122233147Z). */
static bool strip_date(struct n62_buf *b, size_t from)
{
	static const char fixed[] = "20000101000000";
	char *at = find(b, from, "/CreationDate (D:");

	if (!at || b->data + b->len - at < 40)
		return false;
	memcpy(at + strlen("/CreationDate (D:"), fixed, sizeof fixed - 1);
	return true;
}

/* Puts a text into the description of an svg. */
static int describe(
    struct n62_buf *b, size_t from, const char *text, struct n62_err *err)
{
	struct n62_buf xml = { 0 };
	char *at = find(b, from, "</desc>");
	size_t place = at ? (size_t)(at - b->data) : 0;
	int r = 0;

	for (; at && r == 0 && *text; text++) {
		const char *as = *text == '<'                 ? "&lt;"
				 : *text == '&'               ? "&amp;"
				 : *text == '>'               ? "&gt;"
				 : (unsigned char)*text < ' ' ? " "
							      : NULL;

		r = as ? n62_buf_add(&xml, as, strlen(as), err)
		       : n62_buf_add(&xml, text, 1, err);
	}
	if (at && r == 0)
		r = n62_buf_reserve(b, xml.len, err);
	if (at && r == 0) {
		memmove(
		    b->data + place + xml.len, b->data + place, b->len - place);
		memcpy(b->data + place, xml.data, xml.len);
		b->len += xml.len;
	}
	n62_buf_free(&xml);
	return r;
}

static int finish(const struct n62_plot *p, enum n62_plot_format format,
    struct n62_buf *picture, size_t from, struct n62_err *err)
{
	if (picture->len == from)
		return n62_fail(err, N62_IO, "gnuplot wrote no picture");
	if (format == N62_PLOT_PDF && !strip_date(picture, from))
		plot_say(p, false,
		    "this gnuplot hides the time in the pdf; the file will "
		    "differ when it is made again");
	if (format == N62_PLOT_SVG && p->o->origin &&
	    n62_utf8(p->o->origin, strlen(p->o->origin)))
		return describe(picture, from, p->o->origin, err);
	return 0;
}

int n62_plot_gnuplot(const struct n62_plot *p, const struct n62_buf *script,
    enum n62_plot_format format, const char *folder, struct n62_buf *picture,
    struct n62_err *err)
{
	int fd[3] = { -1, -1, -1 }, r = 0;
	struct n62_buf said = { 0 };
	size_t from = picture->len;

	for (int i = 0; r == 0 && i < 3; i++) {
		fd[i] = n62_scratch_open(folder, err);
		r = fd[i] < 0 ? -1 : 0;
	}
	if (r == 0)
		r = run(fd, script, &said, picture, err);
	if (r == 0)
		r = finish(p, format, picture, from, err);
	for (int i = 0; i < 3; i++)
		if (fd[i] >= 0)
			close(fd[i]);
	n62_buf_free(&said);
	return r;
}
