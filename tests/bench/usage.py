"""CPU and memory of a process, from /proc."""

import asyncio
import os
from dataclasses import dataclass
from pathlib import Path

_TICKS = os.sysconf("SC_CLK_TCK")
_QUIET_LIMIT = 300.0


@dataclass(frozen=True, slots=True)
class Usage:
    """CPU in seconds since the start of the process, memory in MiB."""

    cpu: float
    rss: float
    peak_rss: float
    pss: float


def usage(pid: int) -> Usage:
    """Of a process up to now."""
    process = Path("/proc") / str(pid)
    status = _kibibytes(process / "status")
    return Usage(
        cpu=cpu(pid),
        rss=status["VmRSS"] / 1024,
        peak_rss=status["VmHWM"] / 1024,
        pss=_kibibytes(process / "smaps_rollup")["Pss"] / 1024,
    )


def cpu(pid: int) -> float:
    """Seconds of CPU since the start of a process, in user and system mode."""
    # The name in parentheses may have spaces; utime and stime are the 14th and 15th field.
    fields = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
    return (int(fields[11]) + int(fields[12])) / _TICKS


async def quiet(pid: int, seconds: float, share: float = 0.05) -> None:
    """Wait until a process has used less than `share` of a core for so long."""
    async with asyncio.timeout(_QUIET_LIMIT):
        while True:
            before = cpu(pid)
            await asyncio.sleep(seconds)
            if cpu(pid) - before < share * seconds:
                return


def _kibibytes(file: Path) -> dict[str, int]:
    """The lines `Name:  123 kB` of a file below /proc."""
    lines = (line.split() for line in file.read_text().splitlines())
    return {parts[0].rstrip(":"): int(parts[1]) for parts in lines if parts[-1:] == ["kB"]}
