"""A power loss, simulated: what a process had written and not yet seen on the disk is taken away, in part or whole.

The order of writing and synchronising comes from strace. Of a file, what was written after its last fsync or fdatasync
may be cut off anywhere; of our journal and the engine's write-ahead log it may be garbage too, which their readers have
to bear. A file that was never synchronised may be missing; a rename may not have come about unless its folder was
synchronised. What a file system sees to is taken for granted (ext4, XFS, btrfs in their usual modes): a file that was
synchronised keeps its name, and one that grew holds what was written, as far as it grew.
"""

from __future__ import annotations

import random
import re
import shutil
from dataclasses import dataclass, field
from pathlib import Path

CALLS = "write,pwrite64,writev,pwritev,fsync,fdatasync,rename,renameat,renameat2,openat,ftruncate"
_CALL = re.compile(r"^(\d+)\s+(\w+)\((.*)\)\s+=\s+(-?\d+)")
_UNFINISHED = re.compile(r"^(\d+)\s+(.*) <unfinished \.\.\.>$")
_RESUMED = re.compile(r"^(\d+)\s+<\.\.\. (\w+) resumed>(.*)$")
_FD = re.compile(r"^\d+<([^>]*)>")
_PATHS = re.compile(r'"([^"]*)"')


@dataclass
class Disk:
    """What the trace tells of the files below *root*: bytes written, bytes safe, renames not safe."""

    root: Path
    written: dict[str, int] = field(default_factory=dict)
    safe: dict[str, int] = field(default_factory=dict)
    renamed: dict[str, str] = field(default_factory=dict)

    def read(self, trace: Path) -> None:
        """Follow the trace from its beginning."""
        begun: dict[str, str] = {}
        for line in trace.read_text("utf-8", "replace").splitlines():
            if unfinished := _UNFINISHED.match(line):
                begun[unfinished[1]] = unfinished[2]
                continue
            if resumed := _RESUMED.match(line):
                line = f"{resumed[1]} {begun.pop(resumed[1], '')}{resumed[3]}"
            if (call := _CALL.match(line)) and int(call[4]) >= 0:
                self._follow(call[2], call[3], int(call[4]))

    def _follow(self, name: str, arguments: str, result: int) -> None:
        if name.startswith("rename"):
            old, new = _PATHS.findall(arguments)[-2:]
            if old.startswith(str(self.root)):
                self._rename(old, new)
        elif name == "openat":
            [*_, path] = _PATHS.findall(arguments) or [""]
            if path.startswith(str(self.root)) and "O_CREAT" in arguments:
                self.written.setdefault(path, 0)
                if "O_TRUNC" in arguments:
                    self.written[path] = self.safe[path] = 0
        elif (found := _FD.match(arguments)) and found[1].startswith(str(self.root)):
            self._touch(name, found[1], arguments, result)

    def _touch(self, name: str, path: str, arguments: str, result: int) -> None:
        if name in {"fsync", "fdatasync"}:
            self.safe[path] = self.written.get(path, 0)
            for new in [n for n in self.renamed if str(Path(n).parent) == path]:
                del self.renamed[new]
        elif name == "ftruncate":
            size = int(arguments.rpartition(",")[2])
            self.written[path] = min(self.written.get(path, 0), size)
            self.safe[path] = min(self.safe.get(path, 0), size)
        elif name.startswith("pw"):  # in place: of a cache, which is no part of what is to be kept
            return
        else:
            self.written[path] = self.written.get(path, 0) + result

    def _rename(self, old: str, new: str) -> None:
        for table in (self.written, self.safe):
            for path in [p for p in table if p == old or p.startswith(f"{old}/")]:
                table[new + path.removeprefix(old)] = table.pop(path)
        self.renamed[new] = old

    def lose(self, chance: random.Random) -> int:
        """Take away what was not safe; how many files were damaged."""
        damaged = 0
        for name, written in sorted(self.written.items()):
            path, safe = Path(name), self.safe.get(name, 0)
            if "workbook" in name or not path.is_file() or path.name == "lock" or safe >= written:
                continue
            unsafe = min(written - safe, path.stat().st_size)
            kinds = [
                "keep",
                "cut",
                "cut all",
                *(["garbage"] if path.suffix == ".log" or "journal" in path.parts else []),
            ]
            kind = chance.choice(kinds)
            if kind == "keep":
                continue
            damaged += 1
            if kind == "cut all" and safe == 0 and chance.random() < 0.5:
                path.unlink()
            elif kind == "garbage":
                _spoil(path, chance.randint(1, unsafe), chance)
            else:
                with open(path, "r+b") as file:
                    file.truncate(path.stat().st_size - (unsafe if kind == "cut all" else chance.randint(1, unsafe)))
        for new, old in self.renamed.items():
            if Path(new).exists() and not Path(old).exists() and chance.random() < 0.5:
                damaged += 1
                shutil.move(new, old)
        return damaged


def _spoil(path: Path, last: int, chance: random.Random) -> None:
    """Flip bits in the *last* bytes of a file."""
    content = bytearray(path.read_bytes())
    for _ in range(max(last // 50, 1)):
        content[len(content) - chance.randint(1, last)] ^= 1 << chance.randrange(8)
    path.write_bytes(content)
