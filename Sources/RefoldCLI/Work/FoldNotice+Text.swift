import RefoldCore
import RefoldEngine

extension FoldNotice {
    /// Prints it on standard error. Failures are printed even with `--quiet`.
    func say(in session: Session) {
        switch self {
        case .goesOn(let projection, let from, let bound, let savedAt):
            session.say("\(projection): goes on from position \(Self.text(from)) of \(Self.text(bound)), saved \(savedAt.inSeconds)")
        case .goesOnWriting(let projection, let generation, let rows, let savedAt):
            session.say(
                "\(projection): goes on after \(Grouped.text(Int(rows), "row")) of generation \(generation), written \(savedAt.inSeconds)")
        case .goesOnDeciding(let projection, let generation, let rows):
            session.say("\(projection): goes on with generation \(generation) of \(Grouped.text(Int(rows), "row")), which an interrupted run built")
        case .savedRows(let projection, let rows, _):
            session.say("\(projection): \(Grouped.text(Int(rows), "row")) are written, and the next run goes on after them")
        case .startsAgain(let projection, let reason):
            session.say("\(projection): \(reason.text); starts afresh")
        case .newZones(let projection):
            session.say("\(projection): the rules of its time zones changed since it was built; builds it anew")
        case .newCurrencies(let projection):
            session.say("\(projection): the currencies in events.json5 changed since it was built; builds it anew")
        case .newDigits(let projection):
            session.say("\(projection): an earlier version of refold built it, with fewer digits for some numbers; builds it anew")
        case .lostDrops(let projection, let count):
            session.say("\(projection): reads \(Grouped.text(count, "event")) again that its rows left out, since refold_dropped no longer lists \(count == 1 ? "it" : "them")")
        case .saved(let projection, let position, let bound):
            session.say("\(projection): kept up to position \(Self.text(position)) of \(Self.text(bound))")
        case .goesOnAsKept(let projection, let version, let generation):
            session.say(
                "\(projection): goes on with version \(version), by the definition that is kept with generation \(generation); refold promote \(projection) serves the present one")
        case .candidateWaits(let projection, let version, let generation, let position):
            session.say(
                "\(projection): generation \(generation) (version \(version)) waits beside it, up to position \(Self.text(position)): refold diff \(projection), refold promote \(projection)")
        case .repairs(let projection, let events, let rows?):
            session.say("\(projection): \(Grouped.text(Int(events), "event")) had changed up to its checkpoint; \(Grouped.text(Int(rows), "row")) mended")
        case .repairs(let projection, let events, nil):
            session.say("\(projection): \(Grouped.text(Int(events), "event")) had changed up to its checkpoint; builds it anew")
        case .withoutProof(let projection):
            session.say("\(projection): nothing is kept of the events from which it was made, so that none can be compared; refold rebuild \(projection) keeps it")
        case .candidateStays(let projection, let generation, let position, var error):
            for index in error.faults.indices {
                error.faults[index].what =
                    "generation \(generation) of \(projection), which is not served, stays at position \(Self.text(position)): " + error.faults[index].what
            }
            session.console.say(error)
        case .cannotSave(let projection, var error):
            for index in error.faults.indices {
                error.faults[index].what =
                    "what was read of \(projection) cannot be kept for a later run, and this one goes on: " + error.faults[index].what
            }
            session.console.say(error)
        }
    }

    private static func text(_ position: Position) -> String { Grouped.text(Int(position)) }
}

extension FoldNotice.Reason {
    /// A clause for messages.
    fileprivate var text: String {
        switch self {
        case .definitionChanged: "the definition changed since the interrupted run"
        case .zonesChanged: "the rules of its time zones changed since the interrupted run"
        case .currenciesChanged: "the currencies in events.json5 changed since the interrupted run"
        case .programChanged: "refold itself changed since the interrupted run"
        case .otherStore: "the interrupted run read other events"
        case .otherBound: "the interrupted run was to end at another position"
        case .otherParking: "the interrupted run set other events aside"
        case .damaged: "what the interrupted run left is damaged"
        }
    }
}
