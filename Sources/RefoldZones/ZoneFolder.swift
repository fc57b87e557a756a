import RefoldValues

/// A folder of zone files, one per name of the IANA database.
struct ZoneFolder: Hashable {
    /// Where systems have theirs.
    static let usual = ["/usr/share/zoneinfo", "/usr/lib/zoneinfo", "/usr/share/lib/zoneinfo", "/etc/zoneinfo"]
    /// The largest zone file that is read, in bytes; real ones have a few thousand.
    private static let largestFile = 1 << 20
    /// How many names are listed at most; systems have some hundred.
    private static let mostNames = 5000
    private static let deepest = 4

    /// As it was named.
    let path: String
    /// Whether `TZDIR` names it.
    let isNamed: Bool
    /// Its path after following links.
    let root: String

    /// The folder that `TZDIR` names, else the first of the usual ones that has something in it; nil if there is none.
    ///
    /// - Parameter named: `TZDIR`; an empty text counts as none.
    /// - Throws: `.usage` if `TZDIR` names no folder that can be read, `.failed` if a usual one is there and cannot be read.
    static func find(named: String?, usual: [String] = Self.usual) throws(RefoldError) -> ZoneFolder? {
        if let named, !named.isEmpty {
            do throws(SystemFailure) {
                let root = try ZoneFileSystem.realPath(of: named)
                _ = try ZoneFileSystem.entries(of: root)
                return ZoneFolder(path: named, isNamed: true, root: root)
            } catch {
                throw RefoldError(
                    .usage, "TZDIR names the folder \"\(named)\", which cannot be read: \(error.cause)",
                    expected: "a folder of zone files, as \(Self.usual[0])", remedy: "correct TZDIR, or leave it unset")
            }
        }
        for path in usual {
            do throws(SystemFailure) {
                let root = try ZoneFileSystem.realPath(of: path)
                if try ZoneFileSystem.entries(of: root).contains(where: { !$0.hasPrefix(".") }) { return ZoneFolder(path: path, isNamed: false, root: root) }
            } catch {
                if !ZoneFileSystem.isAbsence(error) { throw error.error("the folder of zone data cannot be read", at: path, for: .input) }
            }
        }
        return nil
    }

    /// Whether a name can be that of a zone. No part of it is `.` or `..`.
    ///
    /// Abbreviations and offsets (`CET`, `+05:00`, `UTC+5`) have no slash; the other names without one (Japan, CET) all have an equivalent of area and city. The
    /// folders `posix` and `right` hold all zones once more.
    static func isName(_ name: String) -> Bool {
        let parts = name.utf8.split(separator: UInt8(ascii: "/"), omittingEmptySubsequences: false)
        guard parts.count > 1, name.utf8.count <= 100, !["posix", "right"].contains(String(parts[0]) ?? "") else { return false }
        return parts.allSatisfy { part in
            guard let first = part.first, first.isLetter else { return false }
            return part.allSatisfy { $0.isLetter || $0.isDigit || "+-._".utf8.contains($0) }
        }
    }

    /// The contents of a zone's file; nil if there is none.
    ///
    /// - Parameter name: one that ``isName(_:)`` accepts.
    /// - Throws: `.failed` if it cannot be read, is too large, or is a link that leads out of the folder.
    func contents(of name: String) throws(RefoldError) -> [UInt8]? {
        var real = ""
        var read: [UInt8]?
        do throws(SystemFailure) {
            real = try ZoneFileSystem.realPath(of: root + "/" + name)
            read = holds(real) ? try ZoneFileSystem.contents(of: real, atMost: Self.largestFile + 1) : nil
        } catch {
            guard !ZoneFileSystem.isAbsence(error) else { return nil }
            throw unusable(name, error.cause, remedy: error.remedy(for: .input))
        }
        guard holds(real) else { throw unusable(name, "it is a link that leads out of the folder", remedy: "copy the file into the folder") }
        guard read?.count ?? 0 <= Self.largestFile else { throw unusable(name, "it has more than \(Self.largestFile) bytes") }
        return read
    }

    /// The first bytes of a file that is no zone; nil if it is not there, or cannot be read.
    func beginning(of file: String, count: Int) -> [UInt8]? {
        guard let real = try? ZoneFileSystem.realPath(of: root + "/" + file), holds(real) else { return nil }
        return (try? ZoneFileSystem.contents(of: real, atMost: count)) ?? nil
    }

    private func holds(_ real: String) -> Bool { real.utf8.starts(with: (root == "/" ? root : root + "/").utf8) }

    /// The error for a zone whose file cannot be used.
    func unusable(_ name: String, _ reason: String, remedy: String? = nil) -> RefoldError {
        RefoldError(
            .failed, "the zone file \(path)/\(name) cannot be used: \(reason)", expected: "a zone file without leap seconds (TZif, versions 1 to 4)",
            remedy: remedy ?? (isNamed ? "make it anew with zic, or correct TZDIR" : "install the package of zone data (tzdata) anew"))
    }

    /// The names of all zones, in the order of their bytes.
    func names() -> [String] {
        var names: [String] = []
        list(below: "", depth: 1, into: &names)
        return names.sorted { $0.utf8.lexicographicallyPrecedes($1.utf8) }
    }

    private func list(below: String, depth: Int, into names: inout [String]) {
        guard let entries = try? ZoneFileSystem.entries(of: root + "/" + below) else { return }
        for entry in entries where names.count < Self.mostNames {
            let name = below.isEmpty ? entry : below + "/" + entry
            if ZoneFileSystem.isFolder(root + "/" + name) {
                if depth < Self.deepest, Self.isName(name + "/x") { list(below: name, depth: depth + 1, into: &names) }
            } else if Self.isName(name) {
                names.append(name)
            }
        }
    }
}
