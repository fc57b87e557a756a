import RefoldCore
import RefoldDefinitions
import RefoldValues

extension ProjectionDefinition {
    /// Reads the list of paths, event types and columns that may be missing, and notes what the definition does not use.
    func optional(_ value: DefinitionValue) -> [String] {
        let list = value.list("a list of paths, event types and columns that may be missing") ?? []
        var paths: Set<ExactText> = []
        visit { expression in if case .path(let path) = expression.form { paths.insert(ExactText(path.description)) } }
        // What is read of items may also be named from the payload on, as the warnings do.
        for entry in handlers.flatMap(\.entries) {
            guard let list = entry.each?.path else { continue }
            entry.visit { if case .path(let path) = $0.form, path.root == .item { paths.insert(ExactText(list.description + path.afterItem)) } }
            for part in entry.key == nil ? key : [] {
                part.value.visit { if case .path(let path) = $0.form, path.root == .item { paths.insert(ExactText(list.description + path.afterItem)) } }
            }
        }
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
        for root in [PayloadPath.Root.data, .metadata, .item] where text.hasPrefix(root.rawValue) {
            return try? PayloadPath(root: root, rest: text.dropFirst(root.rawValue.count))
        }
        return nil
    }
}

extension PayloadPath {
    /// The way on from a list to what this path of an item leads to: `[].sku`.
    fileprivate var afterItem: String { "[]" + description.dropFirst(PayloadPath.Root.item.rawValue.count) }
}
