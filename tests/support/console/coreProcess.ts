import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { createInterface } from 'node:readline'
import { fileURLToPath } from 'node:url'

/** A core in a process of its own that writes messages as fast as the disk takes them. */
export interface CoreProcess {
  /** Messages that were reported to be on the disk, in order, as `session text`. */
  readonly queued: readonly string[]
  /** Ends it with SIGKILL. */
  readonly kill: () => Promise<void>
}

const script = fileURLToPath(new URL('./writeMessages.ts', import.meta.url))

/** Starts it; resolves when it is live and has begun to write. */
export async function startCoreProcess(options: {
  readonly dataDir: string
  readonly relayUrl: string
  readonly user: string
  readonly password: string
  readonly sessionIds: readonly string[]
}): Promise<CoreProcess> {
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
