import RefoldStores
import RefoldTables
import RefoldValues

/// A seal with its figures.
public struct SealedReport: Sendable {
    public let seal: Seal
    public let files: SealedFiles
    /// The figures, as the sealed JSON has them.
    public let table: FigureTable
    public let manifest: ReportManifest

    /// - Parameter database: the name of what keeps the seal, without secrets.
    /// - Throws: `.refused` if the files cannot be read as what they were.
    public init(_ seal: Seal, _ files: SealedFiles, in database: String) throws(RefoldError) {
        self.seal = seal
        self.files = files
        manifest = try ReportManifest(reading: files.manifest, file: "the manifest of seal \(seal.number) in \(database)")
        guard manifest.sealed != nil else {
            throw RefoldError(
                .refused, "the manifest of seal \(seal.number) does not say what was sealed", at: .named("report \(seal.report)"),
                remedy: "lift it with refold unseal \(seal.report) --period \(seal.period) --reason TEXT, and seal the report again")
        }
        table = try JSONReportReader.table(
            of: files.json, rowColumns: manifest.rowColumns.count, at: .named("seal \(seal.number) of report \(seal.report), made by \(manifest.madeBy)"))
    }

    /// The sealed bytes; other formats and another form of CSV are made from the sealed figures.
    ///
    /// - Throws: status 1 for what the format cannot hold.
    public func bytes(as format: any TableFormat, _ style: TableStyle) throws(RefoldError) -> [UInt8] {
        if format is JSONFormat { return files.json }
        if format is CSVFormat, style.csv == manifest.csv { return files.csv }
        return try table.bytes(as: format, style)
    }

    /// The formats that a seal keeps: CSV and JSON.
    public static let formats: [any TableFormat] = [CSVFormat(), JSONFormat()]

    /// The manifest of files that were written in a form of CSV: the sealed one if they are the sealed files.
    public func manifest(of written: [ReportManifest.File], csv: CSVStyle) -> [UInt8] {
        if Set(written) == Set(manifest.files) { return files.manifest }
        var own = manifest
        (own.files, own.csv) = (written, csv)
        return own.bytes
    }
}
