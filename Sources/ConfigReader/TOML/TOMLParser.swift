import CToml

/// Reads TOML 1.0 with toml++ and keeps the place of every key and value.
enum TOMLParser {
  /// Why a document is not TOML, and where.
  struct Failure: Error {
    var text: String
    var place: SourcePlace
  }

  static func parse(_ bytes: [UInt8]) throws(Failure) -> TOMLTable {
    try TOMLGuard.check(bytes)
    var nodes = collect(bytes)[...]
    guard let root = nodes.popFirst() else { return TOMLTable(entries: [], place: .start) }
    guard root.kind != CTOML_ERROR else { throw Failure(text: root.text, place: root.place) }
    return table(root, &nodes)
  }

  private struct Flat {
    var kind: ctoml_kind
    var depth: Int32
    var key: String
    var text: String
    var place: SourcePlace
    var keyPlace: SourcePlace

    init(_ node: ctoml_node) {
      kind = node.kind
      depth = node.depth
      key = TOMLParser.string(node.key, node.key_length)
      text = TOMLParser.string(node.text, node.text_length)
      place = SourcePlace(line: max(1, Int(node.line)), column: max(1, Int(node.column)))
      keyPlace = SourcePlace(
        line: max(1, Int(node.key_line)), column: max(1, Int(node.key_column)))
    }
  }

  private static func collect(_ bytes: [UInt8]) -> [Flat] {
    var nodes: [Flat] = []
    withUnsafeMutablePointer(to: &nodes) { pointer in
      bytes.withUnsafeBytes { buffer in
        ctoml_walk(
          buffer.baseAddress?.assumingMemoryBound(to: CChar.self), buffer.count, pointer
        ) { context, node in
          guard let node = node?.pointee else { return }
          context?.assumingMemoryBound(to: [Flat].self).pointee.append(Flat(node))
        }
      }
    }
    return nodes
  }

  private static func string(_ start: UnsafePointer<CChar>?, _ length: Int) -> String {
    String(decoding: UnsafeRawBufferPointer(start: start, count: length), as: UTF8.self)
  }

  private static func table(_ parent: Flat, _ rest: inout ArraySlice<Flat>) -> TOMLTable {
    var entries: [TOMLTable.Entry] = []
    while let child = rest.first, child.depth > parent.depth {
      rest.removeFirst()
      entries.append(
        TOMLTable.Entry(key: child.key, keyPlace: child.keyPlace, node: node(child, &rest)))
    }
    entries.sort { $0.keyPlace < $1.keyPlace }
    return TOMLTable(entries: entries, place: parent.place)
  }

  private static func node(_ flat: Flat, _ rest: inout ArraySlice<Flat>) -> TOMLNode {
    TOMLNode(value: value(flat, &rest), place: flat.place)
  }

  private static func value(_ flat: Flat, _ rest: inout ArraySlice<Flat>) -> TOMLNode.Value {
    switch flat.kind {
    case CTOML_TABLE: return .table(table(flat, &rest))
    case CTOML_ARRAY:
      var items: [TOMLNode] = []
      while let child = rest.first, child.depth > flat.depth {
        rest.removeFirst()
        items.append(node(child, &rest))
      }
      return .array(items)
    case CTOML_INTEGER: return Int(flat.text).map { .integer($0) } ?? .float(flat.text)
    case CTOML_BOOLEAN: return .boolean(flat.text == "true")
    case CTOML_FLOAT: return .float(flat.text)
    case CTOML_DATE: return .date(flat.text)
    case CTOML_TIME: return .time(flat.text)
    case CTOML_LOCAL_DATE_TIME: return .localDateTime(flat.text)
    case CTOML_OFFSET_DATE_TIME: return .offsetDateTime(flat.text)
    default: return .string(flat.text)
    }
  }
}
