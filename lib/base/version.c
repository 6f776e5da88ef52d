/*
 * version.c - which version of the library this is.
 */
#include "base/version.h"

#include "base/base.h"

const char *n62_version(void)
{
	return N62_VERSION;
}
