import RefoldCore
import RefoldValues

extension ProjectionDefinition {
    /// What events should hold.
    ///
    /// - Parameters:
    ///   - data: the data paths of the compiled projection.
    ///   - metadata: its metadata paths.
    func expectedMatches(_ data: [[String]], _ metadata: [[String]]) -> ExpectedMatches {
        var numbers = PathNumbers(data, metadata)
        let hasKeys = handlers.contains { $0.entries.contains { $0.key != nil } }
        let readings = handlers.map { handler in
            var fields: Set<Int> = []
            for entry in handler.entries {
                entry.visit { if case .path(let path) = $0.form { fields.formUnion(numbers.number(of: path, in: entry.each)) } }
                // A part that is taken from items, or that other entries replace, is not looked for in every event.
                for part in entry.key == nil ? key : [] where hasKeys || part.value.isOfItem {
                    part.value.visit { if case .path(let path) = $0.form { fields.formUnion(numbers.number(of: path, in: entry.each)) } }
                }
            }
            return ExpectedMatches.Reading(types: handler.eventType.map { [ExactText($0)] }, fields: fields.sorted())
        }
        var always: Set<Int> = []
        for part in hasKeys ? [] : key where !part.value.isOfItem {
            part.value.visit { if case .path(let path) = $0.form { always.formUnion(numbers.number(of: path, in: nil)) } }
        }
        return ExpectedMatches(
            readings: readings, always: always.sorted(), listPaths: numbers.listPaths, optional: Set(optional.map { ExactText($0) }))
    }
}

/// Numbers the paths of a projection as ``ExpectedMatches`` does.
private struct PathNumbers {
    private var numbers: [PayloadPath: Int] = [:]
    private let count: Int
    private(set) var listPaths: [ExpectedMatches.ListPath] = []

    init(_ data: [[String]], _ metadata: [[String]]) {
        let all = data.map { PayloadPath(root: .data, names: $0) } + metadata.map { PayloadPath(root: .metadata, names: $0) }
        for (number, path) in all.enumerated() { numbers[path] = number }
        count = all.count
    }

    /// The number of a path; none for the whole item.
    mutating func number(of path: PayloadPath, in each: ItemList?) -> [Int] {
        if path.root == .item {
            guard let each, !path.names.isEmpty || !path.steps.isEmpty else { return [] }
            let own = path.names.map { ExpectedMatches.ListPath.Step.member(ExactText($0)) } + path.steps.map(\.expected)
            return number(from: each.path, each.path.steps.map(\.expected) + [.items] + own)
        }
        return path.steps.isEmpty ? numbers[path].map { [$0] } ?? [] : number(from: path, path.steps.map(\.expected))
    }

    private mutating func number(from path: PayloadPath, _ steps: [ExpectedMatches.ListPath.Step]) -> [Int] {
        guard let field = numbers[path.beforeLists] else { return [] }
        let whole = ExpectedMatches.ListPath(field: field, steps: steps)
        if let known = listPaths.firstIndex(of: whole) { return [count + known] }
        listPaths.append(whole)
        return [count + listPaths.count - 1]
    }
}

extension PayloadPath.Step {
    fileprivate var expected: ExpectedMatches.ListPath.Step {
        switch self {
        case .element(let number): .element(number)
        case .member(let name): .member(name)
        }
    }
}
