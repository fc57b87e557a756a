extension ExaminationFinding {
    /// A run is at work on something.
    ///
    /// - Parameter holder: who, as far as it is known.
    public static func held(_ subject: LockSubject, by holder: String) -> ExaminationFinding {
        .warning("locks", "a run is at work on the \(subject.words): \(holder)", remedy: "let it end: another one ends with 75 meanwhile")
    }
}
