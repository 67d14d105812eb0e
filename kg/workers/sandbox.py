"""The cage of a worker: no new files, no network, no new processes, bounded memory, and an end with its parent.

Linux only. Where the kernel filters system calls (seccomp, on x86-64 and ARM64) all but a short list fail with EPERM.
Where it does not, a limit of no descriptors makes every open and every socket fail. :func:`leaks` tries both.

Source: https://www.kernel.org/doc/html/latest/userspace-api/seccomp_filter.html, landlock.rst beside it.
"""

from __future__ import annotations

import ctypes
import os
import platform
import resource
import signal
import socket
import struct
from pathlib import Path
from typing import Final

# Each call with its number on x86-64 and on ARM64; -1 where there is none.
_CALLS: Final = {
    "read": (0, 63), "write": (1, 64), "close": (3, 57), "fstat": (5, 80), "poll": (7, -1), "lseek": (8, 62),
    "mmap": (9, 222), "mprotect": (10, 226), "munmap": (11, 215), "brk": (12, 214), "rt_sigaction": (13, 134),
    "rt_sigprocmask": (14, 135), "rt_sigreturn": (15, 139), "pread64": (17, 67), "readv": (19, 65),
    "writev": (20, 66), "sched_yield": (24, 124), "mremap": (25, 216), "madvise": (28, 233), "nanosleep": (35, 101),
    "getpid": (39, 172), "exit": (60, 93), "uname": (63, 160), "gettimeofday": (96, 169), "getrusage": (98, 165),
    "times": (100, 153), "sigaltstack": (131, 132), "gettid": (186, 178), "time": (201, -1), "futex": (202, 98),
    "sched_getaffinity": (204, 123), "restart_syscall": (219, 128), "clock_gettime": (228, 113),
    "clock_getres": (229, 114), "clock_nanosleep": (230, 115), "exit_group": (231, 94), "tgkill": (234, 131),
    "ppoll": (271, 73), "set_robust_list": (273, 99), "getrandom": (318, 278), "membarrier": (324, 283),
    "rseq": (334, 293),
}  # fmt: skip
# What reading a snapshot on disk needs besides, where Landlock says which files these are.
_READING: Final = {
    "openat": (257, 56), "newfstatat": (262, 79), "statx": (332, 291), "fcntl": (72, 25), "getdents64": (217, 61),
    "readahead": (187, 213), "fadvise64": (221, 223), "access": (21, -1), "faccessat": (269, 48), "stat": (4, -1),
    "open": (2, -1), "fstatfs": (138, 44), "prctl": (157, 167),
}  # fmt: skip
_MACHINES: Final = {"x86_64": (0, 0xC000003E, 317), "aarch64": (1, 0xC00000B7, 277)}  # column, AUDIT_ARCH, seccomp(2)
_EPERM: Final = 1
_ALLOW, _KILL, _ERRNO = 0x7FFF0000, 0x80000000, 0x00050000 | _EPERM
_SET_DEATH_SIGNAL, _SET_DUMPABLE, _NO_NEW_PRIVILEGES = 1, 4, 38
_SET_MODE_FILTER, _ALL_THREADS = 1, 1
_CREATE_RULESET, _ADD_RULE, _RESTRICT_SELF = 444, 445, 446  # Landlock, on every machine
_PATH_BENEATH, _READ_FILE, _READ_FOLDER = 1, 1 << 2, 1 << 3
_libc = ctypes.CDLL(None, use_errno=True)


class _Program(ctypes.Structure):
    _fields_ = (("length", ctypes.c_ushort), ("filter", ctypes.c_char_p))


def confine(*, max_bytes: int, parent: int, reads_files: bool = False) -> bool:
    """Close this process in, for good; whether system calls are filtered.

    Args:
        max_bytes: how large its address space may become.
        parent: the process with which it shall end.
        reads_files: it was allowed some by :func:`allow_reading`, and may go on opening these.
    """
    _libc.prctl(_SET_DEATH_SIGNAL, signal.SIGKILL, 0, 0, 0)
    if os.getppid() != parent:
        os._exit(0)
    _libc.prctl(_SET_DUMPABLE, 0, 0, 0, 0)
    resource.setrlimit(resource.RLIMIT_AS, (max_bytes, max_bytes))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    if not reads_files:
        resource.setrlimit(resource.RLIMIT_NOFILE, (0, 0))
    return filter_calls(reads_files=reads_files)


def allow_reading(folder: Path) -> bool:
    """Let this thread, and those it makes, open the files of *folder* to be read, and no others; whether that is so."""
    handled = struct.pack("=Q", (1 << 13) - 1)  # all rights of the first version of Landlock
    rules = _libc.syscall(_CREATE_RULESET, handled, len(handled), 0)
    if rules < 0:
        return False
    descriptor = os.open(folder, os.O_PATH | os.O_CLOEXEC)
    allowed = struct.pack("=Qi", _READ_FILE | _READ_FOLDER, descriptor)
    _libc.prctl(_NO_NEW_PRIVILEGES, 1, 0, 0, 0)
    done = _libc.syscall(_ADD_RULE, rules, _PATH_BENEATH, allowed, 0) == 0 and (
        _libc.syscall(_RESTRICT_SELF, rules, 0) == 0
    )
    os.close(descriptor)
    os.close(rules)
    return bool(done)


def virtual_bytes() -> int:
    """The address space that this process has taken."""
    return int(Path("/proc/self/statm").read_text("ascii").split()[0]) * resource.getpagesize()


def filter_calls(*, reads_files: bool = False) -> bool:
    """Let the kernel refuse all system calls but those of :data:`_CALLS`, in all threads; whether it does."""
    machine = _MACHINES.get(platform.machine())
    if machine is None:
        return False
    _, _, seccomp = machine
    code = program(platform.machine(), reads_files=reads_files)
    _libc.prctl(_NO_NEW_PRIVILEGES, 1, 0, 0, 0)
    wanted = _Program(len(code) // 8, code)
    return int(_libc.syscall(seccomp, _SET_MODE_FILTER, _ALL_THREADS, ctypes.byref(wanted))) == 0


def program(machine: str, *, reads_files: bool = False) -> bytes:
    """The filter as the kernel reads it: the architecture, then the number of the call against each allowed one."""
    column, architecture, _ = _MACHINES[machine]
    calls = _CALLS | _READING if reads_files else _CALLS
    allowed = sorted(numbers[column] for numbers in calls.values() if numbers[column] >= 0)
    load, equal, give = 0x20, 0x15, 0x06
    steps = [(load, 0, 0, 4), (equal, 1, 0, architecture), (give, 0, 0, _KILL), (load, 0, 0, 0)]
    for left, number in zip(range(len(allowed), 0, -1), allowed, strict=True):
        steps.append((equal, left, 0, number))
    steps += [(give, 0, 0, _ERRNO), (give, 0, 0, _ALLOW)]
    return b"".join(struct.pack("=HBBI", *step) for step in steps)


def leaks() -> str | None:
    """A sentence that names what this process can still reach, None where it is closed in."""
    try:
        socket.socket(socket.AF_INET, socket.SOCK_STREAM).close()
        return "a worker can open a network connection"
    except OSError:
        pass
    try:
        os.close(os.open("/dev/null", os.O_RDONLY))
        return "a worker can open a file"
    except OSError:
        pass
    return None
