import RefoldValues

/// The faults of an import in the order of their lines, up to a limit.
struct FaultList: Sendable {
    /// The maximum number of faults.
    static let limit = 20

    private(set) var faults: [Fault] = []
    /// The line of each fault.
    private var lines: [Int] = []

    var isEmpty: Bool { faults.isEmpty }
    var isFull: Bool { isClosed || faults.count >= Self.limit }
    /// Whether what comes after is of no interest.
    private var isClosed = false

    /// Takes no more: further findings would repeat what was said.
    mutating func close() { isClosed = true }

    /// Adds a fault after those of the same line and of earlier lines; drops faults past the limit.
    mutating func add(_ fault: Fault, line: Int) {
        let place = (lines.lastIndex { $0 <= line } ?? -1) + 1
        guard place < Self.limit else { return }
        faults.insert(fault, at: place)
        lines.insert(line, at: place)
        if faults.count > Self.limit {
            faults.removeLast()
            lines.removeLast()
        }
    }

    /// Adds the faults of another list, whose lines count from 1 after a number of other lines.
    mutating func add(_ other: FaultList, behind before: Int) {
        for (fault, line) in zip(other.faults, other.lines) { add(fault, line: before + line) }
    }

    /// Throws the findings, if there are any; if the list is full, with a last one that says that there may be more.
    func throwIfAny() throws(RefoldError) {
        if faults.isEmpty { return }
        guard isFull else { throw RefoldError(.failed, faults) }
        let rest = Fault("\(Self.limit) faults are listed, and what follows the last of them was not looked at", remedy: "mend these, then see what is left")
        throw RefoldError(.failed, faults + [rest])
    }
}
