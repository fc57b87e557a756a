import RefoldCore
import RefoldProjections
import RefoldValues

/// The columns of a stage, once their types are known; made into the stage when all that is scanned is known.
protocol StageDraft {
    /// The columns that the stage adds, as their values are kept.
    var columns: [ColumnSchema] { get }

    /// - Parameter before: the columns of the blocks that the stage gets.
    /// - Throws: status 2 for a time zone that cannot be loaded.
    func stage(after before: [ColumnSchema], in planner: ReportPlanner) throws(RefoldError) -> any ColumnStage
}

extension [ColumnSchema] {
    /// The place of a column that was resolved before.
    func place(of name: String) -> Int { firstIndex { $0.name == name } ?? 0 }
}

/// Columns that are looked up.
struct LookupDraft: StageDraft {
    var columns: [ColumnSchema] = []
    /// For each column the source, the columns that give its key, and the place among the source's columns.
    var ways: [(source: Int, key: [String], place: Int)] = []

    func stage(after before: [ColumnSchema], in planner: ReportPlanner) throws(RefoldError) -> any ColumnStage {
        var probes: [LookupStage.Probe] = []
        var found: [LookupStage.Column] = []
        for (column, way) in zip(columns, ways) {
            let probe = LookupStage.Probe(source: way.source, places: way.key.map { before.place(of: $0) })
            if !probes.contains(probe) { probes.append(probe) }
            found.append(.init(probe: probes.firstIndex(of: probe) ?? 0, place: way.place, isBytes: column.type.isBytes))
        }
        return LookupStage(probes: probes, columns: found, before: before)
    }
}

/// Columns that are worked out.
struct ExpressionDraft: StageDraft {
    var columns: [ColumnSchema] = []
    var definitions: [ComputedDefinition] = []

    func stage(after before: [ColumnSchema], in planner: ReportPlanner) throws(RefoldError) -> any ColumnStage {
        ExpressionStage(program: try ColumnProgram(definitions, columns: columns + before), names: columns.map(\.name))
    }
}

/// Columns of converted amounts.
struct ConversionDraft: StageDraft {
    /// A column, with the names of what it is worked out from.
    struct Conversion {
        var name: String
        var definition: ConversionDefinition
        var amount: ColumnSchema
        var time: ColumnSchema
        /// The number of its source of rates.
        var rates: Int
        var isWide: Bool
    }

    var conversions: [Conversion] = []
    /// The currencies that this stage has a column for.
    var currencies: [Currency] = []

    var columns: [ColumnSchema] {
        conversions.map { conversion in
            let code = conversion.definition.currency.code
            return ColumnSchema(conversion.name, conversion.isWide ? .wideMoney(currency: code) : .money(currency: code))
        } + currencies.map { ColumnSchema($0.code, .text) }
    }

    func stage(after before: [ColumnSchema], in planner: ReportPlanner) throws(RefoldError) -> any ColumnStage {
        let zone = try ReportPlanner.zone(named: planner.zoneName)
        let columns = conversions.map { conversion in
            let (definition, amount, time) = (conversion.definition, conversion.amount, conversion.time)
            return ConversionStage.Column(
                name: conversion.name, amount: before.place(of: amount.name), from: before.place(of: amount.type.currency ?? ""),
                time: before.place(of: time.name), timeName: time.name, isDate: time.type.content == .date, zone: zone, to: definition.currency,
                rates: conversion.rates, ratesName: definition.rates.name, maxAge: definition.maxAge, rounding: definition.rounding,
                readsWide: amount.type.isWide, isWide: conversion.isWide)
        }
        return ConversionStage(columns: columns, currencies: currencies, before: before)
    }
}
