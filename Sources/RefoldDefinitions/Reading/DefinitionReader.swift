import RefoldValues

/// Collects the faults of one definition file while it is read, so that one run finds all of them.
///
/// Projections, reports and jobs are read with it: ``root(of:)`` returns the file as a ``DefinitionValue``, whose typed accessors return
/// nil and note a fault if the value is of another kind.
///
///     let reader = DefinitionReader(file: "fines.projection.json5")
///     guard let file = reader.root(of: bytes)?.object(keys: ["name", "version"]) else { return nil }
///     let name = file.required("name")?.string()
///     let version = file.optional("version")?.integer(1...) ?? 1
///     return reader.faults.isEmpty ? … : nil
///
/// Not for bulk input: it keeps the whole file.
public final class DefinitionReader {
    /// The file's name as faults show it.
    public let file: String
    /// All faults so far, in the order in which they were found.
    public private(set) var faults: [Fault] = []

    public init(file: String) { self.file = file }

    /// Reads the text as JSON5; notes faults and returns nil if it is not.
    public func root(of bytes: some Sequence<UInt8>) -> DefinitionValue? {
        let document = JSON5.read(bytes, file: file)
        faults += document.faults
        return document.root.map { DefinitionValue($0, at: .root, in: self) }
    }

    /// Notes a fault.
    ///
    /// - Parameter line: from 1; nil for the file as a whole.
    public func note(_ what: String, line: Int?, path: DefinitionPath, expected: String? = nil, remedy: String? = nil) {
        let place = Place.definition(file: file, line: line, path: path.description)
        faults.append(Fault(what, at: place, expected: expected, remedy: remedy))
    }

    /// The faults so far, sorted by line.
    public var sortedFaults: [Fault] {
        func line(_ fault: Fault) -> Int {
            if case .definition(_, let line?, _) = fault.place { line } else { 0 }
        }
        return faults.enumerated().sorted { (line($0.element), $0.offset) < (line($1.element), $1.offset) }.map(\.element)
    }
}
