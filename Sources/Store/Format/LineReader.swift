import Glibc

/// Reads a file line by line through one buffer, so that memory does not grow with the file.
struct LineReader: ~Copyable {
  /// Where the line handed over last stands.
  private(set) var number = 0
  private(set) var offset = 0

  /// Whether that line ended with a newline; the last of a torn file does not.
  private(set) var isWhole = true

  /// The length of that line with its newline.
  private(set) var length = 0

  private let file: any DiskFile
  private var buffer: UnsafeMutableRawBufferPointer
  private var start = 0
  private var end = 0
  private var fileOffset = 0
  private var isAtEnd = false

  init(_ file: any DiskFile, chunk: Int = 1 << 18) {
    self.file = file
    buffer = .allocate(byteCount: chunk, alignment: 16)
  }

  deinit {
    buffer.deallocate()
  }

  /// The next line without its newline, valid until the next call; nil at the end.
  mutating func next() throws(DiskError) -> UnsafeRawBufferPointer? {
    offset += length
    length = 0
    var searched = 0
    while true {
      if end - start > searched,
        let found = memchr(buffer.baseAddress! + start + searched, 0x0A, end - start - searched)
      {
        return take(found - (buffer.baseAddress! + start), newline: true)
      }
      searched = end - start
      if isAtEnd { return searched == 0 ? nil : take(searched, newline: false) }
      try fill()
    }
  }

  private mutating func take(_ count: Int, newline: Bool) -> UnsafeRawBufferPointer {
    let line = UnsafeRawBufferPointer(rebasing: buffer[start..<start + count])
    length = count + (newline ? 1 : 0)
    start += length
    number += 1
    isWhole = newline
    return line
  }

  private mutating func fill() throws(DiskError) {
    if start > 0 {
      memmove(buffer.baseAddress!, buffer.baseAddress! + start, end - start)
      end -= start
      start = 0
    }
    if end == buffer.count {
      let larger = UnsafeMutableRawBufferPointer.allocate(
        byteCount: buffer.count * 2, alignment: 16)
      larger.copyMemory(from: UnsafeRawBufferPointer(buffer))
      buffer.deallocate()
      buffer = larger
    }
    let count = try file.read(
      into: UnsafeMutableRawBufferPointer(rebasing: buffer[end...]), at: fileOffset)
    isAtEnd = count == 0
    end += count
    fileOffset += count
  }
}
