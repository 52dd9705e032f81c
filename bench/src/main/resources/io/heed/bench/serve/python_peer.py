"""Text classification as a service in Python: tokenizers and onnxruntime behind FastAPI and uvicorn.

Answers POST /predict {"inputs": "a text"} as Hugging Face does, with all labels.

    python python_peer.py MODEL PORT PROCESSES THREADS BATCH

MODEL     folder with config.json, tokenizer.json and onnx/model.onnx
PORT      on 127.0.0.1
PROCESSES 1, or more that share the port by uvicorn's workers
THREADS   of a run of the model; 0 leaves ONNX Runtime its defaults
BATCH     1: a run for each request, on one of FastAPI's worker threads, as its documentation has it for what
          blocks; more: requests that wait while a run is at work share the next one, up to so many

Needs: pip install onnxruntime tokenizers numpy fastapi uvicorn uvloop httptools
"""

import asyncio
import json
import os
import sys

import numpy
import onnxruntime
import uvicorn
from fastapi import FastAPI
from pydantic import BaseModel
from tokenizers import Tokenizer


class Predict(BaseModel):
    inputs: str


class Model:
    def __init__(self, folder, threads):
        with open(os.path.join(folder, "config.json"), encoding="utf-8") as file:
            config = json.load(file)
        self.labels = [config["id2label"][str(i)] for i in range(len(config["id2label"]))]
        self.tokenizer = Tokenizer.from_file(os.path.join(folder, "tokenizer.json"))
        self.tokenizer.enable_padding(pad_id=config.get("pad_token_id", 0))
        options = onnxruntime.SessionOptions()
        if threads > 0:
            options.intra_op_num_threads = threads
            options.inter_op_num_threads = 1
            options.add_session_config_entry("session.intra_op.allow_spinning", "0")
        self.session = onnxruntime.InferenceSession(
            os.path.join(folder, "onnx", "model.onnx"), options, providers=["CPUExecutionProvider"]
        )
        self.inputs = [each.name for each in self.session.get_inputs()]

    def classify(self, texts):
        encodings = self.tokenizer.encode_batch(texts)
        columns = {
            "input_ids": [each.ids for each in encodings],
            "attention_mask": [each.attention_mask for each in encodings],
            "token_type_ids": [each.type_ids for each in encodings],
        }
        feeds = {name: numpy.array(columns[name], dtype=numpy.int64) for name in self.inputs}
        logits = self.session.run(None, feeds)[0]
        powers = numpy.exp(logits - logits.max(axis=1, keepdims=True))
        scores = powers / powers.sum(axis=1, keepdims=True)
        return [
            [{"label": self.labels[i], "score": float(row[i])} for i in numpy.argsort(-row)] for row in scores
        ]


class Together:
    """Never waits for more requests: what came during a run is the next one."""

    def __init__(self, model, most):
        self.model = model
        self.most = most
        self.waiting = []
        self.running = False

    async def classify(self, text):
        answer = asyncio.get_running_loop().create_future()
        self.waiting.append((text, answer))
        if not self.running:
            self.running = True
            asyncio.get_running_loop().create_task(self.drain())
        return await answer

    async def drain(self):
        while self.waiting:
            taken, self.waiting = self.waiting[: self.most], self.waiting[self.most :]
            try:
                answers = self.model.classify([text for text, _ in taken])
                for (_, answer), labels in zip(taken, answers):
                    answer.set_result(labels)
            except Exception as e:
                for _, answer in taken:
                    answer.set_exception(e)
            await asyncio.sleep(0)  # let requests in that have arrived meanwhile
        self.running = False


def application():
    folder, _, _, threads, batch = sys.argv[1:6]
    model = Model(folder, int(threads))
    model.classify(["warm up"])
    app = FastAPI()
    if int(batch) > 1:
        together = Together(model, int(batch))

        @app.post("/predict")
        async def predict(request: Predict):
            return await together.classify(request.inputs)

    else:

        @app.post("/predict")
        def predict(request: Predict):
            return model.classify([request.inputs])[0]

    return app


if __name__ == "__main__":
    sys.path.insert(0, os.path.dirname(os.path.abspath(__file__)))
    uvicorn.run(
        "python_peer:application",
        factory=True,
        host="127.0.0.1",
        port=int(sys.argv[2]),
        workers=int(sys.argv[3]),
        log_level="warning",
        access_log=False,
        timeout_keep_alive=600,
        backlog=1024,
    )
