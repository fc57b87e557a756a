import RefoldCore
import RefoldFiles
import RefoldValues

extension FoldTask {
    /// Looks for the saved point of an interrupted run. From now on a run that builds keeps its own state there.
    ///
    /// - Throws: if the folder cannot be used.
    func lookForPoint(_ options: ResumeOptions) throws(RefoldError) -> ResumeFolder.Found {
        guard updater == nil else { return .nothing }
        let folder = ResumeFolder(projection.name, in: options.folder)
        let found = try folder.find()
        kept = folder
        return found
    }

    /// Sets ``point`` if this run can resume what was found.
    ///
    /// - Parameters:
    ///   - through: the position that this run was told to stop at.
    ///   - isCancelled: asked while events are counted.
    /// - Returns: why it cannot be resumed; nil if it can, or if there is none.
    /// - Throws: ``FoldPoints/interrupted``; what the store of events throws.
    func resume(
        _ found: ResumeFolder.Found, _ options: ResumeOptions, through: Position?, isCancelled: () -> Bool
    ) throws(RefoldError) -> FoldNotice.Reason? {
        var reason: FoldNotice.Reason?
        switch found {
        case _ where options.startsAgain: break
        case .nothing: break
        case .damaged: reason = .damaged
        case .point(let candidate):
            reason = try objection(to: candidate, options, through: through)
            if reason == nil, let read = candidate.read,
                try !fingerprints.hasAsMany(read.events, of: projection, upTo: candidate.position, isCancelled: isCancelled)
            {
                reason = .otherStore
            }
            if reason == nil {
                point = candidate
                kept?.clear(except: candidate)
                return nil
            }
        }
        kept?.clear()
        return reason
    }

    /// Why a saved point, or what was written from there, is not gone on with; nil if it can be.
    func objection(
        to point: ResumePoint, _ options: ResumeOptions, through: Position?
    ) throws(RefoldError) -> FoldNotice.Reason? {
        var known = point.definition
        known.zones = projection.zones
        if known != ResumePoint.Definition(projection) { return .definitionChanged }
        if known != point.definition {
            let (own, found) = (OutsideRules(word: projection.zones), OutsideRules(word: point.definition.zones))
            return own.zones == found.zones ? .currenciesChanged : .zonesChanged
        }
        if point.program != options.program() { return .programChanged }
        // Without leave to park, what is parked would have stopped the run.
        if point.parked.leftOut != parking.leftOutHash || point.parked.events != nil && parking.limit == nil { return .otherParking }
        if point.through != through, through != point.bound { return .otherBound }
        if try point.bound > fingerprints.events.bound(remembered: point.bound).position { return .otherStore }
        if try point.store != fingerprints.fingerprint(at: point.position)?.value { return .otherStore }
        return nil
    }

    /// Where a resumed run ends: at the bound of the interrupted run, or at its own bound if the served checkpoint is past that.
    func goal(of point: ResumePoint) -> Position {
        if promotes, let served, served.position > point.bound { bound } else { point.bound }
    }

    /// Writes state and position into files; no lane may be working.
    ///
    /// - Returns: nil if there is nothing to keep: a lane has failed, or the position is the one at which the run began.
    func writePoint(at position: Position, _ options: ResumeOptions, through: Position?) throws(RefoldError) -> WrittenPoint? {
        let position = min(position, bound)
        guard updater == nil, let kept, position > after, lanes.allSatisfy({ $0.failure == nil }) else { return nil }
        if let obstacle = kept.lastObstacle { throw obstacle }
        var files: [OpenFile] = []
        var partitions: [ResumePoint.Partition] = []
        for lane in lanes {
            for (number, place) in lane.state.spilled.enumerated() {
                guard let place else { continue }
                try place.flush()
                guard let rows = place.rows.extent, let events = place.events.extent else { return nil }
                partitions.append(ResumePoint.Partition(number: number, rows: rows, events: events, types: place.types))
                files += [place.rows.file, place.events.file]
            }
        }
        guard let proof = try proof?.point() else { return nil }
        if let file = proof.file { files.append(file) }
        var rows: [TemporaryFile.Extent] = []
        do throws(RefoldError) {
            let results = ConcurrentMap.map(lanes) { lane in Result { () throws(RefoldError) in try lane.writeRows(in: kept) } }
            var failure: RefoldError?
            for result in results {
                switch result {
                case .success(let file):
                    if let extent = file.extent { rows.append(extent) }
                    files.append(file.file)
                case .failure(let error): failure = failure ?? error
                }
            }
            if let failure { throw failure }
            let parked = try parking.write(in: kept)
            if let parked { files.append(parked.file) }
            let point = ResumePoint(
                definition: ResumePoint.Definition(projection), program: options.program(),
                store: try fingerprints.fingerprint(at: position)?.value ?? 0, through: through, bound: bound, position: position, events: self.events,
                savedAt: options.now().microseconds, matches: matches, rows: rows, partitions: partitions,
                parked: ResumePoint.Parked(events: parked?.extent, leftOut: parking.leftOutHash), proof: proof.proof, read: self.proof?.read)
            return WrittenPoint(point: point, files: files, folder: kept)
        } catch {
            kept.remove(rows)
            throw error
        }
    }
}

extension Lane {
    /// Writes the rows in memory to a file of their own, partition by partition.
    fileprivate func writeRows(in kept: ResumeFolder) throws(RefoldError) -> TemporaryFile {
        let file = try kept.fileForRows()
        do throws(RefoldError) {
            let block = RowBlock(columnCount: projection.layout.columns.count)
            for case let table? in state.tables { try table.write(to: file, through: block) }
            try file.appendRest(of: block)
            return file
        } catch {
            if let extent = file.extent { kept.remove([extent]) }
            throw error
        }
    }
}

extension ResumeFolder {
    /// Loads the state of a point into empty lanes. Each row goes to the partition of its key, so the number of lanes may differ from that
    /// of the interrupted run.
    ///
    /// - Returns: whether all files were unchanged; if not, the lanes must not be used.
    func restore(_ point: ResumePoint, into lanes: [Lane]) -> Bool {
        for partition in point.partitions {
            guard let rows = reopen(partition.rows), let events = reopen(partition.events) else { return false }
            let place = SpilledPartition(rows: rows, events: events, types: partition.types)
            lanes[partition.number % lanes.count].state.take(place, as: partition.number)
        }
        do throws(RefoldError) {
            if let extent = point.parked.events {
                guard let file = reopen(extent), try TaskParking.read(file, into: lanes) else { return false }
            }
            for extent in point.rows {
                guard let file = reopen(extent) else { return false }
                guard let columnCount = lanes.first?.projection.layout.columns.count else { return false }
                let block = RowBlock(columnCount: columnCount)
                while try file.read(block) {
                    for (index, lane) in lanes.enumerated() {
                        try lane.state.take(block, share: (index, lanes.count))
                        if lane.state.memory > lane.memory { try lane.state.shrink(to: lane.memory * 7 / 8) }
                    }
                }
            }
            return true
        } catch {
            return false
        }
    }
}
