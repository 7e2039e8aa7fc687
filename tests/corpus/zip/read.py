"""Reads every archive of a folder with Python's zipfile and says in one line each what came of it.

Usage: read.py FOLDER; a line is the file's name, a tab, and the result.
"""

import os
import sys
import zipfile
import zlib

# No entry is read further than this: bombs end here, as "read".
LIMIT = 1 << 20


def kind(error):
    return type(error).__name__


def read(path):
    try:
        archive = zipfile.ZipFile(path)
    except Exception as error:
        return f"refuses ({kind(error)})"
    with archive:
        entries = archive.infolist()
        done, first = 0, None
        for entry in entries:
            try:
                with archive.open(entry) as stream:
                    left = LIMIT
                    while left > 0:
                        chunk = stream.read(min(left, 1 << 16))
                        if not chunk:
                            break
                        left -= len(chunk)
                done += 1
            except Exception as error:
                first = first or kind(error)
        if first is None:
            return f"reads {done}"
        return f"reads {done} of {len(entries)} ({first})"


for name in sorted(os.listdir(sys.argv[1])):
    print(f"{name}\t{read(os.path.join(sys.argv[1], name))}")
