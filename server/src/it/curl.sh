#!/bin/sh
# Classifies a headline over HTTP: curl.sh http://HOST:PORT [MODEL]
set -eu
base=$1
model=${2:-ag-news}
headline="Oil prices soar to an all-time record"

# expect WHAT ANSWER: the answer has Business in it.
expect() {
  echo "$1: $2"
  case $2 in
    *Business*) ;;
    *) echo "FAILED: $1: expected Business" >&2; exit 1 ;;
  esac
}

post() {
  curl --silent --show-error --fail-with-body --max-time 20 -H 'Content-Type: application/json' "$@"
}

curl --silent --show-error --fail --max-time 20 "$base/v2/health/ready"
tensors="{\"id\":\"a7\",\"inputs\":[{\"name\":\"text\",\"datatype\":\"BYTES\",\"shape\":[1],\"data\":[\"$headline\"]}]}"
expect "Open Inference Protocol" "$(post -d "$tensors" "$base/v2/models/$model/infer")"
expect "Open Inference Protocol, HTTP/2" "$(post --http2-prior-knowledge -d "$tensors" "$base/v2/models/$model/infer")"
expect "Open Inference Protocol, gzip" "$(post --compressed -d "$tensors" "$base/v2/models/$model/infer")"
expect "Hugging Face" "$(post -d "{\"inputs\":\"$headline\"}" "$base/models/$model")"
expect "predict" "$(post -d "{\"inputs\":\"$headline\"}" "$base/predict")"

status=$(curl --silent --output /dev/null --write-out '%{http_code}' --max-time 20 "$base/v2/models/none-of-that-name")
if [ "$status" != 404 ]; then
  echo "FAILED: a model that is not there: found status $status, expected 404" >&2
  exit 1
fi
