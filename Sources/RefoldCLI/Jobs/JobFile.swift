import RefoldDefinitions
import RefoldTables
import RefoldValues
import RefoldZones

/// Reads job files.
enum JobFile {
    static let keys = [
        "store", "layout", "storeTimes", "readModels", "definitions", "timeZone", "wait", "allowBehind", "folder", "strict", "index",
        "retry", "deadline", "keepOutputs", "steps",
    ]

    /// Reads a job file.
    ///
    /// - Parameter formats: those that steps may name.
    /// - Throws: status 2 with all faults of the file.
    static func read(_ path: String, formats: TableFormats = TableFormats()) throws(RefoldError) -> Job {
        try read(DefinitionFolder.read(path), file: path, formats: formats)
    }

    /// Reads the contents of a job file.
    ///
    /// - Parameter file: the file's path, for the job's name and for faults.
    static func read(_ bytes: some Sequence<UInt8>, file: String, formats: TableFormats = TableFormats()) throws(RefoldError) -> Job {
        let (job, faults) = examine(bytes, file: file, formats: formats)
        guard let job, faults.isEmpty else { throw RefoldError(.usage, faults) }
        return job
    }

    /// Reads what can be read of a job file, to find what is wrong beyond it as well. Not for running: of a step with faults only what it names is kept.
    ///
    /// - Returns: no job if the file is not an object.
    static func examine(_ bytes: some Sequence<UInt8>, file: String, formats: TableFormats = TableFormats()) -> (job: Job?, faults: [Fault]) {
        let reader = DefinitionReader(file: file)
        let root = reader.root(of: bytes)?.object("a job: an object with the key \"steps\"", keys: keys)
        let job = root.map { assemble($0, file: file, formats) }
        return (job, reader.sortedFaults)
    }

    /// The job's name: the file's name without folder and extension.
    static func name(of file: String) -> String {
        let last = file.split(separator: "/").last.map(String.init) ?? file
        for ending in [".json5", ".json"] where last.hasSuffix(ending) && last.count > ending.count {
            return String(last.dropLast(ending.count))
        }
        return last
    }

    private static func assemble(_ root: DefinitionObject, file: String, _ formats: TableFormats) -> Job {
        var job = Job(
            name: name(of: file), file: file,
            store: root.optional("store")?.filled("a URL such as \"sqlite:events.db\""),
            layout: root.optional("layout")?.filled(Settings.layoutExpected),
            storeTimes: root.optional("storeTimes").flatMap(storeTimes),
            readModels: root.optional("readModels")?.filled("a URL such as \"sqlite:read-models.db\""),
            definitions: root.optional("definitions")?.filled("a folder"),
            timeZone: root.optional("timeZone").flatMap(timeZone) ?? .utc,
            wait: root.optional("wait").flatMap(wait), allowsBehind: root.optional("allowBehind")?.bool() ?? false,
            folder: root.optional("folder").flatMap(folder),
            isStrict: root.optional("strict")?.bool() ?? false,
            index: root.optional("index").flatMap { StepReading.pattern($0, hasPeriod: false) },
            steps: steps(of: root, formats))
        job.retry = root.optional("retry").flatMap(Retry.init) ?? .none
        job.deadline = root.optional("deadline").flatMap { $0.span("a duration such as \"2h\"") }
        job.keepsOutputs = root.optional("keepOutputs").flatMap { $0.span("a duration of at least a day, such as \"400d\"", 86_400...Int.max) }
        return job
    }

    private static func folder(_ value: DefinitionValue) -> String? {
        guard let text = value.filled("a folder") else { return nil }
        do throws(Fault) {
            return try HomePath.expanded(text)
        } catch {
            value.note(error.what, expected: error.expected, remedy: error.remedy)
            return nil
        }
    }

    private static func timeZone(_ value: DefinitionValue) -> TimeZoneRules? {
        guard let name = value.string("a time zone such as \"Europe/Rome\"") else { return nil }
        do throws(RefoldError) {
            return try TimeZoneRules(named: name)
        } catch {
            for fault in error.faults { value.note(fault.what, expected: fault.expected, remedy: fault.remedy) }
            return nil
        }
    }

    private static func storeTimes(_ value: DefinitionValue) -> String? {
        guard let text = value.filled(Settings.timesExpected) else { return nil }
        do throws(Fault) {
            _ = try Settings.times(text)
        } catch {
            value.note(error.what, expected: error.expected, remedy: error.remedy)
        }
        return text
    }

    private static func wait(_ value: DefinitionValue) -> String? {
        let expected = "a duration such as \"30s\", or \"0\""
        guard let text = value.filled(expected) else { return nil }
        if TimeSpan.parse(text) == nil { value.note("\"\(text)\" is no duration", expected: expected) }
        return text
    }

    private static func steps(of root: DefinitionObject, _ formats: TableFormats) -> [JobStep] {
        guard let value = root.required("steps"), let list = value.list("a list of steps") else { return [] }
        if list.isEmpty { value.note("the list of steps is empty", expected: "at least one step") }
        return list.compactMap(StepReading(formats: formats).step)
    }
}
