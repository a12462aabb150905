import Templating
import Testing
import Web

@Suite struct IPNetworkTests {
  @Test(arguments: [
    "127.0.0.1", "10.0.0.0/8", "0.0.0.0/0", "::1", "2001:db8::/32", "[::1]", "::ffff:10.0.0.1",
  ])
  func `an address or a network is read`(text: String) {
    #expect(IPNetwork(text) != nil)
  }

  @Test(arguments: ["", "localhost", "10.0.0.0/33", "10.0.0/8", "::1/129", "10.0.0.1/-1", "1/2/3"])
  func `anything else is not`(text: String) {
    #expect(IPNetwork(text) == nil)
  }
}
