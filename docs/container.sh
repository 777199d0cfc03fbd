#!/bin/sh
# What a container runs: "console" or "agent". Settings come by environment, as AGENT_HTTP_PORT for agent.http-port.
set -eu

common="-XX:+UseSerialGC -XX:+UseCompactObjectHeaders -XX:+ExitOnOutOfMemoryError -Djava.awt.headless=true
  --enable-native-access=ALL-UNNAMED --sun-misc-unsafe-memory-access=allow -Xss512k"
case ${1:-} in
  console)
    # shellcheck disable=SC2086 # words, not one
    exec java $common -Xmx256m -jar /programs/console/*.jar
    ;;
  agent)
    # shellcheck disable=SC2086
    exec java $common -Xmx192m -XX:MaxDirectMemorySize=256m -jar /programs/agent/*.jar --agent.java-host-dir=/programs/java-host
    ;;
  *)
    echo "say console or agent" >&2
    exit 2
    ;;
esac
