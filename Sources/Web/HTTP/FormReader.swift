import HTTPTypes
import Hummingbird

/// Reads the body of a POST within its limits of size and time.
enum FormReader {
  enum Fault: Error, Equatable {
    case tooLarge
    case tooSlow
    /// The connection broke before the body was whole.
    case broken
    case unreadable(FormFields.Unreadable, hasBody: Bool)
  }

  static let largest = 64 * 1024
  static let longest: Duration = .seconds(30)

  static func read(_ request: Request) async -> Result<FormFields, Fault> {
    if let length = request.headers[.contentLength], (Int(length) ?? .max) > largest {
      return .failure(.tooLarge)
    }
    let deadline = ContinuousClock.now + longest
    var body: [UInt8] = []
    do {
      for try await chunk in request.body {
        body.append(contentsOf: chunk.readableBytesView)
        if body.count > largest { return .failure(.tooLarge) }
        // Looked at per chunk: who sends nothing at all meets the idle timeout instead.
        if ContinuousClock.now > deadline { return .failure(.tooSlow) }
      }
    } catch {
      return .failure(.broken)
    }
    do throws(FormFields.Unreadable) {
      return .success(
        try FormFields(body: body, contentType: request.headers[.contentType]))
    } catch {
      return .failure(.unreadable(error, hasBody: !body.isEmpty))
    }
  }
}
