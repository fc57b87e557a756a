import Foundation
import RefoldValues

/// Measures the program beside bare floors on the machine at hand.
///
/// How to read the table: quote the ratios, never the seconds. Seconds differ from machine to machine and from hour to hour; what a
/// measure takes against the floor beside it, in the same run, hardly does.
///
/// - A floor does what the measure cannot do without (read the events, write the finished rows, with the same durability), straight on
///   the C interface of SQLite, and nothing else: no JSON, no fold, no checks. `to (1)` is a contestant's time divided by that of line (1).
///   Where there are two floors, the first works as Refold lays things out, the second as a plain program would.
/// - Contestants are whole processes, run in turn, one round after the other. The first round is thrown away; the table has the median of
///   the others. A floor's rows are in memory before its clock starts, and its clock leaves out the start of the process.
/// - Memory is the largest peak of resident memory of any run, in MiB, as the kernel counted it. Floors have none: they hold all their rows.
/// - Nothing is asserted. The status is 1 where something did not run, and the reason stands below the table.
///
/// The material (an event store of so many events, and the same as lines) stays in the folder and is used again; delete the folder
/// to begin anew. 2,000,000 events take some 5 GB. Build with `-c release`, and leave the machine alone meanwhile.
@main
enum Main {
    static func main() {
        do throws(RefoldError) {
            let words = CommandLine.arguments.dropFirst()
            if let first = words.first, let step = ChildStep(rawValue: first) {
                print(try step.run(Array(words.dropFirst()))?.text ?? "")
                return
            }
            if words.contains("--help") || words.contains("-h") {
                print(Options.usage)
                return
            }
            exit(try run(Options(words)) ? 0 : 1)
        } catch {
            for fault in error.faults { say("refold-bench: \(fault)") }
            exit(error.status.rawValue)
        }
    }

    /// - Returns: whether everything ran.
    private static func run(_ options: Options) throws(RefoldError) -> Bool {
        let folder = try BenchFolder(options)
        var allRan = true
        for name in options.measures {
            say("\(name.rawValue): making what it needs")
            for measure in try name.measures(in: folder) {
                let results = try Rounds(folder: folder, runs: options.runs).run(measure)
                print(ResultTable.text(of: measure, results))
                allRan = allRan && results.allSatisfy { $0.failure == nil }
            }
        }
        return allRan
    }

    /// Says something to the person who waits, on standard error.
    static func say(_ line: String) {
        FileHandle.standardError.write(Data((line + "\n").utf8))
    }
}
