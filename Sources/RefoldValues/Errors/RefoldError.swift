/// The error that stops a run: an exit status and at least one fault.
public struct RefoldError: Error, Hashable, Sendable {
    /// The exit status of a process that ends with this error.
    public enum Status: Int32, Sendable {
        /// Failed: database, disk, bad data, a bug.
        case failed = 1
        /// Wrong usage, or an invalid definition.
        case usage = 2
        /// Refused by a check; a person must look.
        case refused = 3
        /// A deadline or a signal came first; running the same command again continues the work.
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

    /// An error with one fault.
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
    /// One line per fault.
    public var description: String { faults.map(\.description).joined(separator: "\n") }
}
