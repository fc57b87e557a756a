/// The rule for names of projections and columns: `[a-z][a-z0-9_]{0,47}`. No word is reserved.
public enum DefinitionName {
    /// The rule in words.
    public static let rule = "a name of small letters, digits and _ that begins with a letter, at most 48 long"

    public static func isValid(_ name: String) -> Bool {
        let letters = name.unicodeScalars
        guard let first = letters.first, ("a"..."z").contains(first), letters.count <= 48 else { return false }
        return letters.allSatisfy { ("a"..."z").contains($0) || ("0"..."9").contains($0) || $0 == "_" }
    }
}
