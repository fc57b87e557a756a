import RefoldFiles
import RefoldValues

/// A file that was read once and checked, and can be read again.
struct ImportSource {
    let path: String
    let name: String
    /// The copy of input that cannot be read twice.
    private let copy: TemporaryFile?

    /// Reads a whole file and passes its events to the check.
    ///
    /// - Parameter tick: called every few thousand lines with their number.
    init(_ path: String, _ options: ImportOptions, _ check: ImportCheck, _ tick: (Int) throws(RefoldError) -> Void) throws(RefoldError) {
        let reader = try LineReader(path: path) { () throws(RefoldError) in try TemporaryFile(in: options.temporaryFolder) }
        check.begin(file: reader.name)
        var lines = 0
        var unread = FaultList()
        try ImportPipeline.run(reader, options) { batch throws(RefoldError) in
            try check.add(batch)
            (lines, unread) = (batch.lineCount, batch.faults)
            try tick(lines)
        }
        check.end(lines: lines, unread: unread)
        self.path = path
        name = reader.name
        copy = reader.copy
    }

    /// Opens the file again. Only one reader may be open at a time.
    func reopen() throws(RefoldError) -> LineReader {
        guard let copy else { return try LineReader(path: path) }
        copy.rewind()
        return LineReader(copy: copy, name: name)
    }
}
