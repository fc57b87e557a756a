// swift-tools-version: 6.2
import PackageDescription

let strict: [SwiftSetting] = [
    .strictMemorySafety(),
    .treatAllWarnings(as: .error),
    .enableUpcomingFeature("ExistentialAny"),
]

/// A library of this package: arrows point towards `RefoldCore`, and the build checks that only what is named here is imported.
func room(_ name: String, sees: [Target.Dependency]) -> Target {
    .target(name: name, dependencies: sees, swiftSettings: strict)
}

/// A domain: a folder of its own, which nothing but programs and tests knows.
func domain(_ name: String) -> Target {
    .target(
        name: "Refold" + name, dependencies: ["RefoldCore", "RefoldCommands", "RefoldDomain", "RefoldQueries"],
        path: "Sources/Domains/" + name, swiftSettings: strict)
}

func tests(_ room: String, sees: [Target.Dependency]) -> Target {
    .testTarget(name: room + "Tests", dependencies: [.init(stringLiteral: room)] + sees, swiftSettings: strict)
}

let package = Package(
    name: "refold",
    products: [
        .executable(name: "refold", targets: ["refold-command"]),
        .executable(name: "refold-bench", targets: ["refold-bench"]),
        .library(name: "Refold", targets: ["Refold"]),
        // The parts for a program that keeps to PostgreSQL: nothing of SQLite comes with them.
        .library(
            name: "RefoldPostgres", targets: ["RefoldCommands", "RefoldCore", "RefoldDomain", "RefoldEngine", "RefoldPostgres", "RefoldQueries"]),
        .library(name: "RefoldTesting", targets: ["RefoldTesting"]),
    ],
    targets: [
        .systemLibrary(name: "CSQLite", providers: [.apt(["libsqlite3-dev"])]),
        .systemLibrary(name: "CLibPQ", providers: [.apt(["libpq-dev"])]),

        room("RefoldCore", sees: []),
        room("RefoldDefinitions", sees: ["RefoldCore"]),
        room("RefoldFiles", sees: ["RefoldCore"]),
        room("RefoldEngine", sees: ["RefoldCore", "RefoldFiles"]),
        room("RefoldSQLite", sees: ["RefoldCore", "RefoldFiles", "CSQLite"]),
        room("RefoldPostgres", sees: ["RefoldCore", "CLibPQ"]),
        room("RefoldImport", sees: ["RefoldCore", "RefoldFiles"]),
        room("RefoldReports", sees: ["RefoldCore", "RefoldDefinitions"]),
        room("RefoldCommands", sees: ["RefoldCore"]),
        room("RefoldQueries", sees: ["RefoldCore"]),
        room("RefoldDomain", sees: ["RefoldCore", "RefoldCommands", "RefoldQueries"]),
        // The links lead to the pages in Reports and Jobs: what the program prints is what they say.
        .target(name: "RefoldHelp", resources: [.embedInCode("Pages/Reports.md"), .embedInCode("Pages/Jobs.md")], swiftSettings: strict),
        room(
            "RefoldCLI",
            sees: [
                "RefoldCore", "RefoldCommands", "RefoldDefinitions", "RefoldDomain", "RefoldEngine", "RefoldFiles", "RefoldHelp",
                "RefoldImport", "RefoldPostgres", "RefoldQueries", "RefoldReports", "RefoldSQLite",
            ]),
        room(
            "Refold",
            sees: [
                "RefoldCLI", "RefoldCommands", "RefoldCore", "RefoldDomain", "RefoldEngine", "RefoldPostgres", "RefoldQueries", "RefoldSQLite",
            ]),
        room("RefoldTesting", sees: ["RefoldCore"]),

        domain("Payments"),
        domain("UserAccess"),
        domain("Posts"),

        .executableTarget(
            name: "refold-command", dependencies: ["RefoldCLI", "RefoldPayments", "RefoldPosts", "RefoldUserAccess"], swiftSettings: strict),
        .executableTarget(name: "payments-service", dependencies: ["Refold", "RefoldPayments"], swiftSettings: strict),
        .executableTarget(
            name: "refold-bench",
            dependencies: [
                "RefoldCore", "RefoldFiles", "RefoldPayments", "RefoldPostgres", "RefoldQueries", "RefoldSQLite", "CSQLite", "CLibPQ",
            ],
            exclude: ["README.md"], swiftSettings: strict),

        tests("RefoldCore", sees: []),
        tests("RefoldDefinitions", sees: ["RefoldCore", "RefoldTesting"]),
        tests("RefoldFiles", sees: ["RefoldCore"]),
        tests("RefoldHelp", sees: []),
        tests("RefoldEngine", sees: ["RefoldCore", "RefoldPosts", "RefoldTesting", "RefoldUserAccess"]),
        tests("RefoldCommands", sees: ["RefoldCore", "RefoldDomain", "RefoldPayments", "RefoldPostgres", "RefoldPosts", "RefoldTesting", "RefoldUserAccess"]),
        tests("RefoldQueries", sees: ["RefoldCore", "RefoldTesting"]),
        tests("RefoldSQLite", sees: ["RefoldCore", "RefoldDomain", "RefoldImport", "RefoldPayments", "RefoldTesting"]),
        tests("RefoldPostgres", sees: ["RefoldCore", "RefoldDomain", "RefoldEngine", "RefoldPayments", "RefoldTesting"]),
        tests("RefoldImport", sees: ["RefoldCore", "RefoldTesting"]),
        tests("RefoldReports", sees: ["RefoldCore", "RefoldDefinitions", "RefoldTesting"]),
        .testTarget(
            name: "DomainsTests",
            dependencies: [
                "RefoldCommands", "RefoldCore", "RefoldDomain", "RefoldEngine", "RefoldPayments", "RefoldPostgres", "RefoldPosts", "RefoldQueries",
                "RefoldSQLite", "RefoldTesting", "RefoldUserAccess",
            ], swiftSettings: strict),
        .testTarget(
            name: "RefoldCommandTests",
            dependencies: [
                "refold-command", "payments-service", "RefoldCLI", "RefoldCore", "RefoldDomain", "RefoldFiles", "RefoldPayments", "RefoldPosts", "RefoldSQLite",
                "RefoldTesting", "RefoldUserAccess",
            ],
            exclude: ["Transcripts"], swiftSettings: strict),
        .testTarget(name: "RefoldTests", dependencies: ["Refold"], exclude: ["Shop"], swiftSettings: strict),
    ]
)
