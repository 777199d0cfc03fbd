# Keeps this server's agent running. New programs that the agent has laid down are tried; if they do not serve
# within their time, those from before go on, and the reason is kept for the console.
java='' name='' bind='' http_port='' https_port='' platform_domain=''
# shellcheck disable=SC1091 # written by the installer
. "$conf/agent.conf"
next=$data/node/upgrade/next failed=$data/node/upgrade/failed agent='' stopping=''
stop() { stopping=yes; [ -z "$agent" ] || kill "$agent" 2>/dev/null; }
trap stop TERM INT

start() { # FOLDER
  set -- -jar "$1"/agent/node-agent-*.jar "--agent.data-dir=$data/node" "--agent.http-address=$bind" \
    "--agent.http-port=$http_port" "--agent.platform-domain=$platform_domain" "--agent.java-host-dir=$1/java-host" \
    "--agent.name=$name" "--agent.programs=$1"
  [ -z "$https_port" ] || set -- "$@" "--agent.https-port=$https_port"
  rm -f "$data/node/agent.json"
  if [ -f "$data/token" ]; then AGENT_TOKEN=$(cat "$data/token"); export AGENT_TOKEN; fi
  "$java/bin/java" -Xmx192m -Xss512k -XX:MaxDirectMemorySize=256m -XX:+UseSerialGC -XX:+UseCompactObjectHeaders \
    -XX:+ExitOnOutOfMemoryError -Djava.awt.headless=true --enable-native-access=ALL-UNNAMED \
    --sun-misc-unsafe-memory-access=allow "$@" &
  agent=$!
  unset AGENT_TOKEN
}

# Whether the agent just started is accepted by its console within SECONDS.
serves() { # SECONDS
  left=$1
  while [ "$left" -gt 0 ] && kill -0 "$agent" 2>/dev/null && [ -z "$stopping" ]; do
    if grep -q "\"pid\":${agent}[,}]" "$data/node/agent.json" 2>/dev/null; then
      return 0
    fi
    sleep 1
    left=$((left - 1))
  done
  return 1
}

end_agent() { # waits, then insists
  kill "$agent" 2>/dev/null
  left=25
  while kill -0 "$agent" 2>/dev/null && [ "$left" -gt 0 ]; do sleep 1; left=$((left - 1)); done
  kill -9 "$agent" 2>/dev/null
  wait "$agent" 2>/dev/null
}

while [ -z "$stopping" ]; do
  if [ -f "$next" ]; then
    wanted=$(cat "$next")
    rm -f "$next"
    start "$home/programs/$wanted"
    if serves "${UPGRADE_SECONDS:-90}"; then
      ln -sfn "programs/$wanted" "$home/.current" && mv -T "$home/.current" "$home/current"
    elif [ -z "$stopping" ]; then
      kill -0 "$agent" 2>/dev/null && why="did not serve in time" || why="ended while starting"
      end_agent
      printf '%s %s\n' "$wanted" "$why" >"$failed"
      continue
    fi
  else
    start "$(readlink -f "$home/current")"
  fi
  while kill -0 "$agent" 2>/dev/null; do
    wait "$agent"
    code=$?
  done
  [ -z "$stopping" ] || break
  [ ! -f "$next" ] || continue
  # It ends by itself only when the console has let it go.
  [ "${code:-1}" != 0 ] || exit 0
  sleep 2
done
