import Glibc

/// A Maildir that some MTA delivers to. Its mail is copied into the spool and, once the copy is on
/// stable storage, moved from `new` to `cur`: never deleted.
struct MaildirSource: Sendable {
  let path: String
  /// What was taken and could not be moved, so that it is not taken each second.
  private var stuck: Set<String> = []

  init(path: String) { self.path = path }

  /// `complain` is told once of each mail that stays.
  mutating func collect(
    into spool: Spool, now: Int64, complain: (_ name: String, _ why: SpoolError) -> Void
  ) throws(SpoolError) {
    let names: [String]
    do throws(SpoolError) {
      names = try Spool.names(path + "/new").sorted()
    } catch  where error.isAbsent {
      return  // Made by the MTA with its first delivery.
    }
    stuck.formIntersection(names)
    for name in names where !stuck.contains(name) {
      let file = "\(path)/new/\(name)"
      let mail: [UInt8]
      do throws(SpoolError) {
        mail = try Spool.bytes(file, limit: Spool.largestMail)
      } catch  where error.isAbsent {
        continue
      } catch {
        stuck.insert(name)
        complain(name, error)
        continue
      }
      try spool.deposit(SpooledMail(mail: mail), now: now)
      if mkdir(path + "/cur", 0o700) != 0, errno != EEXIST {
        stuck.insert(name)
        complain(name, SpoolError("create", path + "/cur"))
      } else if rename(file, free(name)) != 0 {
        stuck.insert(name)
        complain(name, SpoolError("rename", file))
      }
    }
  }

  /// A place in `cur` that has nothing in it: a mail of the same name is not written over.
  private func free(_ name: String) -> String {
    var place = "\(path)/cur/\(name):2,"
    var number = 1
    while access(place, F_OK) == 0 {
      number += 1
      place = "\(path)/cur/\(name).\(number):2,"
    }
    return place
  }
}
