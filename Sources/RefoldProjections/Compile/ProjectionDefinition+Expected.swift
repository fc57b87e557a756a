import RefoldCore
import RefoldValues

extension ProjectionDefinition {
    /// What events should hold.
    ///
    /// - Parameter number: of a path among those of the compiled projection.
    func expectedMatches(_ number: @escaping (PayloadPath) -> Int?) -> ExpectedMatches {
        func fields(_ visit: (_ body: (ValueExpression) -> Void) -> Void) -> [Int] {
            var fields: Set<Int> = []
            visit { expression in
                if case .path(let path) = expression.form, let field = number(path) { fields.insert(field) }
            }
            return fields.sorted()
        }
        let readings = handlers.map { handler in
            ExpectedMatches.Reading(types: handler.eventType.map { [ExactText($0)] }, fields: fields(handler.visit))
        }
        let always = fields { body in for part in key { part.value.visit(body) } }
        return ExpectedMatches(readings: readings, always: always, optional: Set(optional.map { ExactText($0) }))
    }
}
