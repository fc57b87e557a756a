import RefoldCore
import RefoldDefinitions
import RefoldValues

extension ProjectionDefinition {
    /// Reads the list of paths, event types and columns that may be missing, and notes what the definition does not use.
    func optional(_ value: DefinitionValue) -> [String] {
        let list = value.list("a list of paths, event types and columns that may be missing") ?? []
        var paths: Set<ExactText> = []
        visit { expression in if case .path(let path) = expression.form { paths.insert(ExactText(path.description)) } }
        let names = handlers.compactMap(\.eventType) + allColumns.map(\.name)
        let known = paths.sorted().map(\.text) + names
        return list.compactMap { element in
            guard let text = element.string("a path, an event type or a column") else { return nil }
            let plain = Self.path(text)?.description ?? text
            guard known.containsExactly(plain) else {
                element.note(
                    "the definition uses no path, event type or column \"\(text)\"", expected: DefinitionValue.list(known),
                    remedy: Suggestion.phrase(for: text, among: known))
                return nil
            }
            return plain
        }
    }

    /// The path that a text is, nil if it is none.
    private static func path(_ text: String) -> PayloadPath? {
        for root in [PayloadPath.Root.data, .metadata] where text.hasPrefix(root.rawValue) {
            return try? PayloadPath(root: root, rest: text.dropFirst(root.rawValue.count))
        }
        return nil
    }
}
