import RefoldCore
import RefoldDefinitions
import RefoldValues

extension ReportDefinition {
    /// Resolves the definition against its read model and finds everything that is wrong.
    ///
    /// - Parameters:
    ///   - schema: that of the projection named by ``source``.
    ///   - readModels: the shape of every projection that the report may read besides, by name; nil for one whose own definition has faults.
    ///   - texts: tests that rows must meet besides those of the definition; their faults are among those that are returned.
    /// - Returns: no plan if there are faults. A plan made from a definition with faults must never be run.
    public func plan(
        against schema: ReadModelSchema, readModels: [String: ReadModelSchema?] = [:], where texts: [WhereText] = []
    ) -> (plan: ReportPlan?, faults: [Fault]) {
        let planner = ReportPlanner(self, schema, readModels, where: texts)
        let plan = planner.plan()
        let faults = planner.reader.sortedFaults + planner.typedFaults
        return (faults.isEmpty ? plan : nil, faults)
    }
}

extension ReportPlan {
    /// Reads, resolves and checks a report's whole file, so that one run finds all faults.
    ///
    /// - Parameters:
    ///   - file: the path as faults show it.
    ///   - name: the report's name: its path below the folder of definitions, without the extension.
    ///   - readModels: the shape of every known projection by name; nil for one whose own definition has faults.
    ///   - files: those that the definition may name; nil for none.
    ///   - texts: tests that were typed beside the definition.
    /// - Returns: the plan, or nil and at least one fault. Nil and no fault if only the projection's own definition is faulty.
    public static func read(
        _ bytes: some Sequence<UInt8>, file: String, name: String, readModels: [String: ReadModelSchema?], files: DefinitionFiles? = nil,
        where texts: [WhereText] = []
    ) -> (plan: ReportPlan?, faults: [Fault]) {
        let (definition, faults) = ReportDefinition.read(bytes, file: file, name: name, files: files)
        guard let definition, let source = definition.source else { return (nil, faults) }
        guard let known = readModels[source.name] else {
            let reader = DefinitionReader(file: file)
            source.value(in: reader).noteUnknown("projection", source.name, among: readModels.keys.sorted())
            return (nil, DefinitionReader.sorted(faults + reader.faults, of: file))
        }
        guard let schema = known else { return (nil, faults) }
        let planned = definition.plan(against: schema, readModels: readModels, where: texts)
        return (faults.isEmpty ? planned.plan : nil, DefinitionReader.sorted(faults + planned.faults, of: file))
    }
}
