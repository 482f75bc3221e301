import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { repositoryRoot } from '@enterwait/command-line/files';

/** The pages by which AWS is set up, delivered to, operated and moved to: `docs/<page>.md`. */
const DOCUMENTED_PAGES = ['aws', 'delivery', 'operations', 'migration'] as const;
export type DocumentedPage = (typeof DOCUMENTED_PAGES)[number];

/** A command that a page tells the reader to type. */
export interface DocumentedCommand {
  readonly page: DocumentedPage;
  /** The line of the page, from 1. */
  readonly line: number;
  /** The text as written; for a block all lines, without its indentation. */
  readonly text: string;
  readonly block: boolean;
  /** The page itself says that no test types it: by † after the command, or by a first line `# †` of the block. */
  readonly notRun: boolean;
}

const PROGRAMS = ['make', 'aws', 'kubectl', 'terraform', 'docker', 'helm', 'gh', 'node', 'npm', 'curl', 'cp'].join('|');
/** With arguments: a program's name alone is not a command. */
const INLINE = new RegExp(`\`((?:[A-Z_]+=\\S+ )*(?:${PROGRAMS}) [^\`\\n]+)\`(†?)`, 'g');
const BLOCK = /^( *)```sh\n(.*?)^ *```$/gms;
const MARK = /^\s*# †/;
/** A line that is not typed, in a block that is. */
const MARKED_LINE = /^.*# †.*\n?/gm;

/** @returns the commands of a page, in order */
export function commandsIn(page: DocumentedPage, text = textOf(page)): DocumentedCommand[] {
  const lineAt = (index: number): number => text.slice(0, index).split('\n').length;
  const blocks = [...text.matchAll(BLOCK)].map(({ index, 1: indent = '', 2: body = '' }) => ({
    page,
    line: lineAt(index) + 1,
    text: body.replaceAll(new RegExp(`^${indent}`, 'gm'), '').trimEnd(),
    block: true,
    notRun: MARK.test(body),
  }));
  // Text within a block belongs to the block.
  const prose = text.replaceAll(/^ *```\w*\n.*?^ *```$/gms, (block) => block.replaceAll(/[^\n]/g, ' '));
  const inline = [...prose.matchAll(INLINE)].map(({ index, 1: command = '', 2: mark }) => ({
    page,
    line: lineAt(index),
    text: command,
    block: false,
    notRun: mark === '†',
  }));
  return [...blocks, ...inline].sort((a, b) => a.line - b.line);
}

/** The part of a block that can be typed. */
export const typed = (text: string): string => text.replaceAll(MARKED_LINE, '').trimEnd();

export const documentedCommands = (): DocumentedCommand[] => DOCUMENTED_PAGES.flatMap((page) => commandsIn(page));

const textOf = (page: DocumentedPage): string => readFileSync(join(repositoryRoot, 'docs', `${page}.md`), 'utf8');
