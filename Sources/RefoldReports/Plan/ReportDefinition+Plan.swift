import RefoldCore
import RefoldDefinitions
import RefoldValues

extension ReportDefinition {
    /// Resolves the definition against its read model and finds everything that is wrong.
    ///
    /// - Parameter schema: that of the projection named by ``source``.
    /// - Returns: no plan if there are faults. A plan made from a definition with faults must never be run.
    public func plan(against schema: ReadModelSchema) -> (plan: ReportPlan?, faults: [Fault]) {
        let planner = ReportPlanner(self, schema)
        let plan = planner.plan()
        let faults = planner.reader.sortedFaults
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
    /// - Returns: the plan, or nil and at least one fault. Nil and no fault if only the projection's own definition is faulty.
    public static func read(
        _ bytes: some Sequence<UInt8>, file: String, name: String, readModels: [String: ReadModelSchema?]
    ) -> (plan: ReportPlan?, faults: [Fault]) {
        let (definition, faults) = ReportDefinition.read(bytes, file: file, name: name)
        guard let definition, let source = definition.source else { return (nil, faults) }
        guard let known = readModels[source.name] else {
            let reader = DefinitionReader(file: file)
            source.value(in: reader).noteUnknown("projection", source.name, among: readModels.keys.sorted())
            return (nil, inOrder(faults + reader.faults))
        }
        guard let schema = known else { return (nil, faults) }
        let planned = definition.plan(against: schema)
        return (faults.isEmpty ? planned.plan : nil, inOrder(faults + planned.faults))
    }

    /// Faults sorted by line; those of one line in their original order.
    private static func inOrder(_ faults: [Fault]) -> [Fault] {
        func line(_ fault: Fault) -> Int {
            if case .definition(_, let line?, _) = fault.place { line } else { 0 }
        }
        return faults.enumerated().sorted { (line($0.element), $0.offset) < (line($1.element), $1.offset) }.map(\.element)
    }
}
