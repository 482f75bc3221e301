import { ensurePythonTool, type PythonTool } from './python-tool.ts';

/** schemathesis, which asks an API for whatever its description allows. @throws UserError (`TOOL_MISSING`) */
export const ensureSchemathesis = (tell: (text: string) => void, signal?: AbortSignal): Promise<PythonTool> =>
  ensurePythonTool('schemathesis', 'schemathesis', tell, signal);
