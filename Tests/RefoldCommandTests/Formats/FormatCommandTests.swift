import Foundation
import RefoldTables
import Testing

@Suite("Formats on the command line")
struct FormatCommandTests {
    private static let place = "--store sqlite:shop.db --definitions \(Sandbox.definitions) --quiet"

    private static func sandbox() throws -> Sandbox {
        let sandbox = try Sandbox()
        #expect(try sandbox.run("cp ../payments.db shop.db; refold rebuild payments \(place)").status == 0)
        return sandbox
    }

    @Test("A report in every format is made again from its manifest, byte for byte, and so is one that is sealed")
    func everyFormat() throws {
        let sandbox = try Self.sandbox()
        let words = TableFormats().words.joined(separator: ",")
        let made = try sandbox.run("refold report payments/by-day --period 2024-09 --format \(words) --output out \(Self.place)")
        #expect(made.status == 0, "\(made.error)")
        for format in TableFormats().all { #expect(sandbox.bytes("out/payments/by-day.\(format.fileEnding)")?.isEmpty == false, "\(format.word)") }
        let verified = try sandbox.run("refold verify --manifest out/payments/by-day.manifest.json \(Self.place)")
        #expect(verified.status == 0, "\(verified.error)")

        #expect(try sandbox.run("refold seal payments/by-day --period 2024-09 \(Self.place)").status == 0)
        let sealed = try sandbox.run("refold report payments/by-day --period 2024-09 --format \(words) --output 'sealed/{period}' \(Self.place)")
        #expect(sealed.status == 0, "\(sealed.error)")
        let page = String(decoding: try #require(sandbox.bytes("sealed/2024-09/payments/by-day.html")), as: UTF8.self)
        #expect(page.contains("Sealed") && page.contains("<svg"))
        let again = try sandbox.run("refold verify --manifest sealed/2024-09/payments/by-day.manifest.json \(Self.place)")
        #expect(again.status == 0, "\(again.error)")
    }

    @Test("A changed page or spreadsheet is found by its manifest")
    func changed() throws {
        let sandbox = try Self.sandbox()
        for ending in ["html", "xlsx"] {
            #expect(try sandbox.run("refold report payments/by-day --format html,xlsx --output out \(Self.place)").status == 0)
            #expect(try sandbox.run("printf x >> out/payments/by-day.\(ending)").status == 0)
            let verified = try sandbox.run("refold verify --manifest out/payments/by-day.manifest.json --store sqlite:shop.db --definitions \(Sandbox.definitions)")
            #expect(verified.status == 3 && (verified.output + verified.error).contains("by-day.\(ending)"), "\(verified)")
        }
    }

    @Test("What a format cannot hold leaves the files of an earlier run as they are")
    func refused() throws {
        let sandbox = try Self.sandbox()
        let report = "refold report payments/by-organization --format csv,xlsx,html --output out"
        #expect(try sandbox.run("\(report) \(Self.place)").status == 0)
        let endings = ["csv", "xlsx", "html", "manifest.json"]
        let before = endings.map { sandbox.bytes("out/payments/by-organization.\($0)") }
        let data = #"{"payment_id":"long","organization_id":"\#(String(repeating: "o", count: 40_000))","amount":"1.00","currency":"EUR"}"#
        try sandbox.write(
            [#"{"id":"long","stream":"payment-long","type":"PaymentInitiated","occurred_at":"2024-09-05T09:00:00Z","data":\#(data)}"#], to: "long.ndjson")
        #expect(try sandbox.run("refold import long.ndjson --store sqlite:shop.db --quiet && refold catch-up payments \(Self.place)").status == 0)
        let refused = try sandbox.run("\(report) \(Self.place)")
        #expect(refused.status == 1 && refused.error.contains("a text is too long for a cell"), "\(refused.error)")
        #expect(!refused.error.contains("ooo"))
        #expect(endings.map { sandbox.bytes("out/payments/by-organization.\($0)") } == before && before.allSatisfy { $0 != nil })
        #expect(try sandbox.run("\(report.replacing("xlsx,", with: "")) \(Self.place)").status == 0)
        let export = try sandbox.run("refold export payments --format xlsx --output rows.xlsx \(Self.place)")
        #expect(export.status == 1 && sandbox.bytes("rows.xlsx") == nil, "\(export.error)")
    }

    @Test("An export has its rows in every format")
    func exports() throws {
        let sandbox = try Self.sandbox()
        for format in TableFormats().all {
            let run = try sandbox.run("refold export payments --format \(format.word) --output rows.\(format.fileEnding) \(Self.place)")
            #expect(run.status == 0, "\(format.word): \(run.error)")
            #expect(sandbox.bytes("rows.\(format.fileEnding)")?.isEmpty == false)
        }
        let lines = try sandbox.run("refold export payments --format ndjson \(Self.place)").output.split(separator: "\n")
        let bytes = try #require(sandbox.bytes("rows.json"))
        let object = try #require(try JSONSerialization.jsonObject(with: bytes) as? [String: Any])
        let rows = try #require(object["rows"] as? [[String: Any]])
        #expect(rows.count == lines.count && rows.count > 3)
        for (row, line) in zip(rows, lines) {
            let own = try #require(try JSONSerialization.jsonObject(with: Data(line.utf8)) as? [String: Any])
            #expect(own as NSDictionary == row as NSDictionary)
        }
    }

    @Test("Bytes that are no text are not sent to a terminal, and a table fits its width", .enabled(if: FileManager.default.isExecutableFile(atPath: "/usr/bin/script"), "script is missing"))
    func terminal() throws {
        let sandbox = try Self.sandbox()
        func shown(_ command: String, columns: Int) throws -> (output: String, error: String, status: Int32) {
            try sandbox.run("script -qec \"stty cols \(columns); \(command) \(Self.place)\" /dev/null")
        }
        let refused = try shown("refold export payments --format xlsx", columns: 80)
        #expect(refused.status == 2 && refused.output.contains("xlsx is no text for a terminal"), "\(refused)")
        #expect(try sandbox.run("refold export payments --format xlsx \(Self.place) > rows.xlsx").status == 0)

        let whole = try sandbox.run("refold export payments --format table \(Self.place)").output.split(separator: "\n")
        let width = try #require(whole.map(\.count).max())
        let narrow = try shown("refold export payments --columns id,organization_id,status --format table", columns: 24).output.split(whereSeparator: \.isNewline)
        #expect(narrow.allSatisfy { $0.count <= 24 } && narrow.contains { $0.contains("…") }, "\(narrow)")
        let records = try shown("refold export payments --format table", columns: 40).output
        // A file is not as wide as the terminal on which it was asked for.
        #expect(try shown("refold export payments --format table --output rows.txt", columns: 30).status == 0)
        #expect(String(decoding: try #require(sandbox.bytes("rows.txt")), as: UTF8.self).split(separator: "\n") == whole)
        #expect(width > 100 && records.contains("\nstatus") && records.contains("\nid "), "\(records)")
    }

    @Test("A brace in a path that is no placeholder is refused with those that there are")
    func placeholders() throws {
        let sandbox = try Self.sandbox()
        let period = try sandbox.run("refold report payments/by-day --output 'out/{perod}' --period 2024-09 \(Self.place)")
        #expect(period.status == 2 && period.error.contains("did you mean \"period\"?"), "\(period.error)")
        let none = try sandbox.run("refold report payments/by-day --output 'out/{period}' \(Self.place)")
        #expect(none.status == 2 && none.error.contains("there is no period for {period}; expected {date}"), "\(none.error)")
        let days = try sandbox.run(
            "refold report payments/by-day --output 'out/{from}_{to}/{date}' --period 2024-09-01/2024-09-15 --today 2024-10-06 \(Self.place)")
        #expect(days.status == 0 && sandbox.bytes("out/2024-09-01_2024-09-15/2024-10-06/payments/by-day.csv") != nil, "\(days.error)")
        #expect(try sandbox.run("refold report payments/by-day --output 'out/{period}' --period 2024-09-01/2024-09-15 \(Self.place)").status == 0)
        #expect(sandbox.bytes("out/2024-09-01_2024-09-15/payments/by-day.csv") != nil)
    }
}
