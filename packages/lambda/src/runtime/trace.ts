/** The trace id of a command or event, for its line of the log: with it one finds all that a click has caused. */
export const traceOf = ({ traceparent }: { readonly traceparent?: string | undefined }): { readonly trace?: string } =>
  traceparent === undefined ? {} : { trace: traceparent.slice(3, 35) };

/** The same of a body that could perhaps not be read. */
export function traceInBody(body: string): { readonly trace?: string } {
  const trace = /"traceparent":"[0-9a-f]{2}-([0-9a-f]{32})-/.exec(body)?.[1];
  return trace === undefined ? {} : { trace };
}
