#include <sqlite3.h>

/* Swift cannot call functions of variable arity; these are the configurations that the project sets. */
static inline int refold_leave_log_on_close(sqlite3 *connection) {
    int set = 0;
    return sqlite3_db_config(connection, SQLITE_DBCONFIG_NO_CKPT_ON_CLOSE, 1, &set);
}

/* Without this, a SELECT may name an address in memory that SQLite then calls, where fts3_tokenizer is compiled in. */
static inline int refold_refuse_tokenizers(sqlite3 *connection) {
    int set = 0;
    return sqlite3_db_config(connection, SQLITE_DBCONFIG_ENABLE_FTS3_TOKENIZER, 0, &set);
}
