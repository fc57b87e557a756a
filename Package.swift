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

func tests(_ room: String, sees: [Target.Dependency]) -> Target {
    .testTarget(name: room + "Tests", dependencies: [.init(stringLiteral: room)] + sees, swiftSettings: strict)
}

let package = Package(
    name: "refold",
    products: [
        .executable(name: "refold", targets: ["refold"]),
        .executable(name: "refold-bench", targets: ["refold-bench"]),
        .library(
            name: "Refold",
            targets: ["RefoldCore", "RefoldDomains", "RefoldDomainStores", "RefoldEngine", "RefoldPostgres", "RefoldSQLite"]),
    ],
    targets: [
        .systemLibrary(name: "CSQLite", providers: [.apt(["libsqlite3-dev"])]),
        .systemLibrary(name: "CLibPQ", providers: [.apt(["libpq-dev"])]),

        room("RefoldCore", sees: []),
        room("RefoldDefinitions", sees: ["RefoldCore"]),
        room("RefoldFiles", sees: ["RefoldCore"]),
        room("RefoldEngine", sees: ["RefoldCore", "RefoldFiles"]),
        room("RefoldDomains", sees: ["RefoldCore"]),
        room("RefoldSQLite", sees: ["RefoldCore", "RefoldFiles", "CSQLite"]),
        room("RefoldPostgres", sees: ["RefoldCore", "CLibPQ"]),
        room("RefoldDomainStores", sees: ["RefoldCore", "RefoldDomains", "RefoldPostgres", "RefoldSQLite"]),
        room("RefoldImport", sees: ["RefoldCore", "RefoldFiles"]),
        room("RefoldReports", sees: ["RefoldCore", "RefoldDefinitions", "RefoldFiles"]),
        room("RefoldJobs", sees: ["RefoldCore", "RefoldDefinitions"]),
        room("RefoldTestKit", sees: ["RefoldCore", "RefoldDomains", "RefoldEngine"]),
        // The links lead to the pages in Reports and Jobs: what the program prints is what they say.
        .target(name: "RefoldHelp", resources: [.embedInCode("Pages/Reports.md"), .embedInCode("Pages/Jobs.md")], swiftSettings: strict),

        .executableTarget(
            name: "refold",
            dependencies: [
                "RefoldCore", "RefoldDefinitions", "RefoldDomains", "RefoldDomainStores", "RefoldEngine", "RefoldFiles", "RefoldHelp",
                "RefoldImport", "RefoldJobs", "RefoldPostgres", "RefoldReports", "RefoldSQLite",
            ],
            swiftSettings: strict),
        .executableTarget(
            name: "payments-service", dependencies: ["RefoldCore", "RefoldDomains", "RefoldDomainStores", "RefoldEngine", "RefoldPostgres"],
            swiftSettings: strict),
        .executableTarget(
            name: "refold-bench",
            dependencies: [
                "RefoldCore", "RefoldDomains", "RefoldDomainStores", "RefoldFiles", "RefoldPostgres", "RefoldSQLite", "CSQLite", "CLibPQ",
            ],
            exclude: ["README.md"], swiftSettings: strict),

        tests("RefoldCore", sees: []),
        tests("RefoldDefinitions", sees: ["RefoldCore", "RefoldTestKit"]),
        tests("RefoldFiles", sees: ["RefoldCore"]),
        tests("RefoldHelp", sees: []),
        tests("RefoldEngine", sees: ["RefoldCore", "RefoldDomains", "RefoldDefinitions", "RefoldTestKit"]),
        tests("RefoldDomains", sees: ["RefoldCore", "RefoldTestKit"]),
        tests(
            "RefoldDomainStores",
            sees: ["RefoldCore", "RefoldDomains", "RefoldEngine", "RefoldPostgres", "RefoldSQLite", "RefoldTestKit"]),
        tests("RefoldSQLite", sees: ["RefoldCore", "RefoldDomains", "RefoldImport", "RefoldTestKit"]),
        tests("RefoldPostgres", sees: ["RefoldCore", "RefoldDomains", "RefoldEngine", "RefoldTestKit"]),
        tests("RefoldImport", sees: ["RefoldCore", "RefoldTestKit"]),
        tests("RefoldReports", sees: ["RefoldCore", "RefoldDefinitions", "RefoldTestKit"]),
        tests("RefoldJobs", sees: ["RefoldCore", "RefoldDefinitions"]),
        .testTarget(
            name: "RefoldCommandTests",
            dependencies: ["refold", "payments-service", "RefoldCore", "RefoldFiles", "RefoldSQLite", "RefoldTestKit"],
            exclude: ["Transcripts"], swiftSettings: strict),
    ]
)
