import { ensurePythonTool, type PythonTool } from './python-tool.ts';

/** Installs schemathesis, which sends an API whatever its description allows. @throws UserError (`TOOL_MISSING`) */
export const ensureSchemathesis = (tell: (text: string) => void, signal?: AbortSignal): Promise<PythonTool> =>
  ensurePythonTool('schemathesis', 'schemathesis', tell, signal);
