import Domain

extension Section {
  /// A local date-time; a date alone is none.
  func localTime(_ key: String, required: Bool = false) -> Located<LocalDateTime>? {
    guard let entry = entry(key, required: required) else { return nil }
    let text: String
    switch entry.node.value {
    case .localDateTime(let written), .string(let written): text = written
    case .offsetDateTime:
      error(
        entry.node.place, "'\(key)' is a local time: leave the offset out and set 'timezone'")
      return nil
    case .date:
      error(entry.node.place, "'\(key)' needs a time of day, such as 2027-06-17T14:00:00")
      return nil
    default:
      wrongType(entry, "a local date-time such as 2027-06-17T14:00:00")
      return nil
    }
    guard let local = LocalDateTime(parsing: text), text.utf8.count > 10 else {
      error(entry.node.place, "'\(text)' is not a local date-time such as 2027-06-17T14:00:00")
      return nil
    }
    return Located(value: local, place: entry.node.place)
  }

  /// A moment: a TOML date or local date-time, or a text.
  func moment(_ key: String) -> Located<Moment>? {
    guard let entry = entry(key) else { return nil }
    let text: String
    switch entry.node.value {
    case .localDateTime(let written), .date(let written): text = written
    case .string(let written): text = written
    case .offsetDateTime:
      error(entry.node.place, "'\(key)' is a local time: leave the offset out")
      return nil
    default:
      wrongType(entry, "a local time or an offset such as \"-6w tue 09:30\"")
      return nil
    }
    return moment(text, at: entry.node.place)
  }

  func moment(_ text: String, at place: SourcePlace) -> Located<Moment>? {
    do {
      return Located(value: try Moment(parsing: text), place: place)
    } catch {
      self.error(within(place, error.offset), error.text)
      return nil
    }
  }

  func address(_ key: String, required: Bool = false) -> Located<MailAddress>? {
    line(key, required: required).flatMap(address)
  }

  func address(_ text: Located<String>) -> Located<MailAddress>? {
    do {
      return Located(value: try MailAddress(text.value), place: text.place)
    } catch {
      self.error(text.place, error.description)
      return nil
    }
  }

  func mailbox(_ key: String, required: Bool = false) -> Located<Mailbox>? {
    guard let text = line(key, required: required) else { return nil }
    do {
      return Located(value: try MailboxText.parse(text.value), place: text.place)
    } catch {
      self.error(text.place, error.description)
      return nil
    }
  }

  /// A text for all languages, or a table with a text per language.
  func localized(_ key: String, required: Bool = false) -> Located<LocalizedText>? {
    guard let entry = entry(key, required: required) else { return nil }
    guard case .table(let table) = entry.node.value else {
      return text(key, required: required)?.map { LocalizedText($0) }
    }
    let section = Section([table], title: "'\(key)'", file: file, findings: findings)
    var byLanguage: [String: String] = [:]
    for entry in table.entries {
      guard LanguageTag.isValid(entry.key) else {
        error(entry.keyPlace, "'\(entry.key)' is not a language such as nl or en")
        section.allow([entry.key])
        continue
      }
      byLanguage[entry.key] = section.text(entry.key, required: required)?.value
    }
    if required, table.entries.isEmpty { error(entry.node.place, "'\(key)' may not be empty") }
    return Located(value: LocalizedText(byLanguage: byLanguage), place: entry.node.place)
  }

  func zone(_ key: String, required: Bool = false) -> Located<Zone>? {
    guard let text = text(key, required: required) else { return nil }
    if let zone = ConfigReader.loadZone(text.value) {
      return Located(value: zone, place: text.place)
    }
    error(
      text.place,
      "'\(text.value)' is not a time zone of this system"
        + (ZoneFiles.nearest(to: text.value).map { "; did you mean '\($0)'?" } ?? ""))
    return nil
  }

  func audience(_ key: String) -> Located<Audience>? {
    guard let text = text(key, required: true) else { return nil }
    do {
      return Located(value: try Audience(parsing: text.value), place: text.place)
    } catch {
      self.error(within(text.place, error.offset), error.text)
      return nil
    }
  }

  /// The place of a scalar inside a string of this file.
  func within(_ place: SourcePlace, _ offset: Int) -> SourcePlace {
    StringPlaces.place(ofScalar: offset, inStringAt: place, bytes: file.bytes)
  }
}
