import Dispatch
import FoundationEssentials
import Glibc
import Synchronization

/// Shows the progress of a run: a live line on a terminal, a line every ten seconds elsewhere, nothing in the first second.
///
/// Thread-safe. ``update(done:total:)`` costs a few nanoseconds and may be called as often as needed.
final class ProgressMeter: Sendable {
    private struct State {
        var task: String
        var unit: String
        var done = 0
        var total: Int?
        var start: DispatchTime
        var lastShown: DispatchTime?
        var isOver = false
    }

    private let state: Mutex<State>
    private let target: StandardError?
    private let queue = DispatchQueue(label: "progress")

    /// Starts to show progress.
    ///
    /// - Parameter target: nil shows nothing (`--quiet`).
    init(_ task: String, unit: String = "events", on target: StandardError?) {
        self.target = target
        state = Mutex(State(task: task, unit: unit, start: .now()))
        if target != nil { tickLater(.seconds(1)) }
    }

    func update(done: Int, total: Int?) {
        state.withLock {
            $0.done = done
            $0.total = total
        }
    }

    /// Begins another part of the work; its clock and counts start from zero.
    func begin(_ task: String, unit: String = "events") {
        state.withLock { state in
            guard state.task != task || state.unit != unit else { return }
            state = State(task: task, unit: unit, start: .now(), lastShown: state.lastShown, isOver: state.isOver)
        }
    }

    /// Stops and erases the live line.
    func finish() {
        state.withLock { state in
            state.isOver = true
            target?.eraseLiveLine()
        }
    }

    private func tickLater(_ wait: DispatchTimeInterval) {
        queue.asyncAfter(deadline: .now() + wait) { [weak self] in self?.tick() }
    }

    private func tick() {
        guard let target else { return }
        let isOver = state.withLock { state in
            let now = DispatchTime.now()
            guard !state.isOver, Self.isDue(now: now, start: state.start, last: state.lastShown, live: target.isTerminal)
            else { return state.isOver }
            state.lastShown = now
            let line = ProgressLine(
                task: state.task, unit: state.unit, done: state.done, total: state.total,
                elapsed: Self.milliseconds(from: state.start, to: now), memory: ResidentMemory.now())
            if target.isTerminal { target.show(live: line.text(width: TerminalWidth.forLiveLine)) } else { target.say(line.text) }
            return false
        }
        if !isOver { tickLater(.milliseconds(250)) }
    }

    private static func isDue(now: DispatchTime, start: DispatchTime, last: DispatchTime?, live: Bool) -> Bool {
        if live { return milliseconds(from: start, to: now) >= 1000 }
        return milliseconds(from: last ?? start, to: now) >= 10_000
    }

    private static func milliseconds(from start: DispatchTime, to end: DispatchTime) -> Int {
        guard end.uptimeNanoseconds > start.uptimeNanoseconds else { return 0 }
        return Int((end.uptimeNanoseconds - start.uptimeNanoseconds) / 1_000_000)
    }
}

/// The resident memory of this process.
enum ResidentMemory {
    /// In bytes; nil if the system does not report it.
    static func now() -> Int? {
        guard let text = try? String(contentsOfFile: "/proc/self/statm", encoding: .utf8) else { return nil }
        return bytes(statm: text, pageSize: sysconf(Int32(_SC_PAGESIZE)))
    }

    /// The second number of `statm` counts resident pages.
    static func bytes(statm: String, pageSize: Int) -> Int? {
        let numbers = statm.split(separator: " ")
        guard numbers.count > 1, let pages = Int(numbers[1]) else { return nil }
        let (bytes, overflow) = pages.multipliedReportingOverflow(by: pageSize)
        return overflow ? nil : bytes
    }
}
