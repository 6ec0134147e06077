# A run that is killed, or whose system calls fail, leaves the whole old set or the whole new one.
said=$(sh "$SOURCE/tests/faults/set.sh" "$BUILD" 50 2>&1)
code=$?
last=$(printf '%s\n' "$said" | tail -n 1)
case $code in
0) echo "ok faults: $last" ;;
77) echo "skip faults: $last" ;;
*) printf '%s\n' "$said"; echo "FAIL faults: $last" ;;
esac
