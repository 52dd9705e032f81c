"""PyTorch on the same shapes and lengths as `heed bench gpu`; plain torch, nothing else.

    python3 pytorch_peer.py PLAN.json

A BERT encoder with random weights, a pooler and a classifier: attention by
torch.nn.functional.scaled_dot_product_attention, in half precision. It runs eagerly and through
torch.compile, on texts that all have the whole length, and on texts of mixed lengths: padded with
a mask, and as nested tensors without padding, where this torch can. Prints a JSON object for each
cell as soon as it is measured. A run is timed from ids on the host to logits on the host, as
Heed's bare run is. Exit status 0, or 1 if nothing could be measured.
"""
import json
import sys
import time


def quantile(ordered, share):
    return ordered[min(len(ordered) - 1, int(share * len(ordered)))]


def work(model, lengths):
    """Operations that texts need, padding not counted: UsefulWork.java has the same formula."""
    hidden, layers = model["hidden_size"], model["layers"]
    weights = layers * (4 * hidden * hidden + 2 * hidden * model["intermediate_size"])
    head = hidden * hidden + hidden * model["labels"]
    return (2.0 * weights * sum(lengths) + 4.0 * layers * hidden * sum(n * n for n in lengths)
            + 2.0 * head * len(lengths))


def build(torch, model, dtype, device):
    nn, functional = torch.nn, torch.nn.functional
    hidden, heads = model["hidden_size"], model["heads"]
    attention = functional.scaled_dot_product_attention

    class Layer(nn.Module):
        def __init__(self):
            super().__init__()
            self.qkv = nn.Linear(hidden, 3 * hidden)
            self.out = nn.Linear(hidden, hidden)
            self.norm1 = nn.LayerNorm(hidden)
            self.up = nn.Linear(hidden, model["intermediate_size"])
            self.down = nn.Linear(model["intermediate_size"], hidden)
            self.norm2 = nn.LayerNorm(hidden)

        def forward(self, x, mask):
            parts = self.qkv(x).chunk(3, -1)
            q, k, v = (p.unflatten(-1, [heads, hidden // heads]).transpose(1, 2) for p in parts)
            mixed = attention(q, k, v, attn_mask=mask).transpose(1, 2).flatten(-2)
            x = self.norm1(x + self.out(mixed))
            return self.norm2(x + self.down(functional.gelu(self.up(x))))

    class Encoder(nn.Module):
        def __init__(self):
            super().__init__()
            self.words = nn.Embedding(model["vocabulary_size"], hidden)
            self.positions = nn.Embedding(model["max_positions"], hidden)
            self.types = nn.Embedding(2, hidden)
            self.norm = nn.LayerNorm(hidden)
            self.layers = nn.ModuleList([Layer() for _ in range(model["layers"])])
            self.pooler = nn.Linear(hidden, hidden)
            self.classifier = nn.Linear(hidden, model["labels"])

        def embed(self, ids, positions):
            types = torch.zeros_like(ids)
            return self.norm(self.words(ids) + self.positions(positions) + self.types(types))

        def head(self, first):
            return self.classifier(torch.tanh(self.pooler(first)))

        def forward(self, ids, mask):
            positions = torch.arange(ids.shape[1], device=ids.device).unsqueeze(0)
            x = self.embed(ids, positions)
            if mask is not None:
                mask = mask[:, None, None, :]
            for layer in self.layers:
                x = layer(x, mask)
            return self.head(x[:, 0])

        def forward_nested(self, values, positions, offsets):
            x = torch.nested.nested_tensor_from_jagged(self.embed(values, positions), offsets)
            for layer in self.layers:
                x = layer(x, None)
            return self.head(x.values()[offsets[:-1]])

    torch.manual_seed(42)
    return Encoder().to(device=device, dtype=dtype).eval()


def measure(torch, run, batches, seconds, device):
    """Passes over all batches, a third of the time to warm up; milliseconds of each run."""
    def passes(limit, times):
        end, count = time.perf_counter() + limit, 0
        while True:
            for batch in batches:
                start = time.perf_counter()
                run(batch)  # ends with a copy to the host, which waits for the device
                times.append((time.perf_counter() - start) * 1e3)
            count += 1
            if time.perf_counter() >= end:
                return count

    passes(seconds * 0.3, [])
    if device.type == "cuda":
        torch.cuda.reset_peak_memory_stats(device)
    times = []
    count = passes(seconds, times)
    return count, sorted(times)


def main():
    with open(sys.argv[1], encoding="utf-8") as file:
        plan = json.load(file)
    import torch

    device = torch.device(plan["device"])
    if device.type == "cpu":
        torch.set_num_threads(plan["threads"])
    dtype = torch.float16 if device.type == "cuda" else torch.float32
    model = plan["model"]
    encoder = build(torch, model, dtype, device)
    generator = torch.Generator().manual_seed(7)
    measured = 0

    def rows(lengths):
        return [torch.randint(1, model["vocabulary_size"], (n,), generator=generator)
                for n in lengths]

    def padded(texts):
        longest = max(len(text) for text in texts)
        ids = torch.zeros(len(texts), longest, dtype=torch.int64)
        mask = torch.zeros(len(texts), longest, dtype=torch.bool)
        for row, text in enumerate(texts):
            ids[row, :len(text)] = text
            mask[row, :len(text)] = True
        return ids, (None if bool(mask.all()) else mask)

    def jagged(texts):
        lengths = torch.tensor([0] + [len(text) for text in texts])
        positions = torch.cat([torch.arange(len(text)) for text in texts])
        return torch.cat(texts), positions, lengths.cumsum(0)

    def on(tensors):
        return [None if t is None else t.to(device) for t in tensors]

    def cell(contestant, batch, length, texts, batches, run):
        nonlocal measured
        found = {"model": model["name"], "precision": str(dtype).replace("torch.float", "fp"),
                 "batch": batch, "length": length, "contestant": contestant,
                 "torch": torch.__version__}
        try:
            with torch.inference_mode():
                count, times = measure(torch, run, batches, plan["seconds"], device)
            lengths = [len(text) for text in texts]
            rate = count / (sum(times) / 1e3)
            found.update(status="ok", runs=len(times), meanMillis=sum(times) / len(times),
                         p50Millis=quantile(times, 0.5), maxMillis=times[-1],
                         sequencesPerSecond=len(texts) * rate,
                         realTokensPerSecond=sum(lengths) * rate,
                         teraflops=work(model, lengths) * rate / 1e12)
            if len(times) >= 100:
                found["p99Millis"] = quantile(times, 0.99)
            if device.type == "cuda":
                peak = torch.cuda.max_memory_reserved(device)
                found["memory"] = {"peakMiB": peak // (1 << 20), "reason": "torch's own count"}
            measured += 1
        except Exception as failure:  # one form that this torch lacks hurts no other
            found.update(status="failed", reason=type(failure).__name__ + ": " + str(failure)[:300])
        print(json.dumps(found), flush=True)

    def forms(batch, dynamic):
        """Eager and compiled; compiled anew, so that no cell has code for another's shapes."""
        found = [("pytorch eager", encoder)]
        if hasattr(torch, "compile"):
            torch._dynamo.reset()
            found.append(("pytorch compiled", torch.compile(encoder, dynamic=dynamic)))
            if batch == 1 and device.type == "cuda":
                found.append(("pytorch compiled, CUDA graphs",
                              torch.compile(encoder, dynamic=dynamic, mode="reduce-overhead")))
        return found

    def full(batch, length):
        texts = rows([length] * batch)
        for name, form in forms(batch, False):
            cell(name, batch, length, texts, [padded(texts)],
                 lambda b, form=form: form(*on(b)).cpu())

    def mixed():
        texts = rows(plan["mixed_lengths"])
        for batch in plan["mixed_batches"]:
            chunks = [texts[i:i + batch] for i in range(0, len(texts), batch)]
            for name, form in forms(batch, True):
                cell(name + ", padded", batch, "mixed", texts, [padded(c) for c in chunks],
                     lambda b, form=form: form(*on(b)).cpu())
            cell("pytorch eager, nested", batch, "mixed", texts, [jagged(c) for c in chunks],
                 lambda b: encoder.forward_nested(*on(b)).cpu())

    cells = [(batch, length) for length in plan["lengths"] for batch in plan["batches"]]
    key = [each for each in cells if each[0] in (1, 32, 128) and each[1] == plan["lengths"][0]]
    for batch, length in key:
        full(batch, length)
    mixed()
    for batch, length in cells:
        if (batch, length) not in key:
            full(batch, length)
    return 0 if measured else 1


if __name__ == "__main__":
    sys.exit(main())
