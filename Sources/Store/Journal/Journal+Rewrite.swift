import Threading

extension Journal {
  /// As `StoreFiles.rewrite`, while the journal goes on: everything durable when the call began is
  /// rewritten, and what is appended meanwhile goes to a segment of its own and is left as it is.
  /// So `transform` must find nothing in it; the caller sees to that.
  ///
  /// Blocks until all of it is on stable storage. Throws `notSaved` while no new segment can be
  /// begun; after any error all files are as before, or a later call or the next start puts all
  /// rewritten ones in place.
  @discardableResult
  package func rewrite(
    _ transform: (Record) throws -> Record?, quarantine keep: ([UInt8]) throws -> Bool
  ) throws -> Int {
    try maintenance.withLock { _ in
      let sealed = monitor.withLock { $0.seal() }
      monitor.signalWork()
      try wait(sealed)
      let live = sealed.seqs.lowerBound
      // Where no segment could be prepared, the old one went on.
      guard let base = writer.withLock({ $0.base }), base >= live else {
        throw StoreError.notSaved(reason: "no new segment could be begun")
      }
      return try StoreFiles(directory: layout.directory, disk: disk)
        .rewrite(before: live, transform, quarantine: keep)
    }
  }
}
