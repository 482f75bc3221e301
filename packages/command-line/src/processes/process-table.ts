import { execFileSync } from 'node:child_process';
import { readdirSync, readFileSync } from 'node:fs';

/** When the process was started, as an opaque text. Undefined if there is no such process (or only its unreaped remains). */
export function startTimeOf(pid: number): string | undefined {
  if (process.platform !== 'linux') return startTimeByPs(pid);
  try {
    const fields = parseStat(readFileSync(`/proc/${pid}/stat`, 'utf8'));
    return fields.state === 'Z' || fields.state === 'X' ? undefined : `${bootId()}:${fields.startTicks}`;
  } catch {
    return undefined;
  }
}

/** Fields of /proc/<pid>/stat. The program's name may contain spaces and brackets, so the fields are read after the last bracket. */
export function parseStat(stat: string): { state: string; parent: number; startTicks: string } {
  const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
  return { state: fields[0] ?? '', parent: Number(fields[1]), startTicks: fields[19] ?? '' };
}

let knownBootId: string | undefined;
function bootId(): string {
  knownBootId ??= readFileSync('/proc/sys/kernel/random/boot_id', 'utf8').slice(0, 8);
  return knownBootId;
}

function startTimeByPs(pid: number): string | undefined {
  try {
    const [state, ...start] = execFileSync('ps', ['-o', 'state=,lstart=', '-p', String(pid)], {
      encoding: 'utf8',
      // The output must not depend on the shell's language and time zone.
      env: { PATH: process.env.PATH, LC_ALL: 'C' },
    })
      .trim()
      .split(/\s+/);
    return state === undefined || state.startsWith('Z') ? undefined : start.join(' ');
  } catch {
    return undefined;
  }
}

export function listPids(): number[] {
  if (process.platform !== 'linux') return [];
  return readdirSync('/proc')
    .filter((entry) => /^\d+$/.test(entry))
    .map(Number);
}

export function environmentOf(pid: number): string[] {
  try {
    return readFileSync(`/proc/${pid}/environ`, 'utf8').split('\0');
  } catch {
    return [];
  }
}

export function ancestorsOfThis(): Set<number> {
  const pids = new Set<number>();
  for (let pid = process.pid; pid > 0 && !pids.has(pid); ) {
    pids.add(pid);
    try {
      pid = parseStat(readFileSync(`/proc/${pid}/stat`, 'utf8')).parent;
    } catch {
      break;
    }
  }
  return pids;
}
