import Glibc
import Store

/// A directory of a test's own, removed when the value goes.
final class Scratch {
  let path: String

  init() {
    var template = Array("/tmp/store-tests-XXXXXX".utf8CString)
    path = template.withUnsafeMutableBufferPointer { String(cString: mkdtemp($0.baseAddress!)) }
  }

  deinit {
    remove(path)
  }

  private func remove(_ path: String) {
    if let names = try? RealDisk().list(path) {
      for name in names { remove("\(path)/\(name)") }
      rmdir(path)
    } else {
      unlink(path)
    }
  }
}

/// What a store holds, as (type, fields), with the numbers.
struct Held: Equatable {
  var seqs: [Int] = []
  var texts: [String] = []

  mutating func add(_ line: ReplayedLine) {
    seqs.append(line.seq)
    texts.append(line.type + " " + String(decoding: line.record.fields, as: UTF8.self))
  }
}

func entry(_ number: Int, padding: Int = 0) -> Record {
  let pad = String(repeating: "x", count: padding)
  return Record(
    type: "test", at: 1_800_000_000_000 + Int64(number),
    fields: Array(#""n":\#(number),"pad":"\#(pad)""#.utf8))
}

func text(_ number: Int, padding: Int = 0) -> String {
  let record = entry(number, padding: padding)
  return record.type + " " + String(decoding: record.fields, as: UTF8.self)
}
