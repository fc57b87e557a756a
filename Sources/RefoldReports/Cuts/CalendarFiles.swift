import RefoldDefinitions
import RefoldValues

/// The calendars that one definition names, each read once.
final class CalendarFiles {
    private let files: DefinitionFiles?
    private let reader: DefinitionReader
    /// By the names of their files; nil for one with faults.
    private var known: [String: FileCalendar?] = [:]
    private var digests: [String: String] = [:]

    /// - Parameter files: nil if there is no folder of definitions.
    init(_ files: DefinitionFiles?, _ reader: DefinitionReader) { (self.files, self.reader) = (files, reader) }

    /// The calendar of a file that a definition names; nil after a finding, which is noted once.
    func calendar(_ value: DefinitionValue) -> FileCalendar? {
        guard let name = value.string("the name of a CSV file below the folder of definitions") else { return nil }
        guard let files, DefinitionFiles.isInside(name) else {
            value.note(
                files == nil ? "a file is named, and there is no folder of definitions" : "the file does not lie below the folder of definitions",
                expected: "the path of a file from that folder on, without \"..\"", remedy: files == nil ? nil : "copy the file into the folder, and write its path from there")
            return nil
        }
        if let known = known[name] { return known }
        let calendar = read(name, files)
        known.updateValue(calendar, forKey: name)
        return calendar
    }

    private func read(_ name: String, _ files: DefinitionFiles) -> FileCalendar? {
        do throws(RefoldError) {
            let bytes = try files.read(name, expected: "a CSV file")
            digests[name] = SHA256.text(of: bytes)
            let (calendar, faults) = FileCalendar.read(bytes, name: name, file: files.path(of: name))
            for fault in faults { reader.note(fault) }
            return faults.isEmpty ? calendar : nil
        } catch {
            for fault in error.faults { reader.note(fault) }
            return nil
        }
    }

    /// The SHA-256 of a definition in its canonical form, together with the bytes of the calendars that it names.
    func sha256(with definition: String) -> String {
        let lines = digests.sorted { $0.key.utf8.lexicographicallyPrecedes($1.key.utf8) }.map { "\n\($0.value) \($0.key)" }
        return SHA256.text(of: (definition + lines.joined()).utf8)
    }
}
