/// What stops a run: an exit status and at least one finding.
public struct RefoldError: Error, Hashable, Sendable {
    /// The exit status of the process that this error ends.
    public enum Status: Int32, Sendable {
        /// It could not be done: database, disk, bad data, a bug.
        case failed = 1
        /// Wrong usage, or a definition that does not hold.
        case usage = 2
        /// A check refused it; a person must look.
        case refused = 3
        /// A deadline or an interrupt came first; the same command goes on from there.
        case incomplete = 5
        /// Another run holds the lock.
        case busy = 75
    }

    public var status: Status
    /// Never empty.
    public var faults: [Fault]

    public init(_ status: Status, _ faults: [Fault]) {
        self.status = status
        self.faults = faults
    }

    /// An error of one finding.
    public init(
        _ status: Status, _ what: String, at place: Place = .nowhere, expected: String? = nil, remedy: String? = nil
    ) {
        self.init(status, [Fault(what, at: place, expected: expected, remedy: remedy)])
    }
}

extension RefoldError {
    /// The same findings, at another place.
    public func at(_ place: Place) -> RefoldError {
        var error = self
        for index in error.faults.indices { error.faults[index].place = place }
        return error
    }
}

extension RefoldError: CustomStringConvertible {
    /// One line a finding.
    public var description: String { faults.map(\.description).joined(separator: "\n") }
}
