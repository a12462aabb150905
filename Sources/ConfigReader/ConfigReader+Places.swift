extension ConfigReader {
  /// Where the daemon of these files answers about its health; nil when the file cannot be read.
  /// Nothing else of the files is looked at.
  package static func adminAddress(config directory: String) -> (host: String, port: Int)? {
    let path = directory + "/convoke.toml"
    guard case .success(let bytes) = DiskReader.bytes(path, limit: DiskReader.largestText),
      let table = try? TOMLParser.parse(bytes)
    else { return nil }
    guard case .table(let web) = table.entry("web")?.node.value,
      case .string(let text) = web.entry("admin_listen")?.node.value
    else { return ("127.0.0.1", 8081) }
    guard let address = HostPort(text), let port = address.port else { return nil }
    return (address.host, port)
  }
}
