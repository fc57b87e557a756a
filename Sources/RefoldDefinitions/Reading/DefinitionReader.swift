import RefoldValues

/// Collects what is wrong with one definition file while it is read, so that one run finds all of it.
///
/// The reading vocabulary of projections, reports and jobs: ``root(of:)`` gives the file as a ``DefinitionValue``, whose typed accessors
/// return nil and note a finding where something else stands.
///
///     let reader = DefinitionReader(file: "fines.projection.json5")
///     guard let file = reader.root(of: bytes)?.object(keys: ["name", "version"]) else { return nil }
///     let name = file.required("name")?.string()
///     let version = file.optional("version")?.integer(1...) ?? 1
///     return reader.faults.isEmpty ? … : nil
///
/// Not for input that arrives in bulk: it keeps the whole file.
public final class DefinitionReader {
    /// The file's name as findings give it.
    public let file: String
    /// Everything found so far, in the order of finding.
    public private(set) var faults: [Fault] = []

    public init(file: String) { self.file = file }

    /// Reads the text as JSON5. Nil, and a finding, where it is not.
    public func root(of bytes: some Sequence<UInt8>) -> DefinitionValue? {
        let document = JSON5.read(bytes, file: file)
        faults += document.faults
        return document.root.map { DefinitionValue($0, at: .root, in: self) }
    }

    /// Notes a finding.
    ///
    /// - Parameter line: from 1; nil if the file as a whole is meant.
    public func note(_ what: String, line: Int?, path: DefinitionPath, expected: String? = nil, remedy: String? = nil) {
        let place = Place.definition(file: file, line: line, path: path.description)
        faults.append(Fault(what, at: place, expected: expected, remedy: remedy))
    }

    /// The findings so far in the order of the lines they are about.
    public var sortedFaults: [Fault] {
        func line(_ fault: Fault) -> Int {
            if case .definition(_, let line?, _) = fault.place { line } else { 0 }
        }
        return faults.enumerated().sorted { (line($0.element), $0.offset) < (line($1.element), $1.offset) }.map(\.element)
    }
}
