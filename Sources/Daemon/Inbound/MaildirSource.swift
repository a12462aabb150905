import Glibc
import StateFolder

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
      names = try Spool.names(path + "/new")
    } catch  where error.isAbsent {
      return  // Made by the MTA with its first delivery.
    }
    stuck.formIntersection(names)
    for group in MaildirName.groups(names.filter { !stuck.contains($0) }) {
      var first: String?
      for name in group {
        // An MTA's clock ahead of ours makes no mail of tomorrow.
        let moment = min(name.moment ?? now, now)
        let copy = try take(name.name, into: spool, moment, with: first, complain)
        first = first ?? copy
      }
    }
  }

  /// The name of the copy in the spool; nil when there is none.
  private mutating func take(
    _ name: String, into spool: Spool, _ moment: Int64, with other: String?,
    _ complain: (_ name: String, _ why: SpoolError) -> Void
  ) throws(SpoolError) -> String? {
    let file = "\(path)/new/\(name)"
    let mail: [UInt8]
    do throws(SpoolError) {
      mail = try Spool.bytes(file, limit: Spool.largestMail)
    } catch  where error.isAbsent {
      return nil
    } catch  where error.isOfTheFile {
      stuck.insert(name)
      complain(name, error)
      return nil
    }
    let copy = try spool.deposit(SpooledMail(mail: mail), now: moment, with: other)
    if mkdir(path + "/cur", 0o700) != 0, errno != EEXIST {
      stuck.insert(name)
      complain(name, SpoolError("create", path + "/cur"))
    } else if rename(file, free(name)) != 0 {
      stuck.insert(name)
      complain(name, SpoolError("rename", file))
    }
    return copy
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
