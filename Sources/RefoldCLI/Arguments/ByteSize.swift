/// Sizes in text: `256M`, `1G`, `512MiB`, or plain bytes. The units are powers of 1024.
enum ByteSize {
    /// The number of bytes; nil if the text is not a size or does not fit.
    static func parse(_ text: String) -> Int? {
        let digits = text.prefix { ("0"..."9").contains($0) }
        guard let number = Int(digits) else { return nil }
        let shift: Int? =
            switch text.dropFirst(digits.count).lowercased() {
            case "", "b": 0
            case "k", "kib": 10
            case "m", "mib": 20
            case "g", "gib": 30
            case "t", "tib": 40
            default: nil
            }
        guard let shift else { return nil }
        let (bytes, overflow) = number.multipliedReportingOverflow(by: 1 << shift)
        return overflow ? nil : bytes
    }

    /// `312 MiB`, `1.4 GiB`.
    static func text(_ bytes: Int) -> String {
        let mebibyte = 1 << 20
        if bytes < 1024 * mebibyte { return "\(bytes / mebibyte) MiB" }
        let tenths = bytes / (mebibyte * 1024 / 10)
        return "\(tenths / 10).\(tenths % 10) GiB"
    }
}
