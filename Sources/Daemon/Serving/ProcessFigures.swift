import CDispatch
import Glibc

/// What Linux says of this process, by the names and in the units that Prometheus' own libraries
/// use. Read from /proc/self, which a service sees whatever else of /proc is hidden from it.
enum ProcessFigures {
  static var families: [MetricFamily] {
    var families: [MetricFamily] = []
    let ticks = Double(max(1, sysconf(Int32(_SC_CLK_TCK))))
    if let resident = fields("/proc/self/statm").dropFirst().first.flatMap(Double.init) {
      families.append(
        .gauge(
          "process_resident_memory_bytes", "Resident memory in bytes.",
          resident * Double(sysconf(Int32(_SC_PAGESIZE)))))
    }
    // proc(5): the name in brackets may hold anything; what follows begins with field 3.
    let stat = text("/proc/self/stat")
    let rest = stat.lastIndex(of: ")").map { stat[stat.index(after: $0)...] } ?? ""
    let numbers = rest.split(separator: " ").map { Double($0) ?? 0 }
    if numbers.count > 19 {
      families.append(
        .counter(
          "process_cpu_seconds_total", "User and system processor time in seconds.",
          (numbers[11] + numbers[12]) / ticks))
      var boot = timespec()
      var wall = timespec()
      clock_gettime(CLOCK_BOOTTIME, &boot)
      clock_gettime(CLOCK_REALTIME, &wall)
      let age = seconds(boot) - numbers[19] / ticks
      families.append(
        .gauge(
          "process_start_time_seconds", "When the process started, in seconds since 1970.",
          seconds(wall) - age))
    }
    if let open = openFiles {
      families.append(
        .gauge("process_open_fds", "Open file descriptors.", Double(open)))
    }
    var limit = rlimit()
    if getrlimit(__rlimit_resource_t(UInt32(RLIMIT_NOFILE.rawValue)), &limit) == 0 {
      families.append(
        .gauge("process_max_fds", "Most open file descriptors.", Double(limit.rlim_cur)))
    }
    return families
  }

  private static func seconds(_ time: timespec) -> Double {
    Double(time.tv_sec) + Double(time.tv_nsec) / 1e9
  }

  private static var openFiles: Int? {
    guard let folder = opendir("/proc/self/fd") else { return nil }
    defer { closedir(folder) }
    var count = 0
    while readdir(folder) != nil { count += 1 }
    // Itself, `.` and `..`.
    return max(0, count - 3)
  }

  private static func fields(_ path: String) -> [Substring] { text(path).split(separator: " ") }

  private static func text(_ path: String) -> String {
    let descriptor = open(path, O_RDONLY | O_CLOEXEC)
    guard descriptor >= 0 else { return "" }
    defer { close(descriptor) }
    var buffer = [UInt8](repeating: 0, count: 4096)
    let count = read(descriptor, &buffer, buffer.count)
    return String(decoding: buffer.prefix(max(0, count)), as: UTF8.self)
  }
}
