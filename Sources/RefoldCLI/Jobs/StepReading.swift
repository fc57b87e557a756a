import RefoldDefinitions
import RefoldReports
import RefoldTables
import RefoldValues

/// Reads the steps of a job file. A step is an object whose first key names its action.
struct StepReading {
    /// Those that steps may name.
    let formats: TableFormats

    /// The actions of steps, with the keys allowed beside them.
    private static let actions: [(word: String, keys: [String])] = [
        ("catchUp", ["park"] + SwitchChoices.keys), ("rebuild", ["park"] + SwitchChoices.keys),
        ("report", ["period", "asOf", "where", "formats", "output", "csv", "despiteChecks"]),
        ("export", ["format", "output", "csv"]),
        ("seal", ["period", "reason", "output", "despiteChecks"]),
    ]
    private static let words = actions.map(\.word)
    /// The keys of every step.
    private static let usualKeys = ["when", "retry", "continue"]
    private static let usualFormat = CSVFormat().word

    func step(_ value: DefinitionValue) -> JobStep? {
        guard let object = value.object("a step such as {catchUp: [\"payments\"]}"), let action = action(object) else { return nil }
        return JobStep(
            action, on: object.optional("when").flatMap(RunDays.init), retry: object.optional("retry").flatMap(Retry.init),
            goesOn: object.optional("continue")?.bool() ?? false)
    }

    private func action(_ object: DefinitionObject) -> StepAction? {
        let present = Self.actions.filter { object.contains($0.word) }
        guard let action = present.first else {
            noteNoAction(in: object)
            return nil
        }
        guard present.count == 1 else {
            object.note("the step does two things", expected: "one of " + DefinitionValue.list(Self.words), remedy: "make two steps of it")
            return nil
        }
        object.allowOnly([action.word] + action.keys + Self.usualKeys)
        switch action.word {
        case "catchUp": return object.required("catchUp").flatMap(references).map { StepAction.catchUp($0, park: park(object), SwitchChoices(object)) }
        case "rebuild": return object.required("rebuild").flatMap(references).map { StepAction.rebuild($0, park: park(object), SwitchChoices(object)) }
        case "report": return report(object)
        case "seal": return seal(object)
        default: return export(object)
        }
    }

    private func noteNoAction(in object: DefinitionObject) {
        let known = Self.words + Self.actions.flatMap(\.keys) + Self.usualKeys
        let strangers = object.members.filter { !known.contains($0.key) }
        guard strangers.isEmpty else {
            for member in strangers { member.noteUnknown("step", among: Self.words) }
            return
        }
        object.note("the step does nothing", expected: "one of " + DefinitionValue.list(Self.words))
    }

    private func report(_ object: DefinitionObject) -> StepAction {
        let name = object.required("report").flatMap { reference($0, "the name of a report") }
        let period = object.optional("period").flatMap { reference($0, "a period such as \"yesterday\"") }
        let asOf = object.optional("asOf").flatMap { reference($0, "a moment such as \"month-ends:2024\"") }
        let tests = object.optional("where").map(tests) ?? []
        let formats = object.optional("formats").map(formats) ?? [Self.usualFormat]
        let output = object.required("output").flatMap { Self.pattern($0, hasPeriod: period != nil) }
        let csv = object.optional("csv").map { CSVOptions($0) }
        let despiteChecks = object.optional("despiteChecks")?.bool() ?? false
        guard let name, let output else { return .unread(report: name, projection: nil) }
        var step = ReportStep(report: name, period: period, asOf: asOf, formats: formats, output: output, csv: csv, despiteChecks: despiteChecks)
        step.tests = tests
        return .report(step)
    }

    private func seal(_ object: DefinitionObject) -> StepAction {
        let name = object.required("seal").flatMap { reference($0, "the name of a report") }
        let period = object.required("period").flatMap { reference($0, "a period such as \"last-month\"") }
        let reason = object.optional("reason").flatMap { $0.filled("a reason, which is kept with the seal") }
        let output = object.optional("output").map { Self.pattern($0, hasPeriod: true) }
        let despiteChecks = object.optional("despiteChecks")?.bool() ?? false
        guard let name, let period else { return .unread(report: name, projection: nil) }
        return .seal(SealStep(report: name, period: period, reason: reason, output: output ?? nil, despiteChecks: despiteChecks))
    }

    private func export(_ object: DefinitionObject) -> StepAction {
        let name = object.required("export").flatMap { reference($0, "the name of a projection") }
        let format = object.optional("format").flatMap { $0.word("format", among: formats.words) } ?? Self.usualFormat
        let output = object.required("output").flatMap { Self.pattern($0, hasPeriod: false) }
        let csv = object.optional("csv").map { CSVOptions($0) }
        guard let name, let output else { return .unread(report: nil, projection: name) }
        return .export(ExportStep(projection: name, format: format, output: output, csv: csv))
    }

    /// `true` for any number of events, `{events: 10}` for ten at most.
    private func park(_ object: DefinitionObject) -> Int? {
        guard let value = object.optional("park") else { return nil }
        if case .bool(let isOn) = value.node.value { return isOn ? .max : nil }
        return value.object("true, or how many events at most: {events: 10}", keys: ["events"])?.required("events")?.integer(0...)
    }

    /// Tests on rows, as `--where` takes them.
    private func tests(_ value: DefinitionValue) -> [WhereText] {
        let elements = value.list("a list of tests such as [\"country=Italy\"]") ?? []
        return elements.compactMap { element in
            guard let text = element.string("a test such as \"country=Italy\"") else { return nil }
            do throws(RefoldError) {
                return try WhereText(text, at: element.place)
            } catch {
                for fault in error.faults { element.note(fault.what, expected: fault.expected, remedy: fault.remedy) }
                return nil
            }
        }
    }

    private func formats(_ value: DefinitionValue) -> [String] {
        guard let list = value.list("a list such as [\"csv\", \"xlsx\"]") else { return [] }
        if list.isEmpty { value.note("the list of formats is empty", expected: "at least one format, such as \"csv\"") }
        var words: [String] = []
        for element in list {
            guard let word = element.word("format", among: formats.words) else { continue }
            if words.contains(word) { element.note("the format stands twice", remedy: "leave one out") }
            words.append(word)
        }
        return words
    }

    /// One name, or a list of names.
    private func references(_ value: DefinitionValue) -> [JobReference]? {
        let what = "the name of a projection"
        if value.elements == nil { return reference(value, "a list of names of projections").map { [$0] } }
        var references: [JobReference] = []
        for element in value.elements ?? [] {
            guard let reference = reference(element, what) else { continue }
            if references.contains(where: { $0.name == reference.name }) {
                element.note("the name stands twice", remedy: "leave one out")
            }
            references.append(reference)
        }
        return references
    }

    private func reference(_ value: DefinitionValue, _ expected: String) -> JobReference? {
        value.filled(expected).map { JobReference($0, at: value.place) }
    }

    /// A path with placeholders.
    static func pattern(_ value: DefinitionValue, hasPeriod: Bool) -> PathPattern? {
        guard let text = value.string("a path") else { return nil }
        do throws(Fault) {
            return try PathPattern(HomePath.expanded(text), hasPeriod: hasPeriod, at: value.place)
        } catch {
            value.note(error.what, expected: error.expected, remedy: error.remedy)
            return nil
        }
    }
}

extension DefinitionValue {
    /// The string; notes a fault and returns nil if it is empty or not a string.
    func filled(_ expected: String) -> String? {
        guard let text = string(expected) else { return nil }
        guard !text.isEmpty else {
            note("the string is empty", expected: expected)
            return nil
        }
        return text
    }

    /// Its place, for later faults.
    var place: Place { .definition(file: reader.file, line: line, path: path.description) }
}
