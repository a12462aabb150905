#!/bin/bash
# Kills a store under load and looks for what it had acknowledged.
#
#   store_torture.sh PROGRAM [ROUNDS]
#
# PROGRAM is the built StoreTorture. Runs: kill -9 at random; kill at the Nth fdatasync, pwrite64 and
# rename (strace); EIO from fdatasync; a 16 MB file system that fills up; one that turns read-only; a
# power cut of a loop-mounted ext4. What this machine cannot do is skipped with the reason. Exit 1 if an acknowledged entry is lost.
set -u
program=$(realpath "${1:?usage: store_torture.sh PROGRAM [ROUNDS]}")
rounds=${2:-20}
work=$(mktemp -d)
mount=$work/mount
failed=0
cleanup() {
  mountpoint -q "$mount" && umount -l "$mount"
  rm -rf "$work"
}
trap cleanup EXIT

check() { # NAME STATE ACKNOWLEDGED
  if result=$("$program" check "$2" <"$3" 2>"$work/check.err"); then
    echo "ok   $1: $result"
  else
    failed=1
    echo "FAIL $1: $result"
    sed 's/^/     /' "$work/check.err" | head -20
  fi
}

skip() { echo "skip $1: $2"; }

run_and_kill() { # STATE ACKNOWLEDGED SECONDS
  "$program" write "$1" >>"$2" 2>>"$work/write.err" &
  local pid=$!
  sleep "$3"
  kill -9 $pid 2>/dev/null
  wait $pid 2>/dev/null
}

# kill -9 at random moments of one long life
state=$work/kill acks=$work/kill.acks
touch "$acks"
for ((round = 0; round < rounds; round++)); do
  run_and_kill "$state" "$acks" "0.$((RANDOM % 90 + 10))"
done
check "kill -9, $rounds times" "$state" "$acks"

# the second daemon, and the lock after kill -9
"$program" write "$state" >>"$acks" 2>/dev/null &
first=$!
sleep 0.5
message=$("$program" write "$state" 1 2>&1 >/dev/null)
code=$?
kill -9 $first
wait $first 2>/dev/null
if [[ $code == 75 && $message == *"process $first"* ]]; then
  echo "ok   second daemon: $message"
else
  failed=1
  echo "FAIL second daemon: exit $code, $message"
fi

# the Nth system call
if ! command -v strace >/dev/null; then
  skip "kill at the Nth system call" "strace is not installed"
elif ! strace -f -o /dev/null true 2>/dev/null; then
  skip "kill at the Nth system call" "strace may not trace here"
else
  for call in fdatasync pwrite64 rename fsync ftruncate; do
    for nth in 1 2 3 7 20; do
      state=$work/$call-$nth acks=$work/$call-$nth.acks
      touch "$acks"
      run_and_kill "$state" "$acks" 0.3
      {
        timeout -s KILL 20 strace -f -o /dev/null -e trace=$call \
          -e inject=$call:signal=KILL:when=$nth "$program" write "$state" 3 >>"$acks"
      } 2>/dev/null
      check "kill at $call $nth" "$state" "$acks"
    done
  done
  state=$work/eio acks=$work/eio.acks
  touch "$acks"
  timeout -s KILL 20 strace -f -o /dev/null -e trace=fdatasync \
    -e inject=fdatasync:error=EIO:when=5+40 "$program" write "$state" 5 >>"$acks" 2>"$work/eio.err"
  check "EIO from every 40th fdatasync ($(grep -c read-only "$work/eio.err") times read-only)" \
    "$state" "$acks"
fi

# file systems of our own
mkdir -p "$mount"
images=0
mount_fresh() { # MEGABYTES
  image=$work/disk-$((images++)).img
  truncate -s "$1M" "$image" && mkfs.ext4 -qF "$image" && mount -o loop,errors=remount-ro "$image" "$mount"
}
if [[ $EUID != 0 ]]; then
  skip "full disk, power cut" "needs root"
elif ! mount_fresh 16 2>"$work/mount.err"; then
  skip "full disk, power cut" "cannot mount: $(head -1 "$work/mount.err")"
else
  acks=$work/full.acks
  "$program" write "$mount/State" 12 >"$acks" 2>"$work/full.err" &
  pid=$!
  sleep 2
  dd if=/dev/zero of="$mount/ballast" bs=64k 2>/dev/null
  sleep 2
  before=$(wc -l <"$acks")
  rm "$mount/ballast"
  wait $pid
  after=$(wc -l <"$acks")
  check "full disk" "$mount/State" "$acks"
  if ((after > before)) && grep -q '^read-only: .*No space' "$work/full.err"; then
    echo "ok   full disk: read-only, then $((after - before)) more by itself"
  else
    failed=1
    echo "FAIL full disk: $before acknowledged before room was made, $after after"
  fi
  umount "$mount"

  # What the kernel does after an error of the disk: nothing more can be written until it is mounted again.
  mount_fresh 16
  acks=$work/readonly.acks
  "$program" write "$mount/State" 5 >"$acks" 2>"$work/readonly.err" &
  pid=$!
  sleep 2
  if mount -o remount,abort "$mount" 2>"$work/mount.err"; then
    wait $pid
    umount "$mount"
    mount -o loop "$image" "$mount"
    if touch "$mount/probe" 2>/dev/null; then
      check "read-only file system" "$mount/State" "$acks"
    else
      skip "read-only file system, afterwards" "it is still mounted in another namespace"
    fi
    if ! grep -q '^read-only: .*Read-only file system' "$work/readonly.err"; then
      failed=1
      echo "FAIL read-only file system: the store did not say so"
    fi
  else
    kill -9 $pid
    wait $pid 2>/dev/null
    skip "read-only file system" "$(head -1 "$work/mount.err")"
  fi
  umount "$mount"

  # Shuts the file system down without flushing its log. A process outlives this cut, and what it
  # says afterwards a machine without power could not have said: those acknowledgements are dropped.
  cut='import fcntl,os,struct,sys
mount=os.open(sys.argv[1],os.O_RDONLY)
said=os.stat(sys.argv[2]).st_size
fcntl.ioctl(mount,0x8004587d,struct.pack("I",2))
print(said)'
  for ((round = 0; round < 5; round++)); do
    mount_fresh 64
    acks=$work/power-$round.acks
    "$program" write "$mount/State" >"$acks" 2>/dev/null &
    pid=$!
    sleep "1.$((RANDOM % 10))"
    if ! said=$(python3 -c "$cut" "$mount" "$acks" 2>"$work/cut.err"); then
      skip "power cut" "$(tail -1 "$work/cut.err")"
      kill -9 $pid
      wait $pid 2>/dev/null
      umount "$mount"
      break
    fi
    sleep 0.1
    kill -9 $pid 2>/dev/null
    wait $pid 2>/dev/null
    truncate -s "$said" "$acks"
    umount "$mount"
    mount -o loop "$image" "$mount"
    check "power cut $((round + 1))" "$mount/State" "$acks"
    umount "$mount"
  done
fi
exit $failed
