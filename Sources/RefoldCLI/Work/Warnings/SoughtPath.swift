import RefoldCore
import RefoldProjections

/// A path that no event had, through the items of a list or not.
struct SoughtPath {
    /// As a definition writes it: inside an entry that goes through the list, from `@item` on.
    let written: PayloadPath
    /// From the payload on, as a survey of events writes it: `$.lines[].sku`.
    let text: String
    /// The last name in it; nil if it ends with an element.
    let lastName: String?

    /// - Parameter steps: on from a list that the path leads to.
    init(_ path: PayloadPath, _ steps: [ExpectedMatches.ListPath.Step]) {
        let items = steps.lastIndex(of: .items)
        var written = items == nil ? path : PayloadPath(root: .item, names: [])
        var text = path.description
        for (index, step) in steps.enumerated() {
            switch step {
            case .items: text += "[]"
            case .element(let number):
                text += "[\(number)]"
                if index > items ?? -1 { written.steps.append(.element(number)) }
            case .member(let name):
                text += PayloadPath(root: .data, names: [name.text]).description.dropFirst()
                guard index > items ?? -1 else { continue }
                if written.steps.isEmpty, items != nil { written.names.append(name.text) } else { written.steps.append(.member(name)) }
            }
        }
        (self.written, self.text) = (written, text)
        if case .member(let name)? = steps.last { lastName = name.text } else { lastName = steps.isEmpty ? path.names.last : nil }
    }

    /// How `optional` may name it.
    var spellings: [String] { [text, written.description] }
}
