// Text classification as a service in Node: @huggingface/transformers over onnxruntime-node, behind
// Node's own HTTP server. Answers POST /predict {"inputs": "a text"} as Hugging Face does, with all labels.
//
//   node node_peer.mjs MODULES MODEL PORT PROCESSES THREADS BATCH
//
// MODULES   folder with node_modules (npm install @huggingface/transformers onnxruntime-node)
// MODEL     folder with config.json, tokenizer.json, tokenizer_config.json and onnx/model.onnx
// PORT      on 127.0.0.1
// PROCESSES 1, or more that share the port by Node's cluster module
// THREADS   of a run of the model; 0 leaves ONNX Runtime its defaults
// BATCH     1: a call of the pipeline for each request, as the library's examples for servers have it; more:
//           requests that wait while a call runs share the next one, up to so many, as an array of texts

import cluster from 'node:cluster';
import { createServer } from 'node:http';
import { createRequire } from 'node:module';
import { basename, dirname, resolve, sep } from 'node:path';
import { pathToFileURL } from 'node:url';

const [modules, model, port, processes, threads, batch] = process.argv.slice(2);

if (cluster.isPrimary && Number(processes) > 1) {
  for (let i = 0; i < Number(processes); i++) cluster.fork();
  process.on('SIGTERM', () => process.exit(0)); // whose workers end when they are left alone
} else {
  await serve();
}

async function serve() {
  const require = createRequire(resolve(modules) + sep);
  const { pipeline, env } = await import(pathToFileURL(require.resolve('@huggingface/transformers')).href);
  env.allowRemoteModels = false;
  env.localModelPath = dirname(resolve(model)) + sep;
  const sessions = Number(threads) > 0
    ? { intraOpNumThreads: Number(threads), interOpNumThreads: 1, extra: { session: { intra_op: { allow_spinning: '0' } } } }
    : {};
  const classify = await pipeline('text-classification', basename(resolve(model)), {
    dtype: 'fp32',
    device: 'cpu',
    local_files_only: true,
    session_options: sessions,
  });
  await classify('warm up', { top_k: null });
  const answer = Number(batch) > 1 ? together(classify, Number(batch)) : (text) => classify(text, { top_k: null });

  const server = createServer((request, response) => {
    const chunks = [];
    request.on('data', (chunk) => chunks.push(chunk));
    request.on('end', async () => {
      try {
        if (request.method !== 'POST' || request.url !== '/predict') {
          send(response, 404, { error: 'expected POST /predict' });
          return;
        }
        send(response, 200, await answer(JSON.parse(Buffer.concat(chunks).toString('utf8')).inputs));
      } catch (e) {
        send(response, 400, { error: String(e) });
      }
    });
  });
  server.keepAliveTimeout = 600_000;
  server.listen(Number(port), '127.0.0.1', 1024);
}

function send(response, status, body) {
  const text = JSON.stringify(body);
  response.writeHead(status, { 'Content-Type': 'application/json', 'Content-Length': Buffer.byteLength(text) });
  response.end(text);
}

// Never waits for more requests: what came during a call is the next one.
function together(classify, most) {
  const waiting = [];
  let running = false;
  async function drain() {
    while (waiting.length > 0) {
      const taken = waiting.splice(0, most);
      try {
        const answers = await classify(taken.map((each) => each.text), { top_k: null });
        taken.forEach((each, i) => each.done(answers[i]));
      } catch (e) {
        taken.forEach((each) => each.failed(e));
      }
      await new Promise(setImmediate); // let requests in that have arrived meanwhile
    }
    running = false;
  }
  return (text) =>
    new Promise((done, failed) => {
      waiting.push({ text, done, failed });
      if (!running) {
        running = true;
        setImmediate(drain);
      }
    });
}
