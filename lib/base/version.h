/* version.h - the version of the tools and of the library. */
#ifndef NA62_BASE_VERSION_H
#define NA62_BASE_VERSION_H

#define N62_VERSION "0.1.0"

#endif
