// swift-tools-version: 6.2
import PackageDescription

let strict: [SwiftSetting] = [
    .strictMemorySafety(),
    .treatAllWarnings(as: .error),
    .enableUpcomingFeature("ExistentialAny"),
]

/// A library of this package. Dependencies lead towards `RefoldValues`, and the build fails if a module imports one that is not named here.
func library(_ name: String, dependsOn: [Target.Dependency]) -> Target {
    .target(name: name, dependencies: dependsOn, swiftSettings: strict)
}

/// A domain in its own folder. Only programs and tests depend on it.
func domain(_ name: String) -> Target {
    .target(
        name: "Refold" + name, dependencies: [
            "RefoldCommands", "RefoldCore", "RefoldDomain", "RefoldJSON", "RefoldQueries", "RefoldStores", "RefoldValues",
        ],
        path: "Sources/Domains/" + name, swiftSettings: strict)
}

func tests(_ module: String, dependsOn: [Target.Dependency]) -> Target {
    .testTarget(name: module + "Tests", dependencies: [.init(stringLiteral: module)] + dependsOn, swiftSettings: strict)
}

let package = Package(
    name: "refold",
    products: [
        .executable(name: "refold", targets: ["refold-command"]),
        .executable(name: "refold-bench", targets: ["refold-bench"]),
        .library(name: "Refold", targets: ["Refold"]),
        // For programs that use only PostgreSQL: SQLite is not linked.
        .library(
            name: "RefoldPostgres",
            targets: [
                "RefoldCommands", "RefoldCore", "RefoldDomain", "RefoldEngine", "RefoldPostgres", "RefoldQueries", "RefoldStores",
                "RefoldTables", "RefoldValues",
            ]),
        .library(name: "RefoldTesting", targets: ["RefoldTesting"]),
    ],
    targets: [
        .systemLibrary(name: "CSQLite", providers: [.apt(["libsqlite3-dev"])]),
        .systemLibrary(name: "CLibPQ", providers: [.apt(["libpq-dev"])]),

        library("RefoldValues", dependsOn: []),
        library("RefoldJSON", dependsOn: ["RefoldValues"]),
        library("RefoldCore", dependsOn: ["RefoldJSON", "RefoldValues"]),
        library("RefoldTables", dependsOn: ["RefoldJSON", "RefoldValues"]),
        library("RefoldStores", dependsOn: ["RefoldCore", "RefoldJSON", "RefoldValues"]),
        library("RefoldFiles", dependsOn: ["RefoldCore", "RefoldValues"]),
        library("RefoldZones", dependsOn: ["RefoldValues"]),
        library("RefoldDefinitions", dependsOn: ["RefoldFiles", "RefoldJSON", "RefoldValues"]),
        library("RefoldProjections", dependsOn: ["RefoldCore", "RefoldDefinitions", "RefoldJSON", "RefoldValues", "RefoldZones"]),
        .target(
            name: "RefoldLayouts", dependencies: ["RefoldCore", "RefoldDefinitions", "RefoldJSON", "RefoldValues"],
            // The layouts that are built in, as files that `refold layouts` prints.
            resources: [.embedInCode("BuiltIn")],
            swiftSettings: strict),
        library("RefoldEngine", dependsOn: ["RefoldCore", "RefoldFiles", "RefoldJSON", "RefoldStores", "RefoldValues"]),
        library("RefoldSQLite", dependsOn: ["RefoldCore", "RefoldFiles", "RefoldJSON", "RefoldLayouts", "RefoldStores", "RefoldValues", "CSQLite"]),
        library("RefoldPostgres", dependsOn: ["RefoldCore", "RefoldLayouts", "RefoldStores", "RefoldValues", "CLibPQ"]),
        library("RefoldImport", dependsOn: ["RefoldCore", "RefoldFiles", "RefoldJSON", "RefoldStores", "RefoldValues"]),
        library(
            "RefoldReports",
            dependsOn: [
                "RefoldCore", "RefoldDefinitions", "RefoldFiles", "RefoldJSON", "RefoldProjections", "RefoldStores", "RefoldTables", "RefoldValues",
                "RefoldZones",
            ]),
        library("RefoldCommands", dependsOn: ["RefoldCore", "RefoldJSON", "RefoldStores", "RefoldValues"]),
        library("RefoldQueries", dependsOn: ["RefoldCore", "RefoldJSON", "RefoldStores", "RefoldValues"]),
        library("RefoldDomain", dependsOn: ["RefoldCommands", "RefoldCore", "RefoldQueries", "RefoldStores", "RefoldTables", "RefoldValues"]),
        // Links to the pages in Reports and Jobs, so that the program prints their text.
        .target(name: "RefoldHelp", resources: [.embedInCode("Pages/Reports.md"), .embedInCode("Pages/Jobs.md")], swiftSettings: strict),
        library(
            "RefoldCLI",
            dependsOn: [
                "RefoldCommands", "RefoldCore", "RefoldDefinitions", "RefoldDomain", "RefoldEngine", "RefoldFiles", "RefoldHelp", "RefoldImport",
                "RefoldJSON", "RefoldLayouts", "RefoldPostgres", "RefoldProjections", "RefoldQueries", "RefoldReports", "RefoldSQLite",
                "RefoldStores", "RefoldTables", "RefoldValues", "RefoldZones",
            ]),
        library(
            "Refold",
            dependsOn: [
                "RefoldCLI", "RefoldCommands", "RefoldCore", "RefoldDomain", "RefoldEngine", "RefoldJSON", "RefoldPostgres", "RefoldQueries",
                "RefoldSQLite", "RefoldStores", "RefoldTables", "RefoldValues", "RefoldZones",
            ]),
        library("RefoldTesting", dependsOn: ["RefoldCore", "RefoldJSON", "RefoldStores", "RefoldValues"]),

        domain("Payments"),
        domain("UserAccess"),
        domain("Posts"),

        .executableTarget(
            name: "refold-command", dependencies: ["RefoldCLI", "RefoldPayments", "RefoldPosts", "RefoldUserAccess"], swiftSettings: strict),
        .executableTarget(name: "payments-service", dependencies: ["Refold", "RefoldPayments"], swiftSettings: strict),
        .executableTarget(
            name: "refold-bench",
            dependencies: [
                "RefoldCore", "RefoldFiles", "RefoldPayments", "RefoldPostgres", "RefoldQueries", "RefoldSQLite", "RefoldStores",
                "RefoldValues", "CLibPQ", "CSQLite",
            ],
            exclude: ["README.md"], swiftSettings: strict),

        tests("RefoldValues", dependsOn: ["RefoldTesting"]),
        tests("RefoldZones", dependsOn: ["RefoldTesting", "RefoldValues"]),
        tests("RefoldJSON", dependsOn: ["RefoldTesting"]),
        .testTarget(
            name: "RefoldTablesTests", dependencies: ["RefoldJSON", "RefoldTables", "RefoldValues"], exclude: ["HTML/Scripts", "XLSX/Scripts"],
            swiftSettings: strict),
        tests("RefoldCore", dependsOn: ["RefoldValues"]),
        tests("RefoldProjections", dependsOn: ["RefoldCore", "RefoldDefinitions", "RefoldJSON", "RefoldTesting", "RefoldValues", "RefoldZones"]),
        tests("RefoldDefinitions", dependsOn: ["RefoldValues"]),
        .testTarget(
            name: "RefoldLayoutsTests",
            dependencies: [
                "RefoldCore", "RefoldJSON", "RefoldLayouts", "RefoldPostgres", "RefoldSQLite", "RefoldStores", "RefoldTesting", "RefoldValues",
            ],
            exclude: ["Fixtures"], swiftSettings: strict),
        tests("RefoldFiles", dependsOn: ["RefoldValues"]),
        tests("RefoldHelp", dependsOn: []),
        tests("RefoldEngine", dependsOn: ["RefoldCore", "RefoldPosts", "RefoldProjections", "RefoldStores", "RefoldTesting", "RefoldUserAccess", "RefoldValues"]),
        tests("RefoldCommands", dependsOn: [
            "RefoldCore", "RefoldDomain", "RefoldJSON", "RefoldPayments", "RefoldPostgres", "RefoldPosts", "RefoldStores", "RefoldTesting",
            "RefoldUserAccess", "RefoldValues",
        ]),
        tests("RefoldQueries", dependsOn: ["RefoldStores", "RefoldTesting", "RefoldValues"]),
        tests("RefoldSQLite", dependsOn: [
            "RefoldCore", "RefoldDomain", "RefoldImport", "RefoldPayments", "RefoldStores", "RefoldTesting", "RefoldValues",
        ]),
        tests("RefoldPostgres", dependsOn: [
            "RefoldCore", "RefoldDomain", "RefoldEngine", "RefoldLayouts", "RefoldPayments", "RefoldStores", "RefoldTesting", "RefoldValues",
        ]),
        tests("RefoldImport", dependsOn: ["RefoldCore", "RefoldStores", "RefoldTesting", "RefoldValues"]),
        tests("RefoldReports", dependsOn: [
            "RefoldCore", "RefoldDefinitions", "RefoldProjections", "RefoldStores", "RefoldTables", "RefoldTesting", "RefoldValues", "RefoldZones",
        ]),
        .testTarget(
            name: "DomainsTests",
            dependencies: [
                "RefoldCommands", "RefoldCore", "RefoldDomain", "RefoldEngine", "RefoldJSON", "RefoldPayments", "RefoldPostgres",
                "RefoldPosts", "RefoldQueries", "RefoldSQLite", "RefoldStores", "RefoldTesting", "RefoldUserAccess", "RefoldValues", "RefoldZones",
            ], swiftSettings: strict),
        .testTarget(
            name: "RefoldCommandTests",
            dependencies: [
                "RefoldCLI", "RefoldCore", "RefoldDefinitions", "RefoldDomain", "RefoldEngine", "RefoldFiles", "RefoldJSON", "RefoldPayments", "RefoldPostgres",
                "RefoldPosts", "RefoldProjections", "RefoldReports", "RefoldSQLite", "RefoldStores", "RefoldTables", "RefoldTesting", "RefoldUserAccess", "RefoldValues",
                "payments-service", "refold-command",
            ],
            exclude: ["Transcripts", "Questions/fines.py"], swiftSettings: strict),
        .testTarget(name: "RefoldTests", dependencies: ["Refold"], exclude: ["Shop"], swiftSettings: strict),
    ]
)
