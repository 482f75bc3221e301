import { ensurePythonTool, type PythonTool } from './python-tool.ts';

/** AWS's own command line, version 1 (PyPI has no other): runs the commands that the docs give. @throws UserError (`TOOL_MISSING`) */
export const ensureAwsCli = (tell: (text: string) => void, signal?: AbortSignal): Promise<PythonTool> =>
  ensurePythonTool('aws', 'awscli', tell, signal);
