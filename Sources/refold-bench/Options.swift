import Foundation
import RefoldValues

/// The command line.
struct Options {
    static let usage = """
        refold-bench [rebuild] [declared] [verify] [digests] [import] [report] [catch-up]
                     [compare] [switch] [ingest] [queries] [cache] [postgres]
                     [postgres-append] [postgres-ingest]
                     [--server URI] [--events N] [--runs N] [--folder DIR]
                     [--refold PATH]
        refold-bench follow …  (see refold-bench follow --help)

        Measures refold beside bare floors in the same run; all measures if none is
        named. Quote the ratios: seconds are not stable from machine to machine.

          --server URI   a PostgreSQL server on which databases may be made and dropped
                         (Jobs/cluster starts one); without it what needs one is left
                         out. Needs psql and pgbench on the PATH

          --events N     events in the store (default 2000000)
          --runs N       measured rounds after the first, which is thrown away (default 3)
          --folder DIR   where stores and results lie (default .build/bench)
          --refold PATH  the program to measure (default: the one beside this)
        """

    /// In the order in which they are run, without repetition.
    private(set) var measures: [MeasureName] = []
    private(set) var events = 2_000_000
    private(set) var runs = 3
    private(set) var folder = ".build/bench"
    /// The URI of a PostgreSQL server.
    private(set) var server: String?
    private(set) var refold: String

    /// Parses the arguments.
    ///
    /// - Throws: status 2 for anything that is not in ``usage``.
    init(_ words: some Sequence<String>) throws(RefoldError) {
        refold = URL(fileURLWithPath: try BenchFolder.thisProgram()).deletingLastPathComponent().appendingPathComponent("refold").path
        var rest = words.makeIterator()
        while let word = rest.next() {
            switch word {
            case "--events": events = try Self.number(rest.next(), of: word, in: 20_000...100_000_000)
            case "--runs": runs = try Self.number(rest.next(), of: word, in: 1...99)
            case "--folder": folder = try Self.value(rest.next(), of: word)
            case "--server": server = try Self.value(rest.next(), of: word)
            case "--refold": refold = try Self.value(rest.next(), of: word)
            default:
                guard let name = MeasureName(rawValue: word) else { throw Self.unknown(word) }
                if !measures.contains(name) { measures.append(name) }
            }
        }
        let isChoice = !measures.isEmpty
        if !isChoice { measures = MeasureName.allCases }
        guard server == nil, measures.contains(where: \.needsServer) else { return }
        if isChoice {
            throw RefoldError(.usage, "this measure needs a PostgreSQL server", expected: "--server URI", remedy: "start one with Jobs/cluster")
        }
        measures.removeAll(where: \.needsServer)
    }

    private static func value(_ word: String?, of flag: String) throws(RefoldError) -> String {
        guard let word, !word.isEmpty else { throw RefoldError(.usage, "\(flag) has no value", remedy: "see refold-bench --help") }
        return word
    }

    static func number(_ word: String?, of flag: String, in range: ClosedRange<Int>) throws(RefoldError) -> Int {
        guard let number = Int(try value(word, of: flag)), range.contains(number) else {
            throw RefoldError(.usage, "\(flag) does not fit", expected: "a whole number from \(range.lowerBound) to \(range.upperBound)")
        }
        return number
    }

    private static func unknown(_ word: String) -> RefoldError {
        let known = MeasureName.allCases.map(\.rawValue) + ["--server", "--events", "--runs", "--folder", "--refold", "--help"]
        return RefoldError(
            .usage, "there is no measure or flag \"\(word)\"",
            remedy: Suggestion.phrase(for: word, among: known) ?? "see refold-bench --help")
    }
}
