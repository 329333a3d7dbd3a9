import { spawn } from 'node:child_process'

/** Opens the address in the person's own browser. Where there is none, nothing happens: the address was printed. */
export function openSystemBrowser(url: string, platform: NodeJS.Platform): void {
  const [command, ...leading] = openers[platform] ?? ['xdg-open']
  const child = spawn(command, [...leading, url], { stdio: 'ignore', detached: true })
  child.on('error', () => undefined)
  child.unref()
}

const openers: Partial<Record<NodeJS.Platform, readonly [string, ...string[]]>> = {
  darwin: ['open'],
  win32: ['rundll32', 'url.dll,FileProtocolHandler'],
}
