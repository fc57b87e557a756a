import RefoldCore
import RefoldDefinitions
import RefoldEngine
import RefoldProjections
import RefoldValues

/// The columns of a first projection: one for each value that the payloads of any type hold outside lists.
struct FirstColumns {
    struct Column {
        var name: String
        /// As a definition writes it: `"text"`, `{type: "decimal", scale: 2}`.
        var type: String
        var path: String
        /// The types of event that have it.
        var types: [String]
        /// Whether sums of it can mean something.
        var isSummable: Bool
        var isCode: Bool
    }

    /// As many as a person still reads.
    private static let limit = 40

    private(set) var columns: [Column] = []
    /// How many values found no room.
    private(set) var leftOut = 0

    /// - Parameter taken: names that other columns have.
    init(_ types: [TypeSurvey], taken: [String]) {
        var paths: [(names: [String], fields: [FieldSurvey], types: [String])] = []
        for type in types {
            for field in type.fields where !field.isMetadata && field.present > field.null {
                guard let names = field.names, Self.canBeWritten(names) else { continue }
                if let known = paths.firstIndex(where: { $0.names.isExactly(names) }) {
                    paths[known].fields.append(field)
                    paths[known].types.append(type.type)
                } else {
                    paths.append((names, [field], [type.type]))
                }
            }
        }
        var used = Set(taken)
        for path in paths {
            guard let type = Self.type(of: path.fields) else { continue }
            guard columns.count < Self.limit else {
                leftOut += 1
                continue
            }
            let name = Self.name(path.names, &used)
            let isNumber = type != "\"text\"" && !path.fields.contains { $0.values.numbers == nil }
            let isKey = ["id", "version", "year", "number", "code"].contains { name == $0 || name.hasSuffix("_" + $0) }
            columns.append(
                Column(
                    name: name, type: type, path: PayloadPath(root: .data, names: path.names).description, types: path.types,
                    isSummable: isNumber && !isKey, isCode: name == "currency" && type == "\"text\""))
        }
    }

    /// Whether a path of a definition can name these members.
    private static func canBeWritten(_ names: [String]) -> Bool {
        names.allSatisfy { name in
            !name.isEmpty && name.unicodeScalars.allSatisfy { $0.value >= 0x20 && $0.value != 0x7F } && !name.allSatisfy(\.isNumber)
        }
    }

    /// The type that holds every value that was met; nil for lists and objects, whose members have columns of their own.
    private static func type(of fields: [FieldSurvey]) -> String? {
        let kinds = Set(fields.flatMap(\.values.kinds))
        guard kinds.isDisjoint(with: [.array, .object]) else { return nil }
        let values = fields.map(\.values)
        if kinds == [.boolean] { return "\"boolean\"" }
        if values.allSatisfy({ $0.times != nil }) { return "\"timestamp\"" }
        if values.allSatisfy({ $0.days != nil }) { return "\"date\"" }
        let scale = values.map(\.scale).max() ?? 0, whole = values.map(\.wholeDigits).max() ?? 0
        let digits = ColumnType.narrowScales.contains(scale) ? 18 : WideUnits.digits
        guard values.allSatisfy({ $0.numbers != nil }), ColumnType.scales.contains(scale), scale + whole <= digits else { return "\"text\"" }
        if scale > 0 { return "{type: \"decimal\", scale: \(scale)}" }
        // Digits in quotes are names of things more often than numbers.
        return kinds == [.number] ? "\"integer\"" : "\"text\""
    }

    /// `customerName` and `["Customer name"]` give `customer_name`.
    private static func name(_ names: [String], _ used: inout Set<String>) -> String {
        var letters = ""
        for name in names {
            if !letters.isEmpty { letters += "_" }
            var wasSmall = false
            for scalar in name.unicodeScalars {
                let isCapital = ("A"..."Z").contains(scalar)
                if isCapital, wasSmall { letters += "_" }
                let small = isCapital ? Unicode.Scalar(scalar.value + 32) ?? scalar : scalar
                let fits = ("a"..."z").contains(small) || ("0"..."9").contains(small)
                letters.unicodeScalars.append(fits ? small : "_")
                wasSmall = fits && !isCapital
            }
        }
        let parts = letters.split(separator: "_").joined(separator: "_")
        var name = String((parts.first?.isNumber ?? true ? "value_" + parts : parts).prefix(44))
        if DefinitionName.refusal(ofColumn: name) != nil { name = "value_" + name.prefix(40) }
        var number = 2
        let plain = name
        while !used.insert(name).inserted {
            name = "\(plain)_\(number)"
            number += 1
        }
        return name
    }
}
