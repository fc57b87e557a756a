#include <stdlib.h>
#include <string.h>

/* Debian keeps the header in a folder of its own. */
#if __has_include(<postgresql/libpq-fe.h>)
#include <postgresql/libpq-fe.h>
#else
#include <libpq-fe.h>
#endif

/* Overwrites a text that may hold a password before its memory is given back. */
static inline void refold_wipe(char *text) {
    if (text) explicit_bzero(text, strlen(text));
}
