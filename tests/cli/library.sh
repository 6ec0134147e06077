# The library as others use it: exported names, no mutable globals, installed headers and pkg-config, the examples of the README.
say() { echo "$1 library/$2"; }
exported=$(nm -D --defined-only "$BUILD/libicpcluster.so" | awk '$2 != "A" {print $3}' | sed 's/@.*//')
if [ -n "$exported" ] && ! echo "$exported" | grep -qv '^icp_' && ! echo "$exported" | grep -q '^icp_i_'; then say ok exports; else
    echo "FAIL library/exports: $(echo "$exported" | grep -v '^icp_' | head -n 3) $(echo "$exported" | grep '^icp_i_' | head -n 3)"
fi

# .data and .bss of every object are empty: nothing mutable outlives a call
globals=$(objdump -h "$BUILD/libicpcluster.a" | awk '/\.o:/ {file = $1} $2 ~ /^\.(data|bss|tbss|tdata)$/ && $3 !~ /^0+$/ {print file, $2, $3}')
case $BUILD in
*asan* | *coverage*) echo "skip library/globals: instrumented objects carry data of their own" ;;
*) if [ -z "$globals" ]; then say ok globals; else echo "FAIL library/globals: $globals"; fi ;;
esac

if make -s -C "$SOURCE" B="$BUILD" install DESTDIR="$PWD/root" PREFIX=/opt/icp >install.log 2>&1; then say ok install; else
    echo "FAIL library/install: $(tail -n 1 install.log)"
    exit 0
fi
export PKG_CONFIG_PATH="$PWD/root/opt/icp/lib/pkgconfig" PKG_CONFIG_SYSROOT_DIR="$PWD/root"
example=$SOURCE/tests/examples/ten_lines.c
if cc -std=c11 -o shared_user "$example" $(pkg-config --cflags --libs icpcluster) -Wl,-rpath,"$PWD/root/opt/icp/lib" >link.log 2>&1 &&
    ./shared_user "$SOURCE/datasets/sample_clean.csv" >shared.txt && grep -q 'index' shared.txt; then say ok c-example; else
    echo "FAIL library/c-example: $(head -n 2 link.log)"
fi
if cc -std=c11 -o static_user "$example" $(pkg-config --cflags icpcluster) "$PWD/root/opt/icp/lib/libicpcluster.a" $(pkg-config --static --libs-only-l icpcluster |
    sed 's/-licpcluster//') >link.log 2>&1 && ./static_user "$SOURCE/datasets/sample_clean.csv" >static.txt && cmp -s shared.txt static.txt; then say ok static-example; else
    echo "FAIL library/static-example: $(head -n 2 link.log)"
fi
lines=$(wc -l <"$example")
if [ "$lines" -le 10 ] && [ "$(wc -l <"$SOURCE/tests/examples/numpy_view.py")" -lt 15 ]; then say ok example-length; else echo "FAIL library/example-length"; fi
if /usr/bin/python3 -c 'import numpy' 2>/dev/null; then
    if /usr/bin/python3 "$SOURCE/tests/examples/numpy_view.py" "$BUILD/libicpcluster.so" >python.log 2>&1; then say ok python-example; else
        echo "FAIL library/python-example: $(tail -n 1 python.log)"
    fi
else
    echo "skip library/python-example: no numpy"
fi
make -s -C "$SOURCE" B="$BUILD" uninstall DESTDIR="$PWD/root" PREFIX=/opt/icp
left=$(find root -type f -o -type l)
if [ -z "$left" ]; then say ok uninstall; else echo "FAIL library/uninstall: $left"; fi
