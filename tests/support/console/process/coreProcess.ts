import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { createInterface } from 'node:readline'
import { fileURLToPath } from 'node:url'

/** A core in a process of its own that writes messages as fast as the disk takes them, or puts its sessions off. */
export interface CoreProcess {
  /** Reports of what is on the disk, in order: messages as `session text`, or sessions that were put off. */
  readonly queued: readonly string[]
  /** Ends it with SIGKILL. */
  readonly kill: () => Promise<void>
}

const scripts = {
  writeMessages: new URL('./writeMessages.ts', import.meta.url),
  putSessionsOff: new URL('./putSessionsOff.ts', import.meta.url),
} as const

/** Starts it; resolves when it is live and has begun to write. */
export async function startCoreProcess(options: {
  readonly dataDir: string
  readonly relayUrl: string
  readonly user: string
  readonly password: string
  readonly sessionIds: readonly string[]
  /** Whether it edits and redacts what it has written, too. */
  readonly changes?: boolean
  readonly does?: keyof typeof scripts
}): Promise<CoreProcess> {
  const script = fileURLToPath(scripts[options.does ?? 'writeMessages'])
  const child: ChildProcess = spawn(process.execPath, [script, JSON.stringify(options)], {
    stdio: ['ignore', 'pipe', 'inherit'],
  })
  const queued: string[] = []
  const ended = once(child, 'exit')
  if (!child.stdout) throw new Error('the process has no output')
  const lines = createInterface({ input: child.stdout })
  await new Promise<void>((resolve, reject) => {
    child.once('exit', (code) => reject(new Error(`the console ended with ${code}`)))
    lines.on('line', (line) => {
      queued.push(line)
      resolve()
    })
  })
  return {
    queued,
    kill: async () => {
      const read = once(lines, 'close')
      child.kill('SIGKILL')
      await ended
      await read
    },
  }
}
