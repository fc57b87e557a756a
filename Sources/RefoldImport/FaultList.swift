import RefoldCore

/// The findings of an import, up to a limit.
struct FaultList: Sendable {
    /// How many findings are listed before an import stops.
    static let limit = 20

    private(set) var faults: [Fault] = []

    var isEmpty: Bool { faults.isEmpty }
    var isFull: Bool { faults.count >= Self.limit }

    mutating func add(_ fault: Fault) {
        if !isFull { faults.append(fault) }
    }

    /// Throws the findings, if there are any.
    func throwIfAny() throws(RefoldError) {
        if !faults.isEmpty { throw RefoldError(.failed, faults) }
    }
}
