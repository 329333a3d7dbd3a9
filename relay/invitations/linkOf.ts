/** Returns the link that carries an invitation to the page below `base`. Behind the `#` it stays in the browser: no server, proxy or log on the way gets it. */
export function linkOf(base: string, invitation: string): string {
  return `${new URL('visit/', base).href}#${invitation}`
}
