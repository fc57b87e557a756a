#include <sqlite3.h>

/* Swift cannot call functions of variable arity; this is the one configuration that the project sets. */
static inline int refold_leave_log_on_close(sqlite3 *connection) {
    int set = 0;
    return sqlite3_db_config(connection, SQLITE_DBCONFIG_NO_CKPT_ON_CLOSE, 1, &set);
}
