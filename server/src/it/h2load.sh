#!/bin/sh
# Classifies a headline 1000 times over HTTP/2 and over HTTP/1.1: h2load.sh http://HOST:PORT [MODEL]
set -eu
base=$1
model=${2:-ag-news}
body=$(mktemp)
trap 'rm -f "$body"' EXIT
printf '{"inputs":[{"name":"text","datatype":"BYTES","shape":[1],"data":["Oil prices soar to an all-time record"]}]}' >"$body"

for version in "" --h1; do
  # shellcheck disable=SC2086 # no version is no argument
  found=$(h2load $version -n 1000 -c 4 -m 8 -d "$body" -H 'content-type: application/json' "$base/v2/models/$model/infer")
  echo "$found" | grep -E '^(finished|requests|status codes)'
  echo "$found" | grep -q '^status codes: 1000 2xx' || { echo "FAILED: expected 1000 answers" >&2; exit 1; }
done
