#!/usr/bin/env node
// Times predictions of an ONNX file in ONNX Runtime on random data: the peer of `Vireo.Bench infer`.
//   ort_infer.js FILE [--threads T] [--steps 10] [--json]
// The file has one input of a fixed shape. The package is that which tests/Vireo.Onnx.Tests pins.
'use strict';
const fs = require('fs');
const os = require('os');
const path = require('path');
const home = path.join(__dirname, '..', '..', 'tests', 'Vireo.Onnx.Tests');
const fromTests = require('module').createRequire(path.join(home, 'package.json'));

const WARMUP = 3;

function option(name, fallback) {
  const place = process.argv.indexOf(name);
  return place < 0 ? fallback : Number(process.argv[place + 1]);
}

function peakMegabytes() {
  try {
    return Number(/VmHWM:\s+(\d+)/.exec(fs.readFileSync('/proc/self/status', 'utf8'))[1]) * 1024 / 1e6;
  } catch {
    return process.resourceUsage().maxRSS * 1024 / 1e6;
  }
}

function median(values) {
  const sorted = [...values].sort((a, b) => a - b);
  return (sorted[(sorted.length - 1) >> 1] + sorted[sorted.length >> 1]) / 2;
}

async function main(file) {
  const ort = fromTests('onnxruntime-node');
  const description = path.join(home, 'node_modules', 'onnxruntime-node', 'package.json');
  const { version } = JSON.parse(fs.readFileSync(description, 'utf8'));
  const [threads, steps] = [option('--threads', os.cpus().length), option('--steps', 10)];
  const session = await ort.InferenceSession.create(file, {
    executionProviders: ['cpu'], graphOptimizationLevel: 'all', executionMode: 'sequential',
    intraOpNumThreads: threads, interOpNumThreads: 1, logSeverityLevel: 3,
  });
  const { name, shape } = session.inputMetadata[0];
  const pixels = Float32Array.from({ length: shape.reduce((a, b) => a * b) }, () => Math.random() * 4 - 2);
  const feeds = { [name]: new ort.Tensor('float32', pixels, shape) };

  const times = [];
  for (let i = 0; i < WARMUP + steps; i++) {
    const begun = process.hrtime.bigint();
    await session.run(feeds);
    if (i >= WARMUP) times.push(Number(process.hrtime.bigint() - begun) / 1e6);
  }

  const ms = median(times);
  const result = {
    model: path.basename(file), batch: shape[0], size: shape[2], threads,
    images_per_second: Number((shape[0] / ms * 1000).toFixed(2)), step_ms_median: Number(ms.toFixed(2)),
    peak_mb: Number(peakMegabytes().toFixed(1)), version: `ONNX Runtime ${version}`,
  };
  console.log(process.argv.includes('--json') ? JSON.stringify(result)
    : `${result.model}: ${result.step_ms_median} ms, ${result.images_per_second} images/s, ${result.version}`);
}

main(process.argv[2]).catch((error) => {
  console.error(String(error.message ?? error));
  process.exit(1);
});
