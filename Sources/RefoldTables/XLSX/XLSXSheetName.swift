/// The name of the sheet that has the lines.
enum XLSXSheetName {
    /// How many UTF-16 units a name has at most.
    private static let most = 31
    /// Names that Excel and the second sheet have; case does not tell names apart.
    private static let taken = ["history", XLSXAbout.sheetName.lowercased()]

    /// A name that every program takes, made of the first of some texts that leaves one.
    static func make(of texts: [String]) -> String {
        for text in texts {
            let name = clean(text)
            if !name.isEmpty, !taken.contains(name.lowercased()) { return name }
        }
        return "Table"
    }

    private static func clean(_ text: String) -> String {
        // Spaces in the place of what a name cannot have, and one in the place of several.
        var words = ""
        for scalar in text.unicodeScalars {
            if isAllowed(scalar) { words.unicodeScalars.append(scalar) } else { words += " " }
        }
        // Some programs would read `_x0041_` as a letter.
        var name = words.split(separator: " ").joined(separator: " ").split(separator: "_x", omittingEmptySubsequences: false).joined(separator: "_ x")
        while name.utf16.count > most { name.removeLast() }
        while let last = name.last, last == "'" || last == " " { name.removeLast() }
        return String(name.drop { $0 == "'" || $0 == " " })
    }

    private static func isAllowed(_ scalar: Unicode.Scalar) -> Bool {
        switch scalar {
        case "[", "]", ":", "*", "?", "/", "\\", "\u{FFFE}", "\u{FFFF}": false
        default: scalar.properties.generalCategory != .control && !scalar.properties.isWhitespace || scalar == " "
        }
    }
}
