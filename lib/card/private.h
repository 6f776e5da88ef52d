/*
 * private.h - what the files of lib/card share.
 */
#ifndef NA62_CARD_PRIVATE_H
#define NA62_CARD_PRIVATE_H

#include "card/card.h"

extern const struct n62_builtin card_builtin[];

/* ---- question.c ----------------------------------------------------- */

/* That of the signal, from the card or from a simulated stream. */
void card_acceptance(const struct n62_card *c, struct n62_card_number *a);
/* The sum of the squares of the relative errors of the signal. */
double card_systematics2(const struct n62_card *c);

/* ---- look.c --------------------------------------------------------- */

/* Saves decoding tables that are not looked at, of which none is written. */
void card_drop_others(const struct n62_card_look *l, struct n62_schema *s);

/* ---- yaml.c: the text as a tree ------------------------------------- */

enum card_kind {
	CARD_TEXT,
	CARD_LIST,
	CARD_MAP
};

/* Lines count from 1. key is that of an entry of a mapping, otherwise NULL;
 * text is that of CARD_TEXT. */
struct card_node {
	enum card_kind kind;
	const char *key, *text;
	size_t key_line, line;
	struct card_node *first, *next;
};

/* The tree of a text, in the arena; NULL with "line N: sentence" behind what.
 */
struct card_node *card_yaml(const char *text, size_t n, const char *what,
    struct n62_arena *a, struct n62_err *err);

/* "WHAT:LINE: sentence"; returns -1. */
int card_fail(struct n62_err *err, const char *what, size_t line,
    const char *format, ...) __attribute__((format(printf, 4, 5)));

/* ---- fields.c: the values of a mapping ------------------------------ */

enum card_key_kind {
	CARD_KEY_TEXT,   /* const char * */
	CARD_KEY_NUMBER, /* struct n62_card_number */
	CARD_KEY_REAL,   /* double: a number without an error */
	CARD_KEY_SHAPE,  /* enum n62_shape */
	CARD_KEY_NODE    /* const struct card_node *: looked at later */
};

/* A key that may be there, and where its value goes. */
struct card_key {
	const char *name; /* NULL: the end */
	enum card_key_kind kind;
	size_t at;
};

struct card_reader {
	struct n62_card *card;
	const char *what;
	struct n62_err *err;
};

/* "WHAT:LINE: sentence" for the line of a node; returns -1. */
int card_say(const struct card_reader *r, const struct card_node *n,
    const char *format, ...) __attribute__((format(printf, 3, 4)));
/* 0, or -1 when the text is no number, with nothing said. */
int card_number(const char *text, struct n62_card_number *v);
/* One without an error. */
int card_real(
    const struct card_reader *r, const struct card_node *n, double *to);
/* Fills an object by the keys of a mapping, which messages call name. */
int card_read(const struct card_reader *r, const struct card_node *map,
    const char *name, const struct card_key *keys, void *object);

#endif
