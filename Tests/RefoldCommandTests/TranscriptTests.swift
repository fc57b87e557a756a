import Foundation
import Testing

/// Runs the commands of every transcript and compares their outputs with the recorded ones.
///
/// To record them again after an intended change: `REFOLD_RECORD=1 Tests/run`, then read the difference.
@Suite("Transcripts")
struct TranscriptTests {
    private static let folder = URL(fileURLWithPath: #filePath).deletingLastPathComponent().appendingPathComponent("Transcripts")

    private static var names: [String] {
        let files = (try? FileManager.default.contentsOfDirectory(atPath: folder.path)) ?? []
        return files.filter { $0.hasSuffix(".txt") }.sorted()
    }

    @Test("There are transcripts")
    func any() { #expect(!Self.names.isEmpty) }

    @Test("Every command gives the recorded output", arguments: names)
    func replay(name: String) throws {
        let file = Self.folder.appendingPathComponent(name)
        let recorded = Transcript(String(decoding: try Data(contentsOf: file), as: UTF8.self))
        let sandbox = try Sandbox()
        var replayed = recorded
        for index in recorded.steps.indices {
            let (output, error, status) = try sandbox.run(recorded.steps[index].command)
            replayed.steps[index].answer = Transcript.answer(output: output, error: error, status: status)
        }
        if ProcessInfo.processInfo.environment["REFOLD_RECORD"] == "1" {
            try Data(replayed.text.utf8).write(to: file)
            return
        }
        for (then, now) in zip(recorded.steps, replayed.steps) {
            #expect(now.answer.joined(separator: "\n") == then.answer.joined(separator: "\n"), "\(name): $ \(then.command)")
        }
    }
}
