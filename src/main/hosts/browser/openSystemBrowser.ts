import { spawn } from 'node:child_process'
import { rmSync } from 'node:fs'
import { join } from 'node:path'
import { writePrivateFile } from '../writePrivateFile.ts'

/**
 * Opens the link in the person's own browser. Where there is none, nothing happens: the link was printed. Every user of the machine can
 * read the command lines of all programs, so the link stands in a file of mode 0600 of the data directory, which the browser opens
 * and which sends it on. Returns how to remove the file.
 */
export function openSystemBrowser(link: string, dataDir: string, platform: NodeJS.Platform): () => void {
  const path = join(dataDir, 'open-console.html')
  writePrivateFile(
    path,
    `<!doctype html><meta charset="utf-8"><meta name="referrer" content="no-referrer"><meta http-equiv="refresh" content="0; url=${link}"><title>Rounds</title><a href="${link}">Open the console</a>\n`,
  )
  const [command, ...leading] = openers[platform] ?? ['xdg-open']
  const child = spawn(command, [...leading, path], { stdio: 'ignore', detached: true })
  child.on('error', () => undefined)
  child.unref()
  return () => rmSync(path, { force: true })
}

const openers: Partial<Record<NodeJS.Platform, readonly [string, ...string[]]>> = {
  darwin: ['open'],
  win32: ['rundll32', 'url.dll,FileProtocolHandler'],
}
