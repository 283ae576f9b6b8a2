#!/usr/bin/env bash
# Starts DFS for development, in the background and without Docker: builds what is missing, starts the node, waits until it
# is healthy, and says where everything is. Settings come from the environment and from .env; see .env.example.
# shellcheck source=scripts/lib.sh
source "$(dirname -- "$(readlink -f -- "${BASH_SOURCE[0]}")")/lib.sh"

wait_seconds=60
pid_file=$dev/node.pid
log_file=$dev/node.log

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

is_running() {
  local pid
  pid=$(cat "$pid_file" 2>/dev/null) || return 1
  [[ $pid =~ ^[0-9]+$ ]] && kill -0 "$pid" 2>/dev/null && grep -q dfs.node.Main "/proc/$pid/cmdline" 2>/dev/null
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
endpoint_url = $s3_url
s3 =
    addressing_style = path
END
  private "$dev/dfs.json" <<END
{"management": "$management_url", "apiKey": "$API_KEY"}
END
  {
    say "# Makes this shell talk to the node that start_dev.sh started: source ./data/dev/env.sh"
    printf 'export AWS_SHARED_CREDENTIALS_FILE=%q\n' "$dev/credentials"
    printf 'export AWS_CONFIG_FILE=%q\n' "$dev/aws-config"
    say 'export AWS_PROFILE=default'
    say 'unset AWS_ACCESS_KEY_ID AWS_SECRET_ACCESS_KEY AWS_SESSION_TOKEN AWS_ENDPOINT_URL AWS_ENDPOINT_URL_S3 AWS_DEFAULT_REGION'
    printf 'case ":$PATH:" in *%q*) ;; *) export PATH=%q:"$PATH" ;; esac\n' ":$root/scripts:" "$root/scripts"
  } >"$dev/env.sh"
}

# Whether the node says that it is ready.
is_ready() {
  if command -v curl >/dev/null; then
    curl --silent --fail --insecure --max-time 2 --output /dev/null "$management_url/health/ready"
  else
    local reply
    exec 3<>"/dev/tcp/127.0.0.1/$DFS_MANAGEMENT_PORT" || return 1
    printf 'GET /health/ready HTTP/1.0\r\nHost: localhost\r\n\r\n' >&3
    read -r reply <&3
    exec 3>&-
    [[ $reply == *" 200 "* ]]
  fi 2>/dev/null
}

print_urls() {
  cat <<END

  S3                     $s3_url
  Management, health     $management_url/health
  Metrics                $management_url/metrics
  API, interactive       $management_url/api/v1/docs

  Data                   $STORAGE_PATH
  Log                    $log_file
  Credentials            $dev/credentials (S3), $dev/dfs.json (API key)

Use it:   source ./data/dev/env.sh && aws s3 ls
Stop it:  ./scripts/stop_dev.sh
END
}

read_env_file "$root/.env"
mkdir -p "$dev"
export API_HOST=${API_HOST:-127.0.0.1} API_PORT=${API_PORT:-8001}
export DFS_MANAGEMENT_HOST=${DFS_MANAGEMENT_HOST:-127.0.0.1} DFS_MANAGEMENT_PORT=${DFS_MANAGEMENT_PORT:-5001}
export STORAGE_PATH=${STORAGE_PATH:-$root/data/node1} AWS_REGION=${AWS_REGION:-us-east-1}
s3_url=http${DFS_TLS_CERT:+s}://localhost:$API_PORT
management_url=http${DFS_MANAGEMENT_TLS_CERT:+s}://localhost:$DFS_MANAGEMENT_PORT

if is_running; then
  say "DFS runs already (process $(cat "$pid_file"))."
  print_urls
  exit 0
fi

build_distribution
distribution=$(find_distribution)
choose_credentials

say "Starting DFS"
[[ -e $log_file ]] && mv -f "$log_file" "$log_file.1"
# A session of its own: it outlives this shell and its terminal. The working folder is the checkout, as for `dfs serve` there.
(cd "$root" && exec setsid nohup "$distribution/bin/dfs" serve >"$log_file" 2>&1 </dev/null) &
pid=$!
echo "$pid" >"$pid_file"

for ((i = 0; i < wait_seconds * 10; i++)); do
  if ! kill -0 "$pid" 2>/dev/null; then
    rm -f "$pid_file"
    tail -n 20 "$log_file" >&2
    fail "The node did not start; what it said last stands above, all of it in $log_file"
  fi
  if is_ready; then
    write_client_files
    say "DFS is healthy (process $pid)."
    print_urls
    exit 0
  fi
  sleep 0.1
done
tail -n 20 "$log_file" >&2
fail "The node (process $pid) is not healthy after $wait_seconds s; it is left running, its log is $log_file"
