import CSQLite
import RefoldCore
import RefoldValues

/// Why SQLite did not take one row: a rule of its table, or a value that does not fit. Nothing was changed.
struct SQLiteRefusal {
    /// An extended result code.
    let code: Int32
    /// In SQLite's own words, which name the rule and no value.
    let error: RefoldError

    /// Whether a unique index has the row's values already: `SQLITE_CONSTRAINT_PRIMARYKEY`, `_UNIQUE` or `_ROWID`, which are no numbers in Swift.
    var isUniqueness: Bool { [6, 8, 10].contains(code >> 8) && code & 0xFF == SQLITE_CONSTRAINT }

    /// Whether a result code is about the row alone, and not about the file or the machine.
    static func isOfRow(_ code: Int32) -> Bool { [SQLITE_CONSTRAINT, SQLITE_MISMATCH, SQLITE_TOOBIG].contains(code & 0xFF) }
}
