import RefoldLayouts
import RefoldPostgres
import RefoldSQLite
import RefoldStores
import RefoldValues

/// The databases of events and of read models, each asked by its own adapter; one that holds both is asked once.
struct DatabaseCheck: DoctorCheck {
    let subject = "databases"

    func findings(_ doctor: Doctor) throws(RefoldError) -> [ExaminationFinding] {
        let (store, models) = (doctor.store, doctor.readModels)
        var findings: [ExaminationFinding] = []
        if let store {
            findings += examine(store, doctor, hasEvents: true, hasReadModels: store == models)
            // Whatever is wrong with the server or the file is said already.
            if !findings.contains(where: { $0.level == .missing }) { findings += events(doctor) }
        }
        if let models, models != store { findings += examine(models, doctor, hasEvents: false, hasReadModels: true) }
        return findings
    }

    private func examine(_ location: DatabaseLocation, _ doctor: Doctor, hasEvents: Bool, hasReadModels: Bool) -> [ExaminationFinding] {
        let use = ExaminedUse(
            purpose: doctor.purpose, hasEvents: hasEvents, hasReadModels: hasReadModels, locks: doctor.locks, sessions: sessions(of: doctor))
        // That a layout is not known is said by whoever opens the store.
        return location.examination(try? doctor.settings.layoutChoice(), waits: doctor.session.shortWait).findings(of: use)
    }

    /// How many sessions a run over everything opens: locks and writers of each projection, readers, and some for looks.
    private func sessions(of doctor: Doctor) -> Int {
        guard doctor.builds else { return 2 }
        return 2 * doctor.registry.projections.count + Folding.Limits().workers + 4
    }

    /// Opens the store as a run does, and asks how far it may be read.
    private func events(_ doctor: Doctor) -> [ExaminationFinding] {
        do throws(RefoldError) {
            let events = try doctor.settings.eventStore(.reading, waits: doctor.session.shortWait)
            let bound = try events.bound(remembered: 0)
            let layout = events.traits.description.map { "\($0), by the layout \(events.traits.layout)" } ?? "Refold's own layout"
            let findings: [ExaminationFinding] = [.ok("events", "\(layout); readable up to position \(Grouped.text(Int(bound.position)))")]
            guard bound.newest > bound.position else { return findings }
            return findings + [
                .warning(
                    "events", "\(Grouped.text(Int(bound.newest - bound.position), "position")) above it are held back"
                        + (bound.holders.isEmpty ? "" : ": \(bound.holders.map(\.description).joined(separator: ", "))"),
                    remedy: "let these transactions end; a run waits for them as long as --wait says")
            ]
        } catch {
            return .missing("events", error)
        }
    }
}

extension DatabaseLocation {
    /// What looks at the database.
    func examination(_ choice: LayoutChoice?, waits: WaitPolicy) -> any DatabaseExamination {
        switch self {
        case .sqlite(let path): SQLiteExamination(path: path)
        case .postgres(let location): PostgresExamination(location, choice, waits: waits)
        }
    }
}
