// swift-tools-version: 6.2
import PackageDescription

let package = Package(
    name: "shop",
    dependencies: [.package(path: "../refold")],
    targets: [
        // The least that a domain must say.
        .executableTarget(name: "Smallest", dependencies: [.product(name: "Refold", package: "refold")]),
        // With commands and questions of its own.
        .executableTarget(name: "Shop", dependencies: [.product(name: "Refold", package: "refold")]),
        // Without the command line, and without the other database.
        .executableTarget(name: "OnPostgres", dependencies: [.product(name: "RefoldPostgres", package: "refold")]),
        .testTarget(
            name: "ShopTests",
            dependencies: ["Shop", .product(name: "Refold", package: "refold"), .product(name: "RefoldTesting", package: "refold")]),
    ]
)
