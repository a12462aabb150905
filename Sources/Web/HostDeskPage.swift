package import Domain

/// All that a host sees of one event.
package struct HostDeskPage: Sendable {
  package var language: String
  package var phase: InvitationPage.Phase
  package var event: EventSummary
  package var counts: Counts
  /// Who answered, in the order to show.
  package var guests: [Guest]
  package var steps: [Step]
  /// Invited people whose address takes no mail.
  package var unreachable: [Unreachable]
  /// Guests' mail that waits for the host to read it, newest first.
  package var mails: [Mail]
  /// How many were coming at moments in time, oldest first; fewer than two points draw nothing.
  package var curve: [CurvePoint]
  /// A message to everybody with a seat; nil when there is nobody, or no template for it.
  package var note: NoteDesk?

  package init(
    language: String, phase: InvitationPage.Phase, event: EventSummary, counts: Counts,
    guests: [Guest], steps: [Step], unreachable: [Unreachable] = [], mails: [Mail] = [],
    curve: [CurvePoint] = [], note: NoteDesk? = nil
  ) {
    self.language = language
    self.phase = phase
    self.event = event
    self.counts = counts
    self.guests = guests
    self.steps = steps
    self.unreachable = unreachable
    self.mails = mails
    self.curve = curve
    self.note = note
  }

  package struct NoteDesk: Sendable {
    /// How many would get it.
    package var people: Int
    /// Earlier notes, for people.
    package var earlier: [String]
    /// The words as the mail shows them, in HTML made by us.
    package var render: @Sendable (String) -> String

    package init(
      people: Int, earlier: [String], render: @escaping @Sendable (String) -> String
    ) {
      self.people = people
      self.earlier = earlier
      self.render = render
    }
  }

  package struct Counts: Sendable, Equatable {
    /// People with a seat.
    package var yes: Int
    package var no: Int
    package var maybe: Int
    package var waiting: Int
    /// People for whom a seat is held.
    package var offered: Int
    package var silent: Int
    /// Seats taken, guests included.
    package var seated: Int
    /// 0 = no limit.
    package var capacity: Int

    package init(
      yes: Int = 0, no: Int = 0, maybe: Int = 0, waiting: Int = 0, offered: Int = 0,
      silent: Int = 0,
      seated: Int = 0, capacity: Int = 0
    ) {
      self.yes = yes
      self.no = no
      self.maybe = maybe
      self.waiting = waiting
      self.offered = offered
      self.silent = silent
      self.seated = seated
      self.capacity = capacity
    }
  }

  /// One who answered.
  package struct Guest: Sendable, Equatable {
    package var name: String
    package var organisation: String
    package var email: String
    package var answer: Choice
    package var seat: Seat
    /// Place on the waiting list, from 1.
    package var position: Int?
    package var guests: Int
    package var answers: [QuestionAnswer]
    /// When the last answer came, for people, and by which way (`link`, `phone`, …).
    package var at: String
    package var via: String
    /// Earlier answers, oldest first, for people.
    package var history: [String]

    package init(
      name: String, organisation: String = "", email: String, answer: Choice,
      seat: Seat, position: Int? = nil, guests: Int = 0, answers: [QuestionAnswer] = [], at: String,
      via: String, history: [String] = []
    ) {
      self.name = name
      self.organisation = organisation
      self.email = email
      self.answer = answer
      self.seat = seat
      self.position = position
      self.guests = guests
      self.answers = answers
      self.at = at
      self.via = via
      self.history = history
    }
  }

  package struct QuestionAnswer: Sendable, Equatable {
    package var id: String
    package var question: String
    package var answer: String

    package init(id: String, question: String, answer: String) {
      self.id = id
      self.question = question
      self.answer = answer
    }
  }

  /// Somebody whom no mail reaches, and what the servers said.
  package struct Unreachable: Sendable, Equatable {
    package var name: String
    package var email: String
    package var why: String

    package init(name: String, email: String, why: String) {
      self.name = name
      self.email = email
      self.why = why
    }
  }

  /// A mail that no rule could read, or not all of it; the host got it as an attachment.
  package struct Mail: Sendable, Equatable {
    package var name: String
    /// When it came, for people.
    package var at: String
    package var why: String
    /// Of the page with the writer's answer.
    package var token: String

    package init(name: String, at: String, why: String, token: String) {
      self.name = name
      self.at = at
      self.why = why
      self.token = token
    }
  }

  /// One message of the playbook.
  package struct Step: Sendable, Equatable {
    /// Name of the step, `[a-z0-9-]+`.
    package var id: String
    /// When it goes, for people; empty for a step that follows an occurrence.
    package var when: String
    /// How many it is for.
    package var people: Int
    /// How many it was sent to.
    package var sent: Int
    package var state: State

    package enum State: String, Sendable, CaseIterable {
      /// Still to come; the host can hold it.
      case coming
      /// Held; the host can let it go.
      case held
      /// Nothing more to decide.
      case done
    }

    package init(id: String, when: String, people: Int, sent: Int, state: State) {
      self.id = id
      self.when = when
      self.people = people
      self.sent = sent
      self.state = state
    }
  }

  package struct CurvePoint: Sendable, Equatable {
    /// Any common unit of time.
    package var time: Int64
    package var coming: Int

    package init(time: Int64, coming: Int) {
      self.time = time
      self.coming = coming
    }
  }
}

/// What the host's desk asks for; `step` is one the desk showed.
package enum HostCommand: Sendable, Equatable {
  case hold(step: String)
  case release(step: String)
  /// Mails these words to everybody with a seat.
  case note(String)
}
