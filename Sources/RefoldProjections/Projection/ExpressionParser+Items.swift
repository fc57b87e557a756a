import RefoldDefinitions

extension ExpressionParser {
    /// Whether a text speaks of an item of a list: `@item`, `@item.sku`, `@index`.
    static func isOfItem(_ text: String) -> Bool {
        let item = PayloadPath.Root.item.rawValue
        return text == item || text.hasPrefix(item + ".") || text.hasPrefix(item + "[") || text == "@" + EventAttribute.index.rawValue
    }

    /// Notes what speaks of an item where none is gone through.
    func noteNoItem(_ text: String, _ value: DefinitionValue) {
        value.note(
            "\"\(text)\" speaks of an item of a list, and there is none here", expected: "an entry that goes through a list",
            remedy: "write the entry as {each: \"$.lines\", set: {…}}")
    }
}

extension ValueExpression {
    /// Whether it, or something inside it, is of an item.
    var isOfItem: Bool {
        var found = false
        visit { expression in
            switch expression.form {
            case .path(let path): found = found || path.root == .item
            case .attribute(.index): found = true
            default: break
            }
        }
        return found
    }
}
