import Foundation
import Testing

/// Most run under a limit on the file size, which has the same effect on a write as a full disk.
@Suite("A full disk")
struct FullDiskTests {
    /// A shell command in which no file can grow beyond this many blocks of 512 bytes.
    private func limited(_ blocks: Int, _ command: String) -> String { "(ulimit -f \(blocks); \(command))" }

    private func expectFailure(_ command: String, in sandbox: Sandbox) throws {
        let run = try sandbox.run(command)
        #expect(run.status == 1, "\(command): \(run.error)")
        #expect(run.error.hasPrefix("refold: "), "\(run.error)")
    }

    @Test("An import without space imports nothing, and the next one with space imports everything", arguments: [64, 400, 1200])
    func importing(blocks: Int) throws {
        let sandbox = try Sandbox()
        try sandbox.write(RecordedPayments.lines(0..<50), to: "first.ndjson")
        try sandbox.write(RecordedPayments.lines(50..<2000), to: "second.ndjson")
        #expect(try sandbox.run("refold import first.ndjson --store sqlite:events.db").status == 0)
        let before = try RecordedPayments.events(in: sandbox.path("events.db"))
        let command = "refold import second.ndjson --store sqlite:events.db"
        try expectFailure(limited(blocks, command), in: sandbox)
        #expect(try RecordedPayments.events(in: sandbox.path("events.db")) == before)
        #expect(try sandbox.run(command).status == 0)
        #expect(try RecordedPayments.events(in: sandbox.path("events.db")).count == 4000)
    }

    @Test(
        "On a file system that is really full an import and a rebuild change nothing, and succeed once there is room",
        .enabled(if: Privileges.canMount, "needs root and the right to mount"))
    func fullFileSystem() throws {
        let sandbox = try Sandbox()
        try sandbox.write(RecordedPayments.lines(0..<1500), to: "first.ndjson")
        try sandbox.write(RecordedPayments.lines(1500..<3000), to: "second.ndjson")
        let script = """
            set -e
            mkdir disk && mount -t tmpfs -o size=8m none disk
            refold import first.ndjson --store sqlite:disk/events.db --quiet
            refold rebuild payments --through 2000 --store sqlite:disk/events.db --quiet
            refold export payments --store sqlite:disk/events.db > before.csv
            export TMPDIR=$PWD/disk
            head -c 16m /dev/zero > disk/filler 2>/dev/null || truncate -s -100K disk/filler
            set +e
            refold import second.ndjson --store sqlite:disk/events.db; echo import $?
            refold rebuild payments --store sqlite:disk/events.db; echo rebuild $?
            rm disk/filler
            refold export payments --store sqlite:disk/events.db | cmp - before.csv; echo same $?
            refold status --store sqlite:disk/events.db --json | grep -o '"bound":[0-9]*'
            refold import second.ndjson --store sqlite:disk/events.db --quiet; echo import $?
            refold rebuild payments --store sqlite:disk/events.db --quiet; echo rebuild $?
            refold status --store sqlite:disk/events.db --json | grep -o -e '"bound":[0-9]*' -e '"rows":3000'
            ls -A disk | grep -c -e part -e tmp
            """
        try sandbox.write([script], to: "script.sh")
        let run = try sandbox.run("unshare -m sh script.sh")
        #expect(
            run.output.split(separator: "\n") == [
                "import 1", "rebuild 1", "same 0", "\"bound\":3000", "import 0", "rebuild 0", "\"bound\":6000", "\"rows\":3000", "\"rows\":3000", "0",
            ], "what was served was brought forward before the switch, too: \(run.error)")
        let messages = run.error.split(separator: "\n").filter { $0.hasPrefix("refold: ") }
        #expect(messages.count >= 2, "\(run.error)")
        #expect(messages.allSatisfy { $0.contains("disk") || $0.lowercased().contains("space") }, "\(run.error)")
    }

    @Test("What is served stays complete if a rebuild, its temporary files, a report or an export runs out of space")
    func served() throws {
        let sandbox = try Sandbox()
        try sandbox.write(RecordedPayments.lines(0..<3000), to: "payments.ndjson")
        #expect(try sandbox.run("refold import payments.ndjson --store sqlite:events.db").status == 0)
        let rebuild = "refold rebuild payments --store sqlite:events.db"
        #expect(try sandbox.run("\(rebuild) --through 2000").status == 0)
        let before = try sandbox.servedRows()
        for blocks in [16, 100, 400] {
            for memory in ["1G", "1M"] {
                try expectFailure(limited(blocks, "\(rebuild) --memory \(memory)"), in: sandbox)
                #expect(try sandbox.servedRows() == before)
            }
        }
        let export = "refold export payments --store sqlite:events.db"
        try expectFailure("\(export) > /dev/full", in: sandbox)
        try expectFailure(limited(72, "\(export) --output rows.csv"), in: sandbox)
        #expect(sandbox.bytes("rows.csv") == nil)
        #expect(try sandbox.run(rebuild).status == 0)
        #expect(try sandbox.servedRows() != before)
        #expect(try sandbox.run("ls -A | grep -c -e part -e tmp").output == "0\n", "files were left behind")
    }
}
