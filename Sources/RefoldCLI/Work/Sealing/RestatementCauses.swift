import RefoldCore
import RefoldEngine
import RefoldReports
import RefoldStores
import RefoldValues

/// Finds out why the figures of a sealed report are others today, and which events changed them.
struct RestatementCauses {
    let context: CommandContext
    let restated: Restated

    /// The restatement with its causes, and the positions of its events, in order.
    ///
    /// - Throws: what the store throws; status 1 if the events cannot be folded by the present definition.
    /// - Complexity: one fold of the events that the projection reads, and two scans of those after the seal.
    func find() throws(RefoldError) -> (restatement: Restatement, positions: [Position]) {
        var restatement = restated.restatement
        let seal = restated.sealed.seal
        let events = try context.events()
        let projection = try context.projectionOfServed(restated.plan.projection)
        let leftOut = try context.leftOut(of: projection.name, events).left(outOf: restated.generation)
        let interruption = context.session.interruption
        let meter = context.session.meter("restatement of \(restated.plan.name)")
        defer { meter.finish() }
        var fold = RestatementFold(
            plan: restated.plan, period: restated.period, projection: projection, leftOut: leftOut, events: events,
            options: try Folding(context).options(waits: nil), sealedAt: seal.position, now: restated.generation.position,
            digesting: restated.sealed.manifest.events.map { EventColumns(words: $0.columns) }, progress: { meter.update(done: Int($0.done), total: Int($0.total)) },
            isCancelled: { interruption.isDue })
        let generations = try context.readModels.generations().filter { $0.state == .served }
        for source in restated.now.readModels.dropFirst() {
            let projection = try context.projectionOfServed(source.name)
            let own = try context.leftOut(of: source.name, events)
            let leftOut = generations.first { $0.projection == source.name }.map { own.left(outOf: $0) } ?? []
            let sealed = restated.sealed.manifest.readModels.first { $0.name == source.name }?.events
            fold.further.append((projection, leftOut, sealed.map { EventColumns(words: $0.columns) }))
        }
        let found = try fold.run(restated.difference.cells)
        let earlier = changes(events: found.digest, further: found.furtherDigests)
        let made = Set(ReportDifference(from: restated.sealed.table, to: found.atSeal).cells.map(\.place))
        let since = Set(ReportDifference(from: found.atSeal, to: found.today).cells.map(\.place))
        restatement.knowsEvents = true
        for number in restatement.cells.indices {
            let place = restatement.cells[number].figure.place
            let causes = (since.contains(place) ? [.events] : []) + (made.contains(place) ? earlier : [])
            // Neither reading of the events gives what is served.
            restatement.cells[number].causes = causes.isEmpty ? [.rows] : causes
            (restatement.cells[number].events, restatement.cells[number].eventCount) = (found.ofCells[number].first, found.ofCells[number].count)
        }
        return (restatement, found.positions)
    }

    /// Why figures that rest on the same events are others.
    ///
    /// - Parameter further: those of the read models beside the report's own, in the order of the manifest.
    private func changes(events: EventsDigest?, further: [EventsDigest?]) -> [Restatement.Cause] {
        let (before, now) = (restated.sealed.manifest, restated.now)
        var causes: [Restatement.Cause] = []
        if restated.restatement.definitionChanged { causes.append(.definition) }
        if before.zoneData != now.zoneData { causes.append(.zoneData) }
        if before.madeBy != now.madeBy { causes.append(.program) }
        var isOther = before.events != nil && events.map { ReportManifest.Events($0) } != before.events
        for (source, events) in zip(now.readModels.dropFirst(), further) {
            guard let sealed = before.readModels.first(where: { $0.name == source.name })?.events else { continue }
            if events.map({ ReportManifest.Events($0) }) != sealed { isOther = true }
        }
        if isOther || before.dropped != now.dropped.filter({ $0.position <= before.bound }) { causes.append(.earlierEvents) }
        return causes.isEmpty ? [.unknown] : causes
    }

    /// Tells the events at some positions, in order.
    ///
    /// - Parameter positions: ascending.
    /// - Throws: what `visit` and the store throw.
    func visit(_ positions: [Position], _ visit: (Restatement.Event) throws(RefoldError) -> Void) throws(RefoldError) {
        guard let first = positions.first, let last = positions.last else { return }
        let projection = try context.projectionOfServed(restated.plan.projection)
        let query = EventQuery(after: first - 1, through: last, types: projection.eventTypes, columns: [.id, .recordedAt])
        let scan = try context.events().scan(query)
        let batch = EventBatch(events: 4096)
        var next = 0
        var hasMore = true
        while hasMore, next < positions.count {
            if context.session.interruption.isDue { throw RefoldError(.incomplete, "interrupted", remedy: "run the same command again") }
            hasMore = try scan.next(into: batch)
            for index in 0..<batch.count {
                let head = batch[index]
                while next < positions.count, positions[next] < head.position { next += 1 }
                guard next < positions.count, positions[next] == head.position else { continue }
                try visit(
                    Restatement.Event(
                        position: head.position, id: batch.text(head.id), type: batch.typeNames[Int(head.type)], stream: batch.text(head.stream),
                        occurredAt: head.occurredAt, recordedAt: head.recordedAt))
            }
        }
    }
}

extension ReportDifference.Cell {
    /// Where it stands.
    fileprivate var place: Place { Place(row: row, column: column) }

    fileprivate struct Place: Hashable {
        var row: ReportDifference.Line
        var column: String
    }
}
