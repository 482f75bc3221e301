import { ensurePythonTool, type PythonTool } from './python-tool.ts';

/** AWS' own command line, of the first line (PyPI has no other): what the pages tell to type is typed there. @throws UserError (`TOOL_MISSING`) */
export const ensureAwsCli = (tell: (text: string) => void, signal?: AbortSignal): Promise<PythonTool> =>
  ensurePythonTool('aws', 'awscli', tell, signal);
