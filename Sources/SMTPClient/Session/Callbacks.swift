import CCurl

/// libcurl's C callbacks: each finds its `Transfer` and asks it.
enum Callbacks {
  static let header: ccurl_header_callback = { bytes, size, count, context in
    let length = size * count
    guard let bytes, let transfer = transfer(context) else { return length }
    return transfer.received(UnsafeRawBufferPointer(start: bytes, count: length)) ? length : 0
  }

  static let read: ccurl_read_callback = { buffer, size, count, context in
    guard let buffer, let transfer = transfer(context) else { return Int(CURL_READFUNC_ABORT) }
    let space = UnsafeMutableRawBufferPointer(start: buffer, count: size * count)
    return transfer.read(into: space) ?? Int(CURL_READFUNC_ABORT)
  }

  static let debug: ccurl_debug_callback = { _, type, bytes, size, context in
    if type == CURLINFO_HEADER_OUT, let bytes {
      transfer(context)?.sent(UnsafeRawBufferPointer(start: bytes, count: size))
    } else if type == CURLINFO_TEXT, let bytes {
      transfer(context)?.remarked(UnsafeRawBufferPointer(start: bytes, count: size))
    }
    return 0
  }

  static let progress: ccurl_progress_callback = { context, _, _, _, _ in
    transfer(context)?.shouldGiveUp() == true ? 1 : 0
  }

  static let socket: ccurl_socket_callback = { context, socket, _ in
    let mayOpen = transfer(context)?.opened(socket: socket) ?? true
    return Int32(mayOpen ? CURL_SOCKOPT_OK : CURL_SOCKOPT_ERROR)
  }

  private static func transfer(_ context: UnsafeMutableRawPointer?) -> Transfer? {
    context.map { Unmanaged<Transfer>.fromOpaque($0).takeUnretainedValue() }
  }
}
