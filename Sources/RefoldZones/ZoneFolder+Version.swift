import RefoldValues

extension ZoneFolder {
    /// The version that a file of the folder states, as `2025b`: `tzdata.zi` in its first line, else `+VERSION`, else `version`. Nil if none does.
    var statedVersion: String? {
        let mark = Array("# version ".utf8)
        if let bytes = beginning(of: "tzdata.zi", count: 100), bytes.starts(with: mark), let version = Self.version(bytes.dropFirst(mark.count)) {
            return version
        }
        for file in ["+VERSION", "version"] {
            if let bytes = beginning(of: file, count: 100), let version = Self.version(bytes[...]) { return version }
        }
        return nil
    }

    /// A version as zone data have it: a year and what follows it.
    private static func version(_ bytes: ArraySlice<UInt8>) -> String? {
        let line = bytes.prefix { $0 != UInt8(ascii: "\n") && $0 != UInt8(ascii: "\r") }
        let text = String(decoding: line, as: UTF8.self)
        return text.wholeMatch(of: /\d{4}[0-9A-Za-z.+_-]{1,40}/) == nil ? nil : text
    }

    /// A digest of the names and contents of all zone files: what stands for the version where no file states one.
    var digest: String {
        var lines: [UInt8] = []
        for name in names() {
            guard let bytes = try? contents(of: name) else { continue }
            lines += "\(name) \(bytes.count) \(bytes.span.stableHash)\n".utf8
        }
        let digits = String(lines.span.stableHash, radix: 16)
        return "digest " + String(repeating: "0", count: 16 - digits.count) + digits
    }
}
