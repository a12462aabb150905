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
    .package(url: "https://github.com/apple/swift-collections", from: "1.6.0"),
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
    .systemLibrary(name: "CClock"),
    .systemLibrary(name: "CUnistring", providers: [.apt(["libunistring-dev"])]),
    .target(name: "CToml", cxxSettings: [.define("TOML_EXCEPTIONS", to: "0")]),

    // The pure core.
    .target(name: "CivilTime", swiftSettings: settings),
    .target(name: "JSONLines", swiftSettings: settings),
    .target(name: "MIME", swiftSettings: settings),
    .target(name: "Refusals", swiftSettings: settings),
    .target(name: "Threading", swiftSettings: settings),
    .target(name: "Domain", dependencies: ["CUnistring", "CivilTime"], swiftSettings: settings),
    .target(
      name: "State", dependencies: ["Domain", "JSONLines", "Refusals"], swiftSettings: settings),
    .target(
      name: "Planning",
      dependencies: [
        "Domain", "State", "Templating",
        .product(name: "HeapModule", package: "swift-collections"),
      ],
      swiftSettings: settings),
    .target(
      name: "Letters",
      dependencies: [
        "CCMark", "Domain", "MIME", "Templating",
        .product(name: "Crypto", package: "swift-crypto"),
        .product(name: "CryptoExtras", package: "swift-crypto"),
      ], swiftSettings: settings),

    .target(name: "Templating", swiftSettings: settings),
    .target(
      name: "Inbound", dependencies: ["CivilTime", "Domain", "MIME", "Refusals"],
      swiftSettings: settings),

    // The thin shell.
    .target(
      name: "ConfigReader", dependencies: ["CToml", "Domain", "Templating"], swiftSettings: settings
    ),
    .target(
      name: "Store", dependencies: ["CivilTime", "JSONLines", "Threading"], swiftSettings: settings),
    .target(
      name: "SMTPClient", dependencies: ["CCurl", "MIME", "Refusals", "Threading"],
      swiftSettings: settings),
    .target(
      name: "Web",
      dependencies: [
        "Domain", "Templating",
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
        "MIME", "Templating",
        .product(name: "NIOCore", package: "swift-nio"),
        .product(name: "NIOHTTP1", package: "swift-nio"),
        .product(name: "NIOPosix", package: "swift-nio"),
      ], swiftSettings: settings),
    // The engine of `serve`, of the rehearsal and of the simulation: no files, no configuration.
    .target(
      name: "Engine",
      dependencies: [
        "Domain", "Inbound", "Letters", "Planning", "Refusals", "State", "Store", "Templating",
        "Threading",
        .product(name: "NIOConcurrencyHelpers", package: "swift-nio"),
      ], swiftSettings: settings),
    .target(
      name: "Queries",
      dependencies: ["Domain", "Engine", "JSONLines", "Planning", "State", "Templating"],
      swiftSettings: settings),
    .target(
      name: "StateFolder",
      dependencies: [
        "ConfigReader", "Domain", "Engine", "Inbound", "JSONLines", "Letters", "Planning",
        "Queries", "State", "Store", "Templating", "Threading",
        .product(name: "NIOConcurrencyHelpers", package: "swift-nio"),
      ], swiftSettings: settings),
    .target(
      name: "Rehearsal",
      dependencies: [
        "Domain", "Engine", "Letters", "Planning", "Queries", "Refusals", "State", "Store",
        "Templating",
        .product(name: "NIOConcurrencyHelpers", package: "swift-nio"),
      ], swiftSettings: settings),
    .target(
      name: "Daemon",
      dependencies: [
        "CClock", "ConfigReader", "Domain", "Engine", "Inbound", "JSONLines", "Letters", "Planning",
        "Queries", "Refusals", "SMTPClient", "State", "StateFolder", "Store", "Threading", "Web",
        .product(name: "Crypto", package: "swift-crypto"),
        .product(name: "Logging", package: "swift-log"),
        .product(name: "NIOConcurrencyHelpers", package: "swift-nio"),
        .product(name: "ServiceLifecycle", package: "swift-service-lifecycle"),
        .product(name: "UnixSignals", package: "swift-service-lifecycle"),
      ], swiftSettings: settings),
    .executableTarget(
      name: "convoke",
      dependencies: [
        "ConfigReader", "Daemon", "Domain", "Engine", "Inbound", "JSONLines", "Letters",
        "MailCatcher", "Planning", "Queries", "Rehearsal", "SMTPClient", "State", "StateFolder",
        "Store",
        .product(name: "ArgumentParser", package: "swift-argument-parser"),
        .product(name: "Logging", package: "swift-log"),
      ], swiftSettings: settings),

    // Loads a store so that a test can kill it: `Tests/EndToEnd/test_store.py`.
    .executableTarget(
      name: "StoreTorture", dependencies: ["JSONLines", "Store"],
      path: "Tests/EndToEnd/StoreTorture", swiftSettings: settings),

    // A disk that tears, fills and fails, for tests and the simulation.
    .target(
      name: "StoreTesting", dependencies: ["Store", "Threading"],
      path: "Tests/Support/StoreTesting",
      swiftSettings: settings),

    // Seasons on a virtual clock, a simulated disk and a simulated server; `scripts/simulate`.
    .target(
      name: "Simulator",
      dependencies: [
        "Domain", "Engine", "Letters", "Planning", "Refusals", "SMTPClient", "State", "StateFolder",
        "Store", "StoreTesting",
      ],
      path: "Tests/Simulation/Simulator", swiftSettings: settings),
    .executableTarget(
      name: "Simulate", dependencies: ["Domain", "Simulator"], path: "Tests/Simulation/Simulate",
      swiftSettings: settings),

    // `scripts/bench` runs these; no test does.
    .executableTarget(
      name: "StoreBench", dependencies: ["JSONLines", "Store"], path: "Benchmarks/Store",
      swiftSettings: settings),
    .executableTarget(
      name: "PlanBench", dependencies: ["Domain", "Planning", "State"], path: "Benchmarks/Plan",
      swiftSettings: settings),
    .executableTarget(
      name: "StateBench", dependencies: ["Domain", "State", "Store"], path: "Benchmarks/State",
      swiftSettings: settings),
    .target(name: "CAllocations", path: "Benchmarks/CAllocations"),
    .executableTarget(
      name: "ComposeBench", dependencies: ["CAllocations", "Domain", "Letters"],
      path: "Benchmarks/Compose", swiftSettings: settings),
    .executableTarget(
      name: "InboundBench",
      dependencies: ["Daemon", "Domain", "Engine", "Letters", "State", "StateFolder", "Store"],
      path: "Benchmarks/Inbound", swiftSettings: settings),

    // Each room's own tests; the built program is tested by Tests/EndToEnd, in Python.
    .testTarget(name: "JSONLinesTests", dependencies: ["JSONLines"], swiftSettings: settings),
    .testTarget(name: "ThreadingTests", dependencies: ["Threading"], swiftSettings: settings),
    .testTarget(name: "TemplatingTests", dependencies: ["Templating"], swiftSettings: settings),
    .testTarget(name: "MIMETests", dependencies: ["MIME"], swiftSettings: settings),
    .testTarget(name: "DomainTests", dependencies: ["Domain"], swiftSettings: settings),
    .testTarget(
      name: "StateTests", dependencies: ["Domain", "JSONLines", "Refusals", "State"],
      swiftSettings: settings),
    .testTarget(
      name: "PlanningTests", dependencies: ["Domain", "Planning", "State"], swiftSettings: settings),
    .testTarget(
      name: "ConfigReaderTests", dependencies: ["ConfigReader", "Domain"],
      exclude: ["Fixtures"], swiftSettings: settings),
    .testTarget(
      name: "StoreTests", dependencies: ["JSONLines", "Store", "StoreTesting"],
      swiftSettings: settings),
    .testTarget(
      name: "LettersTests",
      dependencies: [
        "Domain", "Letters", "Templating",
        .product(name: "Crypto", package: "swift-crypto"),
        .product(name: "CryptoExtras", package: "swift-crypto"),
      ], exclude: ["Golden"], swiftSettings: settings),
    .testTarget(
      name: "InboundTests", dependencies: ["Domain", "Inbound", "MIME"], swiftSettings: settings),
    .testTarget(
      name: "SMTPClientTests", dependencies: ["MailCatcher", "Refusals", "SMTPClient"],
      swiftSettings: settings),
    .testTarget(
      name: "MailCatcherTests", dependencies: ["MailCatcher"], swiftSettings: settings),
    .testTarget(
      name: "WebTests",
      dependencies: [
        "Domain", "Templating", "Web",
        .product(name: "Logging", package: "swift-log"),
        .product(name: "NIOCore", package: "swift-nio"),
        .product(name: "NIOPosix", package: "swift-nio"),
        .product(name: "ServiceLifecycle", package: "swift-service-lifecycle"),
      ], swiftSettings: settings),
    .testTarget(
      name: "DaemonTests",
      dependencies: [
        "ConfigReader", "Daemon", "Domain", "Engine", "Inbound", "JSONLines", "Letters", "Planning",
        "Queries", "Refusals", "Rehearsal", "SMTPClient", "State", "StateFolder", "Store",
        "StoreTesting", "Threading",
        .product(name: "Logging", package: "swift-log"),
      ], swiftSettings: settings),
    .testTarget(
      name: "SimulationTests", dependencies: ["Domain", "Simulator"],
      path: "Tests/Simulation/Tests", swiftSettings: settings),
  ]
)
