import StateFolder
import Testing

/// Which configuration and which state a command takes, of all that are named.
@Suite struct FolderChoiceTests {
  private func config(
    _ option: String? = nil, _ environment: [String: String] = [:], there: Set<String> = []
  ) -> FolderChoice {
    FolderChoice.config(option: option, environment: environment) { there.contains($0) }
  }

  private func state(
    _ option: String? = nil, _ environment: [String: String] = [:], store: String? = nil,
    config: String = "/srv/net/Config", there: Set<String> = []
  ) -> FolderChoice {
    FolderChoice.state(option: option, environment: environment, store: store, config: config) {
      there.contains($0)
    }
  }

  @Test("the configuration: the option, the environment, this folder, the installed one")
  func configuration() {
    let installed = FolderChoice.installedConfig
    let both: Set = ["Config", installed]
    let named = ["CONVOKE_CONFIG": "/b"]
    #expect(config("/a", named, there: both).path == "/a")
    #expect(config("/a", named, there: both).remarks.count == 1)
    #expect(config(nil, named, there: both) == FolderChoice(path: "/b", remarks: []))
    #expect(config(there: both).path == "Config")
    #expect(config(there: both).remarks.count == 1)
    #expect(config(there: [installed]) == FolderChoice(path: installed, remarks: []))
    #expect(config() == FolderChoice(path: "Config", remarks: []))
    #expect(config(nil, ["CONVOKE_CONFIG": ""]).path == "Config")
  }

  @Test(
    "the state: the option, the two of the environment, the file, the unit's, the folder beside")
  func stateOrder() {
    let all = ["CONVOKE_STATE": "/b", "STATE_DIRECTORY": "/c:/d"]
    let installed = FolderChoice.installedConfig
    let unit = FolderChoice.installedState
    let full = state("/a", all, store: "/e", config: installed, there: [unit])
    #expect(full.path == "/a")
    #expect(full.remarks.map { $0.contains("not /") } == [true, true, true, true])
    #expect(state(nil, all, store: "/e").path == "/b")
    #expect(state(nil, ["STATE_DIRECTORY": "/c:/d"], store: "/e").path == "/c")
    #expect(state(store: "/e", config: installed, there: [unit]).path == "/e")
    #expect(state(store: "here").path == "/srv/net/here")
    #expect(state(config: installed) == FolderChoice(path: unit, remarks: []))
    #expect(state() == FolderChoice(path: "/srv/net/State", remarks: []))
    #expect(state(nil, ["CONVOKE_STATE": "", "STATE_DIRECTORY": ":"]).path == "/srv/net/State")
  }

  @Test("who names the same place in other words is no other voice")
  func agreement() {
    #expect(state("/srv/./net/State/", store: "State").remarks.isEmpty)
    #expect(
      state(
        nil, ["STATE_DIRECTORY": "/var/lib/convoke"], config: "/etc/convoke/Config",
        there: ["/var/lib/convoke"]
      ).remarks.isEmpty)
  }

  @Test("what a daemon says of itself can be read, and what others say is not taken for it")
  func health() throws {
    let served = try #require(FolderChoice.served(FolderChoice.health(state: "/srv/a b/State")))
    #expect(served.state == "/srv/a b/State" && served.pid > 0)
    for text in [
      "", "ok", "ok\n", "ok\npid: x\nstate: /a", "ok\npid: 1\nstate: a", "no\npid: 1\nstate: /a",
    ] {
      #expect(FolderChoice.served(text) == nil)
    }
    #expect(FolderChoice.health(state: "/a\npid: 1").split(separator: "\n").count == 3)
  }
}
