/** Returns the name and place of a defect without its message, which may hold content. */
export function describeDefect(error: unknown): { readonly name: string; readonly stack?: string } {
  if (!(error instanceof Error)) return { name: typeof error }
  const frames = error.stack?.split('\n').filter((line) => /^\s+at /.test(line))
  return { name: error.name, ...(frames && { stack: frames.slice(0, 8).join('\n') }) }
}
