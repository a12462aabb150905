# Shared by the commands in this folder; sourced, never run. Everything here works under
# `set -euo pipefail` and is silent unless it does something.

root=$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd)
tools=$root/.build-tools  # what set-up makes: the Python environment and the log; git ignores it
venv=$tools/venv

say() { printf '%s: %s\n' "${0##*/}" "$*" >&2; }

die() {
  say "$*"
  exit 1
}

# Why each Debian package is needed. The text is what the reader sees when it is installed.
declare -A reason=(
  [pkg-config]="finds the C libraries"
  [libstdc++-12-dev]="C++ headers, for the TOML reader"
  [libcurl4-openssl-dev]="SMTP"
  [libcmark-gfm-dev]="Markdown"
  [libcmark-gfm-extensions-dev]="Markdown tables and autolinks"
  [libtomlplusplus-dev]="TOML with line and column"
  [libunistring-dev]="Unicode's composed form"
  [tzdata]="time zones"
  [postfix]="the real mail server of the tests; not started, not configured"
  [openssl]="test certificates"
  [systemd]="systemd-analyze checks the unit"
  [systemd-container]="boots a Debian for the tests of the package"
  [debootstrap]="makes that Debian"
  [curl]="asks the pages in it"
  [python3]="the end-to-end tests"
  [python3-venv]="their own Python environment"
  [python3-pip]="fills that environment"
  [jq]="the journal must be readable with it"
  [strace]="shows that an answer is synced before it is acknowledged"
  [faketime]="sets the clock of a running daemon wrong"
  [chromium]="the pages and letters as a reader sees them"
  [dpkg-dev]="computes what the package depends on"
  [lintian]="looks the package over"
  [prometheus]="promtool looks over the alerts and the metrics; not started"
  [cmark-gfm]="makes man pages and the site from docs/"
  [man-db]="shows whether they render"
)
build_packages=(
  pkg-config libstdc++-12-dev libcurl4-openssl-dev libcmark-gfm-dev libcmark-gfm-extensions-dev
  libtomlplusplus-dev libunistring-dev tzdata
)
package_packages=(dpkg-dev lintian cmark-gfm man-db python3)
test_packages=(
  postfix openssl systemd systemd-container debootstrap curl python3 python3-venv python3-pip jq strace
  faketime chromium prometheus
)

# Those of the given packages that dpkg does not have installed, one a line.
missing_packages() {
  local package
  for package in "$@"; do
    [[ $(dpkg-query -W -f='${db:Status-Status}' "$package" 2>/dev/null) == installed ]] \
      || echo "$package"
  done
}

# Puts swift on PATH, or says in one line what is missing.
find_swift() {
  command -v swift >/dev/null && return
  if [[ -x /opt/swift/usr/bin/swift ]]; then
    export PATH=/opt/swift/usr/bin:$PATH
  else
    die "no swift on PATH nor in /opt/swift/usr/bin; install Swift 6.2 or newer from swift.org"
  fi
}

# Runs a command with root's rights. The callers made sure by can_be_root that this is possible.
as_root() {
  if [[ $EUID == 0 ]]; then "$@"; else sudo "$@"; fi
}

# Asks for sudo's password, on the terminal, when there is one to ask.
can_be_root() {
  [[ $EUID == 0 ]] || { command -v sudo >/dev/null && sudo true 2>/dev/null; }
}

# Runs a noisy command into the set-up log; its last lines are shown only when it fails.
quietly() {
  mkdir -p "$tools"
  if ! "$@" >"$tools/setup.log" 2>&1; then
    tail -n 15 "$tools/setup.log" >&2
    return 1
  fi
}
