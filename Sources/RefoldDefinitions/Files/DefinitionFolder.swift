// The one file of this module that needs Foundation: it reads folders and files.
import Foundation
import RefoldCore

/// Finds and reads definition files.
public enum DefinitionFolder {
    /// The largest file that is read, in bytes.
    public static let largestFile = 1 << 20
    /// How deep folders may stand in each other.
    public static let deepest = 32

    /// The definition files below a folder, in the order of their paths' UTF-8 bytes, and what is wrong with the folder:
    /// that it is missing, a folder that cannot be read, a link that leads back, two files of one name.
    ///
    /// Links are followed. Files and folders whose name begins with a dot are left out.
    public static func search(_ folder: String) -> (files: [DefinitionFile], faults: [Fault]) {
        var search = FolderSearch(folder: folder)
        search.visit(below: "", ancestors: [])
        search.noteTwins()
        return (search.files, search.faults)
    }

    /// The bytes of a definition or job file.
    ///
    /// - Throws: status 2 where it is missing, cannot be read, is not a file, or is larger than ``largestFile``.
    public static func read(_ path: String) throws(RefoldError) -> [UInt8] {
        let place = Place.definition(file: path, line: nil, path: "")
        let target = URL(fileURLWithPath: path).resolvingSymlinksInPath().path
        guard let attributes = try? FileManager.default.attributesOfItem(atPath: target) else {
            throw RefoldError(.usage, "the file cannot be found", at: place, remedy: "check the path")
        }
        guard attributes[.type] as? FileAttributeType == .typeRegular else {
            throw RefoldError(.usage, "this is not a file", at: place, expected: "a JSON5 file")
        }
        let size = (attributes[.size] as? NSNumber)?.intValue ?? 0
        guard size <= largestFile else {
            throw RefoldError(.usage, "the file has \(size) bytes", at: place, expected: "at most \(largestFile)")
        }
        guard let data = FileManager.default.contents(atPath: target) else {
            throw RefoldError(.usage, "the file cannot be read", at: place, remedy: "check its permissions")
        }
        return [UInt8](data)
    }
}

/// One walk through a folder.
private struct FolderSearch {
    let folder: String
    var files: [DefinitionFile] = []
    var faults: [Fault] = []

    mutating func visit(below: String, ancestors: Set<String>) {
        let path = below.isEmpty ? folder : folder + "/" + below
        let real = URL(fileURLWithPath: path).resolvingSymlinksInPath().path
        guard !ancestors.contains(real) else {
            return note("the link leads back to a folder above it", path, remedy: "remove the link")
        }
        guard ancestors.count < DefinitionFolder.deepest else {
            return note("folders are nested more than \(DefinitionFolder.deepest) deep", path, remedy: "flatten them")
        }
        guard let entries = try? FileManager.default.contentsOfDirectory(atPath: real) else {
            let exists = FileManager.default.fileExists(atPath: real)
            return note(
                exists ? "the folder cannot be read" : "there is no such folder", path,
                remedy: exists ? "check its permissions" : "create it, or name another with --definitions")
        }
        for entry in entries.sorted(by: { $0.utf8.lexicographicallyPrecedes($1.utf8) }) where !entry.hasPrefix(".") {
            let inner = below.isEmpty ? entry : below + "/" + entry
            let target = URL(fileURLWithPath: real + "/" + entry).resolvingSymlinksInPath().path
            let type = (try? FileManager.default.attributesOfItem(atPath: target))?[.type] as? FileAttributeType
            guard let type, type != .typeSymbolicLink else {
                if DefinitionFile(folder: folder, below: inner) != nil {
                    note("the link leads to nothing", folder + "/" + inner, remedy: "remove the link")
                }
                continue
            }
            if type == .typeDirectory {
                visit(below: inner, ancestors: ancestors.union([real]))
            } else if let file = DefinitionFile(folder: folder, below: inner) {
                files.append(file)
            }
        }
    }

    /// Notes files that differ in their ending alone.
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
