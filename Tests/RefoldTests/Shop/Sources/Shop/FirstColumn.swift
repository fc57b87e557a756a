import Refold

/// The first column of a table, for shell loops.
struct FirstColumn: TableFormat {
    let word = "first"
    let summary = "the first column, for shell loops"

    func writer(of head: TableHead, as style: TableStyle) -> any TableWriter { WholeLines(Lines()) }

    struct Lines: LineWriter {
        func begin(to bytes: inout [UInt8]) {}

        func line(_ kind: LineKind, _ values: [TableValue], to bytes: inout [UInt8]) {
            if kind == .line { bytes += "\(values[0].plain)\n".utf8 }
        }

        func end(to bytes: inout [UInt8]) {}
    }
}
