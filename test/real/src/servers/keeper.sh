#!/usr/bin/env bash
# keeper.sh <folder> <signal> <command> [argument…]
#
# Runs one server for as long as somebody holds the other end of standard input, then asks it to stop, and
# removes its folder. However the tests end (Ctrl-C, SIGTERM, SIGKILL, a crash), the kernel closes that pipe,
# so no server is ever left behind; a handler inside the tests would not be run by a SIGKILL.
set -u
folder=$1
signal=$2
shift 2

# Killed with its whole group when it doesn't stop by itself in time.
patience_in_tenths=250

exec 3<&0
"$@" </dev/null 3<&- &
server=$!
trap '' INT TERM HUP

{
  read -r _ <&3
  kill -s "$signal" "$server"
  for ((tenth = 0; tenth < patience_in_tenths; tenth++)); do
    kill -0 "$server" || exit
    sleep 0.1
  done
  kill -KILL -- "-$$"
} >/dev/null 2>&1 &
watcher=$!
exec 3<&-

wait "$server"
code=$?
rm -rf -- "$folder"
kill -KILL "$watcher" 2>/dev/null
exit "$code"
