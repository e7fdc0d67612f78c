#!/bin/sh
# Makes shop.plan.json and shop.state.json again, with the real Terraform against moto (pip install 'moto[server]').
# A provider that is not on Terraform's default path is named by TF_CLI_CONFIG_FILE.
set -eu
here=$(cd "$(dirname "$0")" && pwd)
work=$(mktemp -d)
port=$(python3 -c 'import socket; s = socket.socket(); s.bind(("127.0.0.1", 0)); print(s.getsockname()[1])')
moto_server -H 127.0.0.1 -p "$port" >"$work/moto.log" 2>&1 &
moto=$!
trap 'kill $moto; rm -rf "$work"' EXIT
export AWS_ENDPOINT_URL="http://127.0.0.1:$port" AWS_ACCESS_KEY_ID=test AWS_SECRET_ACCESS_KEY=test CHECKPOINT_DISABLE=1
until python3 -c "import urllib.request; urllib.request.urlopen('$AWS_ENDPOINT_URL/moto-api/')" 2>/dev/null; do sleep 1; done

cp -R "$here/main.tf" "$here/site" "$work"
cd "$work"
terraform init -no-color >init.log || { cat init.log >&2; exit 1; }
terraform plan -no-color -out plan >plan.log || { cat plan.log >&2; exit 1; }
terraform show -json plan >"$here/shop.plan.json"
terraform apply -no-color plan >apply.log || { cat apply.log >&2; exit 1; }
terraform show -json >"$here/shop.state.json"
npx biome format --write "$here"
