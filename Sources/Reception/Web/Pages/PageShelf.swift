import NIOConcurrencyHelpers

/// The pages in force; a reload replaces them between two requests.
package final class PageShelf: Sendable {
  private let renderer: NIOLockedValueBox<PageRenderer>

  package init(_ renderer: PageRenderer) { self.renderer = .init(renderer) }

  package var current: PageRenderer { renderer.withLockedValue { $0 } }

  package func replace(with renderer: PageRenderer) {
    self.renderer.withLockedValue { $0 = renderer }
  }
}
