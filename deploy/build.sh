#!/bin/sh
# Builds static binaries for the servers in use: amd64, arm64 (鲲鹏、飞腾) and loong64 (龙芯). No C compiler is needed.
# Usage: deploy/build.sh [OUTPUT_FOLDER]; make dist calls it.
set -eu
cd "$(dirname "$0")/.."
out="${1:-dist}"
mkdir -p "$out"
for arch in amd64 arm64 loong64; do
	echo "linux/$arch"
	CGO_ENABLED=0 GOOS=linux GOARCH="$arch" go build -trimpath -ldflags "-s -w" -o "$out/qinghe-linux-$arch" ./cmd/qinghe
done
(cd "$out" && sha256sum qinghe-linux-* > SHA256SUMS)
