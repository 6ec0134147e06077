# The manual page and the shell completion name exactly what the command takes, and both are well-formed.
is() { if [ "$2" = "$3" ]; then echo "ok manual/$1"; else echo "FAIL manual/$1: '$2', expected '$3'"; fi; }
"$ICP" manual >icp-cluster.1
is page $? 0
"$ICP" completions bash >complete.bash
is completion $? 0
cmp -s icp-cluster.1 "$BUILD/icp-cluster.1" && cmp -s complete.bash "$BUILD/icp-cluster.bash"
is built_files $? 0

if command -v mandoc >/dev/null 2>&1; then
    is lint "$(mandoc -T lint -W warning icp-cluster.1 2>&1)" ""
    mandoc -T ascii icp-cluster.1 | col -b >page.txt
    is sections "$(grep -cE '^(NAME|SYNOPSIS|DESCRIPTION|OPTIONS|ROLES|SETTINGS|ENVIRONMENT|EXIT STATUS|EXAMPLES)$' page.txt)" 9
else
    echo "skip manual/lint: mandoc is not there"
fi

# what help lists, command by command
helped() { "$ICP" help "$1" | sed -n '/^Options:/,$p' | sed -n 's/^  //p' | grep '^ *-' | grep -oE -- '--[a-z][a-z-]*' ; }
commands=$("$ICP" help | sed -n 's/^  icp-cluster \([a-z][a-z]*\).*/\1/p')
for command in $commands; do "$ICP" help "$command" | sed -n '/^Options:/,$p' | sed 's/^\(  .\{30\}\).*/\1/' | grep -oE -- '--[a-z][a-z-]*'; done | sort -u >helped.txt
sed -n 's/^\.It //p' icp-cluster.1 | grep -oE -- 'Fl -[a-z][a-z-]*' | sed 's/^Fl -/--/' | sort -u >manual.txt
is same_options "$([ -s helped.txt ] && diff helped.txt manual.txt)" ""
is same_commands "$(sed -n 's/^\.It Cm //p' icp-cluster.1 | tr '\n' ' ')" "$(printf '%s\n' "$commands" | grep -v '^version$' | tr '\n' ' ')"

if command -v bash >/dev/null 2>&1; then
    cat >try.bash <<'B'
source ./complete.bash
COMP_WORDS=("$@"); COMP_CWORD=$(($# - 1)); _icp_cluster; printf '%s\n' "${COMPREPLY[@]}"
B
    try() { bash try.bash "$@" | sort -u; }
    for command in $commands; do
        "$ICP" help "$command" | sed -n '/^Options:/,$p' | sed 's/^\(  .\{30\}\).*/\1/' | grep -oE -- '--[a-z][a-z-]*' | sort -u >one.txt
        [ -s one.txt ] || continue
        try icp-cluster "$command" -- >offered.txt
        is "bash_$command" "$(diff one.txt offered.txt)" ""
    done
    is bash_commands "$(try icp-cluster '' | grep -v '^--' | tr '\n' ' ')" "$(printf '%s\n' "$commands" | sort | tr '\n' ' ')"
    is bash_choice "$(try icp-cluster run --kernel '' | tr '\n' ' ')" "auto blas native "
    is bash_choice_behind_equals "$(try icp-cluster run --kernel = n)" native
    mkdir -p folder && touch 'a file.csv'
    is bash_file "$(try icp-cluster run 'a')" 'a file.csv'
    is bash_folder "$(try icp-cluster run -o fo)" folder
else
    echo "skip manual/bash: bash is not there"
fi
"$ICP" completions fish >/dev/null 2>err.txt
is other_shell "$? $(grep -c bash err.txt)" "2 2"

# the reference of the library is made without a warning
if command -v doxygen >/dev/null 2>&1; then
    folder=$(pwd)
    (cd "$SOURCE" && { cat Doxyfile; echo "OUTPUT_DIRECTORY = $folder/docs"; } | doxygen -) >docs.txt 2>&1
    is reference "$? $(grep -c . docs.txt) $(ls docs/html/structicp__settings.html 2>/dev/null)" "0 0 docs/html/structicp__settings.html"
else
    echo "skip manual/reference: doxygen is not there"
fi
