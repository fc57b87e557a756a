// Unsafe here: overwrites the arguments in the kernel's view of the process.
import FoundationEssentials
import Glibc

/// Passwords in the arguments of this process, which every user of the machine can read in the list of processes.
enum CommandLineSecrets {
    /// Returns the arguments, after overwriting the passwords of database URIs in the process's own argument memory.
    ///
    /// They are visible for a moment at the start of the process. A password file (`~/.pgpass`), or `REFOLD_STORE` in the environment, is
    /// never visible.
    ///
    /// - Returns: the original arguments, without the program's name.
    static func takeArguments() -> [String] {
        let typed = Array(CommandLine.arguments.dropFirst())
        for number in 0..<Int(CommandLine.argc) {
            guard let argument = unsafe CommandLine.unsafeArgv[number] else { continue }
            let length = unsafe strlen(argument)
            let bytes = unsafe UnsafeMutableBufferPointer(start: argument, count: length)
            let text = unsafe bytes.map { UInt8(bitPattern: $0) }
            for range in passwords(in: text) {
                for index in range { unsafe bytes[index] = CChar(bitPattern: UInt8(ascii: "x")) }
            }
        }
        return typed
    }

    /// The ranges of passwords in the URI of a PostgreSQL database: between user and `@`, and after `password=`.
    static func passwords(in argument: [UInt8]) -> [Range<Int>] {
        guard let scheme = find("postgres", in: argument, from: 0), let slashes = find("://", in: argument, from: scheme) else { return [] }
        var found: [Range<Int>] = []
        let authority = (slashes + 3)..<(argument[(slashes + 3)...].firstIndex { $0 == UInt8(ascii: "/") || $0 == UInt8(ascii: "?") } ?? argument.count)
        if let at = argument[authority].lastIndex(of: UInt8(ascii: "@")),
            let colon = argument[authority.lowerBound..<at].firstIndex(of: UInt8(ascii: ":"))
        {
            found.append((colon + 1)..<at)
        }
        var from = authority.upperBound
        while let start = find("password=", in: argument, from: from).map({ $0 + "password=".utf8.count }) {
            let end = argument[start...].firstIndex(of: UInt8(ascii: "&")) ?? argument.count
            found.append(start..<end)
            from = end
        }
        return found
    }

    private static func find(_ word: String, in bytes: [UInt8], from start: Int) -> Int? {
        let word = Array(word.utf8)
        guard start + word.count <= bytes.count else { return nil }
        return (start...(bytes.count - word.count)).first { bytes[$0..<$0 + word.count].elementsEqual(word) }
    }
}
