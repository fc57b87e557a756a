import FoundationEssentials
import RefoldCore
import RefoldDefinitions
import RefoldProjections
import RefoldReports
import RefoldStores
import RefoldValues

extension DefinitionRegistry {
    /// What is wrong with the folder and with the definitions of projections.
    var definitionFaults: [Fault] { folderFaults + projectionFiles.flatMap(\.faults) }

    /// The projections with these names.
    ///
    /// - Throws: status 2 for a name that is unknown or repeated, and with the faults of the named definitions.
    func projections(named names: [String]) throws(RefoldError) -> [Projection] {
        var found: [Projection] = []
        for name in names {
            guard !found.contains(where: { $0.name == name }) else {
                throw RefoldError(.usage, "the projection \"\(name)\" is named twice", remedy: "name it once")
            }
            found.append(try projection(named: name))
        }
        return found
    }

    /// The projection with a name.
    ///
    /// - Throws: status 2, as ``projections(named:)``.
    func projection(named name: String) throws(RefoldError) -> Projection {
        // One that is declared under the name of another has a fault, whichever of the two is meant.
        let meant = projectionFiles.filter { $0.name == name }
        let faults = meant.flatMap(\.faults)
        guard faults.isEmpty else { throw RefoldError(.usage, faults) }
        if let projection = projections[name] {
            // What its amounts are in must be known.
            let hasAmounts = OutsideRules(word: projection.zones).currencies != 0
            guard !hasAmounts || eventsFile.currencyFaults.isEmpty else { throw RefoldError(.usage, eventsFile.currencyFaults) }
            return projection
        }
        if projectionName(name) != name { return try projection(named: projectionName(name)) }
        if projections.count == builtIn.count, !folderFaults.isEmpty { throw RefoldError(.usage, folderFaults) }
        _ = try namedInFolder { () throws(RefoldError) in try NameLookup("projection", names: projections.keys.sorted()).resolve(name) }
        throw RefoldError(.usage, "there is no projection \"\(name)\"", remedy: "see refold status")
    }

    /// - Throws: status 2 if the folder of the definitions cannot be read: what it declares would be left out in silence.
    func requireFolder() throws(RefoldError) {
        guard folderFaults.isEmpty else { throw RefoldError(.usage, folderFaults) }
    }

    /// Whether nothing declares a projection of this name, not even with faults.
    func isAbsent(_ name: String) -> Bool { projections[name] == nil && folderFaults.isEmpty && !projectionFiles.contains { $0.name == name } }

    /// The name of the projection that a file declares, if what was typed is the file's path; else what was typed.
    func projectionName(_ typed: String) -> String { projectionFiles.first { Self.isSame($0.file.path, typed) }?.name ?? typed }

    /// Every projection, by name.
    ///
    /// - Throws: status 2 with the faults of every definition: one that cannot be read cannot be left out in silence.
    func allProjections() throws(RefoldError) -> [Projection] {
        let faults = folderFaults + projectionFiles.flatMap(\.faults)
        guard faults.isEmpty else { throw RefoldError(.usage, faults) }
        return projections.values.sorted { $0.name < $1.name }
    }

    /// The sound projections of the folder that are not among these, by name.
    func declared(besides others: [Projection]) -> [Projection] {
        let names = Set(projectionFiles.filter { $0.faults.isEmpty }.map(\.name)).subtracting(others.map(\.name))
        return names.sorted().compactMap { projections[$0] }
    }

    /// The full name of every defined report.
    ///
    /// - Throws: status 2 if there is none.
    func reportNames() throws(RefoldError) -> [String] {
        guard reportFiles.isEmpty else { return reportFiles.map(\.name) }
        guard folderFaults.isEmpty else { throw RefoldError(.usage, folderFaults) }
        throw RefoldError(
            .usage, "no report is defined", expected: "a file NAME.report.json5 below \(folderInWords)", remedy: "name the folder with --definitions")
    }

    /// The folder of the definitions, and where it is looked for from.
    var folderInWords: String { folder.hasPrefix("/") ? folder : "\(folder) (seen from \(FileManager.default.currentDirectoryPath))" }

    /// Looks a name up; if nothing at all is declared it says where it was looked for.
    private func namedInFolder(_ lookUp: () throws(RefoldError) -> String) throws(RefoldError) -> String {
        do throws(RefoldError) {
            return try lookUp()
        } catch {
            guard reportFiles.isEmpty, projectionFiles.isEmpty else { throw error }
            var error = error
            for index in error.faults.indices {
                error.faults[index].what += "; nothing is declared below \(folderInWords)"
                error.faults[index].remedy = error.faults[index].remedy ?? "name the folder with --definitions"
            }
            throw error
        }
    }

    private func wholeName(ofReport name: String) throws(RefoldError) -> String {
        if let file = reportFiles.first(where: { Self.isSame($0.path, name) }) { return file.name }
        return try namedInFolder { () throws(RefoldError) in try NameLookup("report", names: reportFiles.map(\.name)).resolve(name) }
    }

    /// Whether what was typed is the path of a file, as the Tab key completes it.
    private static func isSame(_ path: String, _ typed: String) -> Bool {
        guard typed.hasSuffix(".json5") || typed.hasSuffix(".json") else { return false }
        return URL(fileURLWithPath: path).standardizedFileURL.path == URL(fileURLWithPath: typed).standardizedFileURL.path
    }

    /// The report with a name: its path below the folder without the extension, or the last part of it if that is unique.
    ///
    /// - Parameter texts: tests that rows must meet besides those of the definition.
    /// - Throws: status 2 for an unknown name, with all faults of the definition, and with those of the tests.
    func report(named name: String, where texts: [WhereText] = []) throws(RefoldError) -> ReportPlan {
        if reportFiles.isEmpty, !folderFaults.isEmpty { throw RefoldError(.usage, folderFaults) }
        let whole = try wholeName(ofReport: name)
        guard let file = reportFiles.first(where: { $0.name == whole }) else {
            throw RefoldError(.usage, "there is no report \"\(name)\"", remedy: "see refold check")
        }
        let (plan, faults) = try read(report: file, where: texts)
        guard let plan, faults.isEmpty, plan.projections.allSatisfy({ projections[$0] != nil }) else {
            let source = projectionFiles.flatMap(\.faults)
            throw RefoldError(.usage, faults.isEmpty ? source : faults)
        }
        return plan
    }

    /// All faults of all definitions, file by file.
    func allFaults() -> [Fault] {
        var faults = folderFaults
        for file in projectionFiles { faults += file.faults + (file.misnamed.map { [$0] } ?? []) }
        for file in reportFiles {
            do throws(RefoldError) {
                faults += try read(report: file).faults
            } catch {
                faults += error.faults
            }
        }
        return faults
    }

    /// The faults of one definition file, which need not be below the folder.
    ///
    /// - Returns: nil if the file's extension is not that of a definition.
    func faults(ofFile path: String) -> [Fault]? {
        let (folder, name) = path.lastIndex(of: "/").map { (String(path[..<$0]), String(path[path.index(after: $0)...])) } ?? (".", path)
        if path == eventsFile.path, eventsFile.isThere { return eventsFile.faults }
        guard let file = DefinitionFile(folder: folder, below: name) else { return nil }
        if let known = projectionFiles.first(where: { $0.file.path == path }) { return known.faults + (known.misnamed.map { [$0] } ?? []) }
        let unread = folderFaults.filter { $0.place == .definition(file: path, line: nil, path: "") }
        if !unread.isEmpty { return unread }
        do throws(RefoldError) {
            switch file.kind {
            case .projection:
                let definition = try ProjectionDefinition.read(DefinitionFolder.read(path), file: path)
                _ = try Projection(definition, currencies: eventsFile.currencies)
                return Self.misnamed(definition, in: file).map { [$0] } ?? []
            case .report:
                let report = reportFiles.first { $0.path == path } ?? file
                return try ReportPlan.read(DefinitionFolder.read(path), file: path, name: report.name, readModels: schemas, files: DefinitionFiles(below: report == file ? folder : self.folder)).faults
            }
        } catch {
            return error.faults
        }
    }

    private func read(report file: DefinitionFile, where texts: [WhereText] = []) throws(RefoldError) -> (plan: ReportPlan?, faults: [Fault]) {
        try ReportPlan.read(
            DefinitionFolder.read(file.path), file: file.path, name: file.name, readModels: schemas, files: DefinitionFiles(below: folder), where: texts)
    }
}
