/*
 * fd.h - what inputs and outputs have in common below their names.
 */
#ifndef NA62_BASE_FD_H
#define NA62_BASE_FD_H

#pragma GCC visibility push(hidden)

/* open with close-on-exec; never gives the descriptors 0, 1 and 2. */
int base_fd_open(const char *path, int flags);

/* Makes a pipe 1 MiB large, where it is one, is smaller and may grow. */
void base_fd_enlarge(int fd);

/*
 * Whether a transfer that failed with this errno is worth repeating: after
 * a signal, and, on a descriptor that does not block, once it is ready.
 */
int base_fd_again(int fd, int number, short event);

#pragma GCC visibility pop

#endif
