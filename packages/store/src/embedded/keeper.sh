# keeper.sh <folder to remove, or empty> <command> [argument…]
#
# Runs one server for as long as somebody holds the other end of standard input, then asks it to stop ("fast shutdown").
# However Passerelle ends (Ctrl-C, SIGTERM, SIGKILL), the kernel closes that pipe: no server is left behind, and none is hit by a Ctrl-C
# before Passerelle has put its work down.
folder=$1
shift
exec 3<&0
"$@" </dev/null 3<&- &
server=$!
trap '' INT TERM HUP
{
  read -r _ <&3
  kill -INT "$server"
} >/dev/null 2>&1 &
watcher=$!
exec 3<&-
wait "$server"
code=$?
kill -KILL "$watcher" 2>/dev/null
[ -z "$folder" ] || rm -rf -- "$folder"
exit "$code"
