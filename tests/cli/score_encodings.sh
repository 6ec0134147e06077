# score reads every encoding that run reads, window by window: the table is that of the same file in UTF-8, errors name the right line.
head -n 301 "$SOURCE/datasets/sample_clean.csv" >small.csv
"$ICP" run small.csv -q --fold-repeats 1 --restarts 2 --resamples 10 --seed 7 -o out 2>stderr.txt || echo "FAIL score_encodings/run: $(tail -n 1 stderr.txt)"
is() { if [ "$2" = "$3" ]; then echo "ok score_encodings/$1"; else echo "FAIL score_encodings/$1: '$2', expected '$3' $(head -n 1 stderr.txt)"; fi; }
score() { "$ICP" score -m out/model.json "$@" >stdout.txt 2>stderr.txt; }
# 20,000 rows: several windows, and a character of two units, of which one half may come last in one of them
/usr/bin/python3 - <<'P'
import csv, io
rows = list(csv.reader(open("small.csv", encoding="utf-8")))
head, rows = rows[0], rows[1:]
name = head.index("account_name")
def text(letters, end):
    out = io.StringIO()
    w = csv.writer(out, lineterminator=end); w.writerow(head)
    for i in range(20000):
        row = list(rows[i % 300]); row[0] = f"X{i}"; row[name] = f"{letters[i % len(letters):]} {i}"
        w.writerow(row)
    return out.getvalue()
wide, narrow = text("M\u00fcller \U0001f600\U0001f601, \u4e2d", "\r\n"), text("M\u00fcller \u2013 S\u00f6hne", "\n")
def write(file, text, encoding, mark=b""): open(file, "wb").write(mark + text.encode(encoding))
write("wide.csv", wide, "utf-8")
write("wide_mark.csv", wide, "utf-8", b"\xef\xbb\xbf")
write("wide_le.csv", wide, "utf-16-le", b"\xff\xfe")
write("wide_be.csv", wide, "utf-16-be", b"\xfe\xff")
write("wide_le_bare.csv", wide, "utf-16-le")
write("wide_be_bare.csv", wide, "utf-16-be")
write("wide_le_cr.csv", wide.replace("\r\n", "\r"), "utf-16-le", b"\xff\xfe")
write("wide_be_lf.csv", wide.replace("\r\n", "\n") + "\x1a", "utf-16-be", b"\xfe\xff")
write("narrow.csv", narrow, "utf-8")
write("narrow_1252.csv", narrow, "cp1252")
lines = wide.split("\r\n")
bytes = [("\r\n".join(lines[:15000]) + "\r\nab").encode("utf-16-le"), b"\x00\xd8", "\r\n".join(lines[15000:]).encode("utf-16-le")]
open("half_pair.csv", "wb").write(b"\xff\xfe" + b"".join(bytes))
open("half_unit.csv", "wb").write(b"\xff\xfe" + wide.encode("utf-16-le")[:-1])
open("utf32.csv", "wb").write(b"\xff\xfe\0\0" + wide.encode("utf-32-le"))
P
for first in wide narrow; do
    score $first.csv
    is $first "$? $(wc -l <stdout.txt)" "0 20001"
    mv stdout.txt $first.out
    for file in "$first"_*.csv; do
        score "$file"
        is "$(basename "$file" .csv)" "$? $(cmp stdout.txt $first.out && echo same)" "0 same"
    done
done
score - <wide_le.csv
is wide_from_stdin "$? $(cmp stdout.txt wide.out && echo same)" "0 same"
score half_pair.csv
is half_pair "$? $(grep -c '^icp-cluster: half_pair.csv:15001:3: error\[E012\]' stderr.txt)" "3 1"
score half_unit.csv
is half_unit "$? $(grep -c 'E012.*half a character' stderr.txt)" "3 1"
score utf32.csv
is utf32 "$? $(grep -c 'E012.*UTF-32' stderr.txt)" "3 1"
"$ICP" explain -m out/model.json --id X19999 wide_be.csv >explained.txt 2>stderr.txt
is explain "$? $(grep -c '^X19999 ' explained.txt)" "0 1"
"$ICP" export -m out/model.json --to hubspot wide_le.csv >upload.csv 2>stderr.txt
is upload "$? $(wc -l <upload.csv)" "0 20001"
