export interface StorageCause {
  /** What is wrong, for people. */
  readonly what: string;
  readonly advice: string;
  /** How third-party programs phrase it. */
  readonly said?: RegExp;
}

const NOT_ALLOWED: StorageCause = {
  what: '권한이 없습니다 (permission denied)',
  advice:
    '누구의 것인지 (whose it is): ls -ld . .enterwait · 되찾으려면 (to take it back): sudo chown -R "$(id -un)" .enterwait',
  // Docker says the same about the engine's socket, which is a different problem.
  said: /permission denied(?! while trying to connect)|operation not permitted|EACCES|EPERM|\b(?:errno|error) 13\b|\b(?:Errcode|errno): 13\b/i,
};

/** File system failures by code, so that every command describes them alike. */
const CAUSES: Record<string, StorageCause> = {
  ENOSPC: {
    what: '디스크가 가득 찼습니다 (no space left on the disk)',
    advice: '자리를 비운 뒤 다시 하세요 (make room, then again): df -h . · df -i . · docker system df',
    said: /no space left|not enough space|disk (?:is )?full|out of disk space|ENOSPC|\b(?:errno|error) 28\b|\b(?:Errcode|errno): 28\b/i,
  },
  EDQUOT: {
    what: '디스크 할당량을 넘었습니다 (the disk quota is exceeded)',
    advice: '자리를 비운 뒤 다시 하세요 (make room, then again): quota -s',
    said: /quota exceeded|EDQUOT|\bErrno 122\b/i,
  },
  EROFS: {
    what: '읽기 전용입니다 (the file system is read-only)',
    advice: '쓸 수 있는 곳에 다시 받으세요 (clone it where it can be written): mount | grep "(ro"',
    said: /read-only file ?system|EROFS|\b(?:errno|error) 30\b|\b(?:Errcode|errno): 30\b/i,
  },
  EACCES: NOT_ALLOWED,
  EPERM: NOT_ALLOWED,
  ENAMETOOLONG: {
    what: '경로가 너무 깁니다 (the path is too long)',
    advice: '더 짧은 경로에 다시 받으세요 (clone it into a shorter path)',
    said: /file ?name too long|ENAMETOOLONG/i,
  },
  EMFILE: {
    what: '열린 파일이 너무 많습니다 (too many open files)',
    advice: 'ulimit -n 4096 뒤에 다시 하세요 (then again)',
    said: /too many open files|EMFILE|ENFILE/i,
  },
  EIO: {
    what: '디스크를 읽거나 쓸 수 없습니다 (the disk fails: input/output error)',
    advice: '디스크를 살펴보세요 (look at the disk): dmesg',
    said: /input\/output error|\bEIO\b/i,
  },
  ENOTDIR: {
    what: '폴더가 아닙니다 (not a folder)',
    advice: '그 파일을 치운 뒤 다시 하세요 (move that file away, then again)',
  },
};
const SYNONYMS: Record<string, string> = { ENFILE: 'EMFILE', EEXIST: 'ENOTDIR', EISDIR: 'ENOTDIR' };

export const storageCause = (code: string): StorageCause | undefined => CAUSES[SYNONYMS[code] ?? code];

/** The advice for what a program has printed: pip, Terraform and the database all meet the same disk. */
export function storageAdvice(output: string): string | undefined {
  const cause = Object.values(CAUSES).find(({ said }) => said?.test(output));
  return cause && `${cause.what}. ${cause.advice}`;
}
