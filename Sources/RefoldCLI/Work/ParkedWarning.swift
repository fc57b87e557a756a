import RefoldReports
import RefoldStores
import RefoldValues

/// What people are told whose figures or rows lack events that are parked. `--quiet` does not hide it.
enum ParkedWarning {
    /// Of a report.
    static func say(_ waiting: WaitingRows, report: String, of projection: String, in session: Session) {
        var parts: [String] = []
        if waiting.rows > 0 {
            parts.append("\(Grouped.text(waiting.rows, "row")) that it counts \(waiting.rows == 1 ? "waits" : "wait") for a parked event")
        }
        if waiting.unplaced > 0 { parts.append(unplaced(waiting.unplaced)) }
        session.console.say("refold: \(report) is incomplete: \(parts.joined(separator: ", and ")): see refold parked \(projection)")
    }

    /// Says what rows of a snapshot lack because events are parked.
    ///
    /// - Returns: whether they lack anything, or that is not known.
    static func say(of snapshot: any ReadModelSnapshot, in session: Session) -> Bool {
        do throws(RefoldError) {
            return try sayKnown(of: snapshot, in: session)
        } catch {
            sayUnknown(error, of: snapshot.generation.projection, in: session)
            return true
        }
    }

    /// The same before the rows are read, on the same session.
    ///
    /// - Throws: if the wait for the list was ended, which ends the transaction in which the rows would be read.
    static func sayFirst(of snapshot: any ReadModelSnapshot, in session: Session) throws(RefoldError) -> Bool {
        do throws(RefoldError) {
            return try sayKnown(of: snapshot, in: session)
        } catch where error.status != .busy && error.status != .incomplete {
            sayUnknown(error, of: snapshot.generation.projection, in: session)
            return true
        }
    }

    private static func sayKnown(of snapshot: any ReadModelSnapshot, in session: Session) throws(RefoldError) -> Bool {
        let parked = try snapshot.parked()
        say(parked, of: snapshot.generation.projection, in: session)
        return !parked.isEmpty
    }

    private static func say(_ parked: [ParkedEvent], of projection: String, in session: Session) {
        let rows = parked.count { $0.key != nil }
        var parts: [String] = []
        if rows > 0 { parts.append("\(Grouped.text(rows, "row")) \(rows == 1 ? "waits" : "wait") for a parked event") }
        if rows < parked.count { parts.append(unplaced(parked.count - rows)) }
        guard !parts.isEmpty else { return }
        session.console.say("refold: \(projection) is incomplete: \(parts.joined(separator: ", and ")): see refold parked \(projection)")
    }

    /// That it is not known whether events are parked.
    static func sayUnknown(_ error: RefoldError, of projection: String, in session: Session) {
        sayUnknown(error, "whether \(projection) is complete", in: session)
    }

    /// That something of events that are parked or dropped is not known.
    static func sayUnknown(_ error: RefoldError, _ what: String, in session: Session) {
        var error = error
        for index in error.faults.indices { error.faults[index].what = "\(what) is not known: " + error.faults[index].what }
        session.console.say(error)
    }

    private static func unplaced(_ count: Int) -> String {
        "\(Grouped.text(count, "parked event")) may change what it shows"
    }
}
