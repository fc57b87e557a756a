extension RefoldError {
    /// What a scan says of an event whose version no stream has: reading by stream begins at 1 and would miss it.
    public static func versionBelowFirst(_ version: Int64, at place: Place) -> RefoldError {
        RefoldError(
            .refused, "the version is \(version)", at: place, expected: "versions from 1 on in every stream",
            remedy: "number the events of the stream anew in the store")
    }
}
