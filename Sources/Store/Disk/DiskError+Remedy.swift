import Glibc

extension DiskError {
  /// What to do about it, as the end of a sentence.
  var remedy: String {
    switch code {
    case ENOSPC, EDQUOT: "make room on that disk"
    case EFBIG: "raise the limit on the size of files (ulimit -f, LimitFSIZE=)"
    case EROFS: "mount that file system writable (in the unit: ReadWritePaths=)"
    case EACCES: "check owner and mode, of the folders above it too"
    case EPERM: "check owner, mode and attributes (lsattr)"
    case ENOENT: "check the path and mount"
    case ENOTDIR, EEXIST, EISDIR: "what stands there is in the way; move it, or name another place"
    case ENAMETOOLONG: "name a shorter path"
    case EMFILE, ENFILE: "raise the limit of open files (ulimit -n, LimitNOFILE=)"
    default: "look at the disk (dmesg) and the mount"
    }
  }
}
