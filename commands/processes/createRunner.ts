import { type SupervisedChild, type Supervision, superviseChild } from './superviseChild.ts'

export interface RunnerParts {
  readonly print: (line: string) => void
  readonly complain: (line: string) => void
  readonly exit: (code: number) => void
}

/** Children that live and end together. */
export interface Runner {
  /** Starts a child. Those with a lower `stopRank` are stopped earlier. With `endsAll` its end with code 0 is the end of all. */
  readonly run: (
    child: Pick<Supervision, 'name' | 'start'> & { readonly stopRank: number; readonly endsAll?: boolean },
  ) => Promise<void>
  /** Stops all children, one after the other, then exits with this code. Asked again, it goes on as it is. */
  readonly stop: (exitCode: number) => void
  readonly isStopping: () => boolean
}

export function createRunner({ print, complain, exit }: RunnerParts): Runner {
  const children: { readonly stopRank: number; readonly supervised: Promise<SupervisedChild | undefined> }[] = []
  let isStopping = false

  const stopAll = async () => {
    for (const { supervised } of children.toSorted((a, b) => a.stopRank - b.stopRank)) await (await supervised)?.stop()
  }
  const stop = (exitCode: number) => {
    if (isStopping) return
    isStopping = true
    void stopAll().finally(() => exit(exitCode))
  }
  const give = (reason: string) => {
    if (isStopping) return
    complain(`rounds ends: ${reason}`)
    stop(1)
  }
  return {
    run: async ({ name, start, stopRank, endsAll }) => {
      if (isStopping) return
      const supervised = superviseChild({
        name,
        start,
        print,
        ended: () => (endsAll ? stop(0) : give(`${name} ended`)),
        gaveUp: give,
      })
      children.push({ stopRank, supervised: supervised.catch(() => undefined) })
      await supervised
    },
    stop,
    isStopping: () => isStopping,
  }
}
