import Foundation
import RefoldCore
import RefoldStores
import RefoldValues

/// Has the program follow a store for a long time while events are appended, and prints what it takes and how far it lags.
struct Soak {
    private static let projections = ["payments", "payment_analytics", "payment_audit"]
    /// How long an appended event is waited for at most.
    private static let patience = Duration.seconds(120)

    let options: SoakOptions
    let folder: BenchFolder

    private struct Sample {
        var memory: Int
        var delay: Double
    }

    /// - Returns: whether the rows are those of a rebuild, and the program ended as it should.
    func run() throws(RefoldError) -> Bool {
        let place = try SoakPlace(folder)
        // So that each writer finds a store.
        let probes = try place.open()
        var probe = 0
        try SoakWriters.append(probe, step: 0, writer: -1, to: probes)
        let command = place.refold("catch-up", in: folder, quiet: false) + ["--follow"] + Self.projections
        let program = try SoakProgram(command, log: folder.path("follow.log"))
        let reader = place.reader
        let writers = SoakWriters(rate: options.rate) { () throws(RefoldError) in try place.open() }
        let start = ContinuousClock.now
        say(Self.line(["seconds", "events", "events/s", "KiB", "files", "threads", "CPU %", "rows MiB", "log KiB", "said B", "lag", "delay ms"]))
        var samples: [Sample] = []
        var (last, lastEvents, lastTime) = (start, 0, 0.0)
        while start.duration(to: .now) < .seconds(options.minutes * 60), program.isRunning {
            usleep(UInt32(options.every) * 1_000_000)
            probe += 1
            let delay = try delay(of: probe, in: probes, reader)
            let now = ContinuousClock.now
            let (events, time, span) = (writers.events, program.processorTime, last.duration(to: now) / .seconds(1))
            let sizes = try place.sizes(in: folder)
            let newest = try probes.samples(upTo: [.max]).first??.position ?? 0
            let lag = newest - (try reader.revision(of: Self.projections[0])?.position ?? 0)
            let sample = Sample(memory: program.memory, delay: delay)
            samples.append(sample)
            say(Self.line([
                number(start.duration(to: now) / .seconds(1), 0), grouped(events), number(Double(events - lastEvents) / span, 0), grouped(sample.memory),
                "\(program.openFiles)", "\(program.threads)", number((time - lastTime) / span * 100, 1), number(Double(sizes.database) / 1_048_576, 1),
                grouped(sizes.log / 1024), grouped(program.said), grouped(Int(lag)), number(delay * 1000, 0),
            ]))
            (last, lastEvents, lastTime) = (now, events, time)
        }
        try writers.end()
        probe += 1
        let drained = try delay(of: probe, in: probes, reader)
        let end = program.end()
        let isSame = try rowsAreThoseOfARebuild(place)
        say(summary(samples, writers.events, seconds: start.duration(to: .now) / .seconds(1)))
        say("the last event was in the rows after \(number(drained * 1000, 0)) ms; ended with \(end.status) after \(number(end.seconds, 2)) s")
        say("the rows are \(isSame ? "those" : "NOT those") of a rebuild")
        return isSame && end.status == 0
    }

    /// Prints a line at once, also into a file.
    private func say(_ line: String) { FileHandle.standardOutput.write(Data((line + "\n").utf8)) }

    /// Appends an event and waits until it is in the rows.
    ///
    /// - Returns: the seconds from its commit on.
    private func delay(of probe: Int, in store: any EventStore, _ reader: any ReadModelReader) throws(RefoldError) -> Double {
        let position = try SoakWriters.append(probe, step: 0, writer: -1, to: store)
        let start = ContinuousClock.now
        while try reader.revision(of: Self.projections[0])?.position ?? 0 < position {
            guard start.duration(to: .now) < Self.patience else { throw RefoldError(.failed, "an event did not come into the rows", at: .named(store.name)) }
            usleep(500)
        }
        return start.duration(to: .now) / .seconds(1)
    }

    private func rowsAreThoseOfARebuild(_ place: SoakPlace) throws(RefoldError) -> Bool {
        try folder.run(place.refold("catch-up", in: folder) + Self.projections)
        func rows(_ name: String) throws(RefoldError) -> Data? {
            let file = folder.path("follow-rows.ndjson")
            try folder.run(place.refold("export", name, "--format", "ndjson", in: folder) + ["--output", file])
            return FileManager.default.contents(atPath: file)
        }
        var followed: [Data?] = []
        for name in Self.projections { followed.append(try rows(name)) }
        try folder.run(place.refold("rebuild", in: folder) + Self.projections)
        for (name, before) in zip(Self.projections, followed) where try rows(name) != before { return false }
        return true
    }

    private func summary(_ samples: [Sample], _ events: Int, seconds: Double) -> String {
        let delays = samples.map(\.delay).sorted()
        guard let first = samples.first, let last = samples.last, let median = delays.isEmpty ? nil : delays[delays.count / 2] else { return "no figures" }
        let quarter = samples[min(samples.count / 4, samples.count - 1)]
        return "\(grouped(events)) events in \(number(seconds, 0)) s; KiB at first \(grouped(first.memory)), after a quarter \(grouped(quarter.memory)), "
            + "at last \(grouped(last.memory)); delay median \(number(median * 1000, 0)) ms, longest \(number((delays.last ?? 0) * 1000, 0)) ms"
    }

    private static func line(_ cells: [String]) -> String {
        cells.map { String(repeating: " ", count: max(1, 11 - $0.count)) + $0 }.joined()
    }

    private func number(_ value: Double, _ digits: Int) -> String { String(format: "%.\(digits)f", value) }
}
