import FoundationEssentials
import RefoldCore
import RefoldDefinitions
import RefoldValues

/// What `events.json5` among the definitions says of the store's events as a whole.
struct EventsFile: Hashable {
    static let name = "events.json5"

    /// Where it lies, or would lie.
    let path: String
    /// Types that are nobody's: no warning says that no projection takes them.
    private(set) var ignore: [String] = []
    /// The currencies that it adds.
    private(set) var currencies: [Currency] = []
    private(set) var faults: [Fault] = []
    let isThere: Bool

    /// Where it lies in a folder, or would lie.
    static func path(in folder: String) -> String { (folder.hasSuffix("/") ? folder : folder + "/") + name }

    /// Reads the file of a folder of definitions, which need not have one, and adds its currencies to the process.
    init(in folder: String) {
        path = Self.path(in: folder)
        isThere = FileManager.default.fileExists(atPath: path)
        guard isThere else { return }
        if let fault = DefinitionFolder.fault(ofLink: path, in: folder) {
            faults = [fault]
            return
        }
        do throws(RefoldError) {
            let reader = DefinitionReader(file: path)
            let root = reader.root(of: try DefinitionFolder.read(path))?.object("an object", keys: ["ignore", "currencies"])
            ignore = root?.optional("ignore")?.list("a list of event types")?.compactMap { $0.filled("an event type") } ?? []
            for member in root?.optional("currencies")?.object("an object of decimals by code")?.members ?? [] {
                if let currency = Self.currency(member) { currencies.append(currency) }
            }
            faults = reader.sortedFaults
        } catch {
            faults = error.faults
        }
    }

    /// Files that were probably meant for this one and are not read: in a folder below, or under another ending.
    static func strays(in folder: String) -> [Fault] {
        let below = (try? FileManager.default.subpathsOfDirectory(atPath: folder)) ?? []
        return below.filter { path in
            let last = path.split(separator: "/").last.map(String.init) ?? path
            return path != name && (last == name || last == "events.json")
        }.sorted().map { path in
            Fault(
                "the file is not read", at: .definition(file: (folder.hasSuffix("/") ? folder : folder + "/") + path, line: nil, path: ""),
                expected: Self.path(in: folder), remedy: "rename it to \(Self.path(in: folder)), or take it away")
        }
    }

    /// The faults because of which the decimals of currencies are not known.
    var currencyFaults: [Fault] {
        faults.filter { fault in
            guard case .definition(_, _, let path) = fault.place else { return true }
            return path.isEmpty || path.hasPrefix("currencies")
        }
    }

    private static func currency(_ member: DefinitionObject.Member) -> Currency? {
        guard let decimals = member.value.integer() else { return nil }
        do throws(RefoldError) {
            return try Currency.add(member.key, minorDigits: decimals)
        } catch {
            for fault in error.faults { member.note(fault.what, expected: fault.expected, remedy: fault.remedy) }
            return nil
        }
    }
}
