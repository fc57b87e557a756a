import RefoldCore
import RefoldValues

/// The faults of an event that show only beside other events. Check and write report them in the same words.
enum EventFault {
    static func versionDoesNotFollow(_ version: Int64, last: Int64, file: String, line: Int) -> Fault {
        Fault(
            "the version is \(version)", at: .line(file: file, line: line, field: EventLine.Field.version.name),
            expected: last == .max ? nil : "the version \(last + 1), the next of its stream",
            remedy: "put the stream's events in order, and none of them twice")
    }

    /// - Parameter earlier: the line with the same id: "line 3", "an earlier line".
    static func idStandsTwice(_ earlier: String, file: String, line: Int) -> Fault {
        Fault(
            "\(earlier) has the same id and other content", at: .line(file: file, line: line, field: EventLine.Field.id.name),
            remedy: "give each event an id of its own")
    }

    static func storedEventDiffers(_ position: Position, file: String, line: Int) -> Fault {
        Fault(
            "the event of this id in the store, at position \(position), has other content",
            at: .line(file: file, line: line, field: EventLine.Field.id.name), expected: "the same stream, type, time and payload",
            remedy: "give a new event an id of its own; recorded events do not change")
    }
}
