import RefoldValues

/// Checks the positions of a store whose schema does not guarantee what a scan needs: each is present, an integer, above 0, and unique.
///
/// A missing or duplicate position would silently leave out an event. The check reads the column in every run, by its index if there is
/// one.
enum PostgresPositionCheck {
    /// The types that hold 64-bit integers, as `format_type` prints them; also domains over one.
    private static let whole: Set<String> = ["bigint", "integer", "smallint"]
    private static let broken: Set<String> = ["numeric", "double precision", "real"]

    /// - Throws: `.refused` with the first position that a scan cannot read.
    static func require(_ table: PostgresEventTable, on connection: PostgresConnection) throws(RefoldError) {
        let type = table.baseType(of: "position")
        func refused(_ what: String, _ expected: String, remedy: String) -> RefoldError {
            RefoldError(.refused, what, at: .named(connection.location.name), expected: expected, remedy: remedy)
        }
        guard whole.contains(type) || broken.contains(type) else {
            throw refused(
                "the positions of event_store are of the type \(type)", "position bigint NOT NULL UNIQUE",
                remedy: "change the column's type, or give a view event_store whose position is a bigint")
        }
        let promises = table.promises
        guard !whole.contains(type) || !promises.positionIsThere || !promises.positionIsUnique else { return }
        var looks = ["(SELECT 0 AS fault, \(table.expression("aggregate_id")) AS place FROM \(table.name) WHERE position IS NULL LIMIT 1)"]
        // NaN is above every number, so it fails the second test.
        let isWhole = "position >= 1" + (whole.contains(type) ? "" : " AND position < 9223372036854775808 AND position = trunc(position)")
        looks.append("(SELECT 1, position::text FROM \(table.name) WHERE NOT (\(isWhole)) ORDER BY position LIMIT 1)")
        looks.append("(SELECT 2, position::text FROM \(table.name) GROUP BY position HAVING count(*) > 1 AND position IS NOT NULL ORDER BY position LIMIT 1)")
        let found = try connection.query("SELECT fault, place FROM (\(looks.joined(separator: " UNION ALL "))) AS f ORDER BY fault", to: PostgresBound.operation)
        guard found.count > 0 else { return }
        let place = found.text(0, 1)
        let view = "give a view event_store that numbers them so"
        switch found.integer(0, 0) {
        case 0:
            throw refused(
                "an event of the stream \"\(place)\" has no position, so that it would be left out", "position bigint NOT NULL",
                remedy: "give it the next position and run ALTER TABLE … ALTER position SET NOT NULL")
        case 1:
            throw refused("an event has the position \(place)", "whole positions from 1 on", remedy: "number the events by whole numbers from 1 on, or \(view)")
        default:
            throw refused(
                "several events have the position \(place), so that some would be left out", "one event at each position",
                remedy: "give all but one of them the next positions and run CREATE UNIQUE INDEX ON … (position), or \(view)")
        }
    }
}
