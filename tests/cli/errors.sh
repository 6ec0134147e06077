# Every refusal has its message and exit code; nothing is written then; the same as one JSON object with --json.
head -n 61 "$SOURCE/datasets/sample_clean.csv" >small.csv
expect() { # name, exit code, expected stderr; the command is in "$@" after that
    name=$1 code=$2 text=$3
    shift 3
    "$ICP" "$@" >stdout.txt 2>stderr.txt </dev/null
    got=$?
    printf '%s\n' "$text" >expected.txt
    if [ $got -ne "$code" ]; then echo "FAIL errors/$name: exit $got, expected $code: $(head -n 1 stderr.txt)"
    elif [ -s stdout.txt ]; then echo "FAIL errors/$name: stdout says $(head -n 1 stdout.txt)"
    elif ! cmp -s expected.txt stderr.txt; then echo "FAIL errors/$name: $(diff expected.txt stderr.txt | grep '^[<>]' | head -n 2 | tr '\n' ' ')"
    else echo "ok errors/$name"; fi
}
expect no_command 2 'icp-cluster: error[E004]: no command is given
  help: type: icp-cluster run FILE      or: icp-cluster help'
expect file_alone 2 'icp-cluster: error[E004]: there is no command "small.csv"
  help: to run it, type: icp-cluster run small.csv' small.csv
expect near_command 2 'icp-cluster: error[E004]: there is no command "inpsect"
  help: did you mean: icp-cluster inspect' inpsect small.csv
expect option_first 2 'icp-cluster: error[E004]: there is no command "--k"
  help: the command comes first, its options after it: icp-cluster run FILE --k' --k 3 run small.csv
expect no_file 2 'icp-cluster: error[E004]: `run` needs a file
  help: type: icp-cluster run FILE' run
expect near_option 2 'icp-cluster: error[E002]: there is no option --sede
  help: did you mean --seed?' run small.csv --sede 1
expect near_role 2 'icp-cluster: error[E002]: there is no option --usgae
  help: did you mean --usage?' run small.csv --usgae=a
expect far_option 2 'icp-cluster: error[E002]: there is no option --zzzzzzzz
  help: `icp-cluster help` lists commands and options' run small.csv --zzzzzzzz
expect far_letter 2 'icp-cluster: error[E002]: there is no option -z
  help: `icp-cluster help` lists commands and options' run small.csv -z
expect not_of_this_command 2 'icp-cluster: error[E002]: --output does not belong to this command
  help: `icp-cluster help COMMAND` lists what a command takes' inspect small.csv -o out
expect no_value 2 'icp-cluster: error[E001]: option --seed needs a value
  help: a value that begins with -- is given as --NAME=VALUE' run small.csv --seed
expect value_of_switch 2 'icp-cluster: error[E001]: option --force takes no value' run small.csv --force=yes
expect seed_letters 2 'icp-cluster: error[E001]: setting "seed": expected a whole number from 0 to 18446744073709551615, found "3abc"
  help: --seed N: Seed of every random draw; the same rows, settings and seed give the same bytes.' run small.csv --seed 3abc
expect threads_negative 2 'icp-cluster: error[E001]: setting "threads": expected a whole number from 0 to 1024, or all, found "-1"
  help: --threads N: Threads to use, 0 or all for every core; the result does not depend on it.' run small.csv --threads -1
expect near_choice 2 'icp-cluster: error[E001]: setting "kernel": expected auto, blas or native, found "balls"
  help: did you mean --kernel blas?' run small.csv --kernel=balls
expect color 2 'icp-cluster: error[E001]: option --color: expected auto, always or never, found "red"
  help: --color auto|always|never' run small.csv --color red
expect fail_on 2 'icp-cluster: error[E001]: option --fail-on: there is no condition "reject"
  help: did you mean --fail-on rejects?' run small.csv --fail-on leak,reject
expect missing_config 3 'icp-cluster: error[E010]: the file "none.ini" cannot be read: No such file or directory
  help: check the name and that the file may be read' run small.csv --config none.ini
expect directory_roles 3 'icp-cluster: error[E010]: the file "." cannot be read: it is not a regular file
  help: check the name and that the file may be read' run small.csv --roles .
mkdir -p theirs && echo mine >theirs/notes.txt
expect not_ours 4 'icp-cluster: error[E040]: theirs: the directory is there and was not written by icp-cluster
  help: choose another directory with -o, or replace what is there with --force' run small.csv -o theirs
expect input_inside 4 'icp-cluster: error[E040]: .: the input "small.csv" is this file or lies in it
  help: choose another directory with -o; --force does not replace this one' run small.csv -o . --force
expect input_itself 4 'icp-cluster: error[E040]: small.csv: the input "small.csv" is this file or lies in it
  help: choose another directory with -o; --force does not replace this one' run small.csv -o small.csv --force
[ "$(cat theirs/notes.txt)" = mine ] && [ "$(head -n 1 small.csv)" = "$(head -n 1 "$SOURCE/datasets/sample_clean.csv")" ] && [ ! -e icp-out ] &&
    echo "ok errors/nothing_written" || echo "FAIL errors/nothing_written: $(ls)"

# input errors name the place; what stands before the message is exact, the sentence is the reader's
place() { # name, exit code, expected beginning of stderr
    name=$1 code=$2 text=$3
    shift 3
    "$ICP" "$@" >stdout.txt 2>stderr.txt </dev/null
    got=$?
    case "$(cat stderr.txt)" in
    "$text"*) [ $got -eq "$code" ] && echo "ok errors/$name" || echo "FAIL errors/$name: exit $got, expected $code" ;;
    *) echo "FAIL errors/$name: $(head -n 1 stderr.txt)" ;;
    esac
}
printf 'id,mrr\na,1\nb,2,3\n' >ragged.csv
place ragged 3 'icp-cluster: ragged.csv:3:' inspect ragged.csv
printf 'id,plan\na,"open\nb,2\n' >open.csv
place open_quote 3 'icp-cluster: open.csv:2:3: error[E015]:' inspect open.csv
place no_such_file 3 'icp-cluster: none.csv: error[E010]:' inspect none.csv
place no_such_column 2 'icp-cluster: error[E003]:' run small.csv --usage seatz
printf 'seed = 1\nk = many\n' >bad.ini
place config_value 2 'icp-cluster: bad.ini:2: error[E001]: setting "k":' run small.csv --config bad.ini
printf 'seeds = 1\n' >near.ini
place config_key 2 'icp-cluster: near.ini:1: error[E002]:' run small.csv --config near.ini

# the same as JSON: one object on stdout, nothing on stderr
"$ICP" inspect ragged.csv --json >stdout.txt 2>stderr.txt
code=$?
if [ $code -eq 3 ] && [ ! -s stderr.txt ] && /usr/bin/python3 -c '
import json
error = json.load(open("stdout.txt"))
assert error["code"] == "E014" and error["file"] == "ragged.csv" and error["line"] == 3 and error["exit_code"] == 3, error
assert list(error) == ["code", "message", "file", "line", "column", "field", "value", "expected", "help", "exit_code"], list(error)
' 2>python.txt; then echo "ok errors/json"; else echo "FAIL errors/json: exit $code $(tail -n 1 python.txt)"; fi
"$ICP" run small.csv --sede 1 --json >stdout.txt 2>stderr.txt
code=$?
if [ $code -eq 2 ] && [ ! -s stderr.txt ] && grep -q '^{"code":"E002","message":"there is no option --sede"' stdout.txt; then echo "ok errors/json_options"; else
    echo "FAIL errors/json_options: exit $code $(cat stdout.txt)"
fi

# nothing a user's text carries steers the terminal
printf 'id,a\033[31m\342\200\256b\nx,1\nx,2\n' >steer.csv
"$ICP" run steer.csv --id id >stdout.txt 2>stderr.txt
"$ICP" inspect steer.csv --id "a$(printf '\033')[0m" >>stdout.txt 2>>stderr.txt
"$ICP" "$(printf 'x\033]0;title\007')" >>stdout.txt 2>>stderr.txt
if [ -s stderr.txt ] && ! LC_ALL=C grep -q "$(printf '[\001-\010\013-\037\177]')" stdout.txt stderr.txt; then echo "ok errors/steering"; else
    echo "FAIL errors/steering: $(cat -v stderr.txt | head -n 3)"
fi
awk -F, -v OFS=, 'NR == 1 { for (c = 1; c <= NF; c++) if ($c == "expanded") at = c } NR > 1 { $at = "" } { print }' small.csv >silent.csv
expect silent_outcome 2 "icp-cluster: error[E005]: --upsell: column 'expanded' never holds 'Yes'; no row has a value in it
  help: name a value that stands in the column; values are compared exactly, without outer blanks" run silent.csv --upsell expanded=Yes/No
awk -F, -v OFS=, 'NR == 1 { for (c = 1; c <= NF; c++) if ($c == "churned") at = c } NR > 1 { $at = "Yes" } { print }' small.csv >left.csv
expect one_answer 2 "icp-cluster: error[E005]: --churn: column 'churned' never holds 'No'; its values are 'Yes'
  help: an outcome needs accounts with it and accounts without it" run left.csv --churn churned=Yes/No
if command -v jq >/dev/null; then # the way out that is named leads out, for an array and for lines
    printf '[{"id":"a","n":1},{"id":"b","n":2}]\n' >rows.json
    printf '{"id":"a","n":1}\n{"id":"b","n":2}\n' >lines.json
    for f in rows lines; do
        "$ICP" inspect $f.json 2>&1 | sed -n 's/^  help: .*\(jq .*\) | icp-cluster run -$/\1/p' >way.sh
        got=$(sh way.sh 2>&1 | tr '\n' ' ')
        if [ "$got" = '"id","n" "a",1 "b",2 ' ]; then echo "ok errors/json_$f"; else echo "FAIL errors/json_$f: $got"; fi
    done
else
    echo "skip errors/json: no jq"
fi
