import Foundation
import RefoldTesting
import Testing

@Suite("Warnings of what never matched")
struct WarningTests {
    /// A projection that fits ``TwoStores/events`` whole.
    private static let sound = #"""
        {
          name: "sales", version: 1, key: "@stream",
          columns: {customer: "text", country: "text", total: {type: "decimal", scale: 2}, qty: "integer", city: "text", reason: "text", user: "text"},
          on: {
            ItemSold: {customer: "$.customer", country: "$.country", total: "$.total", qty: "$.qty", city: "$.address.city"},
            ItemReturned: {reason: "$.reason", user: "@metadata.user"},
          },
        }
        """#

    private static func place(_ definition: String = sound) throws -> TwoStores.Place {
        let place = try TwoStores("refold import shop.ndjson STORE").places[0]
        try place.write(definition, to: "Reports/sales.projection.json5")
        try place.write(#"{ignore: ["Heartbeat"]}"#, to: "Reports/events.json5")
        return place
    }

    @Test("A definition that fits has none")
    func none() throws {
        let place = try Self.place()
        for command in ["refold rebuild", "refold rebuild sales --strict --json", "refold check STORE --strict --json"] {
            let run = try place.run(command.contains("STORE") ? command : command + " STORE")
            #expect(run.status == 0 && !run.error.contains("warning"), "\(run.error)")
            if command.contains("json") { #expect(run.output.contains(#""warnings":[]"#)) }
        }
    }

    @Test("A letter that is wrong anywhere in a path or a type is told, with the name that was meant", arguments: 1...24)
    func planted(seed: UInt64) throws {
        var random = SeededNumbers(seed)
        let names = ["$.customer", "$.country", "$.total", "$.qty", "$.address.city", "$.reason", "@metadata.user", "ItemSold", "ItemReturned"]
        let name = names.randomElement(using: &random)!
        // Inside the last name, never its first letter, and as people do it: swapped, doubled, or of the wrong size.
        var letters = Array(name)
        let start = (letters.lastIndex(of: ".") ?? -1) + 2
        let index = Int.random(in: start..<letters.count, using: &random)
        switch Int.random(in: 0...2, using: &random) {
        case 0 where letters[index] != letters[index - 1]: letters.swapAt(index, index - 1)
        case 1: letters[index] = Character(letters[index].uppercased())
        default: letters.insert(letters[index], at: index)
        }
        let wrong = String(letters)
        try #require(wrong != name)
        let isType = name.hasPrefix("Item")
        let place = try Self.place(Self.sound.replacingOccurrences(of: isType ? "\(name):" : "\"\(name)\"", with: isType ? "\(wrong):" : "\"\(wrong)\""))
        let message = "did you mean \"\(name)\"?"
        for command in ["refold check STORE --quiet", "refold rebuild STORE --quiet", "refold rebuild sales STORE --strict --quiet --json"] {
            let run = try place.run(command)
            let line = run.error.split(separator: "\n").first { $0.hasPrefix("refold: warning: ") && $0.contains("\"\(wrong)\"") }
            #expect(line?.hasPrefix("refold: warning: Reports/sales.projection.json5:") == true && line?.hasSuffix(message) == true, "\(wrong): \(run.error)")
            #expect(run.status == (command.contains("strict") ? 3 : 0))
            guard command.contains("json") else { continue }
            #expect(run.output.contains(#""name":"\#(wrong)","suggestion":"\#(name)""#), "\(run.output)")
        }
    }

    @Test("A star in a type, a projection none of whose types occur, and a column nobody sets are told as well")
    func others() throws {
        let place = try Self.place(
            #"{name: "sales", version: 1, key: "@stream", columns: {n: {type: "integer", default: 0}, lost: "text"}, on: {"Item*": {n: {add: 1}}}}"#)
        let star = try place.run("refold rebuild STORE")
        #expect(star.status == 0 && star.error.contains(#"no event has the type "Item*" (only "*" alone stands for others); did you mean "Item"#), "\(star.error)")
        try place.write(
            #"{name: "sales", version: 1, key: "@stream", columns: {n: {type: "integer", default: 0}, lost: "text"}, on: {"*": {n: {add: 1}}}}"#,
            to: "Reports/sales.projection.json5")
        let lost = try place.run("refold rebuild sales STORE")
        #expect(lost.error.contains(#"columns.lost: the column "lost" is null in every row"#) && !lost.error.contains("type"), "\(lost.error)")
    }

    @Test("What is named in optional or ignore is expected to be missing; a name that is not used is a fault")
    func optional() throws {
        let odd = Self.sound.replacingOccurrences(of: "\"$.country\"", with: "\"$.region.name\"").replacingOccurrences(
            of: "ItemReturned: {", with: "ItemLost: {reason: \"$.why\"}, ItemReturned: {")
        let place = try Self.place(odd)
        #expect(try place.run("refold check STORE").error.contains("3 warnings"))
        try place.write(
            odd.replacingOccurrences(of: "on: {", with: "optional: [\"$['region'].name\", \"ItemLost\", \"country\"],\n on: {"), to: "Reports/sales.projection.json5")
        let silenced = try place.run("refold rebuild sales STORE --strict && refold check STORE --strict")
        #expect(silenced.status == 0 && !silenced.error.contains("warning"), "\(silenced.error)")
        try place.write(odd.replacingOccurrences(of: "on: {", with: "optional: [\"contry\", 5],\n on: {"), to: "Reports/sales.projection.json5")
        let unknown = try place.run("refold check")
        #expect(unknown.status == 2 && unknown.error.contains(#"no path, event type or column "contry""#), "\(unknown.error)")
        #expect(unknown.error.contains(#"did you mean "country"?"#) && unknown.error.contains("optional[1]: found a number"))
        try place.write(Self.sound, to: "Reports/sales.projection.json5")
        try place.write("{ignore: [], colours: {}}", to: "Reports/events.json5")
        let keys = try place.run("refold check")
        #expect(keys.status == 2 && keys.error.contains(#"Reports/events.json5:1: colours: there is no key "colours""#), "\(keys.error)")
        try place.write("{}", to: "Reports/events.json5")
        let nobody = try place.run("refold check STORE --json")
        #expect(nobody.status == 0 && nobody.output.contains(#""kind":"untaken_type","projection":null,"name":"Heartbeat","suggestion":null"#))
    }

    @Test("A strict run serves nothing that has warnings, a strict job neither, and both say why in their summary")
    func strict() throws {
        let place = try Self.place()
        #expect(try place.run("refold rebuild sales STORE --quiet && refold export sales STORE > before.csv").status == 0)
        try place.write(
            Self.sound.replacingOccurrences(of: "version: 1", with: "version: 2").replacingOccurrences(of: "$.qty", with: "$.quantity"),
            to: "Reports/sales.projection.json5")
        try place.write(#"{store: "sqlite:events.db", strict: true, steps: [{catchUp: "sales"}]}"#, to: "Jobs/night.json5")
        for command in ["refold rebuild sales --strict STORE", "refold catch-up sales --strict STORE", "refold run night --json"] {
            let run = try place.run("\(command); s=$?; refold status STORE --json | grep -c '\"projection\":\"sales\",\"version\":2,\"served\":{\"generation\":1,'; exit $s")
            #expect(run.status == 3 && run.output.hasSuffix("1\n") && run.error.contains("2 warnings with --strict"), "\(command): \(run.error)\(run.output)")
            if command.contains("json") { #expect(run.output.contains(#""warnings":[{"kind":"path","projection":"sales","name":"$.quantity""#)) }
        }
        #expect(try place.run("refold run night STORE --quiet; sed -i 's/strict: true, //' Jobs/night.json5; refold run night --quiet").status == 0)
    }

    @Test("An empty store has none, and on a server they are the same")
    func elsewhere() throws {
        let wrong = Self.sound.replacingOccurrences(of: "$.country", with: "$.Contry").replacingOccurrences(of: "ItemReturned", with: "ItemReturnd")
        let place = try Self.place(wrong)
        let empty = try place.run("refold seed --events 0 --store sqlite:none.db; refold rebuild sales --strict --store sqlite:none.db; refold check --strict --store sqlite:none.db")
        #expect(empty.status == 0 && !empty.error.contains("warning"), "\(empty.error)")
        let errors = try TwoStores("refold import shop.ndjson STORE").places.map { place in
            try place.write(wrong, to: "Reports/sales.projection.json5")
            return try place.run("refold rebuild sales STORE --quiet --workers 4").error
        }
        #expect(errors[0] == errors[1] && errors[0].split(separator: "\n").count == 5, "\(errors)")
    }
}
