#!/bin/sh
# Joins the three CouchDB servers of docker-compose.yml to one cluster. Run again, it changes nothing.
set -eu

first=http://couchdb-1.cluster:5984

# Kept out of the list of processes: the password goes by a file that curl reads.
umask 077
printf 'user = "ironstead:%s"\n' "$COUCHDB_PASSWORD" >/tmp/curl.conf
ask() { curl -fsS --max-time 30 -K /tmp/curl.conf -H 'Content-Type: application/json' "$@"; }

if ask "$first/_cluster_setup" | grep -q cluster_finished; then
  echo "the cluster is set up already"
  exit 0
fi
ask "$first/_membership" >/tmp/members
for server in couchdb-2.cluster couchdb-3.cluster; do
  if ! grep -q "couchdb@$server" /tmp/members; then
    ask -X PUT "$first/_node/_local/_nodes/couchdb@$server" -d '{}'
  fi
done
ask -X POST "$first/_cluster_setup" -d '{"action": "finish_cluster"}'
ask "$first/_membership"
