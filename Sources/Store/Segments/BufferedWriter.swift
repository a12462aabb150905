/// Writes a new file from its start in large pieces.
struct BufferedWriter {
  /// What has not been written yet; append to it, then call `flushIfFull`.
  var buffer: [UInt8] = []

  /// Bytes written so far, without the buffer.
  private(set) var size = 0

  let file: any DiskFile

  init(_ file: any DiskFile) {
    self.file = file
  }

  mutating func flushIfFull() throws(DiskError) {
    if buffer.count >= 1 << 18 { try flush() }
  }

  /// Writes the rest and waits for stable storage.
  mutating func finish() throws(DiskError) {
    try flush()
    try file.sync()
  }

  private mutating func flush() throws(DiskError) {
    try file.writeAll(buffer, at: size)
    size += buffer.count
    buffer.removeAll(keepingCapacity: true)
  }
}
