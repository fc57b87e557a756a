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
    ///
    /// - Parameter ends: what a parameter ends at.
    static func passwords(in argument: [UInt8], endingAt ends: Set<UInt8> = [UInt8(ascii: "&")]) -> [Range<Int>] {
        guard let scheme = find("postgres", in: argument, from: 0), let slashes = find("://", in: argument, from: scheme) else { return [] }
        var found: [Range<Int>] = []
        let authority = (slashes + 3)..<(argument[(slashes + 3)...].firstIndex { $0 == UInt8(ascii: "/") || $0 == UInt8(ascii: "?") } ?? argument.count)
        if let at = argument[authority].lastIndex(of: UInt8(ascii: "@")),
            let colon = argument[authority.lowerBound..<at].firstIndex(of: UInt8(ascii: ":"))
        {
            found.append((colon + 1)..<at)
        }
        var from = authority.upperBound
        while from < argument.count {
            let end = argument[from...].firstIndex { ends.contains($0) } ?? argument.count
            if let equals = argument[from..<end].firstIndex(of: UInt8(ascii: "=")), plain(argument[from..<equals]).hasSuffix("password") { found.append((equals + 1)..<end) }
            from = end + 1
        }
        return found
    }

    /// The name of a parameter, of which libpq takes the letters in hexadecimal form too.
    private static func plain(_ name: ArraySlice<UInt8>) -> String {
        let parts = name.split(separator: UInt8(ascii: "%"), omittingEmptySubsequences: false)
        let bytes = parts.dropFirst().reduce(into: Array(parts.first ?? [])) { bytes, part in
            let code = UInt8(String(decoding: part.prefix(2), as: UTF8.self), radix: 16)
            bytes += code.map { [$0] + part.dropFirst(2) } ?? [UInt8(ascii: "%")] + part
        }
        return String(decoding: bytes, as: UTF8.self).lowercased()
    }

    /// A text for people, in which something may be quoted that was typed.
    static func masked(_ text: String) -> String {
        let parts = text.split(separator: "postgres", omittingEmptySubsequences: false)
        return parts.dropFirst().reduce(into: String(parts.first ?? "")) { masked, part in
            var bytes = Array(("postgres" + part).utf8)
            for range in passwords(in: bytes, endingAt: Set("& \"'\n".utf8)).reversed() { bytes.replaceSubrange(range, with: "xxx".utf8) }
            masked += String(decoding: bytes, as: UTF8.self)
        }
    }

    private static func find(_ word: String, in bytes: [UInt8], from start: Int) -> Int? {
        let word = Array(word.utf8)
        guard start + word.count <= bytes.count else { return nil }
        return (start...(bytes.count - word.count)).first { bytes[$0..<$0 + word.count].elementsEqual(word) }
    }
}
