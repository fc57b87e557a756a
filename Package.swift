// swift-tools-version: 6.2
import PackageDescription

let strict: [SwiftSetting] = [
    .strictMemorySafety(),
    .treatAllWarnings(as: .error),
    .enableUpcomingFeature("ExistentialAny"),
]

/// A library of this package: arrows point towards `RefoldCore`, and the build checks that only what is named here is imported.
func library(_ name: String, dependsOn: [Target.Dependency]) -> Target {
    .target(name: name, dependencies: dependsOn, swiftSettings: strict)
}

/// A domain: a folder of its own, which nothing but programs and tests knows.
func domain(_ name: String) -> Target {
    .target(
        name: "Refold" + name, dependencies: ["RefoldCore", "RefoldCommands", "RefoldDomain", "RefoldQueries"],
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
        // The parts for a program that keeps to PostgreSQL: nothing of SQLite comes with them.
        .library(
            name: "RefoldPostgres", targets: ["RefoldCommands", "RefoldCore", "RefoldDomain", "RefoldEngine", "RefoldPostgres", "RefoldQueries"]),
        .library(name: "RefoldTesting", targets: ["RefoldTesting"]),
    ],
    targets: [
        .systemLibrary(name: "CSQLite", providers: [.apt(["libsqlite3-dev"])]),
        .systemLibrary(name: "CLibPQ", providers: [.apt(["libpq-dev"])]),

        library("RefoldCore", dependsOn: []),
        library("RefoldDefinitions", dependsOn: ["RefoldCore"]),
        library("RefoldFiles", dependsOn: ["RefoldCore"]),
        library("RefoldEngine", dependsOn: ["RefoldCore", "RefoldFiles"]),
        library("RefoldSQLite", dependsOn: ["RefoldCore", "RefoldFiles", "CSQLite"]),
        library("RefoldPostgres", dependsOn: ["RefoldCore", "CLibPQ"]),
        library("RefoldImport", dependsOn: ["RefoldCore", "RefoldFiles"]),
        library("RefoldReports", dependsOn: ["RefoldCore", "RefoldDefinitions"]),
        library("RefoldCommands", dependsOn: ["RefoldCore"]),
        library("RefoldQueries", dependsOn: ["RefoldCore"]),
        library("RefoldDomain", dependsOn: ["RefoldCore", "RefoldCommands", "RefoldQueries"]),
        // The links lead to the pages in Reports and Jobs: what the program prints is what they say.
        .target(name: "RefoldHelp", resources: [.embedInCode("Pages/Reports.md"), .embedInCode("Pages/Jobs.md")], swiftSettings: strict),
        library(
            "RefoldCLI",
            dependsOn: [
                "RefoldCore", "RefoldCommands", "RefoldDefinitions", "RefoldDomain", "RefoldEngine", "RefoldFiles", "RefoldHelp",
                "RefoldImport", "RefoldPostgres", "RefoldQueries", "RefoldReports", "RefoldSQLite",
            ]),
        library(
            "Refold",
            dependsOn: [
                "RefoldCLI", "RefoldCommands", "RefoldCore", "RefoldDomain", "RefoldEngine", "RefoldPostgres", "RefoldQueries", "RefoldSQLite",
            ]),
        library("RefoldTesting", dependsOn: ["RefoldCore"]),

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

        tests("RefoldCore", dependsOn: []),
        tests("RefoldDefinitions", dependsOn: ["RefoldCore", "RefoldTesting"]),
        tests("RefoldFiles", dependsOn: ["RefoldCore"]),
        tests("RefoldHelp", dependsOn: []),
        tests("RefoldEngine", dependsOn: ["RefoldCore", "RefoldPosts", "RefoldTesting", "RefoldUserAccess"]),
        tests("RefoldCommands", dependsOn: ["RefoldCore", "RefoldDomain", "RefoldPayments", "RefoldPostgres", "RefoldPosts", "RefoldTesting", "RefoldUserAccess"]),
        tests("RefoldQueries", dependsOn: ["RefoldCore", "RefoldTesting"]),
        tests("RefoldSQLite", dependsOn: ["RefoldCore", "RefoldDomain", "RefoldImport", "RefoldPayments", "RefoldTesting"]),
        tests("RefoldPostgres", dependsOn: ["RefoldCore", "RefoldDomain", "RefoldEngine", "RefoldPayments", "RefoldTesting"]),
        tests("RefoldImport", dependsOn: ["RefoldCore", "RefoldTesting"]),
        tests("RefoldReports", dependsOn: ["RefoldCore", "RefoldDefinitions", "RefoldTesting"]),
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
