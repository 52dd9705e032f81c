#!/usr/bin/env python3
"""Classifies headlines as Hugging Face's clients do: hf_client.py http://HOST:PORT [MODEL]"""

import json
import sys
import urllib.request

HEADLINE = "Oil prices soar to an all-time record"


def post(url, body):
    request = urllib.request.Request(
        url, json.dumps(body).encode(), {"Content-Type": "application/json"}
    )
    with urllib.request.urlopen(request, timeout=20) as answer:
        return json.load(answer)


def best(labels):
    """The best of one text's labels, be there a list around them or not."""
    return max(labels[0] if isinstance(labels[0], list) else labels, key=lambda each: each["score"])


def expect(condition, found):
    if not condition:
        sys.exit(f"FAILED: found {found}")


def main():
    base = sys.argv[1]
    model = sys.argv[2] if len(sys.argv) > 2 else "ag-news"
    one = post(f"{base}/models/{model}", {"inputs": HEADLINE})
    print(one)
    expect(best(one)["label"] == "Business", one)
    several = post(
        f"{base}/models/{model}",
        {"inputs": [HEADLINE, HEADLINE], "parameters": {"top_k": 2}},
    )
    print(several)
    expect(len(several) == 2, several)
    for labels in several:
        expect(len(labels) == 2 and best(labels)["label"] == "Business", several)


main()
