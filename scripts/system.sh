#!/usr/bin/env bash
# Install what the tests need from the system where it is missing: a PostgreSQL server, a spreadsheet program, a browser,
# fonts with the characters of names, and the programs of others that read and sign what we issue.
set -euo pipefail

missing=()
compgen -G '/usr/lib/postgresql/*/bin/initdb' >/dev/null || command -v initdb >/dev/null || missing+=(postgresql)
command -v soffice >/dev/null || missing+=(libreoffice-calc)
command -v chromium >/dev/null || missing+=(chromium)
fc-list ':lang=zh-cn' 2>/dev/null | grep CJK >/dev/null || missing+=(fontconfig fonts-noto-cjk)
fc-list 2>/dev/null | grep HanaMinB >/dev/null || missing+=(fonts-hanazono)
command -v pdfsig >/dev/null || missing+=(poppler-utils)
command -v qpdf >/dev/null || missing+=(qpdf)
command -v xxd >/dev/null || missing+=(xxd)
command -v softhsm2-util >/dev/null || missing+=(softhsm2)
ldconfig -p | grep libzbar >/dev/null || missing+=(libzbar0)
command -v openssl >/dev/null || missing+=(openssl)
command -v node >/dev/null || missing+=(nodejs)
command -v npm >/dev/null || missing+=(npm)
if [ "${1:-}" = spark ]; then
    command -v java >/dev/null || missing+=(openjdk-17-jre-headless)
fi
[ ${#missing[@]} = 0 ] && exit 0

if [ "$(id -u)" != 0 ] || ! command -v apt-get >/dev/null; then
    echo "the tests need ${missing[*]}; install them and start again" >&2
    exit 1
fi
# No cluster of the machine's own: the tests start theirs.
mkdir -p /etc/postgresql-common/createcluster.d
echo 'create_main_cluster = false' >/etc/postgresql-common/createcluster.d/guantong-tests.conf
apt-get update -qq
DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends "${missing[@]}" >/dev/null
