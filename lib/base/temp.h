/*
 * temp.h - temporaries that a signal removes.
 */
#ifndef NA62_BASE_TEMP_H
#define NA62_BASE_TEMP_H

#include "base/base.h"

#pragma GCC visibility push(hidden)

/*
 * Creates a temporary beside target and opens it for writing. Gives its
 * name, allocated, and the descriptor; on failure neither.
 */
int base_temp_open(
    const char *target, char **name, int *fd, struct n62_err *err);

/* Takes the name from the list, after rename, and frees it. */
void base_temp_forget(char *name);

/* Removes the file and forgets it. NULL is nothing. */
void base_temp_remove(char *name);

#pragma GCC visibility pop

#endif
