/// One fault: what is wrong and where, what was expected, and what to do about it.
///
/// Faults accumulate (a check lists all of them); a ``RefoldError`` stops a run and carries the faults that stopped it. Payload values
/// never belong in a fault.
public struct Fault: Error, Hashable, Sendable {
    /// Where it was found.
    public var place: Place
    /// What is wrong, as a clause without a full stop: `the version is 5`.
    public var what: String
    /// What was expected instead, as a noun phrase: `the version 4`.
    public var expected: String?
    /// What to do, as an imperative: `raise the version`.
    public var remedy: String?

    public init(_ what: String, at place: Place = .nowhere, expected: String? = nil, remedy: String? = nil) {
        self.place = place
        self.what = what
        self.expected = expected
        self.remedy = remedy
    }
}

extension Fault: CustomStringConvertible {
    /// One line: place, what, expectation, remedy.
    public var description: String {
        var text = ""
        if place != .nowhere { text += "\(place): " }
        text += what
        if let expected { text += "; expected \(expected)" }
        if let remedy { text += "; \(remedy)" }
        return text
    }
}

/// The place of a fault.
public enum Place: Hashable, Sendable {
    case nowhere
    /// A line (from 1) of an input file and, if one field is at fault, its name.
    case line(file: String, line: Int, field: String?)
    /// A definition or job file: the line (from 1; nil for the file as a whole) and the path inside it, as `columns.amount.scale`.
    case definition(file: String, line: Int?, path: String)
    /// A stored event.
    case event(position: Int64, stream: String, type: String)
    /// An event that is to be written. The version is nil if it is not known yet.
    case newEvent(stream: String, version: Int64?, type: String)
    /// A row of a read model: its encoded key, and what a message calls it. A key may be made of payload values, so it is not shown.
    case row(key: [UInt8], name: String)
    /// The same of a group of rows that are added up.
    case group(key: [UInt8], name: String)
    /// Anything else that has a name: a database, a file, a row of a report.
    case named(String)
}

extension Place: CustomStringConvertible {
    public var description: String {
        switch self {
        case .nowhere: ""
        case .line(let file, let line, let field): "\(file):\(line)" + (field.map { ": field \"\($0)\"" } ?? "")
        case .definition(let file, let line, let path): file + (line.map { ":\($0)" } ?? "") + (path.isEmpty ? "" : ": \(path)")
        case .event(let position, let stream, let type): "event at position \(position) (stream \"\(stream)\", type \"\(type)\")"
        case .newEvent(let stream, let version, let type):
            "new event of the stream \"\(stream)\" (type \"\(type)\"\(version.map { ", version \($0)" } ?? ""))"
        case .row(_, let name), .group(_, let name), .named(let name): name
        }
    }
}
