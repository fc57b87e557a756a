import RefoldCore
import RefoldDefinitions
import RefoldValues

extension ReportDefinition {
    /// Resolves the definition against its read model and finds everything that does not hold there.
    ///
    /// - Parameter schema: that of the projection which ``source`` names.
    /// - Returns: nil if anything was found. Of a definition that was read with faults the plan is never to be run.
    public func plan(against schema: ReadModelSchema) -> (plan: ReportPlan?, faults: [Fault]) {
        let planner = ReportPlanner(self, schema)
        let plan = planner.plan()
        let faults = planner.reader.sortedFaults
        return (faults.isEmpty ? plan : nil, faults)
    }
}

extension ReportPlan {
    /// Reads, resolves and checks a report's file whole, so that one run finds all that is wrong with it.
    ///
    /// - Parameters:
    ///   - file: the path as findings shall give it.
    ///   - name: the report's name: its path below the folder of definitions, without the ending.
    ///   - readModels: the shape of every projection that is known by name; nil for one whose own definition has faults.
    /// - Returns: the plan, or nil and at least one finding. Neither where only the projection's own definition is at fault.
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

    /// Findings in the order of the lines they are about; those of one line as they were found.
    private static func inOrder(_ faults: [Fault]) -> [Fault] {
        func line(_ fault: Fault) -> Int {
            if case .definition(_, let line?, _) = fault.place { line } else { 0 }
        }
        return faults.enumerated().sorted { (line($0.element), $0.offset) < (line($1.element), $1.offset) }.map(\.element)
    }
}
