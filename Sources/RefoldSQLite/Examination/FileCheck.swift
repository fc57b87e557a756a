// Unsafe here: the version of SQLite is a C string.
import CSQLite
import RefoldFiles
import RefoldStores

/// Whether the file is there, and what this user may do with it and its folder.
enum FileCheck {
    @Sendable
    static func findings(_ file: ExaminedFile) -> [ExaminationFinding] {
        let (subject, place) = (file.subject, file.place)
        var findings: [ExaminationFinding] = []
        if let network = place.network {
            findings.append(
                .warning(
                    subject, "\(file.path) is on another machine (\(network)): locks may not hold there, and SQLite files may be damaged",
                    remedy: "keep it on a disk of this machine, or use PostgreSQL"))
        }
        guard file.isThere else { return findings + [absent(file, place)] }
        guard FileSystem.mayRead(file.path) else {
            return findings + [.missing(subject, "this user may not read \(file.path)\(owner(of: file.path))", remedy: "give this user the right to read it, or run as its owner")]
        }
        guard file.isWritten else { return findings + [.ok(subject, "\(file.path), readable; SQLite \(version)")] }
        guard FileSystem.mayWrite(file.path) else {
            return findings + [.missing(subject, "this user may not write \(file.path)\(owner(of: file.path))", remedy: "give this user the right to write it, or run as its owner")]
        }
        guard place.isWritable else {
            return findings + [
                .missing(
                    subject, "this user may not make files in \(place.folder)\(owner(of: place.folder)), where SQLite keeps its log",
                    remedy: "give this user the right to write there, or name another place with --read-models")
            ]
        }
        return findings + [.ok(subject, "\(file.path), readable and writable; SQLite \(version)")]
    }

    private static func absent(_ file: ExaminedFile, _ place: FileSystem) -> ExaminationFinding {
        guard file.isWritten else {
            if file.use.hasReadModels { return .missing(file.subject, "there is no file \(file.path)", remedy: "build read models with refold rebuild") }
            return .missing(file.subject, "there is no file \(file.path)", remedy: "check the path, or make a store with refold import, refold ingest or refold seed")
        }
        guard place.isWritable else {
            return .missing(
                file.subject, "there is no file \(file.path), and this user may not make one in \(place.folder)\(owner(of: place.folder))",
                remedy: "give this user the right to write there, or name another place with --read-models")
        }
        return .ok(file.subject, "\(file.path) is not there yet and can be made; SQLite \(version)")
    }

    private static func owner(of path: String) -> String { FileSystem.owner(of: path).map { ", which belongs to the user \($0)" } ?? "" }

    private static var version: String { unsafe String(cString: sqlite3_libversion()) }
}
