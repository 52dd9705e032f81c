#!/bin/sh
# Classifies a headline 1000 times over gRPC: h2load_grpc.sh HOST:PORT [MODEL]
set -eu
address=$1
model=${2:-ag-news}
body=$(mktemp)
trap 'rm -f "$body"' EXIT

# byte NUMBER: that one.
byte() {
  # shellcheck disable=SC2059 # the format is what is made
  printf "\\$(printf %03o "$1")"
}

# field NUMBER TEXT: a field of a message with up to 127 bytes.
field() {
  byte $(($1 * 8 + 2))
  byte ${#2}
  printf %s "$2"
}

one=$(printf '\032\001\001') # field 3, the shape: [1]
contents=$(field 8 "Oil prices soar to an all-time record")
input=$(field 1 text; field 2 BYTES; printf %s "$one"; field 5 "$contents")
message=$(field 1 "$model"; field 5 "$input")
{ printf '\000\000\000\000'; byte ${#message}; printf %s "$message"; } >"$body"

found=$(h2load -n 1000 -c 4 -m 8 -d "$body" -H 'content-type: application/grpc' -H 'te: trailers' \
  "http://$address/inference.GRPCInferenceService/ModelInfer")
echo "$found" | grep -E '^(finished|requests|status codes|traffic)'
echo "$found" | grep -q '^status codes: 1000 2xx' || { echo "FAILED: expected 1000 answers" >&2; exit 1; }
# A failed call is a 200 too, but without a message: an answer has both outputs, more than 60 bytes.
bytes=$(echo "$found" | sed -n 's/^traffic:.*(\([0-9]*\)) data.*/\1/p')
[ "$bytes" -gt 60000 ] || { echo "FAILED: $bytes bytes of answers, expected more than 60000" >&2; exit 1; }
