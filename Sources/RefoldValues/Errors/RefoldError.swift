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

    /// How a run ends that meets this error.
    public var status: Status
    /// Never empty.
    public var faults: [Fault]
    /// Whether nothing else can go on either: a full disk, a server that was lost. Else the error is about the one thing at hand.
    public var isOfEverything = false
    /// Whether it is that this role of the database lacks a right.
    public var isOfRights = false
    /// Whether a connection was lost, or could not be made for now: to a server that is down, starting, or has no room for another one.
    public var isOfConnection = false

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

extension RefoldError.Status {
    /// What a run ends with if parts of it ended differently: the first of these that occurs.
    public static let worstFirst: [RefoldError.Status] = [.failed, .usage, .refused, .busy, .incomplete]
}

extension RefoldError {
    /// Whether a run of many parts ends with it: it was asked to end, or nothing else can go on either.
    public var endsRun: Bool { isOfEverything || status == .incomplete }

    /// Whether the same may succeed a little later although nobody corrects anything.
    public var mayPass: Bool { status == .busy || isOfConnection }

    /// One error for several: the worst of their statuses, and their faults in this order, each once.
    ///
    /// - Returns: nil if there are none.
    public static func together(_ errors: [RefoldError]) -> RefoldError? {
        guard errors.count > 1 else { return errors.first }
        var faults: [Fault] = []
        for fault in errors.lazy.flatMap(\.faults) where !faults.contains(fault) { faults.append(fault) }
        let status = Status.worstFirst.first { status in errors.contains { $0.status == status } } ?? .failed
        var whole = RefoldError(status, faults)
        whole.isOfEverything = errors.contains(where: \.isOfEverything)
        whole.isOfConnection = errors.contains(where: \.isOfConnection)
        return whole
    }

    /// The same error, of everything.
    public var ofEverything: RefoldError {
        var error = self
        error.isOfEverything = true
        return error
    }
}
