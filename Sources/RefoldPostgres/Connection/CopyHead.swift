/// What begins a binary COPY, in either direction: a signature of 11 bytes, no flags, no further heads.
enum CopyHead {
    static let bytes = Array("PGCOPY\n".utf8) + [0xFF, 0x0D, 0x0A, 0x00] + [UInt8](repeating: 0, count: 8)
}
