#!/bin/sh
# Makes this server a machine of the Ironstead console at @CONSOLE@.
#
#   curl -fsS @CONSOLE@/install | sh -s -- TOKEN     join; once more, without a TOKEN too: repair
#   curl -fsS @CONSOLE@/install | sh -s -- --uninstall
#
# What it does, in this order: looks at the server; installs what is missing (bubblewrap, python3-venv, openssl); fetches
# the agent, and a Java runtime if there is no Java 25, and checks both against the console's certificate, whose
# fingerprint is in the TOKEN; installs CouchDB if the console names a package source for it; starts the agent.
# Nothing of the console's is run before it was checked. Everything is in /opt/ironstead, /etc/ironstead and
# /var/lib/ironstead, and in one systemd unit.
#
# Options: --name NAME, --bind ADDRESS (0.0.0.0), --http-port PORT (80), --https-port PORT, --data-dir DIR, and
# --prefix DIR, which puts everything below DIR, changes nothing else on this server and starts the agent without systemd.
set -eu
umask 022

console='@CONSOLE@'
platform_domain='@DOMAIN@'
runtime_machine='@MACHINE@'
couch_source='@COUCH_SOURCE@'
couch_key='@COUCH_KEY@'

say() { printf 'ironstead: %s\n' "$*"; }
fail() { printf 'ironstead: %s\n' "$*" >&2; exit 1; }
have() { command -v "$1" >/dev/null 2>&1; }

# Words of ours end up in files that a shell reads: they may hold nothing that a shell would take for more than a word.
plain() { # WHAT VALUE
  case $2 in *[!A-Za-z0-9._:/@-]*) fail "$1 may hold letters, digits and . _ : / @ - only" ;; esac
}

token='' uninstall='' prefix='' name='' bind=0.0.0.0 http_port=80 https_port='' given=''
while [ $# -gt 0 ]; do
  case $1 in
    --uninstall) uninstall=yes; shift ;;
    --prefix | --name | --bind | --http-port | --https-port)
      [ $# -ge 2 ] || fail "$1 needs a value"
      plain "$1" "$2"
      given=yes
      case $1 in
        --prefix) prefix=$2; given='' ;;
        --name) name=$2 ;;
        --bind) bind=$2 ;;
        --http-port) http_port=$2 ;;
        --https-port) https_port=$2 ;;
      esac
      shift 2 ;;
    ist_*) token=$1; plain TOKEN "$token"; shift ;;
    *) fail "$1 is no option and no token; see the first lines of this script" ;;
  esac
done
case $prefix in '' | /*) ;; *) fail "--prefix must begin with /" ;; esac

home=$prefix/opt/ironstead
conf=$prefix/etc/ironstead
data=$prefix/var/lib/ironstead
unit=/etc/systemd/system/ironstead-agent.service

own_server() { [ -z "$prefix" ]; }
systemd() { own_server && [ -d /run/systemd/system ] && have systemctl; }

# --- ending ----------------------------------------------------------------------------------------------------------

stop_agent() {
  if systemd && [ -f "$unit" ]; then
    systemctl stop ironstead-agent.service || true
  fi
  [ -f "$data/supervisor.pid" ] || return 0
  pid=$(cat "$data/supervisor.pid")
  # A process of that number may be somebody else's by now.
  if tr '\0' ' ' <"/proc/$pid/cmdline" 2>/dev/null | grep -qF "$home/ironstead-agent"; then
    kill "$pid" 2>/dev/null || true
    for _ in 1 2 3 4 5 6 7 8 9 10 11 12 13 14 15 16 17 18 19 20 21 22 23 24 25 26 27 28 29 30; do
      kill -0 "$pid" 2>/dev/null || break
      sleep 1
    done
  fi
  rm -f "$data/supervisor.pid"
}

if [ -n "$uninstall" ]; then
  own_server && [ "$(id -u)" != 0 ] && fail "--uninstall needs root: put sudo before sh"
  stop_agent
  if systemd && [ -f "$unit" ]; then
    systemctl disable ironstead-agent.service 2>/dev/null || true
    rm -f "$unit"
    systemctl daemon-reload
  fi
  rm -rf "$home" "$conf" "$data"
  if own_server && id ironstead >/dev/null 2>&1; then userdel ironstead || true; fi
  # Folders that only this script made go too, and no others.
  if ! own_server; then rmdir -p "$prefix/opt" "$prefix/etc" "$prefix/var/lib" 2>/dev/null || true; fi
  if own_server && [ -f /etc/apt/sources.list.d/ironstead-couchdb.list ]; then
    apt-get purge -y couchdb >/dev/null 2>&1 || say "CouchDB could not be removed: apt-get purge couchdb"
    rm -f /etc/apt/sources.list.d/ironstead-couchdb.list /usr/share/keyrings/ironstead-couchdb.asc
  fi
  say "removed. If this server is still in the console's list of machines, remove it there."
  exit 0
fi

# --- looking at this server ------------------------------------------------------------------------------------------

[ "$(uname -s)" = Linux ] || fail "this server runs $(uname -s); Ironstead needs Linux"
if own_server; then
  [ "$(id -u)" = 0 ] || fail "this needs root: put sudo before sh"
  have apt-get || fail "this server has no apt-get; Debian 12 or later, or Ubuntu 22.04 or later is needed"
fi
[ -n "$token" ] || [ -d "$data/node/identity" ] || fail "a TOKEN is needed: in the console choose Machines, Add a machine"

missing=''
have bwrap || missing="$missing bubblewrap"
have openssl || missing="$missing openssl"
have curl || missing="$missing curl"
{ have python3 && python3 -c 'import ensurepip, venv' 2>/dev/null; } || missing="$missing python3-venv"
if [ -n "$missing" ]; then
  own_server || fail "these packages are missing:$missing"
  say "installing:$missing"
  # shellcheck disable=SC2086 # one word for each package
  { apt-get update && DEBIAN_FRONTEND=noninteractive apt-get install -y --no-install-recommends $missing; } >/dev/null ||
    fail "apt-get could not install:$missing"
fi

# Prints the folder of a Java 25 or later, if this server has one.
find_java() {
  for folder in "${JAVA_HOME:-}" /usr/lib/jvm/* /opt/*jdk*; do
    version=$(sed -n 's/^JAVA_VERSION="\([0-9]*\).*/\1/p' "$folder/release" 2>/dev/null || true)
    if [ -x "$folder/bin/java" ] && [ "${version:-0}" -ge 25 ]; then
      printf '%s\n' "$folder"
      return
    fi
  done
}

# --- fetching and checking -------------------------------------------------------------------------------------------

mkdir -p "$home/programs" "$conf" "$data"
chmod 700 "$data"
new=$(mktemp -d "$home/.new-XXXXXX")
trap 'rm -rf "$new"' EXIT

fetch() { curl -fsS --retry 3 --connect-timeout 10 --max-time "$3" -o "$new/$2" "$console/install/$1"; }

# The token is "address fingerprint secret" in URL-safe base64. Whom this server trusted once, it trusts from then on.
fetch ca.pem ca.pem 30 || fail "$console cannot be reached, or hands out no agent"
if [ -n "$token" ]; then
  body=$(printf '%s' "${token#ist_}" | tr '_-' '/+')
  while [ $((${#body} % 4)) -ne 0 ]; do body="$body="; done
  fingerprint=$(printf '%s' "$body" | base64 -d 2>/dev/null | cut -d' ' -f2) || fail "this is no token, or not all of it"
else
  fingerprint=$(cat "$conf/console.fingerprint")
fi
seen=$(openssl x509 -in "$new/ca.pem" -outform DER 2>/dev/null | sha256sum | cut -d' ' -f1)
[ "$seen" = "$fingerprint" ] ||
  fail "$console is not the console that made this token (its certificate has another fingerprint); nothing was installed"
openssl x509 -in "$new/ca.pem" -noout -pubkey >"$new/ca.key"

# get NAME SECONDS: fetches NAME.tar; its digest must be signed by the console, and be the file's.
get() {
  { fetch "$1.sum" "$1.sum" "$2" && fetch "$1.sum.sig" "$1.sum.sig" 30; } || fail "$console has no $1 for this server"
  openssl dgst -sha256 -verify "$new/ca.key" -signature "$new/$1.sum.sig" "$new/$1.sum" >/dev/null 2>&1 ||
    fail "the digest of $1 is not signed by the console; nothing was installed"
  fetch "$1.tar" "$1.tar" 900 || fail "$1 could not be fetched from $console"
  (cd "$new" && sha256sum --check --status "$1.sum") || fail "$1 arrived damaged, or is not the console's; nothing was installed"
}

get agent 120
digest=$(cut -c1-64 "$new/agent.sum")
stop_agent
rm -rf "$home/programs/$digest"
mkdir "$new/agent.new"
tar -xf "$new/agent.tar" -C "$new/agent.new" --no-same-owner
mv "$new/agent.new" "$home/programs/$digest"
ln -sfn "programs/$digest" "$home/current"

java=$(find_java)
if [ -n "$java" ]; then
  say "Java: $java"
else
  [ "$(uname -m)" = "$runtime_machine" ] ||
    fail "this server has no Java 25, and the console has one for $runtime_machine only: install a JDK 25 and try again"
  say "no Java 25 here: fetching the console's (this may take a minute)"
  get runtime 400
  rm -rf "$home/runtime"
  tar -xf "$new/runtime.tar" -C "$home" --no-same-owner
  java=$home/runtime
fi
"$java/bin/java" -version >/dev/null 2>&1 || fail "$java/bin/java does not run on this server"

# --- CouchDB ---------------------------------------------------------------------------------------------------------

install_couchdb() {
  [ -n "$couch_source" ] && own_server || return 0
  have systemctl && systemctl cat couchdb.service >/dev/null 2>&1 && return 0
  say "installing CouchDB 3.5"
  curl -fsS --max-time 30 -o /usr/share/keyrings/ironstead-couchdb.asc "$couch_key" || return 1
  printf '%s\n' "$couch_source" >/etc/apt/sources.list.d/ironstead-couchdb.list
  [ -f "$conf/couchdb.password" ] || (umask 077 && openssl rand -hex 24 >"$conf/couchdb.password")
  {
    echo "couchdb couchdb/mode select standalone"
    echo "couchdb couchdb/bindaddress string 127.0.0.1"
    echo "couchdb couchdb/cookie string $(openssl rand -hex 24)"
    echo "couchdb couchdb/adminpass password $(cat "$conf/couchdb.password")"
    echo "couchdb couchdb/adminpass_again password $(cat "$conf/couchdb.password")"
  } | debconf-set-selections || return 1
  { apt-get update && DEBIAN_FRONTEND=noninteractive apt-get install -y 'couchdb=3.5*'; } >/dev/null
}
if own_server && [ -n "$couch_source" ]; then
  install_couchdb || say "CouchDB could not be installed from the console's package source; the agent has its own server instead"
else
  say "no CouchDB is installed here: $([ -n "$couch_source" ] && echo "--prefix changes nothing else on this server" || echo "the console names no package source for it (console.couch-source)")"
fi

# --- starting --------------------------------------------------------------------------------------------------------

printf '%s\n' "$fingerprint" >"$conf/console.fingerprint"
if [ ! -f "$conf/agent.conf" ] || [ -n "$given" ]; then
  cat >"$conf/agent.conf" <<EOF
# Settings of the agent; the installer keeps what is here unless it is given options.
java='$java'
name='$name'
bind='$bind'
http_port='$http_port'
https_port='$https_port'
platform_domain='$platform_domain'
EOF
fi
sed -i "s|^java=.*|java='$java'|" "$conf/agent.conf"
{ echo '#!/bin/sh'; echo "home='$home' conf='$conf' data='$data'"; cat <<'EOF'; } >"$home/ironstead-agent"
@SUPERVISOR@
EOF
chmod 755 "$home/ironstead-agent"
if [ -n "$token" ]; then (umask 077 && printf '%s' "$token" >"$data/token"); fi

if own_server; then
  id ironstead >/dev/null 2>&1 || useradd --system --home-dir "$data" --shell /usr/sbin/nologin ironstead
  chown -R ironstead: "$home" "$data"
fi
if systemd; then
  cat >"$unit" <<EOF
@UNIT@
EOF
  systemctl daemon-reload
  systemctl enable ironstead-agent.service >/dev/null 2>&1
  systemctl restart ironstead-agent.service
else
  say "systemd is not used here: the agent runs under its own supervisor and does not start by itself after a reboot"
  setsid nohup "$home/ironstead-agent" >>"$data/agent.log" 2>&1 </dev/null &
  echo $! >"$data/supervisor.pid"
fi

tries=0
while [ ! -f "$data/node/agent.json" ]; do
  tries=$((tries + 1))
  if [ "$tries" -gt 120 ]; then
    if systemd; then fail "the console has not accepted this server yet: see journalctl -u ironstead-agent"; fi
    fail "the console has not accepted this server within two minutes: $(tail -n 3 "$data/agent.log")"
  fi
  if [ -f "$data/supervisor.pid" ] && ! kill -0 "$(cat "$data/supervisor.pid")" 2>/dev/null; then
    fail "the agent ended: $(tail -n 3 "$data/agent.log")"
  fi
  sleep 1
done
rm -f "$data/token"
say "this server is a machine of $console now"
