import ArgumentParser
import Daemon
import Domain
import Foundation
import Letters
import Planning

struct Preview: ParsableCommand {
  static let configuration = CommandConfiguration(
    abstract: "Show one message exactly as it would be sent.")

  enum Format: String, ExpressibleByArgument, CaseIterable { case eml, html, text }

  @OptionGroup var place: Place
  @Argument(help: "The event.") var event: String
  @Argument(help: "The step.") var step: String
  @Option(help: ArgumentHelp("For whom: an address or CRM id.", valueName: "email")) var to: String
  @Option(help: "eml (the bytes), html or text.") var format = Format.text

  func run() throws {
    let now = Clock.now
    let (books, _, _) = try place.books(now: now)
    guard let found = books.programme.event(event) else {
      throw Failure(Failure.problems, "no event '\(event)'; see convoke status")
    }
    guard let step = found.step(step) else {
      let names = found.steps.map(\.name).joined(separator: ", ")
      throw Failure(Failure.problems, "\(event) has no step '\(step)'; it has \(names)")
    }
    guard let person = books.find(to) else {
      throw Failure(Failure.problems, "nobody is known as '\(to)'; see convoke people list")
    }
    let letter = try letter(books, step, person, now)
    switch format {
    case .eml: FileHandle.standardOutput.write(Data(letter.message))
    case .html: Terminal.out(letter.html)
    case .text: Terminal.out("Subject: \(letter.subject)\n\n\(letter.text)")
    }
  }

  private func letter(
    _ books: Books, _ step: Step, _ person: Int32, _ now: Instant
  ) throws -> Letter {
    let keys = try Workshop.previewKeys(place.stateDirectory(books.programme))
    let composer = try Composer(programme: books.programme, keys: keys)
    let key = DeliveryKey(
      event: event, step: step.name, person: person, occurrence: step.isTimed ? 0 : 1)
    guard
      var request = LetterRequest(
        key, programme: books.programme, judge: books.judge, state: books.state, now: now)
    else { throw Failure(Failure.problems, "\(to) gets no mail of \(event)") }
    if request.answer == nil, !step.isTimed { request.suppose(step) }
    if let due = books.schedule(event)?.timed.first(where: { $0.step.name == step.name })?.due,
      due > now
    {
      request.instant = due
    }
    return try composer.compose(request)
  }
}
