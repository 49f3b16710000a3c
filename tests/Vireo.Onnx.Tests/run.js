// Runs ONNX files in ONNX Runtime. Argument: a folder with tasks.json, a list of { model, inputs: { name: { type, dims,
// data } } }, data in base64. Writes results.json beside it: for each task { outputs } in the same form, or { error }.
'use strict';
const fs = require('fs');
const path = require('path');
const ort = require('onnxruntime-node');

const arrays = {
  float32: Float32Array, float64: Float64Array, int32: Int32Array, int64: BigInt64Array, int8: Int8Array,
  uint8: Uint8Array, bool: Uint8Array,
};

function decode({ type, dims, data }) {
  const bytes = new Uint8Array(Buffer.from(data, 'base64'));
  return new ort.Tensor(type, new arrays[type](bytes.buffer), dims);
}

function encode(tensor) {
  const { buffer, byteOffset, byteLength } = tensor.data;
  return { type: tensor.type, dims: tensor.dims, data: Buffer.from(buffer, byteOffset, byteLength).toString('base64') };
}

function mapValues(object, change) {
  return Object.fromEntries(Object.entries(object).map(([key, value]) => [key, change(value)]));
}

async function run(folder, { model, inputs }) {
  try {
    const options = { intraOpNumThreads: 1, interOpNumThreads: 1, logSeverityLevel: 3 };
    const session = await ort.InferenceSession.create(path.join(folder, model), options);
    try {
      return { outputs: mapValues(await session.run(mapValues(inputs, decode)), encode) };
    } finally {
      await session.release();
    }
  } catch (error) {
    return { error: String(error.message ?? error) };
  }
}

async function main(folder) {
  const results = [];
  for (const task of JSON.parse(fs.readFileSync(path.join(folder, 'tasks.json')))) {
    results.push(await run(folder, task));
  }

  fs.writeFileSync(path.join(folder, 'results.json'), JSON.stringify(results));
}

main(process.argv[2]);
