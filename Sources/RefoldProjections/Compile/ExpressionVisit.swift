extension ValueExpression {
    /// Visits this expression and all its subexpressions.
    func visit(_ body: (ValueExpression) -> Void) {
        body(self)
        switch form {
        case .literal, .path, .attribute, .column, .moment: break
        case .cut(_, let operand, _): operand.visit(body)
        case .arithmetic(let arithmetic): for operand in arithmetic.operands { operand.visit(body) }
        case .coalesce(let operands), .function(_, let operands): for operand in operands { operand.visit(body) }
        case .reading(let reading, let operand):
            operand.visit(body)
            if case .minorUnits(let currency?) = reading { currency.visit(body) }
        case .days(let from, let to, _):
            from.visit(body)
            to.visit(body)
        case .branches(let branches, let otherwise):
            for branch in branches {
                for test in branch.when { test.visit(body) }
                branch.then.visit(body)
            }
            otherwise.visit(body)
        }
    }
}

extension ValueExpression {
    /// The names of the columns that it reads.
    public var columnNames: Set<String> {
        var names: Set<String> = []
        visit { if case .column(let name) = $0.form { names.insert(name) } }
        return names
    }
}

extension RowTest {
    /// The names of the columns that it reads.
    public var columnNames: Set<String> {
        var names: Set<String> = []
        visit { if case .column(let name) = $0.form { names.insert(name) } }
        return names
    }

    func visit(_ body: (ValueExpression) -> Void) {
        subject.visit(body)
        condition.visit(body)
    }
}

extension Condition {
    func visit(_ body: (ValueExpression) -> Void) {
        switch self {
        case .isNull: break
        case .isAny(let values): for value in values { value.visit(body) }
        case .compares(_, let value): value.visit(body)
        case .not(let inner): inner.visit(body)
        case .all(let inner), .either(let inner): for condition in inner { condition.visit(body) }
        }
    }
}

extension HandlerDefinition {
    /// Visits every expression of the handler.
    func visit(_ body: (ValueExpression) -> Void) {
        for entry in entries { entry.visit(body) }
    }
}

extension HandlerEntry {
    /// Visits every expression of the entry.
    func visit(_ body: (ValueExpression) -> Void) {
        each?.expression.visit(body)
        for part in key ?? [] { part.visit(body) }
        for test in when { test.visit(body) }
        if case .change(let changes) = action { for change in changes { change.value.visit(body) } }
    }
}

extension ItemList {
    /// The list as a value.
    var expression: ValueExpression { ValueExpression(form: .path(path), type: .dynamic, line: line) }
}

extension ProjectionDefinition {
    /// Visits every expression of the definition.
    func visit(_ body: (ValueExpression) -> Void) {
        for part in key { part.value.visit(body) }
        for handler in handlers { handler.visit(body) }
        for column in computed { column.value.visit(body) }
    }
}
