import FoundationEssentials
import RefoldJSON
import RefoldValues
import RefoldZones

/// One run of the program: arguments in, an exit status out.
struct CommandLineRun {
    /// The domains that the program was built with.
    let domains: DomainList
    let output: StandardOutput
    let console: StandardError
    let interruption: Interruption
    let environment: [String: String]

    /// Runs the command line. Every error ends here, as lines on standard error and a status.
    ///
    /// - Parameter unusable: why the arguments or the environment cannot be used at all.
    func run(_ typed: [String], _ unusable: RefoldError? = nil) -> ExitStatus {
        console.begin(provisionalHead(typed))
        do throws(RefoldError) {
            let status = if let unusable { try refuse(typed, unusable) } else { try perform(typed) }
            try output.flush()
            return status
        } catch {
            // Output written before the error is still data; the first error decides the status.
            do throws(RefoldError) { try output.flush() } catch { console.say(error) }
            console.say(error)
            return ExitStatus(error.status)
        }
    }

    private func perform(_ typed: [String]) throws(RefoldError) -> ExitStatus {
        try domains.check()
        guard !typed.isEmpty else {
            // Whoever reads objects gets one.
            if refusedHead(typed).format == .json { return try refuse(typed, RefoldError(.usage, "no verb was given", remedy: "see refold --help")) }
            console.print(Help.lines(Help.firstScreen(shownDomains(Arguments()))))
            return .usage
        }
        let arguments: Arguments
        do throws(RefoldError) {
            arguments = try Arguments(typed) { name throws(RefoldError) in
                name == Help.word ? [] : try VerbTable.verb(named: name).flags(for: domains)
            }
        } catch {
            return try refuse(typed, error)
        }
        if arguments.has(.version) { return try printVersion(arguments, typed) }
        guard let name = arguments.verb else {
            guard arguments.has(.help) else {
                return try refuse(typed, RefoldError(.usage, "no verb was given", remedy: "see refold --help"))
            }
            for line in Help.lines(Help.firstScreen(shownDomains(arguments))) { try output.write(line: line) }
            return .done
        }
        if name == Help.word {
            do throws(RefoldError) {
                for line in Help.lines(try Help.text(about: arguments.words, shownDomains(arguments))) { try output.write(line: line) }
                return .done
            } catch {
                return try refuse(typed, error)
            }
        }
        let verb = try VerbTable.verb(named: name)
        if arguments.has(.help) {
            for line in Help.lines(Help.text(for: verb, shownDomains(arguments))) { try output.write(line: line) }
            return .done
        }
        return try perform(verb, arguments)
    }

    /// `--version`, for people or with `--json`.
    private func printVersion(_ arguments: Arguments, _ typed: [String]) throws(RefoldError) -> ExitStatus {
        guard arguments.has(.json) else {
            try output.write(line: "refold \(Version.text)")
            return .done
        }
        do throws(RefoldError) {
            let fields = [
                JSONField("version", .text(Version.text)), JSONField("zone_data", .text(try ZoneData.system.version())),
                JSONField("zone_folder", .text(try ZoneData.system.folder())),
            ]
            try output.write(json: VerbResult.summary(verb: nil, status: .done, fields: fields, milliseconds: 0, failure: nil).json)
            return .done
        } catch {
            return try refuse(typed, error)
        }
    }

    /// The domains that help shows: those chosen for a run, or all if the choice cannot be read.
    private func shownDomains(_ arguments: Arguments) -> DomainList {
        do throws(RefoldError) {
            let file = try SettingsFile.read(named: arguments.path(.config))
            return try domains.chosen(Settings(arguments, environment: environment, file: file).domains)
        } catch {
            return domains
        }
    }

    /// Ends a run with invalid arguments; with `--json`, prints its one object.
    private func refuse(_ typed: [String], _ failure: RefoldError) throws(RefoldError) -> ExitStatus {
        console.begin(refusedHead(typed))
        console.say(failure)
        let status = ExitStatus(failure.status)
        if typed.prefix(while: { $0 != "--" }).contains("--\(Flag.json.name)") {
            let verb = VerbTable.all.first { $0.name == typed.first }?.name
            try output.write(json: CommandLineSecrets.masked(VerbResult.summary(verb: verb, status: status, fields: [], milliseconds: 0, failure: failure).json))
        }
        return status
    }

    /// What messages begin with if the arguments cannot be read: as far as these say it, or the settings file does.
    private func refusedHead(_ typed: [String]) -> LogHead {
        func value(of flag: Flag) -> String? {
            typed.indices.compactMap { index -> String? in
                if typed[index] == "--\(flag.name)" { return index + 1 < typed.count ? typed[index + 1] : nil }
                return typed[index].hasPrefix("--\(flag.name)=") ? String(typed[index].dropFirst(flag.name.count + 3)) : nil
            }.last
        }
        var head = provisionalHead(typed)
        let file = try? SettingsFile.read(named: value(of: .config).flatMap { path in try? HomePath.expanded(path, from: "--config") })
        let words = [value(of: .logFormat), environment["REFOLD_LOG_FORMAT"], file?.logFormat]
        if let format = words.compactMap({ $0 }).first.flatMap({ LogFormat(rawValue: $0) }) { head.format = format }
        return head
    }

    /// What messages begin with before the settings are read.
    private func provisionalHead(_ typed: [String]) -> LogHead {
        let format = environment["REFOLD_LOG_FORMAT"].flatMap { LogFormat(rawValue: $0) } ?? usualFormat(isQuiet: typed.contains("--\(Flag.quiet.name)"))
        return LogHead(format: format, verb: VerbTable.all.first { $0.name == typed.first }?.name)
    }

    private func usualFormat(isQuiet: Bool) -> LogFormat { console.isInteractive || isQuiet ? .plain : .text }

    private func perform(_ verb: any Verb.Type, _ arguments: Arguments) throws(RefoldError) -> ExitStatus {
        let watch = Stopwatch()
        let recorder = verb.isRecorded(arguments) ? RunRecorder(of: verb, arguments) : nil
        var result: VerbResult
        do throws(RefoldError) {
            let file = try SettingsFile.read(named: arguments.path(.config))
            let settings = Settings(arguments, environment: environment, file: file)
            console.begin(LogHead(format: try settings.chosenLogFormat() ?? usualFormat(isQuiet: arguments.has(.quiet)), verb: verb.name))
            var session = Session(
                domains: try domains.chosen(settings.domains), settings: settings, output: output, console: console,
                interruption: interruption, json: arguments.has(.json), quiet: arguments.has(.quiet))
            session.recorder = recorder
            recorder?.session = session
            _ = try settings.timesOfStore()
            defer { session.sayUnreadable() }
            result = try verb.run(arguments, in: session)
            result.fields = result.fields.map { $0 + session.unreadableFields }
        } catch {
            result = VerbResult(failure: error, fields: [])
        }
        recorder?.end(&result)
        if let failure = result.failure, !result.isTold { console.say(failure) }
        if let lastWord = result.lastWord, !arguments.has(.quiet) { console.say(lastWord) }
        if arguments.has(.json), var fields = result.fields {
            if verb.usesZones, !fields.isEmpty { fields.append(.zoneData) }
            try result.write(verb: verb.name, fields: fields, milliseconds: watch.milliseconds, to: output)
        }
        return result.status
    }
}
