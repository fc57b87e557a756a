extension ValueExpression {
    /// Whether it, or something inside it, is this path.
    public func reads(_ path: PayloadPath) -> Bool {
        var found = false
        visit { expression in if case .path(path) = expression.form { found = true } }
        return found
    }
}

extension HandlerDefinition {
    /// The line on which the handler reads a path; nil if it does not.
    public func line(of path: PayloadPath) -> Int? {
        for entry in entries {
            if case .change(let changes) = entry.action, let change = changes.first(where: { $0.value.reads(path) }) { return change.line }
            var found = false
            entry.visit { if case .path(path) = $0.form { found = true } }
            if found { return entry.line }
        }
        return nil
    }
}
