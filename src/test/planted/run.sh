#!/bin/sh
# Plants each bug of this folder in a copy of the tree and succeeds only when its named test catches it, for the reason
# that the patch names. The copy as it is must pass those tests first. Prints one line per patch.
set -u
here=$(CDPATH= cd -- "$(dirname -- "$0")" && pwd)
root=$(CDPATH= cd -- "$here/../../.." && pwd)
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
trap 'exit 130' INT TERM

# Without the server's jar, the bundled client and Error Prone's checks, and with fewer rounds of the race. Offline when that is possible.
maven() {
    goal=$1
    shift
    for offline in -o ''; do
        (cd "$work/tree" && mvn $offline -B -Dmdep.skip=true -Dexec.skip=true -Derrorprone.args=-XepDisableAllChecks -Drace.rounds=200 "$goal" "$@") \
            >"$work/log" 2>&1 && return 0
        grep -qE 'in offline mode|has not been downloaded' "$work/log" || return 1
    done
    return 1
}

field() { sed -n "s/^# $2: //p" "$1"; }

copy() {
    rm -rf "$work/tree/src/main" && mkdir -p "$work/tree/src"
    cp -R "$root/src/main" "$work/tree/src/main"
}

mkdir -p "$work/tree/src/test/java/io/latchkey"
cp -R "$root/pom.xml" "$root/.mvn" "$work/tree/"
for package in mutation room engine store; do
    cp -R "$root/src/test/java/io/latchkey/$package" "$work/tree/src/test/java/io/latchkey/"
done
copy
all=$(for patch in "$here"/*.patch; do field "$patch" Caught-by; done | paste -sd, -)
if ! maven test -Dtest="$all"; then
    echo "not started: the tree as it is does not pass $all"
    tail -40 "$work/log"
    exit 1
fi

failed=0
for patch in "$here"/*.patch; do
    name=$(basename "$patch" .patch)
    test=$(field "$patch" Caught-by)
    copy
    if ! (cd "$work/tree" && patch -s -p1 <"$patch"); then
        echo "$name: does not apply any more"
        failed=1
    elif maven test -Dtest="$test"; then
        echo "$name: NOT CAUGHT by $test"
        failed=1
    elif grep -q 'COMPILATION ERROR' "$work/log"; then
        echo "$name: does not compile any more"
        failed=1
    elif ! grep -qE 'Tests run: [1-9].*(Failures: [1-9]|Errors: [1-9])' "$work/log" \
        || ! grep -rqF "$(field "$patch" Says)" "$work/log" "$work/tree/target/surefire-reports"; then
        echo "$name: $test failed, but not because of the bug"
        failed=1
    else
        echo "$name: caught by $test"
    fi
done
exit $failed
