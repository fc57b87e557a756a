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

    /// Notes a fault of a file that the definition names.
    public func note(_ fault: Fault) { faults.append(fault) }

    /// The faults so far, sorted by line; those of other files come after them.
    public var sortedFaults: [Fault] { Self.sorted(faults, of: file) }

    /// Faults sorted by line, those of one line as they come; after them those of other files than `file`.
    public static func sorted(_ faults: [Fault], of file: String) -> [Fault] {
        func place(_ fault: Fault) -> Int {
            guard case .definition(let other, let line, _) = fault.place else { return 0 }
            return other == file ? line ?? 0 : .max
        }
        return faults.enumerated().sorted { (place($0.element), $0.offset) < (place($1.element), $1.offset) }.map(\.element)
    }
}
