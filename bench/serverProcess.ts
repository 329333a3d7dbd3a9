import { type ChildProcess, spawn } from 'node:child_process'
import { describeExit } from '../commands/childExit.ts'
import { untilReady } from '../commands/untilReady.ts'
import type { MemoryLook, MemoryReport } from './reportMemory.ts'

export interface ServerProcess {
  readonly url: string
  readonly pid: number
  /** Ends it with SIGTERM, in its own way. */
  readonly stop: () => Promise<void>
  /** Ends it with SIGKILL, in the middle of whatever it does. */
  readonly kill: () => Promise<void>
}

/** A process that can be asked how much memory it takes. */
export interface ObservedProcess extends ServerProcess {
  readonly memory: (look: MemoryLook) => Promise<MemoryReport>
}

/** Starts `node FILE` and waits for the line that ends in its URL. */
export async function startServerProcess(file: string, env: NodeJS.ProcessEnv): Promise<ServerProcess> {
  return (await start(file, env, [])).server
}

/** The same, with `reportMemory.ts` loaded before. */
export async function startObservedProcess(file: string, env: NodeJS.ProcessEnv): Promise<ObservedProcess> {
  const preload = new URL('reportMemory.ts', import.meta.url).href
  const { server, child } = await start(file, env, ['--expose-gc', '--import', preload])
  return {
    ...server,
    memory: (look) =>
      new Promise((resolve, reject) => {
        child.once('message', (report: MemoryReport) => resolve(report))
        child.once('exit', () => reject(new Error(`${file} has ended, and has no memory`)))
        child.send(look)
      }),
  }
}

async function start(
  file: string,
  env: NodeJS.ProcessEnv,
  nodeArguments: readonly string[],
): Promise<{ server: ServerProcess; child: ChildProcess }> {
  const child = spawn(process.execPath, [...nodeArguments, file], {
    env: { ...process.env, ...env },
    stdio: ['ignore', 'pipe', 'inherit', 'ipc'],
  })
  const exited = new Promise<void>((resolve) => child.once('exit', () => resolve()))
  const complaint = () => `${file} ${describeExit(child)} before it listened`
  const url = await untilReady(child, /listening on (http:\/\/\S+)/, complaint)
  const end = async (signal: 'SIGTERM' | 'SIGKILL') => {
    child.kill(signal)
    await exited
  }
  return { server: { url, pid: child.pid ?? 0, stop: () => end('SIGTERM'), kill: () => end('SIGKILL') }, child }
}
