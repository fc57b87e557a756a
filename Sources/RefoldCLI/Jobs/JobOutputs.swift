import FoundationEssentials
import RefoldFiles
import RefoldReports
import RefoldValues

/// What a job wrote into dated folders, so that it goes after the time that the job says, and nothing else does.
///
/// It is kept in a list for each folder above dated ones, beside them: what is on no list, or is not as it was written, stays. See decision 71.
final class JobOutputs {
    private let job: Job
    private let keep: Duration
    private let today: CalendarDate
    /// By the folder above the dated ones, as paths begin with it: `var/out/`, or nothing for the working directory.
    private var lists: [String: OutputList] = [:]
    private let madeFolders: MadeFolders
    private let spared: ProtectedFiles
    private let session: Session

    /// Nil for a job whose outputs stay.
    ///
    /// - Parameter path: of the job file.
    init?(of job: Job, path: String, today: CalendarDate, in context: CommandContext) {
        guard let keep = job.keepsOutputs else { return nil }
        (self.job, self.keep, self.today) = (job, keep, today)
        (madeFolders, spared, session) = (context.madeFolders, context.spared, context.session)
        for root in (job.steps.map { Self.pattern(of: $0.action) } + [job.index]).compactMap(root) {
            guard lists[root] == nil else { continue }
            let list = OutputList(above: root, of: job.name, path: path)
            lists[root] = list
            if list.isDamaged { session.console.warn("\(list.path): the list of what this job wrote cannot be read, so that those files stay; a new one begins") }
        }
    }

    /// The folder above dated ones, as ``lists`` has it; nil if the path has no dated ones.
    private func root(of pattern: PathPattern?) -> String? {
        guard let folder = pattern?.folderAboveDated else { return nil }
        let root = RelativePath.plain(job.located(folder))
        return root.isEmpty || root == "/" ? root : root + "/"
    }

    private static func pattern(of action: StepAction) -> PathPattern? {
        switch action {
        case .report(let step): step.output
        case .export(let step): step.output
        // What was sealed stays.
        case .seal, .catchUp, .rebuild, .unread: nil
        }
    }

    /// Notes the files of a step. Manifests and what was sealed are not noted: they say what was handed in.
    func note(_ step: JobSummary.Step, number: Int) {
        guard let page = step.result.page, page.seal == nil, let root = root(of: Self.pattern(of: job.steps[number].action)) else { return }
        note(page.files.filter { !$0.hasSuffix("." + ReportManifest.fileEnding) }, below: root)
    }

    /// Notes the page that links them.
    func noteIndex(_ path: String) {
        guard let root = root(of: job.index) else { return }
        note([path], below: root)
    }

    private func note(_ files: [String], below root: String) {
        guard let list = lists[root] else { return }
        list.note(files, on: today, madeFolders: madeFolders.paths)
        tell { () throws(RefoldError) in try list.save() }
    }

    /// Notes that a run has ended after which nothing is removed.
    func noteRun(at now: Timestamp = .now()) {
        for list in lists.values where list.noteRun(at: now) { tell { () throws(RefoldError) in try list.save() } }
    }

    /// Removes what is older than the job says.
    ///
    /// - Returns: how many files went.
    func removeOld(at now: Timestamp = .now()) -> Int {
        var (files, folders) = (0, 0)
        for (_, list) in lists.sorted(by: { $0.key < $1.key }) {
            let removed = list.removeOld(olderThan: keep, on: today, at: now, sparing: spared)
            (files, folders) = (files + removed.files, folders + removed.folders)
            for line in removed.lines { session.console.warn("\(job.name): \(line)") }
            if list.noteRun(at: now) || removed.files > 0 { tell { () throws(RefoldError) in try list.save() } }
        }
        if files > 0 {
            let also = folders > 0 ? " and \(Grouped.text(folders, "empty folder"))" : ""
            session.say("\(job.name): removed \(Grouped.text(files, "file"))\(also) of runs more than \(TimeSpan.text(keep)) ago")
        }
        return files
    }

    /// Without the list the outputs stay, which is no reason for a night to fail.
    private func tell(_ save: () throws(RefoldError) -> Void) {
        session.housekeeping.attempt(
            "the list of what keepOutputs is to remove was not written, so that these files stay", remedy: "let the user of the job write there", save)
    }
}
