import FoundationEssentials
import RefoldValues
import Synchronization

/// The zone data of the system: where they are, which version they are, and the rules of each zone.
///
/// They are looked for at the first use: in the folder that `TZDIR` names, else in the usual ones. What was read stays as it is as long as the process lives.
public final class ZoneData: Sendable {
    /// Those that all definitions, reports and jobs of this process go by.
    public static let system = ZoneData(folder: ProcessInfo.processInfo.environment["TZDIR"])

    private enum Source: Sendable {
        /// A folder, and the version that it stated at first.
        case folder(ZoneFolder, version: String?)
        case nothing
    }

    private struct State: Sendable {
        var source: Source?
        var version: String?
        var rules: [String: TimeZoneRules] = [:]
    }

    private let named: String?
    private let usual: [String]
    private let state = Mutex(State())

    /// - Parameter named: the folder to read, as `TZDIR` names it; nil for the usual ones.
    public convenience init(folder named: String?) { self.init(folder: named, usual: ZoneFolder.usual) }

    init(folder named: String?, usual: [String]) {
        self.named = named
        self.usual = usual
    }

    /// The rules of a zone with a name of the IANA database, as `Europe/Rome`, or `UTC`.
    ///
    /// Abbreviations and offsets (`CEST`, `+05:00`, `UTC+5`) are refused: they do not say when clocks change. `Etc/GMT+5` is a name of the
    /// database, five hours behind UTC.
    ///
    /// - Throws: `.usage` for an unknown name, with a suggestion, or if `TZDIR` names no folder; `.failed` if the file cannot be used, or if
    ///   the zone data were replaced since they were first read.
    public func rules(named name: String) throws(RefoldError) -> TimeZoneRules {
        if name == "UTC" { return .utc }
        return try state.withLock { state throws(RefoldError) in
            if let known = state.rules[name] { return known }
            let rules = try read(name, from: try source(&state))
            state.rules[name] = rules
            return rules
        }
    }

    /// The version, as `2025b`; if no file states one, `digest` and 16 digits that change with any zone file; `none`
    /// if the machine has no zone data.
    ///
    /// - Throws: as ``rules(named:)``, for the folder.
    public func version() throws(RefoldError) -> String {
        try state.withLock { state throws(RefoldError) in
            if let known = state.version { return known }
            let version =
                switch try source(&state) {
                case .folder(let folder, let version): version ?? folder.digest
                case .nothing: "none"
                }
            state.version = version
            return version
        }
    }

    /// The folder that the rules are read from; nil if the machine has none.
    ///
    /// - Throws: as ``version()``.
    public func folder() throws(RefoldError) -> String? {
        try state.withLock { state throws(RefoldError) in
            if case .folder(let folder, _) = try source(&state) { folder.path } else { nil }
        }
    }

    private func source(_ state: inout State) throws(RefoldError) -> Source {
        if let known = state.source { return known }
        let found: Source = try ZoneFolder.find(named: named, usual: usual).map { .folder($0, version: $0.statedVersion) } ?? .nothing
        state.source = found
        return found
    }

    private func read(_ name: String, from source: Source) throws(RefoldError) -> TimeZoneRules {
        switch source {
        case .nothing:
            throw RefoldError(
                .failed, "this machine has no zone data, which the time zone \"\(name)\" needs", expected: "the folder \(usual.joined(separator: " or "))",
                remedy: "install the package of zone data (tzdata), or name its folder in TZDIR")
        case .folder(let folder, let version):
            guard ZoneFolder.isName(name), let bytes = try folder.contents(of: name) else {
                let place = folder.isNamed ? "in the folder that TZDIR names" : "known"
                throw Self.unknown(name, "the time zone \"\(name)\" is not \(place)", among: folder.names())
            }
            // Otherwise two zones would go by different versions.
            guard folder.statedVersion == version else {
                throw RefoldError(
                    .failed, "the zone data were replaced while the program runs", at: .named(folder.path),
                    expected: version.map { "version \($0)" }, remedy: "run it again")
            }
            do throws(ZoneFileFault) {
                return TimeZoneRules(name: name, try ZoneFile(bytes))
            } catch {
                throw folder.unusable(name, error.what)
            }
        }
    }

    private static func unknown(_ name: String, _ what: String, among names: [String]) -> RefoldError {
        RefoldError(
            .usage, what, expected: "a name of the IANA data base, as Europe/Rome, or UTC", remedy: Suggestion.phrase(for: name, among: names + ["UTC"]))
    }
}
