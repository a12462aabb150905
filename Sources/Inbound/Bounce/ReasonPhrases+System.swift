/// Phrases about servers and the way to them.
extension ReasonPhrases {
  static let localDelivery = [
    "procmail:", "maildrop:", "couldn't create", "can't create output", "command died",
    "command time limit",
  ]
  static let loop = [
    "mail loop", "loops back", "looping", "routing loop", "too many hops", "hop count",
    "too many received", "too many \"received", "loop detected", "loop:", "forwarding loop",
    "mail loops",
    "maximum hop", "delivered-to loop",
  ]
  static let protocolError = [
    "syntax error", "command unrecognized", "unrecognized command", "command not recognized",
    "bad sequence", "improper sequence", "out of sequence", "protocol error",
    "command not implemented",
    "unimplemented command", "need rcpt", "invalid arguments",
  ]
  static let expired = [
    "retry timeout", "message expired", "expired", "in the queue too long", "queue too long",
    "delivery time", "deliver message after multiple retries", "attempts", "retry time", "gave up",
    "giving up",
    "unable to deliver in", "delivery attempts", "still being tried", "will be retried",
    "will continue to be",
    "has been delayed", "been delayed", "delivery delayed", "not been delivered yet",
    "not yet been delivered",
    "warning message only", "could not be delivered for", "undeliverable for", "retries",
    "was not able to deliver", "unable to deliver this message after", "delayed", "too old",
    "retry will", "has been deferred",
  ]
  static let unreachable = [
    "connection refused", "connection timed out", "connection timeout", "connection reset",
    "connection lost", "connection closed", "connection died", "connection failed",
    "connection error",
    "connection was", "connection to", "timed out", "timeout", "time out", "no route to host",
    "network is unreachable", "network unreachable", "network error", "unreachable",
    "not reachable",
    "lost connection", "conversation with", "could not connect", "couldn't connect",
    "cannot connect",
    "can't connect", "unable to connect", "wasn't able to establish",
    "establish an smtp connection",
    "did not accept our requests to connect", "host is down", "host down", "server is down",
    "not responding", "no response", "did not respond", "all hosts", "bad connection",
    "broken connection",
    "name service error", "no data from", "remote host is", "tls negotiation", "tls handshake",
    "handshake", "ssl", "connect to", "address family", "operation not permitted",
    "network is down", "no mail hosts", "host not reachable", "primary target ip",
  ]
  static let serverTrouble = [
    "local configuration error", "configuration error", "config error", "system config error",
    "not accepting network messages", "internal error", "internal server", "internal system",
    "internal software", "server error", "system error", "software error", "system resources",
    "insufficient system", "insufficient storage", "insufficient space", "disk full", "disk error",
    "no space left", "file system", "filesystem", "unable to open", "cannot open", "can't open",
    "can't create",
    "couldn't create", "cannot create", "could not load", "unable to create", "unable to write",
    "broken pipe", "permission denied", "resources temporarily", "resource temporarily",
    "temporarily unavailable", "temporarily overloaded", "overload", "system load", "too busy",
    "is busy",
    "command died", "command failed", "mailer error", "procmail", "maildrop", "pipe to",
    "local error",
    "i/o error", "input/output error", "service unavailable", "service not available",
    "service currently",
    "service temporarily", "service refused", "service refuse", "server too busy",
    "unable to verify",
    "temporary local problem", "local problem", "temporary failure", "temporary error",
    "temporary problem",
    "temporary system", "try again", "try later", "try back", "please retry",
    "not available at this time",
    "transaction failed", "error in processing", "unknown mailer", "failed to read", "no such file",
    "exit status", "returned with error code", "lock", "database", "ldap", "out of memory",
    "essayer plus tard", "später", "mail server is", "delivery is not possible", "deferred",
  ]
  static let weakTrouble = [
    "unavailable", "error", "problem", "failure", "overloaded", "refuse",
  ]
}
