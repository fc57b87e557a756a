import RefoldValues

extension Seal {
    /// The refusal to keep a second seal of one report and period.
    ///
    /// - Parameter database: its name for messages, without secrets.
    public func exists(in database: String) -> RefoldError {
        RefoldError(
            .refused, "the report is sealed for \(period) already", at: .named("report \(report)"), expected: "one seal for a report and a period",
            remedy: "lift it first with refold unseal \(report) --period \(period) --reason TEXT; refold seals lists it")
    }

    /// The refusal to lift a seal that does not hold any more.
    public func isGone(from database: String) -> RefoldError {
        RefoldError(
            .refused, "the seal of \(period) does not hold any more: somebody has lifted it", at: .named("report \(report)"),
            expected: "a seal that holds", remedy: "see refold seals --all")
    }

    /// Refuses a seal whose line, or whose files, were changed after they were written.
    ///
    /// - Parameter files: nil to look at the line alone.
    /// - Throws: `.refused`.
    public func requireUnaltered(_ files: SealedFiles? = nil, in database: String) throws(RefoldError) {
        guard isAltered || files.map({ $0.hash != fileHash }) ?? false else { return }
        throw RefoldError(
            .refused, "seal \(number), of \(period), is not as it was written: it was changed by hand in \(database)",
            at: .named("report \(report)"), expected: "the sealed figures",
            remedy: isLive
                ? "lift it with refold unseal \(report) --period \(period) --reason TEXT, then bring it back from its files with refold seal --restore"
                : "bring it back from its files with refold seal --restore")
    }

    /// The error of a store that keeps no seals.
    static func unsupported(by database: String) -> RefoldError {
        RefoldError(.failed, "this store of read models keeps no seals", at: .named(database))
    }
}
