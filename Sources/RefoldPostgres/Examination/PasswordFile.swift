import FoundationEssentials
import RefoldStores
import RefoldValues

/// The file of passwords, which libpq does not read if others may.
struct PasswordFile {
    private let path: String?

    init(of location: PostgresLocation) {
        let environment = ProcessInfo.processInfo.environment
        let named = location.passwordFile ?? environment["PGPASSFILE"].flatMap { $0.isEmpty ? nil : $0 }
        path = named ?? environment["HOME"].map { $0 + "/.pgpass" }
    }

    /// - Parameter path: as libpq found it.
    init(at path: String?) { self.path = path }

    /// The path, if the file is there and others may read or write it.
    var tooOpen: String? {
        // Foundation gives the number in different types.
        guard let path, let mode = (try? FileManager.default.attributesOfItem(atPath: path)[.posixPermissions]) as? any BinaryInteger else { return nil }
        return Int(truncatingIfNeeded: mode) & 0o077 == 0 ? nil : path
    }

    /// What libpq would say of it.
    var findings: [ExaminationFinding] {
        guard let tooOpen else { return [] }
        return [.warning("password file", "\(tooOpen) is not read, since others than its owner may read or write it", remedy: "run chmod 600 \(tooOpen)")]
    }
}
