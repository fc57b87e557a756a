import FoundationEssentials
import RefoldFiles
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

    /// Why libpq does not read it; nil if it is not there, or if its owner alone may read and write it.
    var fault: (what: String, remedy: String)? {
        guard let path, let rights = FileSystem.rights(of: path), rights & 0o077 != 0 else { return nil }
        return (what: "\(path) is not read, since others than its owner may read or write it", remedy: "run chmod 600 \(ShellWord.quoted(path))")
    }

    /// What libpq would say of it.
    var findings: [ExaminationFinding] {
        guard let fault else { return [] }
        return [.warning("password file", fault.what, remedy: fault.remedy)]
    }
}
