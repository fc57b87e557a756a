import RefoldCore
import RefoldDefinitions
import RefoldProjections
import RefoldReports
import RefoldValues

/// All projections and reports: those compiled in, and those declared in a folder.
///
/// Creating it never fails: the faults of a definition are kept with it, and reported when it is named, and by `check`.
struct DefinitionRegistry {
    /// A file that declares a projection.
    struct ProjectionFile {
        var file: DefinitionFile
        /// If the file has faults, its presumed name: that of the file.
        var name: String
        var faults: [Fault]
        /// Nil if the file has faults of its own.
        var definition: ProjectionDefinition?
        /// Where the file has faults, the columns that it declares all the same; nil if these cannot be told.
        var outline: ReadModelSchema?
        /// A name that is not that of the file: a fault for `check` alone, since it harms no run.
        var misnamed: Fault?
    }

    /// The projections of the domains, in their order.
    let builtIn: [Projection]

    /// The faults of the folder itself.
    let folderFaults: [Fault]
    /// Projections without faults, by name.
    private(set) var projections: [String: Projection] = [:]
    private(set) var projectionFiles: [ProjectionFile] = []
    let reportFiles: [DefinitionFile]
    /// Where definitions were looked for.
    let folder: String
    let eventsFile: EventsFile

    /// Reads every projection below the folder; reports are read when they are named.
    ///
    /// - Parameters:
    ///   - isNamed: whether the folder was specified; if not, it may be missing.
    ///   - domains: the domains whose projections are compiled in.
    init(folder: String, isNamed: Bool, _ domains: DomainList) {
        let (files, faults) = DefinitionFolder.search(folder)
        self.folder = folder
        let eventsFile = EventsFile(in: folder)
        self.eventsFile = eventsFile
        builtIn = domains.projections.map { $0.goingBy(eventsFile.currencies) }
        folderFaults = (!isNamed && DefinitionFolder.isAbsent(folder) ? [] : faults) + eventsFile.faults
        reportFiles = files.filter { $0.kind == .report }
        for projection in builtIn { projections[projection.name] = projection }
        for file in files where file.kind == .projection { read(file) }
    }

    /// The shape of every projection by name, as far as it can be told if its definition has faults; else nil.
    var schemas: [String: ReadModelSchema?] {
        var schemas: [String: ReadModelSchema?] = projections.mapValues { $0.schema }
        for broken in projectionFiles where !broken.faults.isEmpty {
            if schemas[broken.name] == nil { schemas.updateValue(broken.outline, forKey: broken.name) }
        }
        return schemas
    }

    private mutating func read(_ file: DefinitionFile) {
        do throws(RefoldError) {
            let definition = try ProjectionDefinition.read(DefinitionFolder.read(file.path), file: file.path)
            var entry = ProjectionFile(
                file: file, name: definition.name, faults: [], definition: definition, misnamed: Self.misnamed(definition, in: file))
            if projections[definition.name] == nil {
                projections[definition.name] = try Projection(definition, currencies: eventsFile.currencies)
            } else {
                entry.faults.append(repetition(of: definition))
            }
            projectionFiles.append(entry)
        } catch {
            let presumed = Self.lastName(of: file)
            let outline = (try? DefinitionFolder.read(file.path)).flatMap { ProjectionDefinition.outline($0, name: presumed) }
            projectionFiles.append(ProjectionFile(file: file, name: presumed, faults: error.faults, outline: outline))
        }
    }

    private static func lastName(of file: DefinitionFile) -> String { file.name.split(separator: "/").last.map(String.init) ?? file.name }

    /// What is wrong with a projection that has another name than its file; nil if it has the same.
    static func misnamed(_ definition: ProjectionDefinition, in file: DefinitionFile) -> Fault? {
        let name = lastName(of: file)
        guard name != definition.name else { return nil }
        return Fault(
            "the projection \"\(definition.name)\" stands in a file called \"\(name)\"",
            at: .definition(file: definition.file, line: nil, path: "name"), expected: "one name for both",
            remedy: "rename the file to \(definition.name).projection.json5, or the projection")
    }

    private func repetition(of definition: ProjectionDefinition) -> Fault {
        let other = projectionFiles.first { $0.name == definition.name }?.file.path
        return Fault(
            "the projection \"\(definition.name)\" is \(other.map { "declared by \($0)" } ?? "compiled in") as well",
            at: .definition(file: definition.file, line: nil, path: "name"), remedy: "give it another name")
    }
}
