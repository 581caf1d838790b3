"""The process that reads files which are not to be trusted, for `index.readers.isolation`.

It is asked on its standard input and answers on its standard output, one JSON object a line:
"article" or "failure" as often as there are any, with "at", the byte of the file that it ends at,
then "end", or "error" where the file can't be read, whose "kind" is the name of what is to be
raised, with "last" where it ends with that. A file that takes too long ends the process, by an
alarm that no library can hold up; one that takes too much memory fails in it.
"""

import contextlib
import json
import os
import resource
import signal
import sys
from collections import deque
from collections.abc import Mapping
from pathlib import Path
from typing import BinaryIO

from index.article import Article
from index.errors import FolderUnavailableError, ReaderFailedError, ReadError
from index.readers.articles import file_id, read_articles

_SWOLLEN = 2**20  # KiB resident, beyond which the process makes way for a fresh one


def main() -> None:
    """Serve until the standard input ends; the arguments are seconds and bytes of memory."""
    seconds, memory = float(sys.argv[1]), int(sys.argv[2])
    answers = os.fdopen(os.dup(sys.stdout.fileno()), "wb")
    # Whatever a library prints would end up between the answers.
    os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    signal.signal(signal.SIGALRM, signal.SIG_DFL)
    with contextlib.suppress(ValueError, OSError):  # macOS knows no such limit
        resource.setrlimit(resource.RLIMIT_AS, (memory, memory))
    with contextlib.suppress(ValueError, OSError):
        resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    _answer(answers, {"ready": True})
    for line in sys.stdin.buffer:
        request = json.loads(line)
        answer = _read(Path(request["path"]), Path(request["root"]), answers, seconds)
        swollen = _peak() > _SWOLLEN
        _answer(answers, answer | {"last": swollen})
        if swollen:
            return


def _read(path: Path, root: Path, answers: BinaryIO, seconds: float) -> dict[str, object]:
    """Answer with all that is in a file, and return what is to be said at the end."""
    places: deque[int] = deque([0], maxlen=1)
    try:
        signal.setitimer(signal.ITIMER_REAL, seconds)
        for found in read_articles(path, root, places.append):
            signal.setitimer(signal.ITIMER_REAL, 0)  # who asked may take their time
            kind = "article" if isinstance(found, Article) else "failure"
            found_at = (kind.encode(), found.model_dump_json().encode(), places[0])
            answers.write(b'{"%s":%s,"at":%d}\n' % found_at)
            signal.setitimer(signal.ITIMER_REAL, seconds)
    except (ReadError, FolderUnavailableError) as error:
        return {"error": str(error), "kind": type(error).__name__}
    except MemoryError:
        told = f"{file_id(path, root)}: needs too much memory to be read; split it"
        return {"error": told, "kind": ReaderFailedError.__name__}
    else:
        return {"end": True}
    finally:
        signal.setitimer(signal.ITIMER_REAL, 0)


def _peak() -> int:
    """Return the most memory that this process has had resident, in KiB.

    Linux's `ru_maxrss` begins with that of the process which started this one: beside a loaded
    model every worker would count as swollen with its first file.
    """
    with contextlib.suppress(OSError):
        for line in Path("/proc/self/status").read_text().splitlines():
            if line.startswith("VmHWM:"):
                return int(line.split()[1])
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    return peak // 1024 if sys.platform == "darwin" else peak


def _answer(answers: BinaryIO, answer: Mapping[str, object]) -> None:
    answers.write(json.dumps(answer).encode() + b"\n")
    answers.flush()


if __name__ == "__main__":
    main()
