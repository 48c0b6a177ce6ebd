"""How the embedded cluster is set: on a socket only, sure on disk, and silent about people."""

from kept.server.place import Place, running_as

SUPERUSER = "postgres"
LOGINS = ("kept_owner", "kept_app", "kept_backup", "kept_console", SUPERUSER)

# What was just imported is looked at within seconds: a plan for an empty table is a bad one for a full one.
# `log_min_messages = log` leaves out errors of statements and `terse` leaves out details: both quote what people typed.
POSTGRESQL_CONF = """\
listen_addresses = ''
port = 5432
unix_socket_directories = '{sockets}'
unix_socket_permissions = 0700
max_connections = 80
shared_buffers = 256MB
effective_cache_size = 1GB
work_mem = 16MB
maintenance_work_mem = 128MB
random_page_cost = 1.1
jit = off
fsync = on
synchronous_commit = on
wal_level = replica
autovacuum_naptime = 10s
max_wal_size = 1GB
archive_mode = on
archive_command = 'sh "{home}/archive.sh" "%p" "%f"'
archive_timeout = 60
timezone = 'UTC'
log_timezone = 'UTC'
datestyle = 'iso, ymd'
lc_messages = 'C'
default_text_search_config = 'pg_catalog.simple'
logging_collector = on
log_directory = '{home}/log'
log_filename = 'postgresql-%a.log'
log_rotation_age = 1d
log_truncate_on_rotation = on
log_line_prefix = '%m [%p] '
log_min_messages = log
log_min_error_statement = panic
log_error_verbosity = terse
log_statement = none
log_parameter_max_length = 0
log_parameter_max_length_on_error = 0
"""

# Lets the log go its way while nobody backs it up, and hands each finished piece to the spool once somebody does.
ARCHIVE_SH = """\
#!/bin/sh
# A piece of the log comes into the spool whole and sure on the disk, or not at all; a second time changes nothing.
set -e
spool=$(dirname "$0")/spool
[ -e "$spool/.wanted" ] || exit 0
[ -e "$spool/$2" ] && exec cmp -s "$1" "$spool/$2"
cp "$1" "$spool/.$2.part"
sync "$spool/.$2.part"
mv "$spool/.$2.part" "$spool/$2"
sync "$spool"
"""

PG_HBA_CONF = """\
local all all peer map=kept
local replication all peer map=kept
"""


def files(place: Place) -> dict[str, str]:
    """The three configuration files by name; written afresh before every start."""
    return {
        "postgresql.conf": POSTGRESQL_CONF.format(sockets=place.sockets, home=place.home),
        "pg_hba.conf": PG_HBA_CONF,
        "pg_ident.conf": _ident(place),
    }


def _ident(place: Place) -> str:
    """No passwords: the kernel says which system user is at the socket, and the map which roles it may take."""
    people = sorted({place.owner.pw_name, running_as().pw_name})
    lines = [f'kept "{person}" {login}' for person in people for login in LOGINS]
    return "\n".join(lines) + "\n"
