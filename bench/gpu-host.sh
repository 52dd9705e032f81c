#!/usr/bin/env bash
# Runs 'heed bench gpu' on a GPU host that has no JDK, no Maven and reaches no package registry.
#
#   bench/gpu-host.sh pack FILE.tar.gz     where Heed was built (mvn package -pl bench -am): its jars
#                                          and this script in one archive
#   tar xzf FILE.tar.gz; cd heed-bench-gpu # on the host
#   ./gpu-host.sh run [OPTIONS]            as 'heed bench gpu [OPTIONS]'; results in ./results
#
# Left out of the archive: ND4J (the command trains nothing), the MiniLM downloads, what draws
# pictures (draw the page where Heed was built: ./heed bench report results/gpu-DATE.json), all native
# libraries of ONNX Runtime, and those of the tokenizers for other platforms than Linux on x86-64.
#
# The host needs a Java runtime, 17 or newer, with the modules java.base java.logging java.management
# java.naming java.net.http java.sql java.xml jdk.unsupported jdk.management jdk.jfr jdk.zipfs (no
# java.desktop), and the native libraries of ONNX Runtime in the version that the archive names:
#   JAVA                the java to use; default: $JAVA_HOME/bin/java, else java on the PATH
#   HEED_ORT_NATIVE     the folder with libonnxruntime.so, libonnxruntime4j_jni.so and the providers
#   LD_LIBRARY_PATH     has the libraries of CUDA and cuDNN that the provider was built for
#   HEED_JAVA_OPTS      further options of the Java virtual machine
set -euo pipefail
here=$(cd "$(dirname "$0")" && pwd -P)

main() {
  case ${1:-} in
    pack) pack "${2:?usage: gpu-host.sh pack FILE.tar.gz}" ;;
    run) shift; run "$@" ;;
    *) sed -n '2,/^set/{/^set/d;s/^# \{0,1\}//;p}' "$0"; exit 2 ;;
  esac
}

pack() {
  local target=$here/target out jar name
  jar=${JAVA_HOME:+$JAVA_HOME/bin/}jar
  command -v "$jar" >/dev/null || fail "no jar: set JAVA_HOME to a JDK"
  ls "$target"/heed-bench-*.jar >/dev/null 2>&1 || fail "$target: no heed-bench jar; run: mvn package -pl bench -am"
  out=$(cd "$(dirname "$1")" && pwd)/$(basename "$1")
  work=$(mktemp -d)
  trap 'rm -rf "$work"' EXIT
  mkdir -p "$work/heed-bench-gpu/lib"
  for file in "$target"/heed-bench-*.jar "$target"/lib/*.jar; do
    name=$(basename "$file")
    case $name in
      nd4j-* | *-1.0.0-M2.1.jar | openblas-* | javacpp-* | langchain4j-*) continue ;;
      plot-* | *-jvm-4.1.0.jar | kotlin-* | lets-plot* | jna* | oshi-* | heed-bench-*-*sources.jar) continue ;;
      onnxruntime*) strip_jar "$file" "ai/onnxruntime/native" ;;
      tokenizers-*) strip_jar "$file" native/lib/win-x86_64 native/lib/osx-aarch64 native/lib/osx-x86_64 \
        native/lib/linux-aarch64 ;;
      *) cp "$file" "$work/heed-bench-gpu/lib/" ;;
    esac
  done
  cp "$here/gpu-host.sh" "$work/heed-bench-gpu/"
  tar -C "$work" -czf "$out" heed-bench-gpu
  ls -l "$work/heed-bench-gpu/lib" | awk 'NF > 8 { printf "%9d %s\n", $5, $9 }'
  echo "$out: $(wc -c <"$out") bytes"
}

# A jar without some of its folders.
strip_jar() {
  local file=$1
  shift
  mkdir "$work/unpacked"
  (cd "$work/unpacked" && "$jar" xf "$file" && rm -rf "$@" &&
    "$jar" cfM "$work/heed-bench-gpu/lib/$(basename "$file")" .)
  rm -rf "$work/unpacked"
}

run() {
  local java=${JAVA:-${JAVA_HOME:+$JAVA_HOME/bin/}java} native=()
  command -v "$java" >/dev/null || fail "no java: set JAVA to the java of a runtime, 17 or newer"
  if [ -n "${HEED_ORT_NATIVE:-}" ]; then
    [ -f "$HEED_ORT_NATIVE/libonnxruntime.so" ] ||
      fail "HEED_ORT_NATIVE: found no libonnxruntime.so in $HEED_ORT_NATIVE"
    native=("-Donnxruntime.native.path=$HEED_ORT_NATIVE")
  else
    fail "HEED_ORT_NATIVE: not set, expected the folder with ONNX Runtime's native libraries"
  fi
  # shellcheck disable=SC2086 # these hold words
  exec "$java" -XX:MaxRAMPercentage=50 "${native[@]}" "-Dheed.native.dir=$here/native" \
    "-Dheed.bench.results=$here/results" ${HEED_JAVA_OPTS:-} -cp "$here/lib/*" \
    io.heed.bench.BenchCommand gpu --work "$here/work" "$@"
}

fail() {
  printf 'gpu-host.sh: %s\n' "$*" >&2
  exit 1
}

main "$@"
