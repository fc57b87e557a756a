/// A word as a POSIX shell takes it.
enum ShellWord {
    /// The word as it is where no letter of it means something to a shell, else in single quotes.
    static func quoted(_ word: String) -> String {
        let isPlain = !word.isEmpty && word.unicodeScalars.allSatisfy { scalar in
            scalar.isASCII && (scalar.properties.isAlphabetic || ("0"..."9").contains(scalar) || "-_./:@%+=,".unicodeScalars.contains(scalar))
        }
        return isPlain ? word : word.quoted("'", escaping: ["'": "'\\''"])
    }
}
