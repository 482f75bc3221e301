/** The trace id of a command or event, for its log line: it finds everything that one click caused. */
export const traceOf = ({ traceparent }: { readonly traceparent?: string | undefined }): { readonly trace?: string } =>
  traceparent === undefined ? {} : { trace: traceparent.slice(3, 35) };

/** The same for a body that may be unreadable. */
export function traceInBody(body: string): { readonly trace?: string } {
  const trace = /"traceparent":"[0-9a-f]{2}-([0-9a-f]{32})-/.exec(body)?.[1];
  return trace === undefined ? {} : { trace };
}
