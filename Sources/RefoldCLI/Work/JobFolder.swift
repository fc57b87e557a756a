import FoundationEssentials
import RefoldDefinitions
import RefoldValues

/// The job files in `Jobs`.
enum JobFolder {
    static let path = "Jobs"

    /// The files by name, and what is wrong: the folder cannot be read, or files are links which lead out of it. No such folder, no jobs.
    static func search() -> (files: [String], faults: [Fault]) {
        guard !DefinitionFolder.isAbsent(path) else { return ([], []) }
        let entries: [String]
        do {
            entries = try FileManager.default.contentsOfDirectory(atPath: path)
        } catch {
            let place = Place.definition(file: path, line: nil, path: "")
            return ([], [Fault("the folder of jobs cannot be read", at: place, expected: "a folder of job files", remedy: "check the path and its permissions")])
        }
        let names = entries.filter { !$0.hasPrefix(".") && ($0.hasSuffix(".json5") || $0.hasSuffix(".json")) }.sorted()
        let faults = names.map { DefinitionFolder.fault(ofLink: path + "/" + $0, in: path) }
        return (zip(names, faults).filter { $0.1 == nil }.map { path + "/" + $0.0 }, faults.compactMap { $0 })
    }

    /// The file itself, or the job with this name in the folder.
    ///
    /// - Throws: status 2 if the word is no path, and no job has this name. Whether a path leads to a file is not looked at.
    static func file(of word: String) throws(RefoldError) -> String {
        guard !word.contains("/"), JobFile.name(of: word) == word, !FileManager.default.fileExists(atPath: word) || JobCheck.isFolder(word) else { return word }
        let files = search().files
        if let file = files.first(where: { JobFile.name(of: $0) == word }) { return file }
        let names = files.map(JobFile.name(of:))
        throw RefoldError(
            .usage, "there is no job \"\(word)\" in \(path)",
            expected: (names.isEmpty ? "" : DefinitionValue.list(names) + ", or ") + "the path of a job file",
            remedy: Suggestion.phrase(for: word, among: names) ?? "name the file itself")
    }

    /// The store that a job here works on, as a proposal for whoever named none; nil if no job names one that can be shown.
    static var storeRemedy: String? {
        for path in search().files {
            guard let bytes = try? DefinitionFolder.read(path), let job = JobFile.examine(bytes, file: path).job, let store = job.store.map(job.located(url:))
            else { continue }
            guard CommandLineSecrets.passwords(in: Array(store.utf8)).isEmpty else { continue }
            return "add --store \(store), which \(path) works on"
        }
        return nil
    }
}
