import Domain

/// What stands in the files: as the simulation edits it, before it is made a `Programme`.
struct Scenario {
  /// When a step is due: days before the start or after the end, and a time of day.
  struct Step: Hashable {
    var name: String
    var to: Domain.Step.Recipients
    var isBefore: Bool
    var days: Int
    var weekday: Int?
    /// nil: the opening of sending hours.
    var minute: Int?
    var onDoubt: Domain.Step.OnDoubt
    var isOff = false
    /// Due once more when the event moves by more days than that.
    var againDays: Int?
  }

  struct Event: Hashable {
    var id: String
    var kind: String
    /// Days since 1970, and minutes after midnight, in the zone.
    var day: Int
    var minute: Int
    var venue = "A"
    var isCancelled = false
    var capacity = 0
    var perOrganisation = 0
    var quorum = 0
    var guests = 0
    var offerHours = 24
    /// Days before the start at whose end answering closes; 0: the start.
    var answerDays = 0
    var audience = "everyone"
    var host = "host0"
    var steps: [Step]
    /// Where it stood before it was moved far, to be moved back to.
    var home: Int?
  }

  struct Member: Hashable {
    /// Who it really is, whatever the files call them: the first id they were known by.
    var id: String
    /// The id in the files.
    var crmID: String
    /// A row that must wait: its id is that of this person, who is somebody else.
    var waitsAs: String?
    var email: String
    var organisation: String
    var tags: [String]
  }

  struct Settings: Hashable {
    var isAlwaysOpen: Bool
    var fromMinute: Int
    var toMinute: Int
    var gapHours: Int
    var settleMinutes: Int
    var confirmOver: Int
    var perMinute: Int
    var perWeek = 0
    /// 0: the host sees nothing before.
    var previewHours = 0
    var onlyTo: [String] = []
    var holidays: Set<Int> = []
  }

  /// People whom nobody may know any more, though the files list them.
  var forgotten: Set<String> = []
  var settings: Settings
  var members: [Member]
  var events: [Event]
  /// Counts edits; it stands for the fingerprint of the files.
  var version = 1
  var lastEvent = 0
  var lastMember = 0
  /// All ids that the files had for somebody.
  var crmIDs: [String: Set<String>] = [:]

  static let eventMinutes = 180
}
