import RefoldCore
import RefoldEngine
import RefoldValues

/// Tells a person what a run that follows does, in few lines: none while nothing happens, and of events at most one a minute.
final class FollowLog {
    private let session: Session
    private let interval: Duration
    /// What the last pass came to for each projection, in the order in which they were first taken.
    private var last: [FoldOutcome] = []
    /// How many events and rows were done for each projection.
    private var done: [String: (events: Int64, rows: Int64)] = [:]
    /// How many events are parked, as far as it was told.
    private var parked: [String: Int64] = [:]
    /// Since the last line about events.
    private var events: Int64 = 0
    private var rows: Int64 = 0
    private var position: Position = 0
    private var lastLine: ContinuousClock.Instant?
    private var lastShown: ContinuousClock.Instant?
    /// Of a pass that lasts.
    private var meter: ProgressMeter?
    private var began: ContinuousClock.Instant?

    private static let period = Duration.seconds(60)

    init(in session: Session, interval: Duration) {
        self.session = session
        self.interval = interval
    }

    /// What the last pass came to for each projection that is followed, with the events and rows of all passes.
    var outcomes: [FoldOutcome] {
        last.map { outcome in
            var outcome = outcome
            (outcome.events, outcome.rows) = done[outcome.projection] ?? (0, 0)
            return outcome
        }
    }

    func note(_ notice: FollowNotice) {
        endMeter()
        switch notice {
        case .follows(let names):
            last.removeAll { !names.contains($0.projection) }
            session.say("follows \(names.isEmpty ? "no projection" : names.joined(separator: ", ")), looks every \(Self.text(interval))")
        case .advanced(let done): advance(done)
        case .passed(let outcomes): take(outcomes)
        case .looked: sayEvents()
        case .failed(let projection, let error, let again): complain(error, "\(projection) is left out, and tried again in \(Self.text(again)) or when its definition changes")
        case .mended(let projection), .unlocked(let projection): session.say("\(projection): followed again")
        case .locked(let projection): session.say("\(projection): another run is at work; it is followed again when that has ended")
        case .heldBack(let limits): session.say(limits.sentence)
        case .lost(let error): complain(error, "nothing is followed for now, and it is tried again and again")
        case .regained: session.say("the event store and the read models can be reached again")
        case .run(let notice): notice.say(in: session)
        }
    }

    /// Shows the progress of a pass that lasts longer than a second.
    func progress(_ progress: FoldProgress) {
        let now = ContinuousClock.now
        guard let began else {
            began = now
            return
        }
        if meter == nil, began.duration(to: now) >= .seconds(1) { meter = session.meter("follow") }
        if progress.phase == .writing { meter?.begin("follow: write", unit: "rows") }
        meter?.update(done: Int(progress.done), total: Int(progress.total))
    }

    /// Says what was done since the last line.
    func end() {
        endMeter()
        session.console.eraseLiveLine()
        if events > 0 { lastLine = nil }
        sayEvents()
    }

    private func take(_ outcomes: [FoldOutcome]) {
        for outcome in outcomes {
            let known = done[outcome.projection] ?? (0, 0)
            done[outcome.projection] = (known.events + outcome.events, known.rows + outcome.rows)
            if let index = last.firstIndex(where: { $0.projection == outcome.projection }) {
                last[index] = outcome
            } else {
                last.append(outcome)
            }
        }
    }

    private func endMeter() {
        meter?.finish()
        (meter, began) = (nil, nil)
    }

    private func advance(_ done: [FoldOutcome]) {
        for outcome in done {
            for line in outcome.review?.lines(of: outcome.projection) ?? [] { session.say(line) }
            if outcome.action == .rebuilt { session.say(Folding.line(outcome)) }
            if outcome.parked > parked[outcome.projection] ?? 0 { session.console.say("refold: " + Folding.parkedLine(outcome)) }
            parked[outcome.projection] = outcome.parked
            position = max(position, outcome.position)
        }
        // An event that several projections read is one event.
        let changes = done.filter { $0.action == .caughtUp }
        events += changes.map(\.events).max() ?? 0
        rows += changes.reduce(0) { $0 + $1.rows }
        sayEvents()
        showLive()
    }

    private func sayEvents() {
        guard events > 0, lastLine.map({ $0.duration(to: .now) >= Self.period }) ?? true else { return }
        session.say("\(Grouped.text(Int(events), "event")) followed, \(Grouped.text(Int(rows), "row")) changed, up to position \(Grouped.text(Int(position)))")
        (events, rows, lastLine) = (0, 0, .now)
    }

    private func showLive() {
        guard session.console.isTerminal, !session.quiet, lastShown.map({ $0.duration(to: .now) >= .milliseconds(250) }) ?? true else { return }
        lastShown = .now
        let line = "follows: position \(Grouped.text(Int(position))), \(Grouped.text(Int(events), "event")) since the last line"
        session.console.show(live: String(line.prefix(TerminalWidth.forLiveLine)))
    }

    private func complain(_ error: RefoldError, _ consequence: String) {
        var error = error
        for index in error.faults.indices { error.faults[index].what = "\(consequence): \(error.faults[index].what)" }
        session.console.say(error)
    }

    private static func text(_ span: Duration) -> String {
        let milliseconds = Int((span / .milliseconds(1)).rounded())
        return milliseconds % 1000 == 0 || milliseconds > 10_000 ? "\((milliseconds + 500) / 1000) s" : "\(milliseconds) ms"
    }
}
