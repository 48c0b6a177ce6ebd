"""A key store of the cheapest kind, as a program of its own: what any store's client can be made to look like.

Its keys lie in the folder that KMS_FOLDER names; the newest one wraps. It knows nothing of Kept.
"""

import base64
import os
import sys
from pathlib import Path

from cryptography.fernet import Fernet

FOLDER = Path(os.environ["KMS_FOLDER"])


def main(verb: str, name: str = "") -> None:
    """name, wrap NAME, unwrap NAME."""
    if verb == "name":
        print(max(path.name for path in FOLDER.iterdir()))
        return
    lock = Fernet((FOLDER / name).read_bytes())
    data = base64.b64decode(sys.stdin.buffer.read())
    sys.stdout.buffer.write(base64.b64encode(lock.encrypt(data) if verb == "wrap" else lock.decrypt(data)))


if __name__ == "__main__":
    main(*sys.argv[1:])
