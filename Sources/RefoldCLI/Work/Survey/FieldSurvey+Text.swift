import RefoldCore
import RefoldDefinitions
import RefoldEngine
import RefoldJSON
import RefoldProjections

extension FieldSurvey {
    /// The path as a definition writes it, with `[]` for the elements of a list; names that are no plain words in quotes and escaped.
    var text: String {
        let root = isMetadata ? PayloadPath.Root.metadata : .data
        return path.reduce(into: root.rawValue) { text, name in
            guard let name else { return text += "[]" }
            let plain = PayloadPath(root: .data, names: [name]).description.dropFirst()
            let isPlain = name.unicodeScalars.allSatisfy { $0.value >= 0x20 && $0.value != 0x7F }
            text += isPlain ? String(plain) : "[" + JSONWriter.string(name) + "]"
        }
    }

    /// The names of the members, nil if the way leads through a list.
    var names: [String]? {
        let names = path.compactMap { $0 }
        return names.count == path.count ? names : nil
    }
}
