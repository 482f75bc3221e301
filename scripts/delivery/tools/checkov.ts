import { ensurePythonTool, type PythonTool } from './python-tool.ts';

/** Installs checkov, which takes some 20 s and 220 MB once. @throws UserError (`TOOL_MISSING`) */
export const ensureCheckov = (tell: (text: string) => void, signal?: AbortSignal): Promise<PythonTool> =>
  ensurePythonTool('checkov', 'checkov.version', tell, signal);
