import RefoldCore
import RefoldProjections

/// A path that no event had, through the items of a list or not.
struct SoughtPath {
    /// As a definition writes it: inside an entry that goes through the list, from `@item` on.
    let written: PayloadPath
    /// From the payload on: `$.lines[].sku`, `$.lines[0].sku`.
    let text: String
    /// The same as a survey of events writes it, which knows no single elements.
    let surveyed: String
    /// The last name in it; nil if it ends with an element.
    let lastName: String?
    /// The way to the items, as a survey writes it; nil if there are none.
    private var items: String?
    /// The elements that are taken after that.
    private var elements: [String] = []

    /// - Parameter steps: on from a list that the path leads to.
    init(_ path: PayloadPath, _ steps: [ExpectedMatches.ListPath.Step]) {
        let last = steps.lastIndex(of: .items)
        var written = last == nil ? path : PayloadPath(root: .item, names: [])
        var (text, surveyed) = (path.description, path.description)
        for (index, step) in steps.enumerated() {
            let isWritten = index > last ?? -1
            switch step {
            case .items:
                (text, surveyed) = (text + "[]", surveyed + "[]")
                if index == last { items = surveyed }
            case .element(let number):
                (text, surveyed) = (text + "[\(number)]", surveyed + "[]")
                guard isWritten else { continue }
                elements.append("[\(number)]")
                written.steps.append(.element(number))
            case .member(let name):
                let own = PayloadPath(root: .data, names: [name.text]).description.dropFirst()
                (text, surveyed) = (text + own, surveyed + own)
                guard isWritten else { continue }
                if written.steps.isEmpty, last != nil { written.names.append(name.text) } else { written.steps.append(.member(name)) }
            }
        }
        (self.written, self.text, self.surveyed) = (written, text, surveyed)
        if case .member(let name)? = steps.last { lastName = name.text } else { lastName = steps.isEmpty ? path.names.last : nil }
    }

    /// How `optional` may name it.
    var spellings: [String] { [text, written.description] }

    /// A path of a survey as a definition writes it in the place of this one.
    func asWritten(_ other: String) -> String {
        var rest = other
        if let items, other.hasPrefix(items) { rest = PayloadPath.Root.item.rawValue + other.dropFirst(items.count) }
        return elements.reduce(rest) { $0.replacing("[]", with: $1, maxReplacements: 1) }
    }
}
