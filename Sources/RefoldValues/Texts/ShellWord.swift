/// Quotes a word for a POSIX shell.
public enum ShellWord {
    /// The word unchanged if no character of it is special to a shell, else in single quotes.
    public static func quoted(_ word: String) -> String {
        let isPlain = !word.isEmpty && word.unicodeScalars.allSatisfy { scalar in
            scalar.isASCII && (scalar.properties.isAlphabetic || ("0"..."9").contains(scalar) || "-_./:@%+=,".unicodeScalars.contains(scalar))
        }
        return isPlain ? word : word.quoted("'", escaping: ["'": "'\\''"])
    }
}
