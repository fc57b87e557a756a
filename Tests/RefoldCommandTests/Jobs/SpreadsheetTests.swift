import Foundation
import RefoldTesting
import Testing

@Suite("CSV for spreadsheets")
struct SpreadsheetTests {
    private func sandbox() throws -> Sandbox {
        let sandbox = try Sandbox()
        _ = try sandbox.run("cp ../payments.db shop.db; refold rebuild payments --store sqlite:shop.db --definitions \(Sandbox.definitions)")
        return sandbox
    }

    private func plain(_ sandbox: Sandbox) throws -> String {
        try sandbox.run("refold report payments/by-day --store sqlite:shop.db --definitions \(Sandbox.definitions)").output
    }

    /// With semicolons between fields and a comma before decimals; no text of these figures holds any of the signs.
    private func localized(_ csv: String) -> String { csv.replacing(",", with: ";").replacing(".", with: ",") }

    @Test("The example of the manual writes what it says, and a step wins over the settings, key by key")
    func job() throws {
        let sandbox = try sandbox()
        let usual = try plain(sandbox)
        let page = try Page("Jobs/README.md")
        let example = try #require(page.parts.compactMap { if case .block(let block) = $0, block.text.contains("csv: {") { block.text } else { nil } }.first)
        try sandbox.write([example], to: "monthly.json5")
        let run = try sandbox.run("refold run monthly.json5 --store sqlite:shop.db --definitions \(Sandbox.definitions)")
        #expect(run.status == 0, "\(run.error)")
        let written = try #require(sandbox.bytes("out/payments/by-day.csv"))
        #expect(written.prefix(3) == Data([0xEF, 0xBB, 0xBF]))
        #expect(String(decoding: written.dropFirst(3), as: UTF8.self) == localized(usual))

        try sandbox.write(["{csv: {delimiter: ';', decimal: ','}}"], to: "refold.json5")
        #expect(try plain(sandbox) == localized(usual))
    }

    @Test("An export takes what the settings and its step say")
    func export() throws {
        let sandbox = try sandbox()
        let before = try sandbox.run("refold export payments --store sqlite:shop.db").output
        try sandbox.write(["{csv: {delimiter: '|'}}"], to: "refold.json5")
        #expect(try sandbox.run("refold export payments --store sqlite:shop.db").output == before.replacing(",", with: "|").replacing("O'Neil|", with: "O'Neil,"))
        try sandbox.write(["{steps: [{export: 'payments', output: 'rows.csv', csv: {delimiter: ','}}]}"], to: "rows.json5")
        #expect(try sandbox.run("refold run rows.json5 --store sqlite:shop.db").status == 0)
        #expect(sandbox.bytes("rows.csv") == Data(before.utf8))
    }

    @Test("What csv cannot be is refused where it stands", arguments: [
        ("{delimiter: '.'}", "csv.delimiter: the sign is none of these"), ("{decimal: ';'}", "csv.decimal: the sign is none of these"),
        ("{gaurd: true}", "\"guard\""), ("{bom: 1}", "csv.bom"), ("true", "csv"),
    ])
    func refused(csv: String, said: String) throws {
        let sandbox = try Sandbox()
        try sandbox.write(["{csv: \(csv)}"], to: "refold.json5")
        let run = try sandbox.run("refold status --store sqlite:../payments.db")
        #expect(run.status == 2 && run.error.contains(said), "\(run.error)")
    }

    @Test("Totals are asked for, and refused if there can be none")
    func totals() throws {
        let sandbox = try sandbox()
        try FileManager.default.createDirectory(atPath: sandbox.path("Reports"), withIntermediateDirectories: true)
        let report = "from: 'payments', rows: ['organization_id'], measures: {n: {count: '*'}}"
        try sandbox.write(["{\(report), totals: true}"], to: "Reports/with.report.json5")
        try sandbox.write(["{\(report)}"], to: "Reports/without.report.json5")
        let without = try sandbox.run("refold report with --store sqlite:shop.db").output
        #expect(try sandbox.run("refold report without --store sqlite:shop.db").output == without)
        let with = try sandbox.run("refold report with --store sqlite:shop.db --totals").output
        #expect(with.hasPrefix(without) && with.dropFirst(without.count).hasPrefix("total,"), "\(with)")
        for command in ["without --totals", "with --totals --format json"] {
            #expect(try sandbox.run("refold report \(command) --store sqlite:shop.db").status == 2)
        }
    }
}
