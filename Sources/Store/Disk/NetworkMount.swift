import Glibc

/// Tells file systems that other machines write to as well by the kernel's table of mounts.
package enum NetworkMount {
  private static let types: Set<String> = [
    "nfs", "nfs4", "cifs", "smb3", "smbfs", "afs", "ceph", "fuse.glusterfs", "fuse.sshfs",
  ]

  /// The type of the network file system with this device number; nil for every other, and where
  /// there is no such table.
  static func type(of device: dev_t) -> String? {
    guard let file = fopen("/proc/self/mountinfo", "r") else { return nil }
    defer { fclose(file) }
    var line: UnsafeMutablePointer<CChar>?
    var capacity = 0
    defer { free(line) }
    while getline(&line, &capacity, file) > 0 {
      if let line, let type = type(of: UInt64(device), inMount: String(cString: line)) {
        return type
      }
    }
    return nil
  }

  /// The same for one line of the table: proc_pid_mountinfo(5).
  package static func type(of device: UInt64, inMount line: String) -> String? {
    let fields = line.split(whereSeparator: \.isWhitespace)
    let major = device >> 8 & 0xFFF | device >> 32 & ~0xFFF
    let minor = device & 0xFF | device >> 12 & ~0xFF
    guard fields.count > 6, fields[2] == "\(major):\(minor)",
      let dash = fields.firstIndex(of: "-"), dash + 1 < fields.count,
      types.contains(String(fields[dash + 1]))
    else { return nil }
    return String(fields[dash + 1])
  }
}
