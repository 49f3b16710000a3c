#!/usr/bin/env bash
# Compiles src/Vireo.Onnx/Generated/onnx.proto to C#; run it after a change of that file. Needs protoc (the package
# protobuf-compiler). What it writes is committed, so that nobody else needs protoc.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/../src/Vireo.Onnx/Generated"
protoc --csharp_out=. --csharp_opt=file_extension=.g.cs,internal_access onnx.proto
