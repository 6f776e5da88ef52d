/*
 * json.h - JSON as HEAD has it, read and written. The tree is jansson's; its
 * own parser and its json_dumps go on with less text where memory ends, which
 * here is always a failure.
 */
#ifndef NA62_RECORD_JSON_H
#define NA62_RECORD_JSON_H

#include "base/base.h"

struct json_t;

/*
 * The value that n bytes of text are (RFC 8259), which the caller releases
 * with json_decref; NULL on failure, and then err says at which byte, from 0.
 * Beyond the RFC it refuses what n62(5) excludes: a key that occurs twice in
 * an object, NUL and halves of surrogate pairs in strings, numbers that do
 * not fit an i64 or, with a fraction or an exponent, a double, and more than
 * N62_MAX_TREE objects and arrays or N62_MAX_DEPTH of them inside each other.
 */
struct json_t *rec_json_read(const char *text, size_t n, struct n62_err *err);

/* Appends v without blanks; sorted puts the keys of its objects in order, so
 * that equal values give equal texts. */
int rec_json_write(const struct json_t *v, bool sorted, struct n62_buf *to,
    struct n62_err *err);

#endif
