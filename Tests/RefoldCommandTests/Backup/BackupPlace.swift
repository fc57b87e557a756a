import Foundation
import Testing

/// A folder with a store of payments, what goes on in it while copies are taken, and what is restored from them.
struct BackupPlace {
    let sandbox: Sandbox

    init() throws { sandbox = try Sandbox() }

    /// A store with its first events, and payments served from them.
    init(store: String) throws {
        try self.init()
        try sandbox.write(RecordedPayments.lines(0..<400), to: "first.ndjson")
        try done("refold import first.ndjson --store '\(store)' --quiet; refold rebuild payments --store '\(store)' --quiet")
    }

    /// Runs a command that must end with 0.
    @discardableResult
    func done(_ command: String) throws -> String {
        let run = try sandbox.run("set -e\n" + command)
        try #require(run.status == 0, "$ \(command)\n\(run.error)\(run.output)")
        return run.output
    }

    /// Runs a command, and expects its status and what it says.
    func expect(_ command: String, _ status: Int32, _ texts: String..., sourceLocation: SourceLocation = #_sourceLocation) throws {
        let run = try sandbox.run(command)
        #expect(run.status == status, "$ \(command)\n\(run.error)\(run.output)", sourceLocation: sourceLocation)
        for text in texts { #expect((run.error + run.output).contains(text), "$ \(command)\n\(run.error)\(run.output)", sourceLocation: sourceLocation) }
    }

    /// Takes copies while files are imported and read models follow them, by catch-ups and by rebuilds.
    ///
    /// - Parameter copies: each is taken after at least one more file, whose events all read models have.
    func takeWhileWorking(on store: String, _ copies: [String]) throws {
        for number in 1...120 { try sandbox.write(RecordedPayments.lines(400 + number * 10..<410 + number * 10), to: "more\(number).ndjson") }
        let work = """
            for n in $(seq 1 120); do
              refold import more$n.ndjson --quiet; refold catch-up payments --quiet; [ $((n % 3)) != 0 ] || refold rebuild payments --quiet
              touch file$n; if [ -e stop ]; then exit 0; fi
            done
            """
        var command = "export REFOLD_STORE='\(store)'\n( set -e\n\(work) ) & W=$!\nn=1\n"
        // The file after the one that may be at work now.
        command += "next() { while [ -e file$n ]; do n=$((n + 1)); done; n=$((n + 1)); for t in $(seq 1 1200); do [ -e file$n ] && break; sleep 0.1; done; [ -e file$n ]; }\n"
        for copy in copies { command += "next; \(copy)\n" }
        try done(command + "touch stop; wait $W")
    }

    /// Checks that the events are sound, and that what is served from them is to the byte what a rebuild from nothing gives.
    func requireSame(_ store: String, readModels: String? = nil, sourceLocation: SourceLocation = #_sourceLocation) throws {
        let place = "--store '\(store)'" + (readModels.map { " --read-models '\($0)'" } ?? "")
        try expect("refold verify payments \(place)", 0, "nothing found", sourceLocation: sourceLocation)
        let fresh = try done("rm -f fresh.db*; refold rebuild payments --store '\(store)' --read-models sqlite:fresh.db --quiet; refold export payments --read-models sqlite:fresh.db --quiet")
        #expect(try done("refold export payments \(place) --quiet") == fresh, sourceLocation: sourceLocation)
    }

    /// Checks what is said of read models that are ahead of their events, and that what it says to do is right.
    func requireAhead(_ store: String, readModels: String? = nil, sourceLocation: SourceLocation = #_sourceLocation) throws {
        let place = "--store '\(store)'" + (readModels.map { " --read-models '\($0)'" } ?? "")
        try expect("refold status \(place)", 0, "made from a longer store", sourceLocation: sourceLocation)
        try expect(
            "refold catch-up payments \(place)", 3, "rest on position ", "if the store was replaced or restored, run refold rebuild payments",
            sourceLocation: sourceLocation)
        try expect("refold verify payments \(place) --quiet", 3, sourceLocation: sourceLocation)
        try done("refold rebuild payments \(place) --quiet")
        try requireSame(store, readModels: readModels, sourceLocation: sourceLocation)
    }
}
