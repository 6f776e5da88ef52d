/*
 * base.h - what every room of na62-tools stands on: errors as values, memory,
 * bytes and numbers, files, threads, random numbers, the command line.
 *
 * Conventions of the whole library
 *   - A function that can fail returns 0 or a positive count on success and
 *     -1 on failure, or a pointer and NULL; it takes a struct n62_err as its
 *     last argument and fills it with one complete sentence. The caller owns
 *     the struct; it may not be NULL. A failed call leaves its object in a
 *     state that the matching _free function accepts.
 *   - Every _free function accepts NULL or a zeroed object.
 *   - Nothing here prints, exits, or reads the environment, except the
 *     functions of the last section, which are called by programs only.
 *   - Objects are not locked: use one object from one thread at a time.
 */
#ifndef NA62_BASE_H
#define NA62_BASE_H

#include <stdarg.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <sys/types.h>

#ifdef __cplusplus
extern "C" {
#endif

#pragma GCC visibility push(default)

/* The version of the library, such as "0.1.0". */
const char *n62_version(void);

/* ---- errors --------------------------------------------------------- */

/* What kind of failure it is; it decides the exit status of a program. */
enum n62_code {
	N62_OK,    /* no failure */
	N62_DATA,  /* damaged, truncated or foreign input: exit status 1 */
	N62_IO,    /* a system call failed: 1 */
	N62_MEM,   /* no memory: 1 */
	N62_USAGE, /* wrong options or operands: 2 */
	N62_RETRY  /* no space, network: may work later: 75 */
};

/* One failure. Zero it before use. text holds no newline and no final stop. */
struct n62_err {
	enum n62_code code;
	char text[500];
};

/* Fills err, replacing what it held, and returns -1. */
int n62_fail(struct n62_err *err, enum n62_code code, const char *format, ...)
    __attribute__((format(printf, 3, 4)));

/*
 * The same for the system error number, whose description is appended after
 * ": ". The code follows from the number: ENOMEM is N62_MEM; ENOSPC, EDQUOT
 * and EAGAIN are N62_RETRY; all others N62_IO.
 */
int n62_fail_errno(struct n62_err *err, int number, const char *format, ...)
    __attribute__((format(printf, 3, 4)));

/* Puts "WHERE: " before the sentence in err. Returns -1. */
int n62_fail_at(struct n62_err *err, const char *format, ...)
    __attribute__((format(printf, 2, 3)));

/* ---- memory --------------------------------------------------------- */

/*
 * calloc, and realloc of count elements, with the product checked and the
 * failure described. A size of zero gives a valid pointer.
 */
void *n62_new(size_t count, size_t size, struct n62_err *err);
void *n62_resize(void *old, size_t count, size_t size, struct n62_err *err);

/*
 * An arena: objects that all live until n62_arena_free. Zeroed memory is a
 * valid, empty arena.
 */
struct n62_arena {
	struct n62_chunk *last;
};

/* Zeroed memory aligned to 64 bytes, owned by the arena. */
void *n62_arena_new(
    struct n62_arena *a, size_t count, size_t size, struct n62_err *err);
/* A copy of the first n bytes of s with a zero byte behind. */
char *n62_arena_text(
    struct n62_arena *a, const char *s, size_t n, struct n62_err *err);
/* Frees every object; the arena is empty again and may be used. */
void n62_arena_free(struct n62_arena *a);

/*
 * Growing bytes. Zeroed memory is a valid, empty buffer. data is not
 * terminated; n62_buf_text terminates it. n62_buf_free empties it for use.
 */
struct n62_buf {
	char *data;
	size_t len, cap;
};

/* Makes room for more bytes behind len; data may move. */
int n62_buf_reserve(struct n62_buf *b, size_t more, struct n62_err *err);
int n62_buf_add(
    struct n62_buf *b, const void *bytes, size_t n, struct n62_err *err);
int n62_buf_printf(struct n62_buf *b, struct n62_err *err, const char *format,
    ...) __attribute__((format(printf, 3, 4)));
/* The bytes as a string that lives until the buffer changes, or NULL. */
const char *n62_buf_text(struct n62_buf *b, struct n62_err *err);
void n62_buf_free(struct n62_buf *b);

/* ---- bytes and numbers ---------------------------------------------- */

/* Little-endian integers at any address. */
uint16_t n62_get16(const void *p);
uint32_t n62_get32(const void *p);
uint64_t n62_get64(const void *p);
void n62_put16(void *p, uint16_t v);
void n62_put32(void *p, uint32_t v);
void n62_put64(void *p, uint64_t v);

/*
 * CRC-32 with the polynomial of gzip (RFC 1952, section 8), continued from
 * crc; start with 0. crc32("123456789") is cbf43926.
 */
uint32_t n62_crc32(uint32_t crc, const void *bytes, size_t n);

/* SHA-256 (FIPS 180-4). Zeroing is not enough: call n62_sha256_init. */
struct n62_sha256 {
	uint32_t state[8];
	uint64_t bytes;
	unsigned char block[64];
};
void n62_sha256_init(struct n62_sha256 *s);
void n62_sha256_add(struct n62_sha256 *s, const void *bytes, size_t n);
void n62_sha256_end(struct n62_sha256 *s, unsigned char digest[32]);

/* Longest text of any number below; so much room must text have. */
#define N62_NUMBER 32

/*
 * A number as text, without a terminating zero; returns its length, at most
 * N62_NUMBER. Reals are the shortest decimals that read back as the same
 * value (R. Giulietti, The Schubfach way to render doubles, 2020), as nan,
 * inf, -inf, 12.5 or 1.25e-11. The locale plays no part.
 */
size_t n62_put_i64(char *text, int64_t v);
size_t n62_put_u64(char *text, uint64_t v);
size_t n62_put_f64(char *text, double v);
size_t n62_put_f32(char *text, float v);

/*
 * Reads all n bytes of text as one number: decimal integers with an optional
 * sign, reals as in C (without hexadecimal), inf, nan. Returns 0, or -1 when
 * the text is not such a number or does not fit; the value is then
 * undefined. Reals are correctly rounded.
 */
int n62_get_i64(const char *text, size_t n, int64_t *v);
int n62_get_u64(const char *text, size_t n, uint64_t *v);
int n62_get_f64(const char *text, size_t n, double *v);
int n62_get_f32(const char *text, size_t n, float *v);

/*
 * The entry of names (ending with NULL) that is nearest to word by edit
 * distance, or NULL when none is near enough to be worth suggesting.
 */
const char *n62_nearest(const char *word, const char *const *names);

/* A part of a text, without a zero byte behind. */
struct n62_word {
	const char *at;
	size_t n;
};

/* A line, or what is left of it: from at up to end. */
struct n62_line {
	const char *at, *end;
};

/* Takes the next word off a line, without the blanks around it (those of
 * isspace in the C locale); false at the end, where the word is empty. */
bool n62_next_word(struct n62_line *l, struct n62_word *w);
/* All that is left, without the blanks around it; the line stays. */
struct n62_word n62_rest(struct n62_line l);
/* Whether the word is this text. */
bool n62_word_is(struct n62_word w, const char *text);

/* Whether n bytes are well-formed UTF-8 (RFC 3629) without NUL. */
bool n62_utf8(const char *text, size_t n);

/* A text file of lib/ROOM/data, compiled in: of the array ROOM_builtin, which
 * ends with a NULL name. */
struct n62_builtin {
	const char *name, *text;
	size_t size;
};

/* ---- files ---------------------------------------------------------- */

/*
 * An input: a file, or standard input where the name is "-". Pipes are
 * enlarged to 1 MiB where the system allows it.
 */
struct n62_in {
	char *name;     /* as given; "standard input" for "-" */
	int fd;         /* -1: closed */
	bool seekable;  /* a regular file */
	uint64_t size;  /* bytes, of a regular file */
	uint64_t at;    /* position of the next byte that n62_in_read gives */
	uint64_t start; /* where in the file position 0 is */
	unsigned char *back; /* of n62_in_back: nback bytes at its end */
	size_t back_size, nback;
};

int n62_in_open(struct n62_in *in, const char *name, struct n62_err *err);
/* Whether the name is of a pipe, a device or standard input: something that
 * can be opened and read only once. */
bool n62_in_is_once(const char *name);
/*
 * Reads until n bytes are there or the input ends; returns how many, less
 * than n only at the end of the input, or -1. Interrupted and short reads
 * are continued.
 */
ssize_t n62_in_read(
    struct n62_in *in, void *bytes, size_t n, struct n62_err *err);
/* Makes the next reads give these bytes first. */
int n62_in_back(
    struct n62_in *in, const void *bytes, size_t n, struct n62_err *err);
/* Moves to a position; on an input that is not seekable, forward only. */
int n62_in_seek(struct n62_in *in, uint64_t to, struct n62_err *err);
void n62_in_free(struct n62_in *in);

struct n62_texts {
	const char **v;
	size_t n;
};

/*
 * Appends the lines of a file ("-": standard input) to a list, without blanks
 * at their ends; empty lines and those that begin with # are passed over.
 * The texts and the new list->v belong to the arena.
 */
int n62_list_read(const char *name, struct n62_arena *a, struct n62_texts *list,
    struct n62_err *err);

/*
 * An output: standard output for NULL or "-", otherwise a file that comes to
 * be under its name only by n62_out_commit: until then it is a temporary
 * beside it, which n62_out_free removes, as do the signals HUP, INT, TERM
 * and XCPU. A device or pipe that exists under the name is written as it is.
 */
struct n62_out {
	char *name;   /* "standard output" for "-" */
	char *target; /* name without symbolic links, where temp is set */
	char *temp;   /* name of the temporary, or NULL */
	int fd;
	bool terminal, regular;
	uint64_t at; /* bytes written */
};

int n62_out_open(struct n62_out *out, const char *name, struct n62_err *err);
/* Fails when out would overwrite the file that in reads. */
int n62_out_check(
    const struct n62_out *out, const struct n62_in *in, struct n62_err *err);
int n62_out_write(
    struct n62_out *out, const void *bytes, size_t n, struct n62_err *err);
struct iovec;
/* Writes all parts; the array is used up. */
int n62_out_writev(
    struct n62_out *out, struct iovec *parts, int n, struct n62_err *err);
/* Makes all that was written permanent under the name and closes. */
int n62_out_commit(struct n62_out *out, struct n62_err *err);
void n62_out_free(struct n62_out *out);
/* Text as the whole of an output. */
int n62_out_text(
    const char *name, const struct n62_buf *text, struct n62_err *err);

/* A new file in a folder without a name, which goes when it is closed: its
 * descriptor, for reading and writing, or -1. */
int n62_scratch_open(const char *folder, struct n62_err *err);
int n62_scratch_write(int fd, const void *bytes, size_t n, struct n62_err *err);

/* ---- threads -------------------------------------------------------- */

/*
 * A pool that runs jobs on several threads and gives them back in the order
 * in which they came, so that a result never depends on the number of
 * threads. With one thread, or where none can be had, a job runs inside
 * n62_pool_put.
 */
struct n62_pool;

/* A job; worker counts from 0 and names the thread's own scratch memory. */
typedef void n62_job(void *job, int worker);

/* depth: how many jobs may be inside, running, waiting or not fetched. */
struct n62_pool *n62_pool_new(
    int threads, int depth, n62_job *run, struct n62_err *err);
/* Hands a job over; the pool must not be full. */
void n62_pool_put(struct n62_pool *p, void *job);
/* The oldest job inside, as soon as it is done; NULL when there is none. */
void *n62_pool_get(struct n62_pool *p);
/* Jobs inside. */
int n62_pool_inside(const struct n62_pool *p);
/* Waits for what runs, forgets the rest. */
void n62_pool_free(struct n62_pool *p);

/* ---- random numbers ------------------------------------------------- */

/*
 * Philox 4x32-10 (J. Salmon et al., Parallel random numbers: as easy as
 * 1, 2, 3, SC11, 2011): a block of four words as a function of a counter
 * and a key.
 */
void n62_philox(
    const uint32_t counter[4], const uint32_t key[2], uint32_t out[4]);

/*
 * The sequence that belongs to (seed, event, stream): the same whatever else
 * was drawn before, on any thread. The key is the seed, low word first; the
 * counter is (block number, stream, event low, event high).
 */
struct n62_rng {
	uint32_t key[2], counter[4], word[4];
	unsigned used;
};
void n62_rng_init(
    struct n62_rng *r, uint64_t seed, uint64_t event, uint32_t stream);
uint32_t n62_rng_u32(struct n62_rng *r);
uint64_t n62_rng_u64(struct n62_rng *r);
/* Uniform in (0, 1): (k + 1/2) / 2^52 for a 52-bit k; neither end occurs. */
double n62_rng_uniform(struct n62_rng *r);
/* Standard normal, by Box and Muller (Ann. Math. Stat. 29 (1958) 610). */
double n62_rng_normal(struct n62_rng *r);
/* Exponential with mean 1. */
double n62_rng_exponential(struct n62_rng *r);
/* Uniform integer below n, n > 0, without bias. */
uint32_t n62_rng_below(struct n62_rng *r, uint32_t n);

/* ---- named parameters ----------------------------------------------- */

/* A number that a user may change. */
struct n62_param {
	const char *name;    /* "rich.nhits" */
	double value;        /* of a choice: index of the word */
	double low, high;    /* range, both ends allowed */
	const char *unit;    /* "mm"; "1": none */
	const char *choices; /* "scalar|vector", or NULL: a number */
	const char *source;  /* a paper, or RECALLED, CHOICE, DERIVED */
	const char *about;   /* one line */
};

/* Those of one program; zeroed memory is none. Texts belong to the arena of
 * n62_params_read. */
struct n62_params {
	struct n62_param *v;
	size_t n;
};

/*
 * Appends the parameters of a text of lines NAME VALUE UNIT LOW HIGH SOURCE
 * ABOUT, or NAME WORD choice A|B|C SOURCE ABOUT, separated by blanks; lines
 * of blanks and those whose first word begins with # are passed over. what
 * names the text in errors.
 */
int n62_params_read(struct n62_params *p, const char *what, const char *text,
    struct n62_arena *a, struct n62_err *err);
/* "NAME=VALUE": an unknown name is refused with the nearest one, a value
 * outside its range with the range. */
int n62_params_set(
    struct n62_params *p, const char *assignment, struct n62_err *err);
/* The parameter of that name, or NULL with the nearest one in err. */
const struct n62_param *n62_params_find(
    const struct n62_params *p, const char *name, struct n62_err *err);
/* Copies values by name to doubles: names[i] to *(double *)(to + at[i]). */
struct n62_param_slot {
	const char *name; /* NULL: the end */
	size_t at;        /* offsetof in the struct of who asks */
};
int n62_params_get(const struct n62_params *p,
    const struct n62_param_slot *slots, void *to, struct n62_err *err);
/* Appends them as text that n62_params_read takes, with present values. */
int n62_params_print(
    const struct n62_params *p, struct n62_buf *b, struct n62_err *err);
/* That text as the whole of an output, as n62_out_text. */
int n62_params_out(
    const struct n62_params *p, const char *name, struct n62_err *err);

/* ---- the command line of a program ---------------------------------- */

/* What an option's value is, and the C type at its place. */
enum n62_opt_kind {
	N62_OPT_FLAG, /* no value: bool */
	N62_OPT_TEXT, /* const char * */
	N62_OPT_UINT, /* uint64_t */
	N62_OPT_REAL, /* double */
	N62_OPT_LIST  /* may be repeated: struct n62_texts */
};

/* One option. From a table of these come the parser, the help, and the
 * completions; a test holds the man page against it. The table ends with a
 * NULL name. */
struct n62_opt {
	const char *name; /* long form without dashes */
	char letter;      /* short form, or 0 */
	enum n62_opt_kind kind;
	const char *value; /* name of the value in the help (FILE and DIR are
			      completed as such); "a|b|c" is a closed choice */
	size_t at;         /* offsetof in the program's options struct */
	const char *help;  /* one line, no final stop */
	bool aside; /* changes no byte of the result: not in the provenance */
};

struct n62_tool {
	const char *name;     /* na62-view */
	const char *summary;  /* one line: what it does */
	const char *operands; /* "[FILE ...]" */
	const struct n62_opt *options;
	const char *const *examples; /* text, command, text, command, NULL */
};

/* The options that every program has. */
struct n62_common {
	const char *output;   /* -o FILE */
	uint64_t threads;     /* -j N: at least 1 */
	bool quiet, verbose;  /* -q, -v */
	const char *compress; /* --compress auto|none|planes */
	bool progress;        /* --progress */
	bool salvage;         /* --salvage */
	bool no_provenance;   /* --no-provenance */
};

/* A parsed command line. */
struct n62_cli {
	const struct n62_tool *tool;
	struct n62_common common;
	void *options;         /* the program's options struct, whose texts
				  and lists live until run returns */
	const char **operands; /* noperands of them, NULL behind */
	int noperands;
	struct n62_texts record; /* the options for the provenance, as one would
				    type them, in order, without operands */
	struct n62_arena arena;
};

/*
 * The whole life of a program: parses argv by the tool's table, answers
 * --help, --version and the hidden --help-table and --help-completion SHELL,
 * otherwise calls run, says its failure on standard error as one line
 * "TOOL: sentence", and returns the exit status for main.
 */
int n62_main(const struct n62_tool *tool, int argc, char **argv, void *options,
    int (*run)(struct n62_cli *cli, struct n62_err *err));

/*
 * For a tool that reads standard input when it has no operands: makes "-" the
 * only operand then, and refuses with a hint to wait for a terminal.
 */
int n62_cli_inputs(struct n62_cli *cli, struct n62_err *err);

/* "TOOL: sentence" on standard error, unless -q. */
void n62_say(const struct n62_cli *cli, const char *format, ...)
    __attribute__((format(printf, 2, 3)));

/* A progress line on standard error: after 2 s, and only on a terminal, or
 * at once with --progress. Cheap enough to call for every block. */
struct n62_progress {
	const struct n62_cli *cli;
	double start, last; /* seconds of the monotonic clock */
	bool shown;
};
void n62_progress_start(struct n62_progress *p, const struct n62_cli *cli);
/* rows done so far; bytes read so far, of total (0: unknown). */
void n62_progress_show(
    struct n62_progress *p, uint64_t rows, uint64_t bytes, uint64_t total);
/* Clears the line. */
void n62_progress_end(struct n62_progress *p);

#pragma GCC visibility pop

#ifdef __cplusplus
}
#endif

#endif
