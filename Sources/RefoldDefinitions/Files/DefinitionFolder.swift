// Unsafe here: opens files and reads their status. Only this file of the module needs Foundation, to read folders and files.
import FoundationEssentials
import Glibc
import RefoldFiles
import RefoldValues

/// Finds and reads definition files.
public enum DefinitionFolder {
    /// The largest file that is read, in bytes.
    public static let largestFile = 1 << 20
    /// How deep folders may be nested.
    public static let deepest = 32

    /// The definition files below a folder, sorted by the UTF-8 bytes of their paths, and the faults of the folder: it is missing, a folder
    /// in it cannot be read, a link leads back or out of it, or two files have one name.
    ///
    /// Links are followed only inside the folder, so that someone who may write only here cannot make other files be read. Files and
    /// folders whose name begins with a dot are skipped.
    public static func search(_ folder: String) -> (files: [DefinitionFile], faults: [Fault]) {
        var search = FolderSearch(folder: folder)
        search.visit(below: "", ancestors: [])
        search.noteTwins()
        return (search.files, search.faults)
    }

    /// Whether there is nothing at all at a path. What cannot be looked at, and a link that leads to nothing, is not absent.
    public static func isAbsent(_ path: String) -> Bool {
        var status = stat()
        return unsafe lstat(path, &status) != 0 && errno == ENOENT
    }

    /// What is wrong with a link that leads out of the folder it lies in; nil if it does not, or is none.
    public static func fault(ofLink path: String, in folder: String) -> Fault? {
        let (target, root) = (real(path), real(folder))
        guard target != root, !target.utf8.starts(with: (root == "/" ? root : root + "/").utf8) else { return nil }
        return Fault(
            "this is a link that leads out of the folder", at: .definition(file: path, line: nil, path: ""), expected: "a file inside \(folder)",
            remedy: "copy the file into the folder")
    }

    /// The path after following links.
    fileprivate static func real(_ path: String) -> String { URL(fileURLWithPath: path).resolvingSymlinksInPath().path }

    /// The bytes of a definition or job file.
    ///
    /// - Throws: status 2 if it is missing, cannot be read, is not a file, or is larger than ``largestFile``.
    public static func read(_ path: String) throws(RefoldError) -> [UInt8] {
        try WholeFile.read(path, at: .definition(file: path, line: nil, path: ""), largest: largestFile, expected: "a JSON5 file")
    }
}

/// One walk through a folder.
private struct FolderSearch {
    let folder: String
    var files: [DefinitionFile] = []
    var faults: [Fault] = []

    mutating func visit(below: String, ancestors: Set<String>) {
        let path = below.isEmpty ? folder : folder + "/" + below
        let real = DefinitionFolder.real(path)
        guard !ancestors.contains(real) else {
            return note("the link leads back to a folder above it", path, remedy: "remove the link")
        }
        guard ancestors.count < DefinitionFolder.deepest else {
            return note("folders are nested more than \(DefinitionFolder.deepest) deep", path, remedy: "flatten them")
        }
        guard let entries = try? FileManager.default.contentsOfDirectory(atPath: real) else {
            let failure = Self.failure(opening: real)
            guard failure.code != ENOENT else {
                guard DefinitionFolder.isAbsent(path) else { return note("the link leads to nothing", path, remedy: "remove the link, or make the folder that it leads to") }
                return note("there is no such folder", path, remedy: "create it, or name another with --definitions")
            }
            return note("the folder cannot be read: \(failure.cause)", path, remedy: failure.remedy(for: .input))
        }
        for entry in entries.sorted(by: { $0.utf8.lexicographicallyPrecedes($1.utf8) }) where !entry.hasPrefix(".") {
            let inner = below.isEmpty ? entry : below + "/" + entry
            let target = DefinitionFolder.real(real + "/" + entry)
            let type = (try? FileManager.default.attributesOfItem(atPath: target))?[.type] as? FileAttributeType
            guard let type, type != .typeSymbolicLink else {
                if DefinitionFile(folder: folder, below: inner) != nil {
                    note("the link leads to nothing", folder + "/" + inner, remedy: "remove the link")
                }
                continue
            }
            if type == .typeDirectory || DefinitionFile(folder: folder, below: inner) != nil,
                let fault = DefinitionFolder.fault(ofLink: (folder.hasSuffix("/") ? folder : folder + "/") + inner, in: folder)
            {
                faults.append(fault)
            } else if type == .typeDirectory {
                visit(below: inner, ancestors: ancestors.union([real]))
            } else if let file = DefinitionFile(folder: folder, below: inner) {
                files.append(file)
            }
        }
    }

    /// Why a folder cannot be opened.
    private static func failure(opening path: String) -> SystemFailure {
        let descriptor = unsafe open(path, O_RDONLY | O_DIRECTORY | O_CLOEXEC)
        guard descriptor >= 0 else { return .last }
        close(descriptor)
        return SystemFailure(EIO)
    }

    /// Notes files that differ only in their extension.
    mutating func noteTwins() {
        var seen: [DefinitionFile.Kind: [String: String]] = [:]
        for file in files {
            if let first = seen[file.kind, default: [:]].updateValue(file.path, forKey: file.name) {
                let what = "the \(file.kind.rawValue) \"\(file.name)\" is declared by \(first) as well"
                note(what, file.path, remedy: "remove one of the files")
            }
        }
    }

    private mutating func note(_ what: String, _ path: String, remedy: String) {
        faults.append(Fault(what, at: .definition(file: path, line: nil, path: ""), remedy: remedy))
    }
}
