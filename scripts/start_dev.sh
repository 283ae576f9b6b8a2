#!/usr/bin/env bash
# Starts DFS for development, in the background and without Docker: builds what is missing, starts three nodes that make one
# cluster, waits until they are healthy, and says where everything is. With --single it starts one node by itself. Settings come from
# the environment and from .env; see .env.example.
# shellcheck source=scripts/lib.sh
source "$(dirname -- "$(readlink -f -- "${BASH_SOURCE[0]}")")/lib.sh"

wait_seconds=90

usage() {
  say "usage: $0 [--single]"
  say "  --single   one node by itself, in place of three; what it keeps stays when it is started with the others later"
}

nodes=3
case ${1:-} in
  '') ;;
  --single) nodes=1 ;;
  -h | --help) usage && exit 0 ;;
  *) usage >&2 && exit 2 ;;
esac

# NAME=VALUE lines of .env, as they are; what the environment has already, wins.
read_env_file() {
  local line name
  [[ -r $1 ]] || return 0
  while IFS= read -r line || [[ -n $line ]]; do
    name=${line%%=*}
    if [[ $line == *=* && $name =~ ^[A-Za-z_][A-Za-z0-9_]*$ && -z ${!name+set} ]]; then
      export "$name=${line#*=}"
    fi
  done <"$1"
}

# random LENGTH: letters and digits.
random() {
  local text
  text=$(head -c $(($1 * 8)) /dev/urandom | LC_ALL=C tr -dc 'A-Za-z0-9')
  printf '%s' "${text:0:$1}"
}

# value FILE NAME: of a `name = value` line.
value() { [[ ! -r $1 ]] || sed -n "s/^$2 *= *//p" "$1"; }

# Those of the environment; else those of the last start; else new ones.
choose_credentials() {
  AWS_ACCESS_KEY=${AWS_ACCESS_KEY:-$(value "$dev/credentials" aws_access_key_id)}
  AWS_SECRET_KEY=${AWS_SECRET_KEY:-$(value "$dev/credentials" aws_secret_access_key)}
  if [[ -z ${API_KEY:-} && -r $dev/dfs.json ]]; then
    API_KEY=$(sed -n 's/.*"apiKey": *"\([^"]*\)".*/\1/p' "$dev/dfs.json")
  fi
  AWS_ACCESS_KEY=${AWS_ACCESS_KEY:-DFSA$(random 16 | tr a-z A-Z)}
  AWS_SECRET_KEY=${AWS_SECRET_KEY:-$(random 40)}
  API_KEY=${API_KEY:-dfs_$(random 40)}
  export AWS_ACCESS_KEY AWS_SECRET_KEY API_KEY
}

choose_cluster() {
  local i
  [[ -r $dev/cluster-secret ]] || random 40 | private "$dev/cluster-secret"
  DFS_CLUSTER_SECRET=${DFS_CLUSTER_SECRET:-$(cat "$dev/cluster-secret")}
  DFS_CLUSTER_HOST=${DFS_CLUSTER_HOST:-127.0.0.1}
  if [[ -z ${DFS_CLUSTER_NODES:-} ]]; then
    DFS_CLUSTER_NODES=node1=127.0.0.1:7001
    for ((i = 2; i <= nodes; i++)); do
      DFS_CLUSTER_NODES+=,node$i=127.0.0.1:$((7000 + i))
    done
  fi
  # All on one host: each has a port of its own.
  if [[ -z ${DFS_HAZELCAST_MEMBERS:-} ]]; then
    DFS_HAZELCAST_MEMBERS=127.0.0.1:${DFS_HAZELCAST_PORT:-5701}
    for ((i = 2; i <= nodes; i++)); do
      DFS_HAZELCAST_MEMBERS+=,127.0.0.1:$((${DFS_HAZELCAST_PORT:-5701} + i - 1))
    done
  fi
  export DFS_CLUSTER_SECRET DFS_CLUSTER_HOST DFS_CLUSTER_NODES DFS_HAZELCAST_MEMBERS
}

# private FILE: standard input to a file that only this user reads.
private() { (umask 077 && cat >"$1.new") && mv "$1.new" "$1"; }

write_client_files() {
  private "$dev/credentials" <<END
[default]
aws_access_key_id = $AWS_ACCESS_KEY
aws_secret_access_key = $AWS_SECRET_KEY
END
  cat >"$dev/aws-config" <<END
[default]
region = $AWS_REGION
endpoint_url = $(s3_url 1)
s3 =
    addressing_style = path
END
  private "$dev/dfs.json" <<END
{"management": "$(management_url 1)", "apiKey": "$API_KEY"}
END
  {
    say "# Makes this shell talk to what start_dev.sh started: source ./data/dev/env.sh"
    printf 'export AWS_SHARED_CREDENTIALS_FILE=%q\n' "$dev/credentials"
    printf 'export AWS_CONFIG_FILE=%q\n' "$dev/aws-config"
    say 'export AWS_PROFILE=default'
    say 'unset AWS_ACCESS_KEY_ID AWS_SECRET_ACCESS_KEY AWS_SESSION_TOKEN AWS_ENDPOINT_URL AWS_ENDPOINT_URL_S3 AWS_DEFAULT_REGION'
    printf 'case ":$PATH:" in *%q*) ;; *) export PATH=%q:"$PATH" ;; esac\n' ":$root/scripts:" "$root/scripts"
  } >"$dev/env.sh"
}

# Of the ports given for the first node, those of node N.
s3_port() { printf '%s' $((API_PORT + $1 - 1)); }
management_port() { printf '%s' $((DFS_MANAGEMENT_PORT + $1 - 1)); }
s3_url() { printf '%s' "http${DFS_TLS_CERT:+s}://localhost:$(s3_port "$1")"; }
management_url() { printf '%s' "http${DFS_MANAGEMENT_TLS_CERT:+s}://localhost:$(management_port "$1")"; }
log_file() { printf '%s' "$dev/node$1.log"; }

# Whether node N says that it is ready.
is_ready() {
  local port
  port=$(management_port "$1")
  if command -v curl >/dev/null; then
    curl --silent --fail --insecure --max-time 2 --output /dev/null "$(management_url "$1")/health/ready"
  else
    local reply
    exec 3<>"/dev/tcp/127.0.0.1/$port" || return 1
    printf 'GET /health/ready HTTP/1.0\r\nHost: localhost\r\n\r\n' >&3
    read -r reply <&3
    exec 3>&-
    [[ $reply == *" 200 "* ]]
  fi 2>/dev/null
}

# each FUNCTION: what it says of every node, on one line.
each() {
  local i
  for ((i = 1; i <= nodes; i++)); do
    printf '%s  ' "$("$1" "$i")"
  done
}

health_url() { printf '%s' "$(management_url "$1")/health"; }

print_urls() {
  cat <<END

  S3                     $(each s3_url)
  Management, health     $(each health_url)
  Metrics                $(management_url 1)/metrics
  API, interactive       $(management_url 1)/api/v1/docs

  Data                   $(each data_folder)
  Logs                   $(each log_file)
  Credentials            $dev/credentials (S3), $dev/dfs.json (API key)

Use it:   source ./data/dev/env.sh && aws s3 ls
Stop it:  ./scripts/stop_dev.sh
END
}

# The first node's is STORAGE_PATH; the others' stand beside it.
data_folder() { if (($1 == 1)); then printf '%s' "$STORAGE_PATH"; else printf '%s' "$(dirname "$STORAGE_PATH")/node$1"; fi; }

start_node() {
  local i=$1 log
  log=$(log_file "$i")
  [[ ! -e $log ]] || mv -f "$log" "$log.1"
  # A session of its own: it outlives this shell and its terminal. The working folder is the checkout, as for `dfs serve` there.
  (
    cd "$root"
    if ((nodes > 1)); then
      export NODE_ID=node$i DFS_RAFT_PORT=$((${DFS_RAFT_PORT:-7101} + i - 1))
      export DFS_HAZELCAST_PORT=$((${DFS_HAZELCAST_PORT:-5701} + i - 1)) DFS_BUS_PORT=$((${DFS_BUS_PORT:-15701} + i - 1))
    fi
    export API_PORT=$(s3_port "$i") DFS_MANAGEMENT_PORT=$(management_port "$i") STORAGE_PATH=$(data_folder "$i")
    exec setsid nohup "$distribution/bin/dfs" serve >"$log" 2>&1 </dev/null
  ) &
  pids[i]=$!
  echo "${pids[i]}" >"$(pid_file "$i")"
}

read_env_file "$root/.env"
mkdir -p "$dev"
export API_HOST=${API_HOST:-127.0.0.1} API_PORT=${API_PORT:-8001}
export DFS_MANAGEMENT_HOST=${DFS_MANAGEMENT_HOST:-127.0.0.1} DFS_MANAGEMENT_PORT=${DFS_MANAGEMENT_PORT:-5001}
export STORAGE_PATH=${STORAGE_PATH:-$root/data/node1} AWS_REGION=${AWS_REGION:-us-east-1}

running=$(running_nodes)
if [[ -n $running ]]; then
  if (($(wc -w <<<"$running") != nodes)); then
    fail "Of DFS node $running runs; stop it first: ./scripts/stop_dev.sh"
  fi
  say "DFS runs already (nodes: $running)."
  print_urls
  exit 0
fi

build_distribution
distribution=$(find_distribution)
choose_credentials
((nodes == 1)) || choose_cluster

if ((nodes == 1)); then say "Starting DFS, one node"; else say "Starting DFS, $nodes nodes"; fi
pids=()
for ((i = 1; i <= nodes; i++)); do
  start_node "$i"
done

for ((waited = 0; waited < wait_seconds * 10; waited++)); do
  ready=0
  for ((i = 1; i <= nodes; i++)); do
    if ! kill -0 "${pids[i]}" 2>/dev/null; then
      rm -f "$(pid_file "$i")"
      tail -n 20 "$(log_file "$i")" >&2
      fail "Node $i did not start; what it said last stands above, all of it in $(log_file "$i"). Stop the others: ./scripts/stop_dev.sh"
    fi
    if is_ready "$i"; then ready=$((ready + 1)); fi
  done
  if ((ready == nodes)); then
    write_client_files
    if ((nodes == 1)); then say "DFS is healthy (process ${pids[1]})."; else say "DFS is healthy (processes ${pids[*]})."; fi
    print_urls
    exit 0
  fi
  sleep 0.1
done
for ((i = 1; i <= nodes; i++)); do
  is_ready "$i" || tail -n 20 "$(log_file "$i")" >&2
done
fail "Of $nodes nodes $ready are healthy after $wait_seconds s; they are left running, their logs are $(each log_file)"
