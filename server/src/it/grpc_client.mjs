// Classifies a headline over gRPC with Node's @grpc/grpc-js: node grpc_client.mjs HOST:PORT [MODEL]
import assert from "node:assert";
import { fileURLToPath } from "node:url";
import grpc from "@grpc/grpc-js";
import loader from "@grpc/proto-loader";

const headline = "Oil prices soar to an all-time record";
const [address, model = "ag-news"] = process.argv.slice(2);
const protos = fileURLToPath(new URL("../main/proto", import.meta.url));
const definition = loader.loadSync("heed/inference_service.proto", { includeDirs: [protos], keepCase: true });
const { GRPCInferenceService } = grpc.loadPackageDefinition(definition).inference;
const client = new GRPCInferenceService(address, grpc.credentials.createInsecure());

const call = (method, request) =>
  new Promise((resolve, reject) =>
    client[method](request, { deadline: Date.now() + 20_000 }, (error, answer) => (error ? reject(error) : resolve(answer))),
  );

const request = (id) => ({
  model_name: model,
  id,
  inputs: [{ name: "text", datatype: "BYTES", shape: [1], contents: { bytes_contents: [Buffer.from(headline)] } }],
});

function check(answer, id) {
  const at = (name) => answer.raw_output_contents[answer.outputs.findIndex((output) => output.name === name)];
  const label = at("label").subarray(4, 4 + at("label").readUInt32LE(0)).toString();
  const score = at("score").readFloatLE(0);
  console.log(answer.model_name, answer.model_version, answer.id, label, score);
  assert.equal(label, "Business");
  assert.equal(answer.id, id);
}

assert.equal((await call("ServerReady", {})).ready, true);
check(await call("ModelInfer", request("one")), "one");
await assert.rejects(call("ModelInfer", { ...request("two"), model_name: "none of that name" }), { code: grpc.status.NOT_FOUND });

await new Promise((resolve, reject) => {
  const stream = client.ModelStreamInfer({ deadline: Date.now() + 20_000 });
  const ids = ["three", "four", "five"];
  stream.on("data", (answer) => {
    assert.equal(answer.error_message ?? "", "");
    check(answer.infer_response, ids.shift());
  });
  stream.on("error", reject);
  stream.on("end", () => (ids.length === 0 ? resolve() : reject(new Error(`no answer to ${ids}`))));
  ids.slice().forEach((id) => stream.write(request(id)));
  stream.end();
});
client.close();
