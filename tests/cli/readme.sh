# What README.md quotes is what there is: the demo's output and the two examples, to the byte. UPDATE=1 writes them again.
"$ICP" run "$SOURCE/datasets/sample_clean.csv" -o icp-demo >summary.txt 2>notes.txt || { echo "FAIL readme/run: $(cat notes.txt)"; exit 0; }
/usr/bin/python3 - "$SOURCE" "${UPDATE:-}" <<'PY'
import re, sys
source, update = sys.argv[1:]
text = open(source + "/README.md", encoding="utf-8").read()
quoted = {"summary": ("text", open("summary.txt", encoding="utf-8").read()),
          "ten_lines": ("c", open(source + "/tests/examples/ten_lines.c").read()),
          "numpy_view": ("python", open(source + "/tests/examples/numpy_view.py").read())}
for name, (language, content) in quoted.items():
    pattern = re.compile(r"(<!-- %s -->\n```%s\n)(.*?)(```\n)" % (name, language), re.S)
    found = pattern.search(text)
    if found and update:
        text = text[:found.start(2)] + content + text[found.end(2):]
        open(source + "/README.md", "w", encoding="utf-8").write(text)
        found = pattern.search(text)
    same = found and found.group(2) == content
    print(f"ok readme/{name}" if same else f"FAIL readme/{name}: README.md quotes something else; UPDATE=1 sh tests/cli/readme.sh mends it")
PY
