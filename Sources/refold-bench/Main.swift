import Foundation
import RefoldValues

/// Measures the program, compared with bare floors, on the present machine.
///
/// How to read the table: quote the ratios, never the seconds. Seconds differ between machines and over time; the ratio of a contestant to
/// the floor of the same run hardly does.
///
/// - A floor does only what the measured work cannot avoid (reading the events, writing the finished rows, with the same durability),
///   directly with the C interface of SQLite: no JSON, no fold, no checks. `to (1)` is a contestant's time divided by that of line (1). If
///   there are two floors, the first uses Refold's data layout, the second that of a plain program.
/// - Contestants are whole processes, run in turn, one round after the other. The first round is discarded; the table has the median of the
///   others. A floor's rows are in memory before its clock starts, and its clock excludes the start of the process.
/// - Memory is the largest peak of resident memory of any run, in MiB, as counted by the kernel. Floors have none: they hold all their
///   rows.
/// - Nothing is asserted. The status is 1 if something did not run, with the reason below the table.
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
                print(words.first == SoakOptions.word ? SoakOptions.usage : Options.usage)
                return
            }
            if words.first == SoakOptions.word {
                let options = try SoakOptions(words.dropFirst())
                exit(try Soak(options: options, folder: BenchFolder(Options(options.rest))).run() ? 0 : 1)
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

    /// Prints a progress message on standard error.
    static func say(_ line: String) {
        FileHandle.standardError.write(Data((line + "\n").utf8))
    }
}
