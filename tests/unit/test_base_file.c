/*
 * test_base_file.c - errors, memory, inputs and outputs of lib/base.
 */
#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <sys/uio.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#include "base/base.h"
#include "check.h"

/* ---- help for the tests --------------------------------------------- */

/* Everything happens in a new empty directory, which is the current one. */
static char directory[] = "/tmp/na62-test-XXXXXX";

static int entries(void)
{
	DIR *d = opendir(".");
	int n = 0;

	if (!d)
		return -1;
	while (readdir(d))
		n++;
	closedir(d);
	return n - 2;
}

static void make_file(const char *name, const char *text)
{
	FILE *f = fopen(name, "w");

	if (CHECK(f != NULL)) {
		CHECK(fputs(text, f) >= 0);
		CHECK(fclose(f) == 0);
	}
}

static const char *content(const char *name)
{
	static char text[1000];
	FILE *f = fopen(name, "r");
	size_t n;

	if (!f)
		return NULL;
	n = fread(text, 1, sizeof text - 1, f);
	text[n] = '\0';
	fclose(f);
	return text;
}

/* Runs body in a child; its wait status. */
static int in_child(void (*body)(void))
{
	int status = -1;
	pid_t pid;

	fflush(stdout);
	pid = fork();
	if (pid == 0) {
		check_failures = 0;
		body();
		fflush(stdout);
		_exit(check_failures > 0);
	}
	CHECK(pid > 0 && waitpid(pid, &status, 0) == pid);
	return status;
}

static bool child_passes(void (*body)(void))
{
	int status = in_child(body);

	return WIFEXITED(status) && WEXITSTATUS(status) == 0;
}

/* ---- errors --------------------------------------------------------- */

static void errors(void)
{
	struct n62_err err = { 0 };
	char big[2000];

	CHECK(n62_fail(&err, N62_DATA, "%s: %d", "a\nb\033[m", 7) == -1);
	CHECK_TEXT(err.text, "a?b?[m: 7");
	CHECK(err.code == N62_DATA);
	n62_fail(&err, N62_USAGE, "again %s", err.text);
	CHECK_TEXT(err.text, "again a?b?[m: 7");
	CHECK(n62_fail_at(&err, "block %d", 3) == -1);
	CHECK_TEXT(err.text, "block 3: again a?b?[m: 7");
	CHECK(err.code == N62_USAGE);

	n62_fail_errno(&err, ENOSPC, "cannot write %s", "x");
	CHECK_TEXT(err.text, "cannot write x: No space left on device");
	CHECK(err.code == N62_RETRY);
	n62_fail_errno(&err, ENOMEM, "x");
	CHECK(err.code == N62_MEM);
	n62_fail_errno(&err, ENOENT, "x");
	CHECK(err.code == N62_IO);
	n62_fail_errno(&err, 99999, "x");
	CHECK(strncmp(err.text, "x: ", 3) == 0);

	memset(big, 'x', sizeof big);
	big[sizeof big - 1] = '\0';
	n62_fail_errno(&err, ENOENT, "%s", big);
	CHECK(strlen(err.text) == sizeof err.text - 1);
	CHECK(strstr(err.text, ": No such file or directory") != NULL);
	n62_fail(&err, N62_IO, "the reason");
	n62_fail_at(&err, "%s", big);
	CHECK(strlen(err.text) < sizeof err.text);
	CHECK(strstr(err.text, "x: the reason") != NULL);
	n62_fail(&err, N62_IO, "%s", big);
	n62_fail_at(&err, "%s", "where");
	CHECK(strncmp(err.text, "where: xxx", 10) == 0);
	CHECK(strlen(err.text) == sizeof err.text - 1);
}

/* A message that is too long is never cut inside a character. */
static void error_characters(void)
{
	struct n62_err err = { 0 };
	char big[900];

	for (size_t shift = 0; shift < 4; shift++) {
		memset(big, 'x', shift);
		for (size_t i = shift; i + 4 < sizeof big; i += 3)
			memcpy(big + i, "\xe2\x82\xac", 4);
		n62_fail(&err, N62_IO, "%s", big);
		CHECK(n62_utf8(err.text, strlen(err.text)));
		CHECK(strlen(err.text) > sizeof err.text - 4);
		n62_fail_at(&err, "%s", big);
		CHECK(n62_utf8(err.text, strlen(err.text)));
	}
}

/* ---- memory --------------------------------------------------------- */

static void blocks(void)
{
	struct n62_err err = { 0 };
	char *p = n62_new(0, 8, &err), *q;

	CHECK(p != NULL);
	q = n62_resize(p, 3, 5, &err);
	if (CHECK(q != NULL))
		memset(q, 1, 15);
	CHECK(n62_resize(q, SIZE_MAX / 2, 3, &err) == NULL);
	CHECK(err.code == N62_MEM);
	err.code = N62_OK;
	CHECK(n62_new((size_t)1 << 33, (size_t)1 << 33, &err) == NULL);
	CHECK(err.code == N62_MEM);
	CHECK(q[14] == 1);
	free(q);
}

static bool all_are(const char *p, size_t n, char byte)
{
	for (size_t i = 0; i < n; i++)
		if (p[i] != byte)
			return false;
	return true;
}

/* Objects do not overlap: each keeps the byte it was filled with. */
static void arenas(void)
{
	enum {
		objects = 3000
	};
	static char *at[objects];
	static size_t size[objects];
	struct n62_err err = { 0 };
	struct n62_arena a = { 0 };
	struct n62_rng r;

	n62_rng_init(&r, 1, 0, 0);
	for (int i = 0; i < objects; i++) {
		bool big = n62_rng_below(&r, 100) == 0;

		size[i] = n62_rng_below(&r, big ? 3000000 : 300);
		at[i] = n62_arena_new(&a, size[i], 1, &err);
		if (!CHECK(at[i] != NULL))
			return;
		CHECK((uintptr_t)at[i] % 64 == 0);
		CHECK(all_are(at[i], size[i], 0));
		memset(at[i], i % 251 + 1, size[i]);
		CHECK_TEXT(n62_arena_text(&a, "abcdef", 3, &err), "abc");
	}
	for (int i = 0; i < objects; i++)
		CHECK(all_are(at[i], size[i], (char)(i % 251 + 1)));
	CHECK(n62_arena_new(&a, SIZE_MAX / 8, 8, &err) == NULL);
	CHECK(n62_arena_new(&a, SIZE_MAX - 8, 1, &err) == NULL);
	CHECK(n62_arena_text(&a, "", SIZE_MAX, &err) == NULL);
	n62_arena_free(&a);
	CHECK(a.last == NULL);
	n62_arena_free(NULL);
}

static void buffers(void)
{
	struct n62_err err = { 0 };
	struct n62_buf b = { 0 };
	char wanted[4000] = "";

	CHECK_TEXT(n62_buf_text(&b, &err), "");
	for (int i = 0; i < 500; i++) {
		sprintf(wanted + strlen(wanted), "%d,", i);
		CHECK(n62_buf_printf(&b, &err, "%d%s", i, ",") == 0);
	}
	CHECK_TEXT(n62_buf_text(&b, &err), wanted);
	CHECK(b.len == strlen(wanted));
	CHECK(n62_buf_add(&b, NULL, 0, &err) == 0);
	CHECK(n62_buf_add(&b, "end", 3, &err) == 0);
	CHECK(strcmp(n62_buf_text(&b, &err) + b.len - 4, ",end") == 0);
	CHECK(n62_buf_reserve(&b, SIZE_MAX - 10, &err) < 0);
	CHECK(err.code == N62_MEM);
	n62_buf_free(&b);
	CHECK(b.data == NULL && b.len == 0 && b.cap == 0);
	n62_buf_free(NULL);
}

/* ---- inputs --------------------------------------------------------- */

static void read_file(void)
{
	struct n62_err err = { 0 };
	struct n62_in in;
	char s[20] = "";

	make_file("a", "0123456789");
	CHECK(n62_in_open(&in, "a", &err) == 0);
	CHECK(in.seekable && in.size == 10 && in.at == 0);
	CHECK(n62_in_read(&in, s, 4, &err) == 4 && in.at == 4);
	CHECK(n62_in_back(&in, s + 2, 2, &err) == 0 && in.at == 2);
	CHECK(n62_in_back(&in, s, 2, &err) == 0 && in.at == 0);
	memset(s, 0, sizeof s);
	CHECK(n62_in_read(&in, s, 3, &err) == 3);
	CHECK_TEXT(s, "012");
	CHECK(n62_in_read(&in, s, 20, &err) == 7);
	CHECK(memcmp(s, "3456789", 7) == 0 && in.at == 10);
	CHECK(n62_in_read(&in, s, 1, &err) == 0);
	CHECK(n62_in_seek(&in, 8, &err) == 0);
	CHECK(n62_in_read(&in, s, 20, &err) == 2 && s[0] == '8');
	CHECK(n62_in_seek(&in, UINT64_MAX, &err) < 0);
	CHECK(n62_in_seek(&in, 100, &err) == 0);
	CHECK(n62_in_read(&in, s, 1, &err) == 0);
	n62_in_free(&in);
	n62_in_free(&in);
	n62_in_free(NULL);
	unlink("a");
}

static void read_faults(void)
{
	struct n62_err err = { 0 };
	struct n62_in in;
	struct n62_in zero = { 0 };

	CHECK(n62_in_open(&in, "missing", &err) < 0);
	CHECK_TEXT(err.text, "cannot open missing: No such file or directory");
	n62_in_free(&in);
	CHECK(n62_in_open(&in, ".", &err) < 0);
	CHECK_TEXT(err.text, ". is a directory, not a file");
	n62_in_free(&in);
	n62_in_free(&zero);
	CHECK(fcntl(0, F_GETFD) >= 0);
}

/* Standard input is a pipe that gives one byte at a time. */
static void read_pipe(void)
{
	struct n62_err err = { 0 };
	struct timespec pause = { 0, 1000000 };
	struct n62_in in;
	int fd[2];
	char s[10];
	pid_t pid;

	CHECK(pipe(fd) == 0);
	pid = fork();
	if (pid == 0) {
		for (char c = 'a'; c <= 'z'; c++)
			if (nanosleep(&pause, NULL) < 0 ||
			    write(fd[1], &c, 1) != 1)
				_exit(1);
		_exit(0);
	}
	close(fd[1]);
	dup2(fd[0], 0);
	/* A descriptor inherited as non-blocking is waited for. */
	fcntl(0, F_SETFL, fcntl(0, F_GETFL) | O_NONBLOCK);
	CHECK(n62_in_open(&in, "-", &err) == 0);
	CHECK_TEXT(in.name, "standard input");
	CHECK(!in.seekable);
	CHECK(n62_in_read(&in, s, 10, &err) == 10);
	CHECK(memcmp(s, "abcdefghij", 10) == 0);
	CHECK(n62_in_back(&in, "ij", 2, &err) == 0);
	CHECK(n62_in_seek(&in, 9, &err) == 0);
	CHECK(n62_in_read(&in, s, 1, &err) == 1 && s[0] == 'j');
	CHECK(n62_in_seek(&in, 20, &err) == 0 && in.at == 20);
	CHECK(n62_in_seek(&in, 19, &err) < 0);
	CHECK(n62_in_read(&in, s, 10, &err) == 6 && s[0] == 'u');
	CHECK(n62_in_seek(&in, 30, &err) < 0 && err.code == N62_DATA);
	CHECK_TEXT(err.text, "standard input ends at byte 26, before byte 30");
	n62_in_free(&in);
	CHECK(waitpid(pid, NULL, 0) == pid);
}

/* A shell may have read the beginning of standard input. */
static void read_rest(void)
{
	struct n62_err err = { 0 };
	struct n62_in in;
	char s[10] = "";
	int fd;

	make_file("a", "0123456789");
	fd = open("a", O_RDONLY);
	dup2(fd, 0);
	CHECK(lseek(0, 3, SEEK_SET) == 3);
	CHECK(n62_in_open(&in, "-", &err) == 0);
	CHECK(in.seekable && in.size == 7 && in.at == 0);
	CHECK(n62_in_seek(&in, 5, &err) == 0);
	CHECK(n62_in_read(&in, s, 9, &err) == 2);
	CHECK_TEXT(s, "89");
	CHECK(n62_in_seek(&in, 0, &err) == 0);
	CHECK(n62_in_read(&in, s, 2, &err) == 2);
	CHECK_TEXT(s, "34");
	n62_in_free(&in);
	unlink("a");
}

/* ---- outputs -------------------------------------------------------- */

static void commit_is_atomic(void)
{
	struct n62_err err = { 0 };
	struct n62_out out;
	struct stat st;
	mode_t mask = umask(027);

	make_file("o", "old");
	CHECK(n62_out_open(&out, "o", &err) == 0);
	CHECK(out.regular && !out.terminal && out.fd > 2);
	CHECK(n62_out_write(&out, "new", 3, &err) == 0 && out.at == 3);
	CHECK_TEXT(content("o"), "old");
	CHECK(entries() == 2);
	CHECK(n62_out_commit(&out, &err) == 0);
	CHECK(out.fd == -1 && out.temp == NULL);
	CHECK_TEXT(content("o"), "new");
	CHECK(entries() == 1);
	CHECK(stat("o", &st) == 0 && (st.st_mode & 0777) == 0640);
	n62_out_free(&out);
	n62_out_free(NULL);
	CHECK(fcntl(1, F_GETFD) >= 0);
	umask(mask);
	unlink("o");
}

static void free_removes(void)
{
	struct n62_err err = { 0 };
	struct n62_out out, zero = { 0 };

	CHECK(n62_out_open(&out, "o", &err) == 0);
	CHECK(n62_out_write(&out, "new", 3, &err) == 0);
	CHECK(entries() == 1);
	n62_out_free(&out);
	CHECK(entries() == 0);
	n62_out_free(&zero);
}

static void long_name(void)
{
	struct n62_err err = { 0 };
	struct n62_out out;
	char name[256];

	memset(name, 'n', 255);
	name[255] = '\0';
	CHECK(n62_out_open(&out, name, &err) == 0);
	CHECK(n62_out_commit(&out, &err) == 0);
	n62_out_free(&out);
	CHECK(unlink(name) == 0);
}

static void symbolic_link(void)
{
	struct n62_err err = { 0 };
	struct n62_out out;
	struct stat st;

	make_file("real", "old");
	CHECK(symlink("real", "link") == 0);
	CHECK(n62_out_open(&out, "link", &err) == 0);
	CHECK(n62_out_write(&out, "new", 3, &err) == 0);
	CHECK(n62_out_commit(&out, &err) == 0);
	n62_out_free(&out);
	CHECK(lstat("link", &st) == 0 && S_ISLNK(st.st_mode));
	CHECK_TEXT(content("real"), "new");
	unlink("real");
	CHECK(n62_out_open(&out, "link", &err) < 0);
	CHECK_TEXT(err.text, "cannot follow the symbolic link link: "
			     "No such file or directory");
	n62_out_free(&out);
	unlink("link");
}

static void many_parts(void)
{
	enum {
		parts = 3000
	};
	static struct iovec part[parts];
	struct n62_err err = { 0 };
	struct n62_out out;
	struct stat st;

	for (int i = 0; i < parts; i++)
		part[i] = (struct iovec){ "abc", (size_t)(i % 4) };
	CHECK(n62_out_open(&out, "o", &err) == 0);
	CHECK(n62_out_writev(&out, part, parts, &err) == 0);
	CHECK(out.at == parts / 4 * 6);
	CHECK(n62_out_writev(&out, part, 0, &err) == 0);
	CHECK(n62_out_commit(&out, &err) == 0);
	n62_out_free(&out);
	CHECK(stat("o", &st) == 0 && st.st_size == parts / 4 * 6);
	CHECK(strncmp(content("o"), "aababcaababc", 12) == 0);
	unlink("o");
}

/* A pipe with a slow reader: short writes, in both functions. */
static void write_pipe(void)
{
	enum {
		size = 3 << 20
	};
	struct n62_err err = { 0 };
	struct n62_out out;
	struct iovec part[2];
	static char bytes[size], back[65536];
	int fd[2], status;
	pid_t pid;

	for (size_t i = 0; i < size; i++)
		bytes[i] = (char)(i * 2654435761u >> 24);
	CHECK(pipe(fd) == 0);
	pid = fork();
	if (pid == 0) {
		size_t at = 0;
		ssize_t n;

		close(fd[1]);
		while ((n = read(fd[0], back, sizeof back)) > 0)
			for (ssize_t i = 0; i < n; i++)
				if (back[i] != bytes[at++ % size])
					_exit(1);
		_exit(at == 2 * (size_t)size ? 0 : 2);
	}
	close(fd[0]);
	dup2(fd[1], 1);
	close(fd[1]);
	fcntl(1, F_SETFL, fcntl(1, F_GETFL) | O_NONBLOCK);
	CHECK(n62_out_open(&out, NULL, &err) == 0);
	CHECK(!out.regular && !out.terminal);
	CHECK(n62_out_write(&out, bytes, size, &err) == 0);
	part[0] = (struct iovec){ bytes, size / 3 };
	part[1] = (struct iovec){ bytes + size / 3, size - size / 3 };
	CHECK(n62_out_writev(&out, part, 2, &err) == 0);
	CHECK(n62_out_commit(&out, &err) == 0);
	n62_out_free(&out);
	CHECK(waitpid(pid, &status, 0) == pid && status == 0);
}

static void full_device(void)
{
	struct n62_err err = { 0 };
	struct n62_out out;
	struct iovec part = { "abc", 3 };

	CHECK(n62_out_open(&out, "/dev/full", &err) == 0);
	CHECK(!out.regular && out.temp == NULL);
	CHECK(n62_out_write(&out, "abc", 3, &err) < 0);
	CHECK_TEXT(err.text, "cannot write /dev/full: No space left on device");
	CHECK(err.code == N62_RETRY);
	CHECK(n62_out_writev(&out, &part, 1, &err) < 0);
	n62_out_free(&out);
	CHECK(n62_out_open(&out, "/dev/null", &err) == 0);
	CHECK(n62_out_write(&out, "abc", 3, &err) == 0);
	CHECK(n62_out_commit(&out, &err) == 0);
	n62_out_free(&out);
	CHECK(entries() == 0);
}

static void write_faults(void)
{
	struct n62_err err = { 0 };
	struct n62_out out;

	CHECK(n62_out_open(&out, "missing/o", &err) < 0);
	CHECK_TEXT(
	    err.text, "cannot create missing/o: No such file or directory");
	n62_out_free(&out);
	CHECK(n62_out_open(&out, ".", &err) < 0);
	CHECK_TEXT(err.text, "cannot write .: Is a directory");
	n62_out_free(&out);
	/* The target becomes a directory behind our back. */
	CHECK(n62_out_open(&out, "o", &err) == 0);
	CHECK(mkdir("o", 0777) == 0);
	CHECK(n62_out_commit(&out, &err) < 0);
	CHECK(strncmp(err.text, "cannot rename ", 14) == 0);
	n62_out_free(&out);
	CHECK(entries() == 1);
	rmdir("o");
}

static void size_limit(void)
{
	struct n62_err err = { 0 };
	struct n62_out out;
	struct rlimit limit = { 1000, 1000 };
	char bytes[600] = "";

	signal(SIGXFSZ, SIG_IGN);
	CHECK(setrlimit(RLIMIT_FSIZE, &limit) == 0);
	CHECK(n62_out_open(&out, "o", &err) == 0);
	CHECK(n62_out_write(&out, bytes, 600, &err) == 0);
	CHECK(n62_out_write(&out, bytes, 600, &err) < 0);
	CHECK_TEXT(err.text, "cannot write o: File too large");
	CHECK(out.at == 1000);
	n62_out_free(&out);
	CHECK(entries() == 0);
}

static void same_file(void)
{
	struct n62_err err = { 0 };
	struct n62_out out;
	struct n62_in in, other;

	make_file("a", "x");
	make_file("b", "x");
	CHECK(link("a", "hard") == 0);
	CHECK(n62_in_open(&in, "a", &err) == 0);
	CHECK(n62_in_open(&other, "b", &err) == 0);
	CHECK(n62_out_open(&out, "./hard", &err) == 0);
	CHECK(n62_out_check(&out, &other, &err) == 0);
	CHECK(n62_out_check(&out, &in, &err) < 0);
	CHECK_TEXT(err.text, "the output ./hard is also the input a");
	CHECK(err.code == N62_USAGE);
	n62_out_free(&out);

	CHECK(dup2(open("a", O_WRONLY | O_APPEND), 1) == 1);
	CHECK(n62_out_open(&out, "-", &err) == 0);
	CHECK(n62_out_check(&out, &other, &err) == 0);
	CHECK(n62_out_check(&out, &in, &err) < 0);
	CHECK_TEXT(err.text, "the output standard output is also the input a");
	n62_out_free(&out);
	n62_in_free(&in);
	n62_in_free(&other);
	unlink("a");
	unlink("b");
	unlink("hard");
}

/* ---- closed descriptors and signals --------------------------------- */

static void closed_descriptors(void)
{
	struct n62_err err = { 0 };
	struct n62_out out, named;
	struct n62_in in, std;

	make_file("a", "x");
	close(0);
	close(1);
	close(2);
	CHECK(n62_in_open(&in, "a", &err) == 0 && in.fd > 2);
	CHECK(n62_out_open(&named, "o", &err) == 0 && named.fd > 2);
	CHECK(n62_in_open(&std, "-", &err) < 0);
	CHECK_TEXT(err.text, "standard input is closed");
	CHECK(n62_out_open(&out, "-", &err) < 0);
	CHECK_TEXT(err.text, "standard output is closed");
	n62_in_free(&in);
	n62_in_free(&std);
	n62_out_free(&out);
	n62_out_free(&named);
	unlink("a");
	CHECK(entries() == 0);
}

static int signal_to_send;

static void die_of_signal(void)
{
	struct n62_err err = { 0 };
	struct n62_out a, b;

	CHECK(n62_out_open(&a, "a", &err) == 0);
	CHECK(n62_out_open(&b, "b", &err) == 0);
	CHECK(entries() == 2);
	/* A child between fork and exec has the handler, not the files. */
	if (fork() == 0) {
		raise(signal_to_send);
		_exit(0);
	}
	wait(NULL);
	CHECK(entries() == 2);
	CHECK(n62_out_commit(&a, &err) == 0);
	kill(getpid(), signal_to_send);
}

static void signals_remove(void)
{
	static const int all[] = { SIGHUP, SIGINT, SIGTERM, SIGXCPU };

	for (size_t i = 0; i < 4; i++) {
		int status;

		signal_to_send = all[i];
		status = in_child(die_of_signal);
		CHECK(WIFSIGNALED(status) && WTERMSIG(status) == all[i]);
		CHECK(entries() == 1);
		CHECK_TEXT(content("a"), "");
		unlink("a");
	}
}

/* A child that opens an output of its own removes only that. */
static void forked_output(void)
{
	struct n62_err err = { 0 };
	struct n62_out parent, child;
	int status = 0;
	pid_t pid;

	CHECK(n62_out_open(&parent, "parent", &err) == 0);
	pid = fork();
	if (pid == 0) {
		if (n62_out_open(&child, "child", &err) == 0 && entries() == 2)
			raise(SIGTERM);
		_exit(1);
	}
	CHECK(pid > 0 && waitpid(pid, &status, 0) == pid);
	CHECK(WIFSIGNALED(status) && WTERMSIG(status) == SIGTERM);
	CHECK(entries() == 1);
	CHECK(n62_out_commit(&parent, &err) == 0);
	n62_out_free(&parent);
	CHECK(entries() == 1 && unlink("parent") == 0);
}

/* What nohup ignores stays ignored. */
static void ignored_signal(void)
{
	struct n62_err err = { 0 };
	struct n62_out out;

	signal(SIGHUP, SIG_IGN);
	CHECK(n62_out_open(&out, "o", &err) == 0);
	CHECK(raise(SIGHUP) == 0);
	CHECK(n62_out_commit(&out, &err) == 0);
	n62_out_free(&out);
	CHECK(unlink("o") == 0);
}

static void many_outputs(void)
{
	enum {
		most = 64
	};
	struct n62_err err = { 0 };
	static struct n62_out out[most + 1];
	char name[20];

	for (int round = 0; round < 2; round++) {
		for (int i = 0; i <= most; i++) {
			sprintf(name, "o%d", i);
			CHECK((n62_out_open(&out[i], name, &err) == 0) ==
			      (i < most));
		}
		CHECK_TEXT(err.text, "more than 64 output files are open");
		for (int i = 0; i <= most; i++)
			n62_out_free(&out[i]);
		CHECK(entries() == 0);
	}
}

static void in_own_process(void)
{
	CHECK(child_passes(read_pipe));
	CHECK(child_passes(read_rest));
	CHECK(child_passes(write_pipe));
	CHECK(child_passes(size_limit));
	CHECK(child_passes(same_file));
	CHECK(child_passes(closed_descriptors));
	CHECK(child_passes(ignored_signal));
}

int main(void)
{
	if (!mkdtemp(directory) || chdir(directory) < 0) {
		perror(directory);
		return 1;
	}
	check_run("errors are one sentence", errors);
	check_run("long errors end at a character", error_characters);
	check_run("blocks of memory", blocks);
	check_run("arenas", arenas);
	check_run("buffers", buffers);
	check_run("a file is read", read_file);
	check_run("inputs that cannot be read", read_faults);
	check_run("an output appears when committed", commit_is_atomic);
	check_run("an output not committed leaves nothing", free_removes);
	check_run("a name of 255 bytes", long_name);
	check_run("a symbolic link stays", symbolic_link);
	check_run("parts", many_parts);
	check_run("devices", full_device);
	check_run("outputs that cannot be written", write_faults);
	check_run("signals remove temporaries", signals_remove);
	check_run("a child leaves its parent's output", forked_output);
	check_run("no more outputs than the list holds", many_outputs);
	check_run(
	    "pipes, limits, equal files, closed descriptors", in_own_process);
	CHECK(entries() == 0);
	CHECK(chdir("/") == 0 && rmdir(directory) == 0);
	return check_end();
}
