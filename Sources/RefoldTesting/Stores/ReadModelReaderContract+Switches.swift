import RefoldCore
import RefoldStores
import Synchronization

extension ReadModelReaderContract {
    static let switches: [ReaderCheck] = [
        ReaderCheck("The revision follows a catch-up and a switch in an open reader, and every answer carries the revision of its rows") { store, reader in
            let first = try ServedRows.serve([row(1), row(2)], of: schema, in: store, at: 10)
            let before = try reader.rows(whole, [], limit: 9, offset: 0)
            try expect(before.revision, ReadModelRevision(generation: first.number, position: 10, updatedAt: first.updatedAt), "revision")
            var changed = row(2)
            changed[2] = .text("JPY")
            try ServedRows.replace([changed], of: first, in: store, at: 12)
            let caughtUp = try reader.rows(whole, [], limit: 9, offset: 0)
            try expect(caughtUp.revision.position, 12, "position")
            try expect(caughtUp.revision.generation, first.number, "generation")
            try expect(caughtUp.revision.updatedAt > before.revision.updatedAt, true, "time")
            try expect(ServedRows.cells(of: caughtUp.value, schema.allColumns), [row(1), changed], "rows")
            try expect(reader.revision(of: "select"), caughtUp.revision, "revision alone")
            let second = try ServedRows.serve([row(3)], of: schema, in: store, at: 12)
            let rebuilt = try reader.rows(whole, [], limit: 9, offset: 0)
            try expect(rebuilt.revision.generation, second.number, "generation after the switch")
            try expect(rebuilt.revision.generation > first.number, true, "a later generation")
            try expect(ServedRows.cells(of: rebuilt.value, schema.allColumns), [row(3)], "rows after the switch")
            try expect(reader.revision(of: "select"), rebuilt.revision, "revision alone after the switch")
        },
        ReaderCheck("Readers on several threads see complete generations while others are built and served") { store, reader in
            @Sendable func rows(_ number: Int64) -> [[Cell]] {
                (1...40).map { index in row(index).enumerated().map { $0.offset == 8 ? .units(number) : $0.element } }
            }
            try ServedRows.serve(rows(1), of: schema, in: store, at: 1)
            let isDone = Atomic(false)
            try Concurrently.run(4) { thread in
                guard thread > 0 else {
                    defer { isDone.store(true, ordering: .releasing) }
                    for number: Int64 in 2...6 {
                        let served = try ServedRows.serve(rows(number * 10), of: schema, in: store, at: number * 10)
                        try ServedRows.replace(rows(number * 10 + 1), of: served, in: store, at: number * 10 + 1)
                    }
                    return
                }
                repeat {
                    let answer = try reader.rows(whole, [], limit: 100, offset: 0)
                    let numbers = Set((0..<answer.value.count).map { answer.value.integer($0, 8) })
                    try expect(answer.value.count, 40, "rows")
                    try expect(numbers, [answer.revision.position], "rows of the revision")
                } while !isDone.load(ordering: .acquiring)
            }
        },
        ReaderCheck("A model that lacks a wanted column is refused with a rebuild as the remedy, and answers after that rebuild") { store, reader in
            let lacking = ReadModelSchema(name: "select", key: schema.key, columns: [ColumnSchema("order", .text)])
            try ServedRows.serve([[.text("g"), .units(1), .text("x")]], of: lacking, in: store)
            let known = RowSelection([ColumnSchema("order", .text)], of: "select", equal: ["number"])
            try expect(reader.rows(known, [.integer(1)], limit: 1, offset: 0).value.text(0, 0), "x", "what is there")
            let unknown = [whole, RowSelection([], of: "select", equal: ["limit"]), RowSelection([], of: "select", order: ["limit"])]
            for selection in unknown {
                let error = try failure {
                    _ = try reader.rows(selection, selection.equal.map { _ in .integer(1) }, limit: 1, offset: 0)
                }
                try expect(error.status, .failed, "status")
                try expect(error.faults[0].remedy, "build it anew: refold rebuild select", "remedy")
            }
            try ServedRows.serve([row(1)], of: schema, in: store, version: 2)
            try expect(read(reader), [row(1)], "rows after the rebuild")
            try expect(reader.rows(known, [.integer(1)], limit: 1, offset: 0).value.text(0, 0), "EUR", "what was there before")
            try ServedRows.serve([[.text("g"), .units(1), .text("x")]], of: lacking, in: store, version: 3)
            try expect(failure { _ = try read(reader) }.status, .failed, "status after a rebuild without the column")
        },
        ReaderCheck("A column with a new type is refused with the old type and read with the new one, by the same reader") { store, reader in
            func shape(_ type: ColumnType) -> ReadModelSchema {
                ReadModelSchema(name: "select", key: schema.key, columns: [ColumnSchema("order", type)])
            }
            let types: [ColumnType] = [.text, .integer, .decimal(scale: 2), .decimal(scale: 3), .timestamp, .date, .boolean, .text]
            let selections = types.map { RowSelection([ColumnSchema("order", $0)], of: "select", equal: ["number"]) }
            for (number, type) in types.enumerated() {
                let cell: Cell = type == .text ? .text("x") : .units(1)
                try ServedRows.serve([[.text("g"), .units(1), cell]], of: shape(type), in: store, version: number + 1)
                for (asked, selection) in zip(types, selections) {
                    if asked == type {
                        let answer = try reader.rows(selection, [.integer(1)], limit: 1, offset: 0)
                        try expect(ServedRows.cells(of: answer.value, selection.columns), [[cell]], "\(type)")
                    } else {
                        let error = try failure { _ = try reader.rows(selection, [.integer(1)], limit: 1, offset: 0) }
                        try expect(error.faults[0].remedy, "build it anew: refold rebuild select", "\(type) asked as \(asked)")
                    }
                }
            }
        },
    ]

    static let refusals: [ReaderCheck] = [
        ReaderCheck("Values that do not match a selection are refused as wrong usage, without their text") { store, reader in
            try ServedRows.serve([row(1)], of: schema, in: store)
            let byGroup = RowSelection(schema.allColumns, of: "select", equal: ["group"])
            let byOpen = RowSelection(schema.allColumns, of: "select", equal: ["is_open"])
            let wrong: [(RowSelection, [CellValue], Int, Int)] = [
                (byGroup, [], 1, 0), (byGroup, [.text("g"), .text("g")], 1, 0), (byGroup, [.integer(1)], 1, 0),
                (byGroup, [.text("secret\0")], 1, 0), (byGroup, [.text("g")], 0, 0), (byGroup, [.text("g")], 1, -1), (byOpen, [.text("t")], 1, 0),
                (byOpen, [.integer(7)], 1, 0), (RowSelection([], of: "select", bounds: .after), [], 1, 0),
            ]
            for (number, (selection, values, limit, offset)) in wrong.enumerated() {
                let error = try failure { _ = try reader.rows(selection, values, limit: limit, offset: offset) }
                try expect(error.status, .usage, "status of question \(number)")
                try expect(error.description.contains("secret"), false, "value in the message of question \(number)")
            }
            try expect(read(reader), [row(1)], "rows afterwards")
        },
        ReaderCheck("JSON is not read, and money is not compared") { store, reader in
            let shape = ReadModelSchema(
                name: "select", key: schema.key, columns: [ColumnSchema("paid", .money(currency: "group")), ColumnSchema("tags", .json)])
            try ServedRows.serve([[.text("EUR"), .units(1), .units(1990), .text("{}")]], of: shape, in: store)
            let money = RowSelection([shape.columns[0]], of: "select", equal: ["group"])
            try expect(reader.rows(money, [.text("EUR")], limit: 1, offset: 0).value.integer(0, 0), 1990, "amount")
            for selection in [
                RowSelection([shape.columns[1]], of: "select"), RowSelection([], of: "select", order: ["paid"]),
                RowSelection([], of: "select", order: ["tags"]),
            ] {
                try expect(failure { _ = try reader.rows(selection, [], limit: 1, offset: 0) }.status, .failed, "status")
            }
        },
    ]
}
