// swift-tools-version: 6.2
import PackageDescription

let settings: [SwiftSetting] = [
  .enableUpcomingFeature("ExistentialAny"),
  .enableUpcomingFeature("MemberImportVisibility"),
  .enableUpcomingFeature("InternalImportsByDefault"),
  .enableUpcomingFeature("NonisolatedNonsendingByDefault"),
  .treatAllWarnings(as: .error),
]

let package = Package(
  name: "convoke",
  products: [.executable(name: "convoke", targets: ["convoke"])],
  dependencies: [
    .package(url: "https://github.com/hummingbird-project/hummingbird", from: "2.28.1", traits: []),
    .package(url: "https://github.com/apple/swift-argument-parser", from: "1.8.2"),
    .package(url: "https://github.com/apple/swift-crypto", from: "4.5.2"),
    .package(url: "https://github.com/apple/swift-http-types", from: "1.8.0"),
    .package(url: "https://github.com/apple/swift-log", from: "1.16.2"),
    .package(url: "https://github.com/apple/swift-nio", from: "2.101.2"),
    .package(url: "https://github.com/swift-server/swift-service-lifecycle", from: "2.13.0"),
  ],
  targets: [
    // The C libraries, as Swift sees them.
    .systemLibrary(
      name: "CCurl", pkgConfig: "libcurl", providers: [.apt(["libcurl4-openssl-dev"])]),
    .systemLibrary(
      name: "CCMark", pkgConfig: "libcmark-gfm",
      providers: [.apt(["libcmark-gfm-dev", "libcmark-gfm-extensions-dev"])]),
    .systemLibrary(name: "CUnistring", providers: [.apt(["libunistring-dev"])]),
    .systemLibrary(name: "CClock"),
    .target(name: "CToml", cxxSettings: [.define("TOML_EXCEPTIONS", to: "0")]),

    // The pure core.
    .target(name: "JSONLines", swiftSettings: settings),
    .target(name: "Refusals", swiftSettings: settings),
    .target(name: "Threading", swiftSettings: settings),
    .target(name: "Domain", dependencies: ["CUnistring", "JSONLines"], swiftSettings: settings),
    .target(name: "Planning", dependencies: ["Domain"], swiftSettings: settings),
    .target(
      name: "Letters",
      dependencies: [
        "CCMark", "Domain",
        .product(name: "Crypto", package: "swift-crypto"),
        .product(name: "CryptoExtras", package: "swift-crypto"),
      ], swiftSettings: settings),

    .target(name: "Inbound", dependencies: ["Domain", "Refusals"], swiftSettings: settings),

    // The thin shell.
    .target(name: "ConfigReader", dependencies: ["CToml", "Domain"], swiftSettings: settings),
    .target(name: "Store", dependencies: ["JSONLines", "Threading"], swiftSettings: settings),
    .target(
      name: "Delivery", dependencies: ["CCurl", "Refusals", "Threading"], swiftSettings: settings),
    .target(
      name: "Reception",
      dependencies: [
        .product(name: "Crypto", package: "swift-crypto"),
        .product(name: "HTTPTypes", package: "swift-http-types"),
        .product(name: "Hummingbird", package: "hummingbird"),
        .product(name: "HummingbirdCore", package: "hummingbird"),
        .product(name: "Logging", package: "swift-log"),
        .product(name: "NIOConcurrencyHelpers", package: "swift-nio"),
        .product(name: "NIOCore", package: "swift-nio"),
        .product(name: "ServiceLifecycle", package: "swift-service-lifecycle"),
      ], swiftSettings: settings),
    .target(
      name: "MailCatcher",
      dependencies: [
        .product(name: "NIOCore", package: "swift-nio"),
        .product(name: "NIOHTTP1", package: "swift-nio"),
        .product(name: "NIOPosix", package: "swift-nio"),
      ], swiftSettings: settings),
    .target(
      name: "Daemon",
      dependencies: [
        "CClock", "ConfigReader", "Delivery", "Domain", "Inbound", "JSONLines", "Letters",
        "Planning",
        "Reception", "Refusals", "Store", "Threading",
        .product(name: "Crypto", package: "swift-crypto"),
        .product(name: "Logging", package: "swift-log"),
        .product(name: "NIOConcurrencyHelpers", package: "swift-nio"),
        .product(name: "ServiceLifecycle", package: "swift-service-lifecycle"),
        .product(name: "UnixSignals", package: "swift-service-lifecycle"),
      ], swiftSettings: settings),
    .executableTarget(
      name: "convoke",
      dependencies: [
        "ConfigReader", "Daemon", "Domain", "Inbound", "JSONLines", "Letters", "MailCatcher",
        "Planning", "Store",
        .product(name: "ArgumentParser", package: "swift-argument-parser"),
        .product(name: "Logging", package: "swift-log"),
      ], swiftSettings: settings),

    // Loads a store so that a test can kill it: `Tests/EndToEnd/test_store.py`.
    .executableTarget(
      name: "StoreTorture", dependencies: ["JSONLines", "Store"],
      path: "Tests/EndToEnd/StoreTorture", swiftSettings: settings),

    // Seasons on a virtual clock, a simulated disk and a simulated server; `scripts/simulate`.
    .target(
      name: "Simulator",
      dependencies: ["Daemon", "Delivery", "Domain", "Letters", "Planning", "Store"],
      path: "Tests/Simulation/Simulator", swiftSettings: settings),
    .executableTarget(
      name: "Simulate", dependencies: ["Domain", "Simulator"], path: "Tests/Simulation/Simulate",
      swiftSettings: settings),

    // `scripts/bench` runs these; no test does.
    .executableTarget(
      name: "StoreBench", dependencies: ["JSONLines", "Store"], path: "Benchmarks/Store",
      swiftSettings: settings),
    .executableTarget(
      name: "PlanBench", dependencies: ["Domain", "Planning"], path: "Benchmarks/Plan",
      swiftSettings: settings),
    .executableTarget(
      name: "StateBench", dependencies: ["Domain", "Store"], path: "Benchmarks/State",
      swiftSettings: settings),
    .target(name: "CAllocations", path: "Benchmarks/CAllocations"),
    .executableTarget(
      name: "ComposeBench", dependencies: ["CAllocations", "Domain", "Letters"],
      path: "Benchmarks/Compose", swiftSettings: settings),
    .executableTarget(
      name: "InboundBench",
      dependencies: ["Daemon", "Domain", "Inbound", "Letters", "Store"],
      path: "Benchmarks/Inbound", swiftSettings: settings),

    // Each room's own tests; the built program is tested by Tests/EndToEnd, in Python.
    .testTarget(name: "JSONLinesTests", dependencies: ["JSONLines"], swiftSettings: settings),
    .testTarget(
      name: "DomainTests", dependencies: ["Domain", "JSONLines"], swiftSettings: settings),
    .testTarget(
      name: "PlanningTests", dependencies: ["Domain", "Planning"], swiftSettings: settings),
    .testTarget(
      name: "ConfigReaderTests", dependencies: ["ConfigReader", "Domain"],
      exclude: ["Fixtures"], swiftSettings: settings),
    .testTarget(
      name: "StoreTests", dependencies: ["JSONLines", "Store"], swiftSettings: settings),
    .testTarget(
      name: "LettersTests",
      dependencies: [
        "ConfigReader", "Domain", "Letters",
        .product(name: "Crypto", package: "swift-crypto"),
        .product(name: "CryptoExtras", package: "swift-crypto"),
      ], exclude: ["Golden"], swiftSettings: settings),
    .testTarget(
      name: "InboundTests", dependencies: ["Domain", "Inbound"], swiftSettings: settings),
    .testTarget(
      name: "DeliveryTests", dependencies: ["Delivery", "MailCatcher", "Refusals"],
      swiftSettings: settings),
    .testTarget(
      name: "MailCatcherTests", dependencies: ["MailCatcher"], swiftSettings: settings),
    .testTarget(
      name: "ReceptionTests",
      dependencies: [
        "Reception",
        .product(name: "Logging", package: "swift-log"),
        .product(name: "NIOCore", package: "swift-nio"),
        .product(name: "NIOPosix", package: "swift-nio"),
        .product(name: "ServiceLifecycle", package: "swift-service-lifecycle"),
      ], swiftSettings: settings),
    .testTarget(
      name: "DaemonTests",
      dependencies: [
        "ConfigReader", "Daemon", "Delivery", "Domain", "Inbound", "JSONLines", "Letters",
        "Planning", "Store",
        .product(name: "Logging", package: "swift-log"),
      ], swiftSettings: settings),
    .testTarget(
      name: "SimulationTests", dependencies: ["Domain", "Simulator"],
      path: "Tests/Simulation/Tests", swiftSettings: settings),
  ]
)
