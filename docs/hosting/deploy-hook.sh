#!/bin/sh
# Hands a renewed certificate to Kept, whose user cannot read certbot's folders. Kept serves it within half a minute.
#   certbot certonly --standalone -d crm.example.org --deploy-hook /srv/kept/docs/hosting/deploy-hook.sh
set -eu
to=${KEPT_TLS_FOLDER:-/etc/kept/tls}
owner=${KEPT_USER:-kept}
install -d -m 0750 -o "$owner" "$to"
install -m 0600 -o "$owner" "$RENEWED_LINEAGE/privkey.pem" "$to/.key.new"
install -m 0644 -o "$owner" "$RENEWED_LINEAGE/fullchain.pem" "$to/.cert.new"
mv "$to/.key.new" "$to/key.pem"
mv "$to/.cert.new" "$to/cert.pem"
