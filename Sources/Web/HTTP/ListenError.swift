import Glibc
import NIOCore

/// Why an address could not be listened on: the environment, to be named to the operator.
package struct ListenError: Error, Sendable, Equatable, CustomStringConvertible {
  package var description: String

  init(host: String, port: Int, cause: IOError) {
    let address = host.utf8.contains(UInt8(ascii: ":")) ? "[\(host)]:\(port)" : "\(host):\(port)"
    description =
      switch cause.errnoCode {
      case EADDRINUSE: "the address \(address) is in use"
      case EACCES: "no permission to listen on \(address)"
      case EADDRNOTAVAIL: "\(address) is not an address of this machine"
      default: "cannot listen on \(address): \(cause)"
      }
  }
}
