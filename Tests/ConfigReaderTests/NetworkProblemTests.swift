import Domain
import Testing

@Suite struct NetworkProblemTests {
  private static let file = "Config/convoke.toml"

  private static func edit(_ old: String, _ new: String, _ says: String...) -> Edit {
    var edit = Edit(file, old, new)
    edit.says = says.map { "\(file):\($0)" }
    return edit
  }

  private static let url = "url = \"smtps://relay.noord.example\""
  private static let web = "url = \"https://noord.example/doe-mee/\""

  @Test(arguments: [
    edit("name = \"Netwerk Noord\"\n", "", "1:1: error: [network] needs 'name'"),
    edit("name = \"Netwerk Noord\"", "name = \" \"", "2:8: error: 'name' may not be empty"),
    edit(
      "name = \"Netwerk Noord\"", "nam = \"N\"",
      "1:1: error: [network] needs 'name'",
      "2:1: error: 'nam' is not a setting of [network]; did you mean 'name'?"),
    edit(
      "name = \"Netwerk Noord\"", "name = 5",
      "2:8: error: 'name' must be a text, not a whole number"),
    edit(
      "name = \"Netwerk Noord\"", "name = \"a\\r\\nb\"",
      "2:8: error: 'name' must be one line without control characters"),
    edit(
      "Europe/Amsterdam", "Europe/Amsterdm",
      "3:12: error: 'Europe/Amsterdm' is not a time zone of this system; did you mean 'Europe/Amsterdam'?"
    ),
    edit(
      "language = \"nl\"", "language = \"Nederlands\"",
      "4:12: error: 'Nederlands' is not a language of two or three letters such as nl"),
    edit("#0A6640", "green", "7:10: error: 'accent' must be a colour such as \"#0a6640\""),
    edit("<beheer@noord.example>", "<beheer>", "6:13: error: \"beheer\" has no @"),
    edit(
      "accent = \"#0A6640\"", "logo = \"logo.exe\"",
      "7:8: error: 'logo' must be an svg, png, jpg, gif or webp file"),
    edit("[store]", "[stor]", "39:2: error: 'stor' is not a setting; did you mean 'store'?"),
    edit("[store]", "[[store]]", "39:1: error: 'store' must be a table, not a list"),
    edit("bounces = \"bounces@noord.example\"\n", "", "9:1: error: [mail] needs 'bounces'"),
    edit(
      "bounces = \"bounces@noord.example\"", "bounces = \"bøunces@noord.example\"",
      "11:11: error: \"bøunces@noord.example\" is no address to send from; before the @ use a-z, 0-9, - and ."
    ),
    edit(
      "<uitnodiging@noord.example>", "<jörg@noord.example>",
      "10:8: error: \"jörg@noord.example\" is no address to send from; before the @ use a-z, 0-9, - and ."
    ),
    edit(
      "post@noord.example", "\\\"de post\\\"@noord.example",
      "12:12: error: \"\"de post\"@noord.example\" is no address to send from; before the @ use a-z, 0-9, - and ."
    ),
    edit(
      "from = \"Netwerk Noord", "from = \"Noord @ Werk",
      "10:8: error: a name with an @ looks like another address; mail programs call it forged"),
    edit(
      "domain = \"noord.example\"", "domain = \"büro.example\"",
      "13:19: error: 'büro.example' is not made of letters, digits, hyphens and dots"),
    edit(
      "selector = \"k1\"", "selector = \"k1; x=y\"",
      "13:47: error: 'k1; x=y' is not made of letters, digits, hyphens and dots"),
    edit(
      "credential:dkim", "-----BEGIN PRIVATE KEY-----",
      "13:59: error: 'key' must say where the secret is, never hold it: credential:NAME, file:PATH or env:NAME"
    ),
    edit(
      "file:secrets/smtp", "hunter2",
      "18:12: error: 'password' must say where the secret is, never hold it: credential:NAME, file:PATH or env:NAME"
    ),
    edit("username = \"convoke\"\n", "", "17:1: error: 'password' needs a 'username'"),
    edit(
      "password = \"file:secrets/smtp\"\n", "",
      "17:1: error: 'username' needs a 'password' or a 'token'"),
    edit(
      "connections = 4", "token = \"env:TOKEN\"",
      "19:1: error: set 'password' or 'token', not both"),
    edit(
      "connections = 4", "max_per_connection = -1",
      "19:22: error: 'max_per_connection' must be from 0 to 1000000"),
    edit(
      "per_person_per_week = 2", "clock_wait = \"2d\"",
      "37:14: error: 'clock_wait' is at most \"1d\": nothing timed goes meanwhile"),
    edit(
      "per_person_per_week = 2", "clock_wait = \"off\"",
      "37:14: error: 'off' is not a length of time such as \"3d\" or \"3h30m\""),
    edit("connections = 4", "connections = 0", "19:15: error: 'connections' must be from 1 to 100"),
    edit(
      "connections = 4", "connections = 1.5",
      "19:15: error: 'connections' must be a whole number, not a number with a fraction"),
    edit(
      "connections = 4", "tls = \"off\"",
      "19:7: error: tls = \"off\" is for loopback only, not for relay.noord.example"),
    edit(
      "connections = 4", "tls = \"requir\"",
      "19:7: error: 'tls' must be one of require, off; did you mean 'require'?"),
    edit(
      url, "url = \"relay:25\"",
      "16:7: error: 'url' must be smtp://HOST:PORT or smtps://HOST:PORT, not 'relay:25'"),
    edit(
      url, "url = \"smtp://u:secret@relay\"",
      "16:7: error: leave the user out of 'url' and set 'username' and 'password'"),
    edit(
      url, "url = \"smtp://relay:99999\"",
      "16:7: error: 'url' must be smtp://HOST:PORT or smtps://HOST:PORT, not 'smtp://relay:99999'"),
    edit(
      web, "url = \"http://noord.example\"",
      "23:7: error: 'url' must begin with https:// unless it is on loopback"),
    edit(
      web, "url = \"noord.example\"",
      "23:7: error: 'url' must be an address such as https://doe-mee.mvo.example, without a query"),
    edit("[::1]:9000", "9000", "24:10: error: 'listen' must be HOST:PORT, such as 127.0.0.1:8080"),
    edit(
      "[::1]:9000", "127.0.0.1:9001",
      "25:16: error: 'admin_listen' and 'listen' are the same address"),
    edit(
      "10.0.0.0/8", "10.0.0.0/33",
      "26:20: error: '10.0.0.0/33' is not an IP address or a network such as 10.0.0.0/8"),
    edit(
      "[\"mon\", \"wed\"]", "[\"mon\", \"wen\"]",
      "29:16: error: 'wen' is not one of mon, tue, wed, thu, fri, sat, sun; did you mean 'wed'?"),
    edit(
      "[\"mon\", \"wed\"]", "[]", "29:8: error: 'days' may not be empty: nothing would ever be sent"
    ),
    edit(
      "09:00-17:30", "17:30-09:00",
      "30:9: error: 'hours' must be a range within one day, such as \"08:30-18:00\" or \"00:00-24:00\""
    ),
    edit(
      "2027-03-29", "2027-03-29T10:00:00",
      "31:13: error: 'holidays' must hold dates, not a local date-time"),
    edit(
      "min_gap = \"2d\"", "min_gap = \"2 days\"",
      "32:11: error: '2 days' is not a length of time such as \"3d\" or \"3h30m\""),
    edit("test@noord.example", "test", "36:12: error: \"test\" has no @"),
    edit(
      "[store]\n", "[store\n",
      "39:7: error: Error while parsing table header: expected ']', saw '\\n'"),
  ])
  func `each mistake is told at its place`(_ edit: Edit) throws { try edit.verify() }

  @Test func `a secret that was written out is not repeated`() throws {
    let folder = try Folder()
    try folder.replace("file:secrets/smtp", "hunter2", in: NetworkProblemTests.file)
    #expect(!folder.problems().joined().contains("hunter2"))
  }

  @Test func `tls may be off and http used on loopback`() throws {
    let folder = try Folder()
    try folder.replace(
      NetworkProblemTests.url, "url = \"smtp://127.0.0.2:2525\"\ntls = \"off\"",
      in: NetworkProblemTests.file)
    try folder.replace(
      NetworkProblemTests.web, "url = \"http://localhost:8080\"", in: NetworkProblemTests.file)
    let (programme, problems) = folder.read()
    #expect(problems.isEmpty && programme?.smtp.requireTLS == false)
    #expect(programme?.smtp.port == 2525 && programme?.web.url == "http://localhost:8080")
  }

  @Test func `without its file the rest is still checked`() throws {
    let folder = try Folder()
    try folder.remove(NetworkProblemTests.file)
    try folder.replace("capacity = 120", "capcity = 120", in: "Config/events/spring.toml")
    #expect(
      folder.problems() == [
        "Config/convoke.toml:1:1: error: the file is missing",
        "Config/events/spring.toml:8:1: error: 'capcity' is not a setting; did you mean 'capacity'?",
      ])
  }
}
