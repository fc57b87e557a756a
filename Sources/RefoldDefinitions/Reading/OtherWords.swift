/// Words of SQL and of other tools that this language spells otherwise, and what to write instead. Too far from its own words to be found
/// by their letters.
public enum OtherWords {
    /// A word as it is looked up here: small letters alone.
    static func plain(_ word: String) -> String {
        String(word.lowercased().unicodeScalars.filter { !"_- $".unicodeScalars.contains($0) }.map(Character.init))
    }

    /// For a test, in `when` and `where`.
    public static let tests: [String: String] = [
        "eq": "write the value itself: {status: \"paid\"}", "equals": "write the value itself: {status: \"paid\"}",
        "=": "write the value itself: {status: \"paid\"}", "==": "write the value itself: {status: \"paid\"}",
        "is": "write the value itself: {status: \"paid\"}", "isnull": "write null itself: {coupon: null}",
        "exists": "write {coupon: {not: null}}", "in": "write the list itself: {status: [\"paid\", \"placed\"]}",
        "ne": "write {not: …}", "neq": "write {not: …}", "!=": "write {not: …}", "<>": "write {not: …}",
        "notin": "write {not: [\"paid\", \"placed\"]}", "gt": "write {above: …}", ">": "write {above: …}", "lt": "write {below: …}",
        "<": "write {below: …}", "gte": "write {atLeast: …}", "ge": "write {atLeast: …}", ">=": "write {atLeast: …}",
        "min": "write {atLeast: …}", "lte": "write {atMost: …}", "le": "write {atMost: …}", "<=": "write {atMost: …}",
        "max": "write {atMost: …}", "between": "write {atLeast: …, atMost: …}",
    ]

    /// For an update of a column.
    public static let updates: [String: String] = [
        "increment": "write {add: …}", "inc": "write {add: …}", "plus": "write {add: …}", "count": "write {add: 1}",
        "accumulate": "write {add: …}", "decrement": "write {subtract: …}", "dec": "write {subtract: …}", "minus": "write {subtract: …}",
        "set": "write the value itself: status: \"paid\"", "value": "write the value itself: status: \"paid\"",
        "last": "write the value itself: each event sets it anew", "latest": "write the value itself: each event sets it anew",
        "setonce": "write {first: …}", "setifnull": "write {first: …}", "ifnull": "write {first: …}, or {coalesce: [v, …]} for a value",
        "initial": "write {first: …}", "earliest": "write {min: …}", "greatest": "write {max: …}", "least": "write {min: …}",
        "clear": "write null", "unset": "write null", "append": "keep one row per element instead: a column holds no list",
        "push": "keep one row per element instead: a column holds no list",
    ]

    /// For a form of value.
    public static let forms: [String: String] = [
        "if": "write {case: [{when: {…}, then: v}], else: v}", "switch": "write {case: [{when: {…}, then: v}], else: v}",
        "plus": "write {sum: […]}", "minus": "write {subtract: [a, b]}", "times": "write {multiply: […]}",
        "divide": "divide in the report: a projection has no division", "ifnull": "write {coalesce: [v, …]}",
        "path": "write \"$.name\"", "field": "write \"$.name\"", "const": "write the value itself, or {text: …}",
        "literal": "write the value itself, or {text: …}", "value": "write the value itself, or {text: …}",
        "substring": "write {prefix: v, length: n}", "left": "write {prefix: v, length: n}", "lowercase": "write {lower: v}",
        "uppercase": "write {upper: v}", "decimal": "write {number: v}", "timestamp": "write {time: v}", "size": "write {length: v}",
    ]

    /// For a column that a handler sets.
    public static let handlers: [String: String] = [
        "where": "write {when: {…}, set: {…}} for changes under a condition", "if": "write {when: {…}, set: {…}} for changes under a condition",
        "filter": "write {when: {…}, set: {…}} for changes under a condition",
        "condition": "write {when: {…}, set: {…}} for changes under a condition",
        "each": "write {each: \"$.lines\", set: {…}} as an entry of the handler, and none inside another",
        "foreach": "write {each: \"$.lines\", set: {…}} for changes by the items of a list",
        "items": "write {each: \"$.lines\", set: {…}} for changes by the items of a list",
    ]

    /// For an entry of a handler.
    public static let entries: [String: String] = [
        "foreach": "write each", "items": "write each", "unnest": "write each", "explode": "write each", "list": "write each",
        "where": "write when", "if": "write when", "filter": "write when", "condition": "write when", "then": "write set", "do": "write set",
        "update": "write set", "updates": "write set", "changes": "write set", "delete": "write set: \"delete\"",
    ]

    /// For a key of a report.
    public static let report: [String: String] = [
        "groupby": "write rows", "group": "write rows", "dimensions": "write rows", "select": "write measures",
        "computed": "write columns", "calculated": "write columns", "derived": "write columns", "fields": "write columns",
        "metrics": "write measures", "aggregates": "write measures", "values": "write measures", "filter": "write where",
        "when": "write where", "orderby": "write order", "sort": "write order", "sortby": "write order", "projection": "write from",
        "source": "write from", "table": "write from", "name": "the name of a report is that of its file; write title for people",
        "top": "write limit, and an order with the largest first", "first": "write limit", "rollup": "write subtotals",
        "subtotal": "write subtotals", "rest": "write others: true", "other": "write others: true",
        "crosstab": "write pivot: {column: …}", "joins": "write lookup: {name: {from, key, column}}", "join": "write lookup: {name: {from, key, column}}",
    ]

    /// For a measure of a report.
    public static let measures: [String: String] = [
        "avg": "write {average: …, scale: 2}", "mean": "write {average: …, scale: 2}", "total": "write {sum: …}",
        "countdistinct": "write {distinct: …}", "distinctcount": "write {distinct: …}", "unique": "write {distinct: …}",
        "stddev": "write {deviation: …, scale: 4}", "stdev": "write {deviation: …, scale: 4}", "standarddeviation": "write {deviation: …, scale: 4}",
        "weightedaverage": "write {weighted: …, by: …, scale: 4}", "earliest": "write {first: …, by: …}", "latest": "write {last: …, by: …}",
        "minimum": "write {min: …}", "maximum": "write {max: …}",
        "minus": "write {subtract: [a, b]}", "plus": "write {sum: [a, b]}", "times": "write {multiply: [a, b]}",
        "ratio": "write {divide: [a, b], scale: 4}", "lag": "write {previous: …, along: \"month\"}", "prior": "write {previous: …, along: \"month\"}",
        "cumulative": "write {running: …, along: \"month\"}", "cumsum": "write {running: …, along: \"month\"}",
        "balance": "write {running: …, along: \"month\"}, or {sum: …, stock: \"closing\"} for a period", "delta": "write {change: …, along: \"month\"}",
        "diff": "write {change: …, along: \"month\"}", "percent": "write {share: …, scale: 4}", "percentage": "write {share: …, scale: 4}",
        "percentoftotal": "write {share: …, scale: 4}", "pct": "write {share: …, scale: 4}", "runningtotal": "write {running: …, along: \"month\"}",
        "difference": "write {change: …, along: \"month\"}", "denserank": "write {rank: …}", "over": "write {running: …, along: \"month\"}",
        "sd": "write {deviation: …, scale: 4}", "std": "write {deviation: …, scale: 4}",
        "movingaverage": "write {moving: …, along: \"month\", last: 3, scale: 2}", "rownumber": "write {rank: …}",
    ]
}
