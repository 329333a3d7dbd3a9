import { type ChildProcess, spawn } from 'node:child_process'
import { describeExit, endChild } from '../../../commands/processes/childExit.ts'
import { untilReady } from '../../../commands/processes/untilReady.ts'

/** A program that is killed and started again, always with the same command, environment and port. */
export interface RestartableProcess {
  readonly name: string
  /** Starts it, unless it runs; resolves with what its ready line gave. Rejects when it ends before that line. */
  readonly start: () => Promise<string>
  /** Ends it with SIGKILL; resolves when it is gone. */
  readonly kill: () => Promise<void>
  /** Asks it to stop with SIGTERM; resolves when it is gone. */
  readonly stop: () => Promise<void>
  /** Stops it where it stands with SIGSTOP: its connections stay open, and nothing answers, until `resume`. */
  readonly pause: () => void
  readonly resume: () => void
  /** Everything that it has printed so far, both streams, over all its runs. */
  readonly output: () => string
}

/** `ready` finds, in a line of the program's output, what `start` resolves with. */
export function createRestartableProcess(
  name: string,
  program: { readonly file: string; readonly env: Record<string, string>; readonly ready: RegExp },
): RestartableProcess {
  let running: { readonly child: ChildProcess; readonly ready: Promise<string> } | null = null
  let output = ''

  function launch() {
    const child = spawn(process.execPath, [program.file], {
      env: { ...process.env, ...program.env },
      stdio: ['ignore', 'pipe', 'pipe'],
    })
    let complaint = ''
    child.stderr.on('data', (chunk) => {
      complaint = `${complaint}${chunk}`.slice(-2_000)
      output += chunk
    })
    child.stdout.on('data', (chunk) => {
      output += chunk
    })
    const ready = untilReady(child, program.ready, () => `${name} ${describeExit(child)}: ${complaint}`)
    return { child, ready }
  }

  async function end(signal: 'SIGKILL' | 'SIGTERM'): Promise<void> {
    const ending = running
    if (!ending) return
    running = null
    // Killed while it starts: nobody waits for its ready line any more.
    ending.ready.catch(() => undefined)
    await endChild(ending.child, signal)
  }

  return {
    name,
    start: () => {
      running ??= launch()
      return running.ready
    },
    kill: () => end('SIGKILL'),
    stop: () => end('SIGTERM'),
    pause: () => void running?.child.kill('SIGSTOP'),
    resume: () => void running?.child.kill('SIGCONT'),
    output: () => output,
  }
}
