"""Work on input from outside, in processes that have no files, no network and a deadline.

The engine knows no timeout, and a small query can hang it or crash it, so the guarantee is the process: a worker is
forked from a zygote that holds the graph in memory, closes itself in, and is killed when it is late.

    web process (threads) ──run(job, payload)──▶ worker        one job at a time; shares the replica, copy on write
          │                                        ▲ fork
          └──fork / next──▶ zygote (one thread) ───┘           holds the replica of one published version
                              └──fork──▶ the next zygote       applies what changed, then takes over
"""

from __future__ import annotations

from kg.workers.budget import Shares
from kg.workers.jobs import Job, Output
from kg.workers.pool import Answer, Limits, Pool, Scale

__all__ = ["Answer", "Job", "Limits", "Output", "Pool", "Scale", "Shares"]
