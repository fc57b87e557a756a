import RefoldFiles
import RefoldStores
import RefoldValues

/// Whether the metrics, and the outputs of the job, could be written where they are wanted.
struct OutputCheck: DoctorCheck {
    let subject = "outputs"

    func findings(_ doctor: Doctor) throws(RefoldError) -> [ExaminationFinding] {
        try metrics(doctor) + outputs(doctor)
    }

    private func metrics(_ doctor: Doctor) throws(RefoldError) -> [ExaminationFinding] {
        guard doctor.builds, let folder = try doctor.settings.metricsFile().map({ FileSystem(at: $0).folder }), !FileSystem(at: folder).isWritable else { return [] }
        return [.missing("metrics", "this user may not write to \(folder)", remedy: "give this user the right to write there, or name another file with --metrics")]
    }

    private func outputs(_ doctor: Doctor) -> [ExaminationFinding] {
        guard let job = doctor.job else { return [] }
        let today = job.timeZone.date(of: Timestamp.now())
        let folders = Set(job.outputs(on: today).map { FileSystem(at: $0).folder }).sorted()
        let closed = folders.filter { !FileSystem(at: $0).isWritable }
        guard closed.isEmpty else {
            return closed.map { .missing(subject, "this user may not write to \($0)", remedy: "give this user the right to write there, or name another output in the job") }
        }
        return folders.map { folder in
            .ok(subject, folder + (FileSystem(at: folder).freeBytes.map { ", where \(ByteSize.text(Int($0))) are free" } ?? ""))
        }
    }
}

extension Job {
    /// The paths that the steps write to, as of a day, and the page that links them.
    func outputs(on day: CalendarDate) -> [String] {
        let patterns = steps.compactMap { step -> PathPattern? in
            switch step.action {
            case .report(let report): report.output
            case .export(let export): export.output
            case .seal(let seal): seal.output
            default: nil
            }
        }
        return (patterns + [index].compactMap { $0 }).map { located($0.path(on: day)) }
    }
}
